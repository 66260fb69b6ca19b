"""What went wrong with a log, without anything that stands in the log.

An error is kept with its job and shown to whoever may read. In a file without a head the names of
its columns are the values of its first row, and a file that is no log is known by how it begins:
both can name somebody. Columns are shown with the first rows, for a purpose and on record.
"""

from __future__ import annotations

from clearwater.errors import ClearwaterError, SchemaError, SourceError

LOOK = "Look at its first rows, and say what its columns mean."
_COUNTS = ("TooManyBadRowsError", "EmptyLogError")
"""Errors whose `found` holds counts and reasons."""
_QUOTES = "it begins with "
"""How a `found` begins that quotes the file."""


def without_values(error: ClearwaterError) -> dict[str, str]:
    """Return ``found`` and ``next`` of an error, as far as they quote nothing."""
    if isinstance(error, SchemaError):
        return {"found": "", "next": LOOK}
    told = type(error).__name__ in _COUNTS or type(error) is SourceError
    quotes = error.found.startswith(_QUOTES)
    return {"found": error.found if told and not quotes else "", "next": error.next_step}
