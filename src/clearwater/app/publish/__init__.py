"""Figures of work: counted from the ledger, reported by the week, published, held to each other."""
