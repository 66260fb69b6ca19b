"""EU statements of reasons for the measures that began within a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.exchange.frozen_findings import frozen_finding
from clearwater.cases.exchange.dsa_check import faults_in
from clearwater.cases.exchange.statements import Begun, Skipped, statement_of
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_exchange import DECISION
from clearwater.cases.records.case import Case, CaseFinding
from clearwater.cases.records.decision import Decision, Measure, MeasureState
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands_exchange import KeepExport
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

TOKEN = "dsa statement"  # noqa: S105 - a word
"""Kind of the tokens that become puids. Nothing else has tokens of this kind, so that a puid is
equal to nothing that leaves in another way."""


@dataclass(frozen=True)
class Statements:
    """What is said, and what is not and why."""

    statements: tuple[dict[str, Any], ...]
    """By beginning, then puid."""
    skipped: tuple[Skipped, ...]
    """One for each decision and reason."""

    def lines(self) -> str:
        """Return them as JSON Lines."""
        return "".join(
            json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n"
            for one in self.statements
        )


def statements(store: SqlStore, desk: Desk, from_us: int, until_us: int) -> Statements:
    """Return a statement for each decision and account, or for each decision as the policy says.

    Parameters
    ----------
    from_us, until_us
        Measures that began at the first or later and before the second; microseconds, UTC. What
        has not begun by now is left out.

    Raises
    ------
    ParameterError
        If the time ends before it begins, or the policy says what no statement can hold.
    RefusedError
        If the person may not.
    """
    if until_us <= from_us:
        raise ParameterError("the time ends before it begins", expected="--from before --to")
    with store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.EXPORT)
        begun = _begun(store, unit, context.policy, from_us, min(until_us, context.now_us + 1))
        made = _made(begun, context.policy)
        digest = hashlib.sha256(made.lines().encode()).hexdigest()
        command = KeepExport("statements", len(made.statements), digest)
        desk.without_case(unit, context, command)
    return made


def _begun(
    store: SqlStore, unit: Unit, policy: Policy, from_us: int, until_us: int
) -> Iterator[Begun]:
    """Yield what began, by beginning."""
    whole = policy.exchange.statement_per == DECISION
    files: dict[str, _CaseFacts] = {}
    for group in _groups(_measures(unit, from_us, until_us), whole=whole):
        first = group[0]
        facts = files.setdefault(first.case, _CaseFacts(store, unit, first.case))
        decision = facts.decision(first.decision)
        name = first.decision if whole else f"{first.decision} {first.subject}"
        yield Begun(
            puid=f"cw-{unit.token(TOKEN, name)[:48]}",
            decision=decision,
            kind=first.kind,
            starts_us=min(_when(one.starts_us) for one in group),
            ends_us=max(_when(one.ends_us) for one in group),
            accounts=len(group),
            origin=facts.case.origin,
            findings=facts.findings,
            content_us=facts.content_us,
        )


def _measures(unit: Unit, from_us: int, until_us: int) -> list[Measure]:
    """Return measures that began within the time, by beginning and name."""
    found = unit.between(Measure, "starts_us", from_us, until_us)
    began = [one for one in found if _began(one)]
    return sorted(began, key=lambda one: (_when(one.starts_us), one.measure))


def _began(measure: Measure) -> bool:
    if measure.state not in {MeasureState.BEGUN, MeasureState.LIFTED}:
        return False
    # One that was taken back before its beginning never restricted anybody.
    return measure.lifted_us is None or measure.lifted_us > _when(measure.starts_us)


def _groups(measures: Sequence[Measure], *, whole: bool) -> list[list[Measure]]:
    if not whole:
        return [[one] for one in measures]
    by_decision: dict[str, list[Measure]] = {}
    for one in measures:
        by_decision.setdefault(one.decision, []).append(one)
    return list(by_decision.values())


class _CaseFacts:
    """What statements of one case have in common."""

    def __init__(self, store: SqlStore, unit: Unit, case: str) -> None:
        file = unit.case_file(case)
        assert file is not None, "a measure's case is there: the table refers to it"  # noqa: S101
        self._file: CaseFile = file
        (self.case,) = file.all(Case)
        found = file.all(CaseFinding)
        self.findings = len(found)
        frozen = (frozen_finding(store.blobs, file, one) for one in found)
        times = [one.first_us for one in frozen if one is not None]
        self.content_us = min(times, default=self.case.opened_us)

    def decision(self, name: str) -> Decision:
        decision = self._file.get(Decision, name)
        assert decision is not None, "a measure's decision is in its case"  # noqa: S101
        return decision


def _made(begun: Iterator[Begun], policy: Policy) -> Statements:
    said: list[dict[str, Any]] = []
    skipped: dict[Skipped, None] = {}
    for one in begun:
        made = statement_of(one, policy)
        if isinstance(made, Skipped):
            skipped[made] = None
            continue
        _require_valid(made, one)
        said.append(made)
    said.sort(key=lambda one: (one["application_date"], one["puid"]))
    return Statements(tuple(said), tuple(skipped))


def _require_valid(statement: dict[str, Any], begun: Begun) -> None:
    """Return unless the database would refuse it: better nothing than what comes back."""
    for fault in faults_in(statement):
        raise ParameterError(
            "the policy says what no statement of reasons can hold",
            where=f"reason {begun.decision.reason_code!r}, measure {begun.kind!r}",
            expected=f"{fault.field}: {fault.expected}",
            found=fault.found,
            next_step="Correct the category, the ladder or the section `exchange` of the policy.",
        )


def _when(time_us: int | None) -> int:
    return 0 if time_us is None else time_us
