"""Reading what figures are counted from: the entries of a period, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from clearwater.app.case.known import known_cases
from clearwater.app.publish.policies import Policies
from clearwater.cases import acts
from clearwater.cases.figures.facts import (
    COUNTED_ACTS,
    EffectiveReports,
    Facts,
    Ruled,
    came_to_stand,
)
from clearwater.cases.figures.periods import Period
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.base import Record
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.case import Case, CaseFinding, Clue
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.duties import Duty
from clearwater.cases.records.notice import Appeal, Appellant
from clearwater.cases.records.passing import Handover
from clearwater.cases.store.base import EntriesAsked, Unit

R = TypeVar("R", bound=Record)
_OF_A_DECISION = (acts.FindingAdded, acts.DecisionProposed, acts.DecisionApproved)


class CountReports(Protocol):
    """Counts how reports of users stand at the end of a period."""

    def __call__(self, unit: Unit, period: Period, size: int) -> EffectiveReports | None:
        """Return the counts, by the entries below `size`; nothing where reports are not kept."""
        ...


class Reading:
    """Reads the facts of one organisation.

    Parameters
    ----------
    unit
        Of the organisation.
    size
        Only of the ledger when it had so many entries.
    count_reports
        How reports of users are counted; nothing leaves the figure empty.
    """

    def __init__(self, unit: Unit, size: int, count_reports: CountReports | None = None) -> None:
        self._unit = unit
        self._size = size
        self._policies = Policies(unit)
        self._count_reports = count_reports
        # What tests who decides is nobody's case: it is in no figure that anybody reads.
        self._tests = known_cases(unit)
        clues = (unit.find(Clue, case=case) for case in sorted(self._tests))
        self._tested = frozenset(one.clue for some in clues for one in some)

    def facts(self, period: Period) -> Facts:
        """Return what the figures of a period are counted from."""
        entries = self._entries(COUNTED_ACTS, period.start_us, period.end_us)
        lapsing = self._unit.between(Measure, "ends_us", period.start_us)
        begun = self._begun(lapsing, period.end_us)
        starting = self._unit.between(Measure, "starts_us", period.start_us, period.end_us)
        started = [one for one in self._begun(starting, period.end_us) if _started(one[1])]
        decisions = self._decisions(entries, (one.decision for _, one in started))
        return Facts(
            organisation=self._unit.organisation,
            period=period,
            entries=entries,
            before=self._before(entries, period.end_us),
            decisions=decisions,
            ruled={name: self._ruled(one) for name, one in decisions.items()},
            measures=self._measures(entries),
            cases=self._named(Case, (one.case for one in decisions.values())),
            findings=self._findings(entries),
            appeals=self._named(Appeal, _named_in(entries, acts.AppealResolved, "appeal")),
            appellants=self._appellants(entries),
            handovers=self._handovers(entries),
            started=tuple(started),
            lapsed=tuple(one for one in begun if _lapsed(one[1], period)),
            in_force=tuple(one for one in begun if _lasts(one[1], period.end_us)),
            open_cases=self._open_cases(period.end_us),
            open_appeals=self._open_appeals(period.end_us),
            duties=self._duties(period.end_us),
            effective=self._reports(period),
        )

    def policy_at(self, time_us: int) -> tuple[int, Policy]:
        """Return the policy in force at a moment, and its version."""
        return self._policies.at(time_us)

    def _entries(
        self,
        wanted: Iterable[type[acts.Act]],
        since_us: int | None,
        until_us: int | None,
        cases: Sequence[str] | None = None,
    ) -> tuple[Entry, ...]:
        names = tuple(act.NAME for act in wanted)
        asked = EntriesAsked(names, self._size, since_us, until_us)
        found = self._unit.entries_asked(asked, cases)
        return tuple(one for one in found if not self._is_test(one))

    def _is_test(self, entry: Entry) -> bool:
        return entry.case in self._tests or entry.details.get("clue") in self._tested

    def _named(self, kind: type[R], names: Iterable[str]) -> dict[str, R]:
        found = {name: self._unit.get(kind, name) for name in sorted(set(names))}
        return {name: one for name, one in found.items() if one is not None}

    def _decisions(self, entries: Sequence[Entry], others: Iterable[str]) -> dict[str, Decision]:
        said = (entry.details.get("decision") for entry in entries)
        names = (str(name) for name in said if name is not None)
        return self._named(Decision, (*names, *others))

    def _ruled(self, decision: Decision) -> Ruled:
        """Return what the policy said on the day when somebody decided."""
        _, policy = self._policies.at(decision.decided_us)
        category = policy.reason(decision.reason_code).category
        if decision.measure is None:
            return Ruled(category, restricts=False)
        return Ruled(category, policy.rung(decision.measure).restricts)

    def _measures(self, entries: Sequence[Entry]) -> dict[str, Measure]:
        wanted = (acts.NoticesIssued.NAME, acts.MeasuresLifted.NAME)
        decided = {str(one.details["decision"]) for one in entries if one.act in wanted}
        rows = (self._unit.find(Measure, decision=name) for name in sorted(decided))
        return {measure.measure: measure for some in rows for measure in some}

    def _before(self, entries: Sequence[Entry], end_us: int) -> dict[str, tuple[Entry, ...]]:
        cases = sorted({str(entry.case) for entry in entries if came_to_stand(entry)})
        found: dict[str, list[Entry]] = {case: [] for case in cases}
        for entry in self._entries(_OF_A_DECISION, None, end_us, cases):
            found[str(entry.case)].append(entry)
        return {case: tuple(some) for case, some in found.items()}

    def _findings(self, entries: Sequence[Entry]) -> dict[tuple[str, str, str], CaseFinding]:
        cases = sorted({str(entry.case) for entry in entries if came_to_stand(entry)})
        rows = (self._unit.find(CaseFinding, case=case) for case in cases)
        return {(one.case, one.run, one.finding): one for some in rows for one in some}

    def _appellants(self, entries: Sequence[Entry]) -> dict[str, int]:
        names = sorted(set(_named_in(entries, acts.AppealResolved, "appeal")))
        return {name: len(self._unit.find(Appellant, appeal=name)) for name in names}

    def _handovers(self, entries: Sequence[Entry]) -> dict[str, Handover]:
        names = sorted(set(_named_in(entries, acts.HandoverAccepted, "handover")))
        rows = (self._unit.get(Handover, self._unit.organisation, name) for name in names)
        return {one.handover: one for one in rows if one is not None}

    def _begun(self, measures: Iterable[Measure], end_us: int) -> tuple[tuple[int, Measure], ...]:
        """Return measures whose notice had gone out before a moment, with the entry of it."""
        by_decision: dict[str, list[Measure]] = {}
        for measure in measures:
            by_decision.setdefault(measure.decision, []).append(measure)
        cases = sorted({one.case for some in by_decision.values() for one in some})
        found = []
        for entry in self._entries((acts.NoticesIssued,), None, end_us, cases):
            some = by_decision.get(str(entry.details["decision"]), [])
            found += [(entry.number, measure) for measure in some]
        return tuple(sorted(found, key=lambda one: (one[0], one[1].measure)))

    def _open_cases(self, end_us: int) -> tuple[Entry, ...]:
        """Return when each case was opened that was open at a moment.

        A row says when a case was closed last. What an appeal opened again since then was closed at
        that moment all the same: its entries say so.
        """
        rows = self._unit.lasting(Case, ("opened_us", "closed_us"), end_us)
        names = {one.case for one in rows}
        # Here the ledger counts to its end: what came later is asked about, and not counted.
        since = EntriesAsked((acts.CaseReopened.NAME,), LARGEST, end_us)
        again = sorted({str(one.case) for one in self._unit.entries_asked(since)} & names)
        moves = (acts.CaseClosed, acts.CaseReopened)
        last = {str(one.case): one.act for one in self._entries(moves, None, end_us, again)}
        closed = {case for case, act in last.items() if act == acts.CaseClosed.NAME}
        return self._entries((acts.CaseOpened,), None, end_us, sorted(names - closed))

    def _open_appeals(self, end_us: int) -> tuple[Entry, ...]:
        rows = self._unit.lasting(Appeal, ("filed_us", "resolved_us"), end_us)
        names = {one.appeal for one in rows}
        cases = sorted({one.case for one in rows})
        filed = self._entries((acts.AppealFiled,), None, end_us, cases)
        return tuple(entry for entry in filed if entry.details["appeal"] in names)

    def _duties(self, end_us: int) -> tuple[tuple[int, Duty], ...]:
        duties = {one.duty: one for one in self._unit.find(Duty)}
        if not duties:
            return ()
        asked = self._entries((acts.ReportAsked,), None, end_us)
        return tuple((entry.number, duties[str(entry.details["duty"])]) for entry in asked)

    def _reports(self, period: Period) -> EffectiveReports | None:
        if self._count_reports is None:
            return None
        return self._count_reports(self._unit, period, self._size)


def _named_in(entries: Iterable[Entry], act: type[acts.Act], field: str) -> Iterable[str]:
    return (str(entry.details[field]) for entry in entries if entry.act == act.NAME)


def _started(measure: Measure) -> bool:
    return measure.lifted_us is None or measure.lifted_us > (measure.starts_us or 0)


def _lapsed(measure: Measure, period: Period) -> bool:
    ends_us = measure.ends_us or 0
    lifted_before = measure.lifted_us is not None and measure.lifted_us < ends_us
    return period.has(ends_us) and not lifted_before


def _lasts(measure: Measure, time_us: int) -> bool:
    lifted_before = measure.lifted_us is not None and measure.lifted_us < time_us
    return (measure.ends_us or 0) >= time_us and not lifted_before
