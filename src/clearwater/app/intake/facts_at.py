"""What outcomes of reports are told from: as it was at a moment, or as it is.

When a clue was set aside or joined, and when a notice went out or a measure fell, the ledger says;
rows say it only of the present, and of the present nothing more is needed: then nothing is read but
the rows that these reports touch. Categories go by the policy of the day on which somebody decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from clearwater.app.publish.policies import Policies
from clearwater.cases import acts
from clearwater.cases.figures.facts import rows_of
from clearwater.cases.intake.outcomes import CaseFact, ClueMove, Facts, MeasureFact
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.case import Case, Clue, ClueState
from clearwater.cases.records.decision import NEVER_STOOD, Decision, Measure, MeasureState
from clearwater.cases.records.reports import UserReport
from clearwater.cases.store.base import EntriesAsked, Unit

WHOLE = 2**53 - 1
"""A size of the ledger that none has: all of it."""
PAST_US = 0
"""Stands for a moment of which no more is asked than that it is past."""
_ACTS = tuple(
    act.NAME
    for act in (
        *(acts.CaseOpened, acts.ClueJoined, acts.ClueSetAside),
        *(acts.NoticesIssued, acts.MeasuresLifted),
    )
)
HANDED_OVER = "handed over"
"""`Case.outcome` of a case that another body decides."""


def facts_at(unit: Unit, reports: Iterable[UserReport], at_us: int, size: int = WHOLE) -> Facts:
    """Return everything that the outcomes of these reports are told from.

    Parameters
    ----------
    at_us
        Microseconds UTC; what came later is not looked at.
    size
        Only of the ledger when it had so many entries.
    """
    return _Reading(unit, _Ledger(unit, at_us, size)).facts(tuple(reports))


def facts_now(unit: Unit, reports: Iterable[UserReport]) -> Facts:
    """Return the same as of now, from rows alone; no entry of the ledger is read."""
    return _Reading(unit, _Rows(unit)).facts(tuple(reports))


class _Times(Protocol):
    """Where it is known from what was done with clues and measures, and when."""

    def moves(self, clues: Iterable[str]) -> dict[str, tuple[ClueMove, ...]]:
        """Return clue -> its moves, oldest first; none of a clue that nothing was done with."""
        ...

    def begun_us(self, measure: Measure) -> int | None:
        """Return when the notice of a measure went out."""
        ...

    def taken_back_us(self, measure: Measure) -> int | None:
        """Return when a measure was lifted, or fell before it began."""
        ...


class _Ledger:
    """What the ledger says of when."""

    def __init__(self, unit: Unit, at_us: int, size: int) -> None:
        self._moves: dict[str, list[ClueMove]] = {}
        self._begun: dict[str, int] = {}
        self._taken_back: dict[str, int] = {}
        for entry in unit.entries_asked(EntriesAsked(_ACTS, size, until_us=at_us + 1)):
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        if entry.act == acts.NoticesIssued.NAME:
            for name in rows_of(entry, Measure.TABLE):
                self._begun.setdefault(name, entry.time_us)
        elif entry.act == acts.MeasuresLifted.NAME:
            for name in rows_of(entry, Measure.TABLE):
                self._taken_back.setdefault(name, entry.time_us)
        else:
            move = ClueMove(entry.time_us, entry.case)
            self._moves.setdefault(str(entry.details["clue"]), []).append(move)

    def moves(self, clues: Iterable[str]) -> dict[str, tuple[ClueMove, ...]]:
        return {clue: tuple(self._moves[clue]) for clue in clues if clue in self._moves}

    def begun_us(self, measure: Measure) -> int | None:
        return self._begun.get(measure.measure)

    def taken_back_us(self, measure: Measure) -> int | None:
        return self._taken_back.get(measure.measure)


class _Rows:
    """What rows say of now. Of what only has to be past they say that it is, and no moment."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def moves(self, clues: Iterable[str]) -> dict[str, tuple[ClueMove, ...]]:
        rows = (self._unit.get(Clue, clue) for clue in clues)
        known = {one.clue: one for one in rows if one is not None}
        moved = {ClueState.JOINED, ClueState.SET_ASIDE}
        return {
            name: (ClueMove(PAST_US, one.case),)
            for name, one in known.items()
            if one.state in moved
        }

    def begun_us(self, measure: Measure) -> int | None:
        return PAST_US if measure.state in {MeasureState.BEGUN, MeasureState.LIFTED} else None

    def taken_back_us(self, measure: Measure) -> int | None:
        # What fell before it began restricted nobody, whenever that was.
        return PAST_US if measure.state == MeasureState.VOID else measure.lifted_us


class _Reading:
    def __init__(self, unit: Unit, times: _Times) -> None:
        self._unit = unit
        self._times = times
        self._policies = Policies(unit)
        self._decisions: dict[str, Decision | None] = {}

    def facts(self, reports: tuple[UserReport, ...]) -> Facts:
        moves = self._times.moves(sorted({one.clue for one in reports}))
        objects = self._objects(reports)
        cases = {move.case for some in moves.values() for move in some if move.case}
        accounts = sorted({one.subject for one in reports} - objects)
        on_accounts = self._by_category(
            {name: self._unit.find(Measure, subject=name) for name in accounts}
        )
        of_cases = {}
        if objects:
            found = {name: self._unit.find(Measure, case=name) for name in sorted(cases)}
            of_cases = self._by_category(found)
        return Facts(
            moves=moves,
            cases={name: self._case(name) for name in sorted(cases)},
            on_accounts=on_accounts,
            of_cases=of_cases,
            objects=objects,
        )

    def _objects(self, reports: tuple[UserReport, ...]) -> frozenset[str]:
        """Return subjects that are no account: their clue is about none."""
        found = set()
        clues: dict[str, Clue | None] = {}
        for one in reports:
            if one.clue not in clues:
                clues[one.clue] = self._unit.get(Clue, one.clue)
            clue = clues[one.clue]
            if clue is not None and clue.subject is None:
                found.add(one.subject)
        return frozenset(found)

    def _by_category(
        self, found: Mapping[str, tuple[Measure, ...]]
    ) -> dict[tuple[str, str], tuple[MeasureFact, ...]]:
        facts: dict[tuple[str, str], list[MeasureFact]] = {}
        for name, measures in found.items():
            for measure in measures:
                said = self._measure(measure)
                if said is not None:
                    facts.setdefault((name, said[0]), []).append(said[1])
        return {key: tuple(some) for key, some in facts.items()}

    def _measure(self, measure: Measure) -> tuple[str, MeasureFact] | None:
        """Return the category of a measure and its times; nothing if its decision never stood."""
        decision = self._decision(measure.decision)
        stood_us = None if decision is None else _stood_us(decision)
        if decision is None or stood_us is None:
            return None
        _, policy = self._policies.at(decision.decided_us)
        times = MeasureFact(
            stood_us=stood_us,
            begun_us=self._times.begun_us(measure),
            ends_us=measure.ends_us,
            taken_back_us=self._times.taken_back_us(measure),
        )
        return policy.reason(decision.reason_code).category, times

    def _decision(self, name: str) -> Decision | None:
        if name not in self._decisions:
            self._decisions[name] = self._unit.get(Decision, name)
        return self._decisions[name]

    def _case(self, name: str) -> CaseFact:
        case = self._unit.get(Case, name)
        stood = (_stood_us(one) for one in self._unit.find(Decision, case=name))
        closed_us = None if case is None or case.outcome == HANDED_OVER else case.closed_us
        return CaseFact(tuple(sorted(one for one in stood if one is not None)), closed_us)


def _stood_us(decision: Decision) -> int | None:
    """Return since when a decision stood; nothing if it never did."""
    if decision.state in NEVER_STOOD:
        return None
    return decision.decided_us if decision.second_us is None else decision.second_us
