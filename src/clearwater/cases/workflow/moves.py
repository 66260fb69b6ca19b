"""What holds between a case before and after a transaction: states move along edges, facts stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.decision import (
    Decision,
    DecisionState,
    Evidence,
    Measure,
    MeasureState,
)
from clearwater.cases.records.notice import (
    Appeal,
    AppealState,
    Appellant,
    Message,
    MessageState,
    Notice,
)
from clearwater.cases.records.passing import (
    Handover,
    HandoverState,
    JointApproval,
    Participation,
    PartState,
)
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.invariants import Found, Violation
from clearwater.cases.workflow.states import (
    APPEAL_EDGES,
    CASE_EDGES,
    DECISION_EDGES,
    HANDOVER_EDGES,
    MEASURE_EDGES,
    MESSAGE_EDGES,
    PART_EDGES,
)

EDGES: Mapping[type[Record], tuple[frozenset[Any], frozenset[Any]]] = {
    Case: (frozenset({CaseState.OPEN}), CASE_EDGES),
    Decision: (
        # Where one person is enough a decision stands at once.
        frozenset({DecisionState.PROPOSED, DecisionState.STANDING}),
        DECISION_EDGES,
    ),
    Measure: (frozenset({MeasureState.PLANNED}), MEASURE_EDGES),
    Appeal: (frozenset({AppealState.OPEN}), APPEAL_EDGES),
    Message: (frozenset({MessageState.WAITING}), MESSAGE_EDGES),
    # The receiver's row comes to the case that it opened.
    Handover: (frozenset({HandoverState.OFFERED, HandoverState.ACCEPTED}), HANDOVER_EDGES),
    Participation: (frozenset({PartState.INVITED}), PART_EDGES),
}
"""Kind of record -> states in which one begins, and the edges along which it moves."""

NEVER_CHANGED: Mapping[type[Record], tuple[str, ...]] = {
    Notice: ("text", "issued_us", "appeal_until_us", "subject", "decision", "measure"),
    Evidence: ("sha256", "size", "frozen_us", "frozen_by"),
    Decision: (
        *("measure", "reason_code", "policy_text", "why", "evidence", "duration_s", "delay_s"),
        *("blast_radius", "needs_second", "decided_by", "decided_us", "supersedes"),
    ),
    Measure: ("decision", "subject", "kind", "severity", "inverse"),
    Appeal: ("decision", "statement", "filed_by", "filed_us"),
    Message: ("kind", "measure", "subject"),
    Handover: ("side", "giver", "receiver", "what", "why", "offered_by", "offered_us", "due_us"),
    Participation: ("lead", "body", "lead_case", "question", "invited_us", "due_us"),
    JointApproval: ("case", "participation", "body", "second_by", "second_us"),
}
"""Fields that stay as they were written."""
ONCE_SET: Mapping[type[Record], tuple[str, ...]] = {
    Decision: ("second_by", "second_us"),
    Measure: ("starts_us", "ends_us", "lifted_us"),
    Appeal: ("resolved_by", "resolved_us", "why"),
    Appellant: ("outcome",),
    Message: ("delivered_us", "receipt"),
    Handover: ("answer", "answered_by", "answered_us"),
    Participation: ("answered_us", "ended_us", "why", "spoken_us"),
}
"""Fields that are empty first, and stay as they were written then."""


def move_violations(before: CaseFile, after: CaseFile) -> tuple[Violation, ...]:
    """Return every violation between a case before and after one transaction."""
    return tuple(
        Violation(name, where, what)
        for name, check in MOVES.items()
        for where, what in check(before, after)
    )


def _along_edges(before: CaseFile, after: CaseFile) -> Found:
    for kind, (first, edges) in EDGES.items():
        for old, new in _pairs(kind, before, after):
            to = new.state  # type: ignore[attr-defined]
            if old is None:
                if to not in first:
                    yield "/".join(new.key), f"begins as {to}"
            elif (old.state, to) not in edges and old.state != to:  # type: ignore[attr-defined]
                yield "/".join(new.key), f"from {old.state} to {to}"  # type: ignore[attr-defined]


def _nothing_lost(before: CaseFile, after: CaseFile) -> Found:
    for kind, rows in before.rows.items():
        for key in rows:
            if after.get(kind, *key) is None:
                yield "/".join(key), f"a row of {kind.TABLE} is gone"


def _facts_stay(before: CaseFile, after: CaseFile) -> Found:
    for kind, names in NEVER_CHANGED.items():
        for old, new in _pairs(kind, before, after):
            for name in names if old is not None else ():
                if getattr(old, name) != getattr(new, name):
                    yield "/".join(new.key), f"its {name} changed"
    for kind, names in ONCE_SET.items():
        for old, new in _pairs(kind, before, after):
            for name in names if old is not None else ():
                if getattr(old, name) not in {None, getattr(new, name)}:
                    yield "/".join(new.key), f"its {name} changed"


def _pairs(
    kind: type[Record], before: CaseFile, after: CaseFile
) -> Iterator[tuple[Record | None, Record]]:
    for new in after.all(kind):
        old = before.get(kind, *new.key)
        if old is not new:
            yield old, new


MOVES: Mapping[str, Callable[[CaseFile, CaseFile], Found]] = {
    "states move along edges": _along_edges,
    "nothing is lost": _nothing_lost,
    "facts stay": _facts_stay,
}
"""Everything that holds between two states. A test breaks each of them."""
