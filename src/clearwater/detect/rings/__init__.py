"""Rings that come back: a signature without names, and how likely a likeness is by chance."""
