"""At which steps of a case each command is taken, and along which edges states move, as data."""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.records.case import CaseState as S
from clearwater.cases.records.decision import DecisionState, MeasureState
from clearwater.cases.records.notice import AppealState, MessageState
from clearwater.cases.records.passing import HandoverState, PartState
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow import commands_review as reviewed

ANY = frozenset(S)
IN_HAND = ANY - {S.CLOSED, S.OFFERED}
"""Open and here: what was offered to another body is taken as it was offered."""
WORKED_ON = IN_HAND - {S.PROPOSED}
"""While a decision waits for the second person nothing changes of what it was decided on."""
RESPONSIBLE = WORKED_ON - {S.OPEN}
"""Somebody is responsible and nothing waits for a second person."""
AFTER_OPEN = ANY - {S.OPEN, S.OFFERED}
BEFORE_A_DECISION = frozenset({S.OPEN, S.IN_REVIEW})
"""No decision waits; whether one ever stood is asked in the step."""

TAKEN_IN: Mapping[type[c.Command], frozenset[S]] = {
    c.JoinClue: IN_HAND,
    c.AddFinding: WORKED_ON,
    c.ShareRing: IN_HAND,
    c.AssignCase: IN_HAND,
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
    org.OfferCase: BEFORE_A_DECISION,
    org.AnswerOffer: frozenset({S.OFFERED}),
    org.WithdrawOffer: frozenset({S.OFFERED}),
    # Not while a decision waits: its second person would change.
    org.InviteBody: WORKED_ON,
    # A body can leave a case that is done.
    org.AnswerInvitation: ANY,
    org.GivePosition: IN_HAND,
    # Above all while a decision waits for a second person who never comes.
    org.EndPart: ANY,
    org.ReadJointCase: ANY,
    reviewed.AnswerKnownCase: frozenset({S.IN_REVIEW}),
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
        *((before, S.OFFERED) for before in (S.OPEN, S.IN_REVIEW)),
        *((S.OFFERED, after) for after in (S.OPEN, S.IN_REVIEW, S.CLOSED)),
    }
)
"""Moves of a case. From closed to notified is an appeal in time, to offered and from there a
hand-over to another body."""

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
HANDOVER_EDGES = frozenset(
    (HandoverState.OFFERED, after)
    for after in (HandoverState.ACCEPTED, HandoverState.RETURNED, HandoverState.WITHDRAWN)
)
PART_EDGES = frozenset(
    {
        (PartState.INVITED, PartState.TAKES_PART),
        (PartState.INVITED, PartState.DECLINED),
        (PartState.TAKES_PART, PartState.LEFT),
        *((before, PartState.ENDED) for before in (PartState.INVITED, PartState.TAKES_PART)),
    }
)
