"""What a verifier says of something that cannot be what it should be."""

from __future__ import annotations


class BrokenError(Exception):
    """Something is not in the one form that it must have. The message says which part of it."""
