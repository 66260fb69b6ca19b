"""A desk at each step of a case, and of each command the one that is most likely to be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clearwater.cases.records.case import CaseState, Member
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.notice import Appeal, AppealState, Message, MessageKind
from clearwater.cases.records.passing import Handover, Participation
from clearwater.cases.records.people import Role
from clearwater.cases.records.review import KnownFinding
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow import commands_review as reviewed
from clearwater.cases.workflow.delivering import MessageStanding, standing_of
from tests.helpers.case_desk import (
    BODIES,
    CITY,
    ORGANISATION,
    Desk,
    a_clue,
    a_given_case,
    files,
    found,
)

KNOWN = KnownFinding(ORGANISATION, "known-1", "ab" * 32, "F1", "no action", "00" * 32, "lea", 0)


def _notified() -> Desk:
    return Desk().notified()


def _closed() -> Desk:
    desk = Desk().notified().delivered()
    desk.do("lea", c.CloseCase("nothing more to do"))
    return desk


AT: Mapping[CaseState, Callable[[], Desk]] = {
    CaseState.OPEN: lambda: Desk().opened(),
    CaseState.IN_REVIEW: lambda: Desk().in_review(),
    CaseState.OFFERED: lambda: Desk().offered(),
    CaseState.PROPOSED: lambda: Desk().proposed(),
    CaseState.DECIDED: lambda: Desk().decided(),
    CaseState.NOTIFIED: _notified,
    CaseState.CLOSED: _closed,
}
"""A case with three members, at each step for the first time."""


def _decision(desk: Desk, state: str | None = None) -> str:
    named = [d.decision for d in desk.file.all(Decision) if state in {None, d.state}]
    return named[-1] if named else "decision-none"


def _a_message(desk: Desk, stands: MessageStanding) -> str:
    for message in desk.file.all(Message):
        if standing_of(desk.file, message, desk.now_us + 1_000_000) == stands:
            return message.message
    return _message(desk, MessageKind.NOTICE)


def _message(desk: Desk, kind: MessageKind) -> str:
    named = [m.message for m in desk.file.all(Message) if m.kind == kind]
    return named[0] if named else "message-none"


def _a_member(desk: Desk) -> str:
    return desk.file.all(Member)[0].subject


def _decide(desk: Desk) -> c.Decide:
    standing = [d.decision for d in desk.file.all(Decision) if d.state == "standing"]
    return desk.a_decision("warn", supersedes=standing[0] if standing else None)


def _appeal(desk: Desk) -> str:
    waiting = [a.appeal for a in desk.file.all(Appeal) if a.state == AppealState.OPEN]
    return waiting[0] if waiting else "appeal-none"


def _handover(desk: Desk) -> str:
    waiting = [one.handover for one in desk.file.all(Handover) if one.state == "offered"]
    return waiting[0] if waiting else "handover-none"


def _part(desk: Desk) -> str:
    named = [one.participation for one in desk.file.all(Participation)]
    return named[-1] if named else "participation-none"


LIKELY: Mapping[type[c.Command], Callable[[Desk], c.Command]] = {
    c.OpenCase: lambda _: c.OpenCase(a_clue("clue-2"), "accounts act together", 2),
    c.JoinClue: lambda _: c.JoinClue(a_clue("clue-2")),
    c.AddFinding: lambda _: c.AddFinding(found("user_2001", "新账号2002", finding="F2")),
    c.ShareRing: lambda _: c.ShareRing((c.Overlap("case-0", "ring-0", 3, 2),)),
    c.AssignCase: lambda _: c.AssignCase("max"),
    c.ExcludeMember: lambda desk: c.ExcludeMember(_a_member(desk), "受害者 a victim"),
    c.IncludeMember: lambda desk: c.IncludeMember(_a_member(desk), "it is none"),
    c.FreezeEvidence: lambda _: c.FreezeEvidence(files("more.parquet")),
    c.Decide: _decide,
    c.ApproveDecision: lambda desk: c.ApproveDecision(_decision(desk)),
    c.RefuseDecision: lambda desk: c.RefuseDecision(_decision(desk), "too few"),
    c.WithdrawDecision: lambda desk: c.WithdrawDecision(_decision(desk), "too early"),
    c.IssueNotices: lambda desk: c.IssueNotices(_decision(desk), 0),
    c.FileAppeal: lambda desk: c.FileAppeal(_decision(desk), "不是我们"),
    c.ResolveAppeal: lambda desk: c.ResolveAppeal(_appeal(desk), (), "the evidence holds"),
    c.CloseCase: lambda _: c.CloseCase("nothing more to do"),
    c.BeginDelivery: lambda d: c.BeginDelivery(_a_message(d, MessageStanding.SEND), 60),
    c.RecordDelivered: lambda d: c.RecordDelivered(_message(d, MessageKind.NOTICE), "200"),
    c.RecordFailed: lambda d: c.RecordFailed(_message(d, MessageKind.NOTICE), "HTTP 503", 10**6),
    c.VoidMessage: lambda d: c.VoidMessage(_a_message(d, MessageStanding.NOT_NEEDED)),
    c.GiveUpNotice: lambda d: c.GiveUpNotice(_message(d, MessageKind.NOTICE), "no such account"),
    c.ReadPersonalData: lambda _: c.ReadPersonalData("case", 3, "case work"),
    org.OfferCase: lambda _: org.OfferCase(BODIES, CITY, "属地管辖 theirs to see to"),
    org.AnswerOffer: lambda desk: org.AnswerOffer(_handover(desk), "case-there"),
    org.WithdrawOffer: lambda desk: org.WithdrawOffer(_handover(desk), "we do it ourselves"),
    org.TakeCase: lambda _: a_given_case(),
    org.InviteBody: lambda _: org.InviteBody(BODIES, CITY, "Do you agree? 是否同意"),
    org.AnswerInvitation: lambda desk: org.AnswerInvitation(_part(desk), "takes part"),
    org.GivePosition: lambda desk: org.GivePosition(_part(desk), "agrees", "we saw it too"),
    org.EndPart: lambda desk: org.EndPart(_part(desk), "no answer in its time"),
    org.ReadJointCase: lambda desk: org.ReadJointCase(_part(desk), 3, "case work"),
    reviewed.AnswerKnownCase: lambda _: reviewed.AnswerKnownCase(
        KNOWN, "mute", "coordinated engagement", "one rhythm"
    ),
}

SOMEBODY: Mapping[str, frozenset[Role]] = {
    **{role.value: frozenset({role}) for role in Role},
    "all roles": frozenset(Role),
    "no role": frozenset(),
}
"""Every role alone, all of them together, none."""
