"""One entry of the ledger: who did what, when, in which case, and what the store held afterwards.

An entry names every row that its act wrote, with the digest of the row after it. So the newest
entry that names a row says what the row must be, and a row that no entry names is forged: state can
be checked against the ledger by somebody who knows nothing of cases, with a hash and a JSON reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self, TypeVar

from clearwater.cases.records.canonical import canonical

T = TypeVar("T")

FORMAT = 1
"""Version of the form of entries; part of every entry."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_PLAIN = _EPOCH.replace(tzinfo=None)
FIRST = "0" * 64
"""What stands for the previous entry in the first one."""


class Write(NamedTuple):
    """One row that an act wrote."""

    table: str
    key: tuple[str, ...]
    digest: str
    """`clearwater.cases.records.base.row_digest` of the row after the act."""


@dataclass(frozen=True)
class Entry:
    """One entry. Its bytes are RFC 8785 JSON, and equal entries have equal bytes."""

    number: int
    """Place in the ledger, from 0."""
    time_us: int
    """When, microseconds, UTC; shown in the bytes as RFC 3339."""
    organisation: str
    user: str
    """Who; ``clearwater`` where a person's earlier act takes effect by itself."""
    act: str
    """Name of the act, see `clearwater.cases.acts`."""
    case: str | None
    details: Mapping[str, str | int | None]
    """Fields of the act."""
    writes: tuple[Write, ...]
    previous: str
    """`leaf_hash` of the entry before, in hex; `FIRST` in the first."""

    def canonical(self) -> bytes:
        """Return the bytes that are hashed and kept.

        Raises
        ------
        rfc8785.CanonicalizationError
            If a detail is a whole number beyond 2**53.
        """
        return canonical(
            {
                "act": self.act,
                "case": self.case,
                "details": dict(self.details),
                "format": FORMAT,
                "number": self.number,
                "organisation": self.organisation,
                "previous": self.previous,
                "time": shown_time(self.time_us),
                "user": self.user,
                "writes": [[w.table, list(w.key), w.digest] for w in self.writes],
            }
        )

    @classmethod
    def of_bytes(cls, kept: bytes) -> Self:
        """Return the entry that `kept` is the form of.

        Raises
        ------
        ValueError
            If `kept` is not exactly what `canonical` would write.
        """
        try:
            entry = cls._of_json(json.loads(kept))
            same = entry.canonical() == kept
        except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            # Bytes that somebody altered may hold anything that JSON can say.
            raise ValueError(f"not an entry: {error}") from error
        if not same:
            raise ValueError("not an entry in canonical form")
        return entry

    @classmethod
    def told_by(cls, kept: bytes) -> Self:
        """Return an entry without what it wrote, and without checking the form of `kept`.

        For showing what happened: an entry of a large case names thousands of rows, and whoever
        wants proof hashes the bytes as they are.
        """
        return cls._of_json({**json.loads(kept), "writes": ()})

    @classmethod
    def _of_json(cls, said: Any) -> Self:
        return cls(
            number=_typed(said["number"], int),
            time_us=time_of(_typed(said["time"], str)),
            organisation=_typed(said["organisation"], str),
            user=_typed(said["user"], str),
            act=_typed(said["act"], str),
            case=None if said["case"] is None else _typed(said["case"], str),
            details=_details(said["details"]),
            writes=tuple(_write(*one) for one in said["writes"]),
            previous=_typed(said["previous"], str),
        )


def _typed(value: Any, kind: type[T]) -> T:
    # `type`, because True is an int to `isinstance`, and true is no number to a reader of JSON.
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


def _details(said: Any) -> dict[str, str | int | None]:
    if any(type(value) not in (str, int, type(None)) for value in _typed(said, dict).values()):
        raise TypeError("a detail is a text, a whole number or nothing")
    return dict(said)


def _write(table: Any, key: Any, digest: Any) -> Write:
    return Write(_typed(table, str), tuple(_typed(one, str) for one in key), _typed(digest, str))


def shown_time(time_us: int) -> str:
    """Return ``2026-03-01T12:00:00.000000Z``: always six decimals, so one moment has one form.

    Raises
    ------
    OverflowError
        If it lies outside of the years 1 to 9999.
    """
    moment = _EPOCH_PLAIN + timedelta(microseconds=time_us)
    return moment.isoformat(timespec="microseconds") + "Z"


def time_of(shown: str) -> int:
    """Return the microseconds of a time that `shown_time` wrote.

    Raises
    ------
    ValueError
        If it has another form.
    """
    moment = datetime.fromisoformat(shown)
    # `fromisoformat` reads more forms than one, and a moment without a zone is none at all.
    time_us = (moment - _EPOCH) // timedelta(microseconds=1) if moment.tzinfo else None
    if time_us is None or shown_time(time_us) != shown:
        raise ValueError(f"not a time as entries show it: {shown}")
    return time_us
