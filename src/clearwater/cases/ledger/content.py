"""What a verification reads: everything in a store, as it is, without believing any of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from clearwater.cases.ledger.faults import Fault

Raw = object
"""A value of a row: text, whole number, nothing; bytes where a text is no UTF-8; or another."""


@dataclass(frozen=True)
class TableForm:
    """A table as it should be."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


class UnreadableError(Exception):
    """The database could not go on reading a table."""


class Content(Protocol):
    """One consistent state of a store."""

    def rows(self, form: TableForm) -> Iterator[Sequence[Raw]]:
        """Yield the rows of a table, in the order of its key, values in the order of its columns.

        Raises
        ------
        UnreadableError
            If the table cannot be read, or not to its end.
        """
        ...

    def structure(self) -> Iterator[Fault]:
        """Yield what is wrong with tables, guards and version."""
        ...


ContentReader = AbstractContextManager[Content]


def text_of(value: Raw) -> str | None:
    """Return a text that a record can hold, or nothing where the value is none."""
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value
