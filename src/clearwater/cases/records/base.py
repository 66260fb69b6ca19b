"""What every kept record has: a table, a key, an organisation, and a digest that the ledger keeps.

A record is one row. Its fields are text, whole numbers or nothing, so that a row reads the same on
every database and every change of it, however small, changes its digest: a float has two zeros and
a truth value has many ones. Shares and bits are kept in thousandths, times in microseconds (UTC).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Self

from clearwater.cases.records.canonical import canonical

Value = str | int | None
"""What a field of a record may hold."""


@dataclass(frozen=True)
class Record:
    """One row of the store. Subclasses say in which table it stands and by what it is found."""

    TABLE: ClassVar[str]
    """Name of the table."""
    KEY: ClassVar[tuple[str, ...]]
    """Fields that name the row within the table."""

    organisation: str
    """Whose row it is; nobody else sees it."""

    @property
    def key(self) -> tuple[str, ...]:
        """The values that name this row, as text."""
        return tuple(str(getattr(self, name)) for name in self.KEY)

    def row(self) -> dict[str, Value]:
        """Return the row as the table keeps it: field -> text, whole number or nothing."""
        # Not `asdict`: it copies deeply what is flat, and takes most of the time of a save.
        return {name: _plain(getattr(self, name)) for name in _names(type(self))}

    @classmethod
    def of_row(cls, row: Mapping[str, Value]) -> Self:
        """Return the record of a row; columns that it does not know are left out."""
        return cls(**{name: row[name] for name in _names(cls)})  # type: ignore[arg-type]


_NAMES: dict[type[Record], tuple[str, ...]] = {}
"""Names of fields by kind, kept because every row that is read or written asks for them."""


def _names(kind: type[Record]) -> tuple[str, ...]:
    known = _NAMES.get(kind)
    if known is None:
        known = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return known


def row_digest(table: str, row: Mapping[str, Value]) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 form of ``{"row": row, "table": table}``.

    Raises
    ------
    rfc8785.CanonicalizationError
        If the row holds what no record can hold: a whole number beyond 2**53, a text that is none.
    """
    return hashlib.sha256(canonical({"row": dict(row), "table": table})).hexdigest()


def _plain(value: object) -> Value:
    """Return what the table keeps of a field; words of an enumeration are texts already."""
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a record keeps text, whole numbers or nothing, not {type(value).__name__}")
