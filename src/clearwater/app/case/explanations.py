"""Innocent explanations that a case's frozen evidence speaks of, and how each test came out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.commands import Tested
from clearwater.cases.workflow.rights import Verb

_TABLE = "/explanations.parquet"
LONGEST = 80
"""Signs of a name: what a run calls an explanation is input as any other."""
_WORST = ("explains it", "not ruled out", "not tested")
"""Outcomes that speak for innocence, the clearest first; all others rule it out."""


def explanations_of(desk: Desk, case: str) -> tuple[Tested, ...]:
    """Return what could be innocent about a case: what has to be considered before a measure."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        evidence = desk.file_of(unit, case).all(Evidence)
    return tested_in(evidence, desk.store.blobs)


def tested_in(evidence: Iterable[Evidence], blobs: Blobs) -> tuple[Tested, ...]:
    """Return every explanation of the frozen findings once, with what speaks most for innocence.

    Evidence that was erased is not there any more; nothing is asked about it then.
    """
    worst: dict[str, str] = {}
    for one in sorted(evidence, key=lambda row: row.name):
        if one.name.endswith(_TABLE) and blobs.path(one.sha256).is_file():
            for explanation, outcome in _read(blobs, one.sha256):
                before = worst.get(explanation)
                if before is None or _place(outcome) < _place(before):
                    worst[explanation] = outcome
    return tuple(Tested(name, outcome) for name, outcome in worst.items())


@lru_cache(maxsize=512)
def _read(blobs: Blobs, sha256: str) -> tuple[tuple[str, str], ...]:
    """Return explanation and outcome of a frozen table; its content never changes."""
    with blobs.open(sha256) as source:
        # A sealed file is read from its beginning to its end, and Parquet begins at the end.
        table = pq.read_table(pa.BufferReader(source.read()), columns=["explanation", "outcome"])
    return tuple(
        (_word(row["explanation"]), _word(row["outcome"]))
        for row in table.to_pylist()
        if row["explanation"]
    )


def _word(said: object) -> str:
    """Return a name of a run as it can be kept, sent and shown."""
    return "".join(sign if sign.isprintable() else " " for sign in str(said))[:LONGEST].strip()


def _place(outcome: str) -> int:
    return _WORST.index(outcome) if outcome in _WORST else len(_WORST)
