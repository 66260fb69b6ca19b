"""Where cases are kept: SQLite or PostgreSQL, with the ledger, and a folder beside it."""
