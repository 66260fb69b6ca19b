"""Figures of the work: defined once, counted from the ledger, published with care."""
