"""Where a case stands, as one row: what every command on a case prints. No account is named."""

from __future__ import annotations

import pyarrow as pa

from clearwater.cases.records.case import Case, CaseState, Member
from clearwater.cases.records.decision import Decision, DecisionState, Evidence
from clearwater.cases.records.notice import Notice
from clearwater.cases.workflow.asking import decided_about, open_appeals
from clearwater.cases.workflow.base import CaseFile
from clearwater.events.schema import TIME_TYPE

SUMMARY = pa.schema(
    [
        ("case", pa.string()),
        ("state", pa.string()),
        ("title", pa.string()),
        ("ring", pa.string()),
        ("severity", pa.int64()),
        ("confidence", pa.float64()),
        ("members", pa.int64()),
        ("decided_about", pa.int64()),
        ("evidence_files", pa.int64()),
        ("decision", pa.string()),
        ("decision_state", pa.string()),
        ("measure", pa.string()),
        ("needs_second", pa.bool_()),
        ("notices", pa.int64()),
        ("open_appeals", pa.int64()),
        ("assignee", pa.string()),
        ("due", TIME_TYPE),
        ("outcome", pa.string()),
    ]
)
"""``members``: accounts of the findings; ``decided_about``: those not excluded and not cleared on
appeal; ``decision``: the newest one; ``due``: when the present step is due."""

NEXT = {
    CaseState.OPEN: "clearwater case assign {case}",
    CaseState.IN_REVIEW: "clearwater case decide {case} --measure MEASURE --preview",
    CaseState.OFFERED: "the other body accepts or returns it; clearwater org handovers",
    CaseState.PROPOSED: "clearwater case approve {case}, by a second person (--as)",
    CaseState.DECIDED: "clearwater case notify {case}",
    CaseState.NOTIFIED: "clearwater case close {case} --why TEXT; where somebody contests it, "
    "before or after: clearwater case appeal {case} --statement TEXT",
}
"""What usually comes next in each state."""


def summary(file: CaseFile) -> pa.Table:
    """Return one row with schema `SUMMARY`."""
    (case,) = file.all(Case)
    decisions = sorted(file.all(Decision), key=lambda one: (one.decided_us, one.decision))
    newest = decisions[-1] if decisions else None
    row = {
        "case": case.case,
        "state": str(case.state),
        "title": case.title,
        "ring": case.ring,
        "severity": case.severity,
        "confidence": case.confidence_milli / 1000,
        "members": len(file.all(Member)),
        "decided_about": len(decided_about(file)),
        "evidence_files": len(file.all(Evidence)),
        "decision": newest and newest.decision,
        "decision_state": newest and str(newest.state),
        "measure": newest and newest.measure,
        "needs_second": None if newest is None else bool(newest.needs_second),
        "notices": len(file.all(Notice)),
        "open_appeals": len(open_appeals(file)),
        "assignee": case.assignee,
        "due": case.due_us,
        "outcome": case.outcome,
    }
    return pa.Table.from_pylist([row], SUMMARY)


def next_step(file: CaseFile) -> str | None:
    """Return what usually comes next, as a command; nothing where a case is done."""
    (case,) = file.all(Case)
    if case.state == CaseState.OPEN and not file.all(Evidence) and file.all(Member):
        return f"clearwater case freeze {case.case} --run RUN"
    if case.state != CaseState.CLOSED and open_appeals(file):
        return (
            f"clearwater case resolve-appeal {case.case} --outcome upheld|overturned --why TEXT, "
            "by somebody who had no part in a decision (--as)"
        )
    if case.state == CaseState.NOTIFIED and not decided_about(file):
        return f"clearwater case close {case.case} --why TEXT"
    if case.state == CaseState.DECIDED and _no_action(file):
        return f"clearwater case close {case.case} --why TEXT"
    return NEXT[CaseState(case.state)].format(case=case.case) if case.state in NEXT else None


def _no_action(file: CaseFile) -> bool:
    standing = [one for one in file.all(Decision) if one.state == DecisionState.STANDING]
    return bool(standing) and all(one.measure is None for one in standing)
