"""Findings of which is known what is right: kept by a lead, told to nobody who decides.

They come from simulated logs, or from cases that were settled elsewhere. A lead keeps the truth
first and opens the case later, or lets somebody open it: the ledger shows the order of acts to
everybody who may verify it.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.run_finding import RunFinding
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.records.review import Expected, KnownAnswer, KnownFinding
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_review import SeedKnownFinding
from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class KnownOf:
    """A finding of which is known what is right, and what became of it."""

    row: KnownFinding
    case: str | None
    """The case that holds it, once somebody has opened one."""
    answer: KnownAnswer | None

    @property
    def right(self) -> bool | None:
        """Whether what was decided is right; nothing while nobody has."""
        if self.answer is None:
            return None
        return (self.answer.measure is not None) == (self.row.expected == Expected.MEASURE)


def seed(desk: Desk, found: RunFinding, expected: str) -> KnownOf:
    """Keep what is right about a finding of a run.

    Raises
    ------
    RefusedError
        If it is known already, or a case holds it: the truth is kept first.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        command = SeedKnownFinding(
            run=found.digest,
            finding=found.finding,
            expected=expected,
            seeded_before=bool(unit.find(KnownFinding, run=found.digest, finding=found.finding)),
            held_in=_held_in(unit, found),
        )
        steps = desk.without_case(unit, context, command)
        (row,) = (put for step in steps for put in step.puts if isinstance(put, KnownFinding))
        return known_of(unit, row)


def known_findings(desk: Desk) -> tuple[KnownOf, ...]:
    """Return every finding whose truth is known, in the order in which they were kept."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ_QUALITY)
        return all_known(unit)


def all_known(unit: Unit) -> tuple[KnownOf, ...]:
    """Return the same, for somebody who was asked for the right already."""
    rows = sorted(unit.find(KnownFinding), key=lambda row: (row.since_us, row.known))
    return tuple(known_of(unit, row) for row in rows)


def known_of(unit: Unit, row: KnownFinding) -> KnownOf:
    """Return a known finding with what became of it."""
    holding = unit.find(CaseFinding, run=row.run, finding=row.finding)
    if not holding:
        return KnownOf(row, None, None)
    case = holding[0].case
    return KnownOf(row, case, unit.get(KnownAnswer, case))


def _held_in(unit: Unit, found: RunFinding) -> str | None:
    holding = unit.find(CaseFinding, run=found.digest, finding=found.finding)
    return holding[0].case if holding else None
