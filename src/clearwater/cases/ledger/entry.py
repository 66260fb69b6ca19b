"""One entry of the ledger: who did what, when, in which case, and what the store held afterwards.

An entry names every row that its act wrote, with the digest of the row after it. So the newest
entry that names a row says what the row must be, and a row that no entry names is forged: state can
be checked against the ledger by somebody who knows nothing of cases, with a hash and a JSON reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

import rfc8785

FORMAT = 1
"""Version of the form of entries; part of every entry."""
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
        return rfc8785.dumps(
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
        except (KeyError, TypeError, rfc8785.CanonicalizationError) as error:
            raise ValueError(f"not an entry: {error}") from error
        if not same:
            raise ValueError("not an entry in canonical form")
        return entry

    @classmethod
    def _of_json(cls, said: Any) -> Self:
        return cls(
            number=said["number"],
            time_us=time_of(said["time"]),
            organisation=said["organisation"],
            user=said["user"],
            act=said["act"],
            case=said["case"],
            details=said["details"],
            writes=tuple(Write(table, tuple(key), digest) for table, key, digest in said["writes"]),
            previous=said["previous"],
        )


def shown_time(time_us: int) -> str:
    """Return ``2026-03-01T12:00:00.000000Z``: always six decimals, so one moment has one form."""
    seconds, micro = divmod(time_us, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{micro:06d}Z"


def time_of(shown: str) -> int:
    """Return the microseconds of a time that `shown_time` wrote.

    Raises
    ------
    ValueError
        If it has another form.
    """
    moment = datetime.strptime(shown, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
