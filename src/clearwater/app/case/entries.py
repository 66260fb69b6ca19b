"""Entries of the ledger from the newest on, by case, act and role; and checkpoints given away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from clearwater.app.case.desk import Desk, no_case
from clearwater.cases.acts import CheckpointPublished
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.case import Case
from clearwater.cases.records.people import User
from clearwater.cases.store.base import EntriesAsked, Unit
from clearwater.cases.workflow.rights import Verb

WINDOW = 1_000
"""Entries of the whole ledger that are looked at at once."""
MOST_LOOKED = 20_000
"""More are not looked at for one page: what fits may be rare."""


@dataclass(frozen=True)
class Asked:
    """Which entries are meant; what is empty is not asked."""

    case: str = ""
    act: str = ""
    role: str = ""
    """Of those who acted, as their roles are now."""
    before: int | None = None
    """Only with a smaller number."""


@dataclass(frozen=True)
class EntriesFound:
    """Entries, the newest first."""

    entries: tuple[Entry, ...]
    before: int | None
    """Where to go on; nothing at the end."""


@dataclass(frozen=True)
class GivenAway:
    """A checkpoint that somebody outside was given."""

    entry: int
    time_us: int
    user: str
    size: int
    root: str


def newest_entries(desk: Desk, asked: Asked, *, limit: int) -> EntriesFound:
    """Return entries of the organisation that fit, the newest first.

    Raises
    ------
    RefusedError
        If the person may not verify, or there is no such case.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        if asked.case and unit.get(Case, asked.case) is None:
            raise no_case(asked.case)
        known = {one.user: frozenset(one.roles.split()) for one in unit.find(User)}
        size = parse_checkpoint(unit.checkpoint()).size
        end = size if asked.before is None else min(asked.before, size)
        if asked.case:
            # One file, read whole: its entries lie far apart.
            every = [one for one in unit.entries(asked.case) if one.number < end]
            backwards: Iterator[Entry | int] = iter(reversed(every))
        else:
            backwards = _backwards(unit, end)
        found: list[Entry] = []
        for one in backwards:
            if isinstance(one, int):
                if end - one >= MOST_LOOKED and one > 0:
                    return EntriesFound(tuple(found), one)
                continue
            if asked.act in {"", one.act} and _by_role(one, asked.role, known):
                found.append(one)
                if len(found) == limit:
                    return EntriesFound(tuple(found), one.number if one.number else None)
    return EntriesFound(tuple(found), None)


def given_away(desk: Desk, most: int = 5) -> tuple[GivenAway, ...]:
    """Return the checkpoints that were given away last, the newest first.

    Raises
    ------
    RefusedError
        If the person may not verify.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        size = parse_checkpoint(unit.checkpoint()).size
        entries = tuple(unit.entries_asked(EntriesAsked((CheckpointPublished.NAME,), size)))
    return tuple(
        GivenAway(
            entry=one.number,
            time_us=one.time_us,
            user=one.user,
            size=int(one.details["size"] or 0),
            root=str(one.details["root"]),
        )
        for one in reversed(entries[-most:])
    )


def _backwards(unit: Unit, end: int) -> Iterator[Entry | int]:
    """Yield entries before a number, the newest first; after each window where it began."""
    high = end
    while high > 0:
        low = max(0, high - WINDOW)
        window = []
        with closing(unit.entries(after=low - 1)) as entries:  # type: ignore[type-var]  # a generator
            for entry in entries:
                if entry.number >= high:
                    break
                window.append(entry)
        yield from reversed(window)
        yield low
        high = low


def _by_role(one: Entry, role: str, known: dict[str, frozenset[str]]) -> bool:
    return not role or role in known.get(one.user, frozenset())
