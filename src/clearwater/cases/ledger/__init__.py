"""The append-only ledger: entries, their Merkle tree, signed checkpoints, and verification."""
