"""What is decided here in other people's standards, and what comes in from them. No database."""
