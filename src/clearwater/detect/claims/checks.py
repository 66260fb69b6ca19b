"""What is kept of published checks: every version of each, and what becomes of a new record.

A *check* is what one publisher published at one address about one claim; a *claim* is what was
said, and several checks may speak about it and contradict each other. Nothing that was kept is ever
dropped: a check that changes gets a new version beside the old one, a check that is withdrawn stays
and is marked, a field that is missing stays empty and is remarked on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace

import pyarrow as pa

from clearwater.detect.claims.addresses import address
from clearwater.detect.texts import normalised
from clearwater.events.schema import TIME_TYPE

CHECKS = pa.schema(
    [
        pa.field("check", pa.string(), nullable=False),
        pa.field("claim", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        ("title", pa.string()),
        ("subtitle", pa.string()),
        ("published", TIME_TYPE),
        ("rating", pa.string()),
        ("rating_value", pa.float64()),
        ("rating_best", pa.float64()),
        ("rating_worst", pa.float64()),
        ("url", pa.string()),
        ("publisher", pa.string()),
        ("said_by", pa.string()),
        ("said_on", pa.string()),
        ("appeared", pa.string()),
        pa.field("retracted", pa.bool_(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),
        pa.field("current", pa.bool_(), nullable=False),
        ("remarks", pa.string()),
        ("source", pa.string()),
        ("line", pa.int64()),
    ]
)
"""One row a version of a check, in the order in which they came. ``current`` is true for the last
version of each. ``published`` is the moment from which the check was out; of a date without an hour
the last moment, UTC. ``remarks`` says what is missing or could not be read."""
NOT_CONTENT = frozenset({"version", "current", "remarks", "source", "line"})
NEW, NEW_VERSION, UNCHANGED, RETRACTED = "new", "new version", "unchanged", "retracted"


@dataclass(frozen=True)
class Check:
    """One record of one check. Fields are the columns of `CHECKS`; times in microseconds."""

    check: str
    claim: str
    text: str
    title: str | None = None
    subtitle: str | None = None
    published: int | None = None
    rating: str | None = None
    rating_value: float | None = None
    rating_best: float | None = None
    rating_worst: float | None = None
    url: str | None = None
    publisher: str | None = None
    said_by: str | None = None
    said_on: str | None = None
    appeared: str | None = None
    retracted: bool = False
    version: int = 1
    current: bool = True
    remarks: str | None = None
    source: str | None = None
    line: int | None = None


def claim_id(text: str) -> str:
    """Return an id of what is claimed: the same for the same letters, whoever checks it."""
    return "claim-" + _digest(normalised([text])[0] or text)


def check_id(claim: str, url: str | None, publisher: str | None, rating: str | None) -> str:
    """Return an id of a check: of its address and claim, or of its publisher where it has none.

    Where it has neither, two ratings are two checks: nobody is known who could have changed one.
    """
    place = address(url) if url else publisher or f"rated {rating}"
    return "check-" + _digest(f"{place}\n{claim}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


class CheckStore:
    """All versions of all checks, in the order in which they came."""

    def __init__(self, kept: pa.Table | None = None) -> None:
        self._versions: dict[str, list[Check]] = {}
        self._by_url: dict[str, set[str]] = {}
        for one in checks_of(kept) if kept is not None else ():
            self._append(one)

    def add(self, new: Check) -> str:
        """Take in a record; return what became of it.

        A record that equals any kept version of its
        check changes nothing, so that an old file may be read once more; a check that goes back to
        what it said before is not seen to do so.

        Returns
        -------
        str
            `NEW`, `NEW_VERSION`, `UNCHANGED` or `RETRACTED`.
        """
        versions = self._versions.get(new.check, [])
        if any(_content(new) == _content(old) for old in versions):
            return UNCHANGED
        before = versions[-1] if versions else None
        if before is not None:
            versions[-1] = replace(versions[-1], current=False)
        self._append(replace(new, version=len(versions) + 1, current=True))
        if new.retracted and not (before is not None and before.retracted):
            return RETRACTED
        return NEW if before is None else NEW_VERSION

    def retract(self, url: str, *, source: str | None = None, line: int | None = None) -> int:
        """Mark all checks at an address as withdrawn, and return how many there are."""
        found = sorted(self._by_url.get(address(url), ()))
        for name in found:
            last = self._versions[name][-1]
            self.add(replace(last, retracted=True, source=source, line=line))
        return len(found)

    def table(self) -> pa.Table:
        """Return the table, with the schema `CHECKS`; the versions of a check stand together."""
        return pa.Table.from_pylist([vars(one) for one in self.checks()], CHECKS)

    def checks(self) -> list[Check]:
        """Return all versions, as in `table`."""
        return [one for versions in self._versions.values() for one in versions]

    def _append(self, one: Check) -> None:
        self._versions.setdefault(one.check, []).append(one)
        if one.url:
            self._by_url.setdefault(address(one.url), set()).add(one.check)


def checks_of(table: pa.Table) -> list[Check]:
    """Return the rows of a table with the columns of `CHECKS`."""
    published = table.schema.get_field_index("published")
    plain = table.set_column(
        published, "published", table.column("published").cast(TIME_TYPE).cast(pa.int64())
    )
    return [Check(**row) for row in plain.select(CHECKS.names).to_pylist()]


def _content(one: Check) -> tuple[object, ...]:
    return tuple(getattr(one, f.name) for f in fields(one) if f.name not in NOT_CONTENT)
