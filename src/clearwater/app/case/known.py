"""Whether a case is one whose truth is known, and how many decisions are judged twice."""

from __future__ import annotations

from clearwater.cases.records.case import CaseFinding
from clearwater.cases.records.review import KnownFinding, QualityRules
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import Decide
from clearwater.cases.workflow.commands_review import AnswerKnownCase


def known_in(unit: Unit, file: CaseFile) -> KnownFinding | None:
    """Return what is known about a finding of a case; nothing for nearly all."""
    for one in file.all(CaseFinding):
        found = unit.find(KnownFinding, run=one.run, finding=one.finding)
        if found:
            return found[0]
    return None


def known_cases(unit: Unit) -> frozenset[str]:
    """Return the cases that test who decides: no figure counts them."""
    known = unit.find(KnownFinding)
    rows = (unit.find(CaseFinding, run=one.run, finding=one.finding) for one in known)
    return frozenset(row.case for some in rows for row in some)


def answer_of(known: KnownFinding, wanted: Decide) -> AnswerKnownCase:
    """Return what is kept instead of a decision."""
    return AnswerKnownCase(known, wanted.measure, wanted.reason_code, wanted.why)


def blind_milli(unit: Unit) -> int:
    """Return which share of decisions is judged blindly, thousandths; none until a lead says so."""
    rules = unit.get(QualityRules, unit.organisation)
    return 0 if rules is None else rules.blind_milli
