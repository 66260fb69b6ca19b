"""Dense blocks of accounts and moments, with a null: see `dense_blocks`."""
