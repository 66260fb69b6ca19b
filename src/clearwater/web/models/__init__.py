"""What comes in and what goes out, one file a noun. No model is a record."""
