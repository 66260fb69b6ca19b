"""The ledger as its readers see it: verified and listed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.at_store import StoreAt, desk_at
from clearwater.app.case.desk import Desk, no_case
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.faults import Fault
from clearwater.cases.ledger.tree import leaf_hash
from clearwater.cases.records.case import Case
from clearwater.cases.store.verifying import check_store
from clearwater.cases.workflow.rights import Verb
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
    faults = check_store(where.url, where.files_folder, checkpoints=checkpoints)
    if faults:
        return Verified(tuple(faults), 0, "")
    store, _ = desk_at(where)
    try:
        with store.reading(where.organisation) as unit:
            head = parse_checkpoint(unit.checkpoint())
    finally:
        store.close()
    return Verified((), head.size, head.root.hex())


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
