"""The life of a case: what happened, in order, as the ledger says it; and that it is in the ledger.

No identifier and nobody's words stand here. Deliveries, thousands for a large case, are told as one
count: each is an entry of its own in the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from clearwater.app.case.desk import Desk
from clearwater.cases import acts
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.ledger.tree import check_inclusion, leaf_hash
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.case import Case
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Role, User
from clearwater.cases.store.base import EntriesAsked, Unit
from clearwater.cases.workflow.rights import Verb

SHOWN: Final = 6
"""Entries in the strip at the foot of a page."""
_DELIVERIES = frozenset(
    {
        *(acts.DeliveryBegun.NAME, acts.DeliveryFailed.NAME),
        *(acts.MessageDelivered.NAME, acts.MessageVoided.NAME),
    }
)
TOLD: Final = tuple(
    sorted(
        one.NAME
        for name in acts.__all__
        if name != "Act" and (one := getattr(acts, name)).NAME not in _DELIVERIES
    )
)
"""Acts that the life of a case tells one by one."""


@dataclass(frozen=True)
class Happened:
    """One thing that was done in a case."""

    number: int
    """Of its entry in the ledger."""
    time_us: int
    user: str
    roles: tuple[Role, ...]
    """Of this person, as they are now."""
    act: str
    details: Mapping[str, str | int | None]
    hash: str
    """Of its entry, in hex."""


@dataclass(frozen=True)
class Life:
    """What happened in a case, and how its messages stand."""

    happened: tuple[Happened, ...]
    messages: Mapping[tuple[str, str], int]
    """(kind, state) -> how many."""


@dataclass(frozen=True)
class Strip:
    """The last entries of a case, proved to be in the ledger as it is now."""

    entries: tuple[Happened, ...]
    size: int
    root: str
    """In hex."""
    proved: bool
    """Whether each of these entries is in the ledger of that root: computed for this page."""
    proved_us: int


def life_of(desk: Desk, case: str) -> Life:
    """Return what happened in a case, oldest first.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read the ledger.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        if unit.get(Case, case) is None:
            desk.file_of(unit, case)  # says that there is none
        asked = EntriesAsked(TOLD, LARGEST)
        roles: dict[str, tuple[Role, ...]] = {}
        found = unit.entries_asked(asked, [case])
        told = tuple(_happened(unit, one, leaf_hash(one.canonical()), roles) for one in found)
        messages = Counter((one.kind, one.state) for one in unit.find(Message, case=case))
    return Life(told, dict(sorted(messages.items())))


def strip_of(unit: Unit, case: str, now_us: int) -> Strip:
    """Return the last entries of a case with the proof that they are in the ledger."""
    kept = unit.newest_entries(case, SHOWN)
    # The bytes are hashed as they are: those of a large case are long, and are read once.
    entries = [(Entry.told_by(one), leaf_hash(one)) for one in kept]
    head = parse_checkpoint(unit.checkpoint())
    proofs = unit.inclusions(entry.number for entry, _ in entries)
    proved = all(
        check_inclusion(
            leaf,
            entry.number,
            head.size,
            tuple(map(bytes.fromhex, proofs[entry.number])),
            head.root,
        )
        for entry, leaf in entries
    )
    told = tuple(_happened(unit, entry, leaf, {}) for entry, leaf in entries)
    return Strip(told, head.size, head.root.hex(), proved, now_us)


def _happened(
    unit: Unit, entry: Entry, leaf: bytes, roles: dict[str, tuple[Role, ...]]
) -> Happened:
    if entry.user not in roles:
        row = unit.get(User, unit.organisation, entry.user)
        roles[entry.user] = () if row is None else tuple(map(Role, row.roles.split()))
    return Happened(
        number=entry.number,
        time_us=entry.time_us,
        user=entry.user,
        roles=roles[entry.user],
        act=entry.act,
        details=entry.details,
        hash=leaf.hex(),
    )
