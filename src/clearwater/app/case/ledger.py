"""The ledger as its readers see it: verified and listed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.at_store import StoreAt, desk_at
from clearwater.app.case.desk import Desk, no_case
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.erased import Erased
from clearwater.cases.ledger.faults import Fault
from clearwater.cases.ledger.tree import leaf_hash
from clearwater.cases.records.case import Case
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.verifying import check_store
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.events.schema import TIME_TYPE

ENTRIES = pa.schema(
    [
        ("number", pa.int64()),
        ("time", TIME_TYPE),
        ("user", pa.string()),
        ("act", pa.string()),
        ("case", pa.string()),
        ("details", pa.string()),
        ("rows", pa.int64()),
        ("hash", pa.string()),
    ]
)
"""``details``: JSON of the act's fields; ``rows``: how many rows it wrote; ``hash``: SHA-256 of the
leaf, in hex."""


@dataclass(frozen=True)
class Verified:
    """What a verification found."""

    faults: tuple[Fault, ...]
    entries: int
    """How many entries the ledger has; 0 where something is wrong."""
    root: str
    """Its root, in hex; empty where something is wrong."""
    erased: tuple[str, ...] = ()
    """What was erased, and by which entries; it is no fault."""


def verify_store(where: StoreAt, checkpoints: Sequence[str] = ()) -> Verified:
    """Return everything that is wrong with a store, also one that is too damaged to be opened.

    Parameters
    ----------
    checkpoints
        Signed checkpoints of this ledger that somebody kept outside.

    Raises
    ------
    StoreError
        If there is no store, or it may not be read.
    """
    erased = Erased()
    faults = check_store(where.url, where.files_folder, checkpoints=checkpoints, erased=erased)
    if faults:
        return Verified(tuple(faults), 0, "")
    store, _ = desk_at(where)
    try:
        with store.reading(where.organisation) as unit:
            head = parse_checkpoint(unit.checkpoint())
    finally:
        store.close()
    return Verified((), head.size, head.root.hex(), tuple(erased.lines()))


@dataclass(frozen=True)
class HeadOf:
    """How far a ledger goes, signed."""

    size: int
    root: str
    """In hex."""
    key: str
    """The ledger's public key, in hex: compare it with the one that was published."""
    checkpoint: str
    """Signed note."""


@dataclass(frozen=True)
class ProofOf:
    """Hashes that prove something under a checkpoint."""

    number: int
    """Of the entry that is in the ledger, or the earlier size that is its beginning."""
    hashes: tuple[str, ...]
    """In hex, as RFC 9162 orders them."""
    checkpoint: str


def head(desk: Desk, public_key: bytes) -> HeadOf:
    """Return the end of the ledger as it is now; nothing is published by looking."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        note = unit.checkpoint()
    parsed = parse_checkpoint(note)
    return HeadOf(parsed.size, parsed.root.hex(), public_key.hex(), note)


def consistency_of(desk: Desk, earlier: int) -> ProofOf:
    """Return the proof that the ledger of an earlier size is the beginning of the present one.

    Raises
    ------
    NothingThereError
        If the ledger never had that size.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        note = unit.checkpoint()
        size = parse_checkpoint(note).size
        if not 0 < earlier <= size:
            raise NothingThereError(
                "the ledger never had this size", expected=f"1 to {size}", found=str(earlier)
            )
        return ProofOf(earlier, unit.consistency(earlier), note)


def inclusion_of(desk: Desk, number: int) -> ProofOf:
    """Return the proof that an entry of the organisation is in the ledger.

    Raises
    ------
    NothingThereError
        If the organisation has no such entry.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        if not _has_entry(unit, number):
            raise NothingThereError("the ledger has no such entry", found=str(number))
        return ProofOf(number, unit.inclusions([number])[number], unit.checkpoint())


def check_by(desk: Desk, store: SqlStore, checkpoints: Sequence[str] = ()) -> Verified:
    """Return what is wrong with a store that is open, for somebody who may verify it.

    Takes minutes for millions of entries, and reads every organisation's rows.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        said = parse_checkpoint(unit.checkpoint())
    faults = tuple(store.check(checkpoints=checkpoints))
    return Verified(faults, 0, "") if faults else Verified((), said.size, said.root.hex())


def _has_entry(unit: Unit, number: int) -> bool:
    for entry in unit.entries(after=number - 1):
        return entry.number == number
    return False


def ledger_rows(desk: Desk, case: str | None = None) -> pa.Table:
    """Return the entries of an organisation, or of one case, oldest first; schema `ENTRIES`.

    Raises
    ------
    RefusedError
        If this organisation has no such case.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        if case is not None and unit.get(Case, case) is None:
            raise no_case(case)
        rows = [
            {
                "number": entry.number,
                "time": entry.time_us,
                "user": entry.user,
                "act": entry.act,
                "case": entry.case,
                "details": json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True),
                "rows": len(entry.writes),
                "hash": leaf_hash(entry.canonical()).hex(),
            }
            for entry in unit.entries(case)
        ]
    return pa.Table.from_pylist(rows, ENTRIES)
