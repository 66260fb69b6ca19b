"""Case studies for teaching: what was seen, what was asked, what was decided; nobody in them.

Only words of closed lists, words of the policy and rounded numbers get in: no name, no identifier,
no sentence that somebody wrote, no date. What a run calls something that is on no list is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.publish.casebook_evidence import SeenFinding, seen_in
from clearwater.app.publish.documents import Document, both
from clearwater.app.publish.policies import Policies
from clearwater.app.publish.rounding import about, one_in
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.figures.words import words_of
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.records.case import Case, CaseFinding, CaseState
from clearwater.cases.records.decision import Decision, DecisionState, Evidence
from clearwater.cases.records.notice import Appeal, Notice
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.rights import Verb

FORMAT, FORMAT_VERSION = "clearwater casebook", 1
TAUGHT = ("measures", "no action")
"""Outcomes of cases that are taught; those that an appeal changed teach something else."""
_DAY_S = 86_400


@dataclass(frozen=True)
class _Making:
    unit: Unit
    blobs: Blobs
    policies: Policies
    offset_min: int
    smallest: int


def casebook(desk: Desk, blobs: Blobs) -> Document:
    """Return the case studies of an organisation.

    A case is in it when it is closed, nobody ever appealed, and nobody can any more.

    Parameters
    ----------
    blobs
        The frozen evidence.

    Raises
    ------
    RefusedError
        If the person may not read cases.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        rules = context.policy.publishing
        making = _Making(unit, blobs, Policies(unit), rules.offset_min, rules.smallest)
        # Names of cases are random, so their order says nothing of when they were.
        cases = [
            one
            for one in unit.find(Case, state=str(CaseState.CLOSED))
            if one.outcome in TAUGHT and _settled(unit, one, context.now_us)
        ]
        studies = [study for case in cases if (study := _study(making, case)) is not None]
    numbered = [{"number": place, **study} for place, study in enumerate(studies, start=1)]
    return {"format": FORMAT, "format_version": FORMAT_VERSION, "studies": numbered}


def _settled(unit: Unit, case: Case, now_us: int) -> bool:
    if unit.find(Appeal, case=case.case):
        return False
    notices = unit.find(Notice, case=case.case)
    return all(notice.appeal_until_us < now_us for notice in notices)


def _study(making: _Making, case: Case) -> Document | None:
    decisions = [
        one
        for one in making.unit.find(Decision, case=case.case)
        if one.state == DecisionState.STANDING
    ]
    findings = making.unit.find(CaseFinding, case=case.case)
    if not decisions or not findings:
        return None
    decision = max(decisions, key=lambda one: one.decided_us)
    _, policy = making.policies.at(decision.decided_us)
    evidence = making.unit.find(Evidence, case=case.case)
    seen = seen_in(evidence, making.blobs, making.offset_min)
    return {
        "origin": _named("origin", case.origin, policy),
        "severity": case.severity,
        "findings": [*_findings(findings, making.smallest)],
        "seen": [one.document() for one in seen],
        "tested": _tested(seen),
        "decision": _decision(decision, policy, making.smallest),
        "outcome": _named("outcome", str(case.outcome), policy),
    }


def _findings(findings: tuple[CaseFinding, ...], smallest: int) -> Iterator[Document]:
    for one in findings:
        yield {
            "level": one.level if one.level in {"coordinated", "likely inauthentic"} else "other",
            "accounts": about(one.accounts, smallest),
            "objects": about(one.objects, smallest),
            "chance": one_in(one.q_value),
        }


def _tested(seen: tuple[SeenFinding, ...]) -> list[Document]:
    found = {(name, outcome) for one in seen for name, outcome in one.tested}
    return [{"explanation": name, "outcome": outcome} for name, outcome in sorted(found)]


def _decision(decision: Decision, policy: Policy, smallest: int) -> Document:
    reason = policy.reason(decision.reason_code)
    duration = None if decision.duration_s is None else -(-decision.duration_s // _DAY_S)
    return {
        "measure": _named("kind", decision.measure or "no action", policy),
        "days": duration if decision.measure is not None else None,
        "people": 1 if decision.second_by is None else 2,
        "accounts": about(decision.accounts, smallest),
        "reason": decision.reason_code,
        "observed": both(reason.observed),
        "rule": both(Words.of_both(decision.policy_text)),
        "category": _named("category", reason.category, policy),
    }


def _named(dimension: str, value: str, policy: Policy) -> Document:
    return {"name": value, **both(words_of(dimension, value, policy))}
