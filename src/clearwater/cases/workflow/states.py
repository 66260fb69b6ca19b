"""At which steps of a case each command is taken, and along which edges states move, as data."""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.records.case import CaseState as S
from clearwater.cases.records.decision import DecisionState, MeasureState
from clearwater.cases.records.notice import AppealState, MessageState
from clearwater.cases.workflow import commands as c

ANY = frozenset(S)
NOT_CLOSED = ANY - {S.CLOSED}
WORKED_ON = NOT_CLOSED - {S.PROPOSED}
"""While a decision waits for the second person nothing changes of what it was decided on."""
RESPONSIBLE = WORKED_ON - {S.OPEN}
"""Somebody is responsible and nothing waits for a second person."""
AFTER_OPEN = ANY - {S.OPEN}

TAKEN_IN: Mapping[type[c.Command], frozenset[S]] = {
    c.JoinClue: NOT_CLOSED,
    c.AddFinding: WORKED_ON,
    c.ShareRing: NOT_CLOSED,
    c.AssignCase: NOT_CLOSED,
    c.ExcludeMember: RESPONSIBLE,
    c.IncludeMember: RESPONSIBLE,
    c.FreezeEvidence: RESPONSIBLE | {S.OPEN},
    c.Decide: RESPONSIBLE,
    c.ApproveDecision: frozenset({S.PROPOSED}),
    c.RefuseDecision: frozenset({S.PROPOSED}),
    c.WithdrawDecision: frozenset({S.PROPOSED}),
    c.IssueNotices: frozenset({S.DECIDED}),
    # A decision stands until another has taken its place, so it can be contested until then.
    c.FileAppeal: AFTER_OPEN,
    c.ResolveAppeal: AFTER_OPEN - {S.CLOSED},
    c.CloseCase: frozenset({S.IN_REVIEW, S.DECIDED, S.NOTIFIED}),
    # Lapses of a closed case are delivered too.
    c.BeginDelivery: AFTER_OPEN,
    c.RecordDelivered: AFTER_OPEN,
    c.RecordFailed: AFTER_OPEN,
    c.VoidMessage: AFTER_OPEN,
    c.GiveUpNotice: AFTER_OPEN,
    c.ReadPersonalData: ANY,
}
"""States in which a command about a case can be taken; what else it needs is in its step."""

CASE_EDGES: frozenset[tuple[S, S]] = frozenset(
    {
        (S.OPEN, S.IN_REVIEW),
        *((before, S.PROPOSED) for before in (S.IN_REVIEW, S.DECIDED, S.NOTIFIED)),
        *((before, S.DECIDED) for before in (S.IN_REVIEW, S.PROPOSED, S.NOTIFIED)),
        (S.PROPOSED, S.IN_REVIEW),
        (S.DECIDED, S.NOTIFIED),
        *((before, S.CLOSED) for before in (S.IN_REVIEW, S.DECIDED, S.NOTIFIED)),
        (S.CLOSED, S.NOTIFIED),
    }
)
"""Moves of a case. The last one is an appeal in time."""

DECISION_EDGES = frozenset(
    {
        (DecisionState.PROPOSED, DecisionState.STANDING),
        (DecisionState.PROPOSED, DecisionState.REFUSED),
        (DecisionState.PROPOSED, DecisionState.WITHDRAWN),
        (DecisionState.STANDING, DecisionState.OVERTURNED),
        (DecisionState.STANDING, DecisionState.REPLACED),
    }
)
MEASURE_EDGES = frozenset(
    {
        (MeasureState.PLANNED, MeasureState.BEGUN),
        (MeasureState.PLANNED, MeasureState.VOID),
        (MeasureState.BEGUN, MeasureState.LIFTED),
    }
)
APPEAL_EDGES = frozenset(
    (AppealState.OPEN, after)
    for after in (AppealState.UPHELD, AppealState.OVERTURNED, AppealState.PARTLY)
)
MESSAGE_EDGES = frozenset(
    {
        (MessageState.WAITING, MessageState.DELIVERED),
        (MessageState.WAITING, MessageState.VOID),
        # It was handed over by one process while another took its measure back.
        (MessageState.VOID, MessageState.DELIVERED),
    }
)
