"""Who may do what: a matrix of role and verb, as data. It is asked before anything else.

What depends on the case as well is in the steps: a second person must be another one, and an appeal
is for those who had no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Caller

SYSTEM = "clearwater"
"""Who delivers: what a person decided before takes effect by itself. Nobody may have this login."""


class Verb(StrEnum):
    """What somebody can ask for."""

    RECEIVE_CLUE = "receive clue"
    SET_ASIDE_CLUE = "set aside clue"
    JOIN_CLUE = "join clue"
    OPEN = "open"
    ADD_FINDING = "add finding"
    SHARE_RING = "share ring"
    ASSIGN = "assign"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    FREEZE = "freeze"
    DECIDE = "decide"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    NOTIFY = "notify"
    APPEAL = "appeal"
    RESOLVE_APPEAL = "resolve appeal"
    CLOSE = "close"
    BEGIN_DELIVERY = "begin delivery"
    RECORD_DELIVERED = "record delivered"
    RECORD_FAILED = "record failed"
    VOID_MESSAGE = "void message"
    GIVE_UP_NOTICE = "give up notice"
    READ = "read"
    SEAL_EVIDENCE = "seal evidence"
    PUBLISH_CHECKPOINT = "publish checkpoint"
    VERIFY = "verify"
    BACK_UP = "back up"
    RESTORE = "restore"
    CHANGE_POLICY = "change policy"
    CHANGE_USERS = "change users"


VERB_OF: Mapping[type[c.Command], Verb] = {
    c.ReceiveClue: Verb.RECEIVE_CLUE,
    c.SetAsideClue: Verb.SET_ASIDE_CLUE,
    c.JoinClue: Verb.JOIN_CLUE,
    c.OpenCase: Verb.OPEN,
    c.AddFinding: Verb.ADD_FINDING,
    c.ShareRing: Verb.SHARE_RING,
    c.AssignCase: Verb.ASSIGN,
    c.ExcludeMember: Verb.EXCLUDE,
    c.IncludeMember: Verb.INCLUDE,
    c.FreezeEvidence: Verb.FREEZE,
    c.Decide: Verb.DECIDE,
    c.ApproveDecision: Verb.APPROVE,
    c.RefuseDecision: Verb.REFUSE,
    c.WithdrawDecision: Verb.WITHDRAW,
    c.IssueNotices: Verb.NOTIFY,
    c.FileAppeal: Verb.APPEAL,
    c.ResolveAppeal: Verb.RESOLVE_APPEAL,
    c.CloseCase: Verb.CLOSE,
    c.BeginDelivery: Verb.BEGIN_DELIVERY,
    c.RecordDelivered: Verb.RECORD_DELIVERED,
    c.RecordFailed: Verb.RECORD_FAILED,
    c.VoidMessage: Verb.VOID_MESSAGE,
    c.GiveUpNotice: Verb.GIVE_UP_NOTICE,
    c.ReadPersonalData: Verb.READ,
    c.ChangePolicy: Verb.CHANGE_POLICY,
    c.ChangeUser: Verb.CHANGE_USERS,
}
"""The verb of each command."""

_CLUES = frozenset({Verb.RECEIVE_CLUE, Verb.SET_ASIDE_CLUE, Verb.JOIN_CLUE, Verb.OPEN})

RIGHTS: Mapping[Role, frozenset[Verb]] = {
    Role.INVESTIGATOR: _CLUES
    | {
        *(Verb.ADD_FINDING, Verb.SHARE_RING, Verb.ASSIGN, Verb.EXCLUDE, Verb.INCLUDE),
        *(Verb.FREEZE, Verb.DECIDE, Verb.NOTIFY, Verb.APPEAL, Verb.READ, Verb.SEAL_EVIDENCE),
        *(Verb.WITHDRAW, Verb.VERIFY),
    },
    Role.REVIEWER: frozenset({Verb.APPROVE, Verb.REFUSE, Verb.READ, Verb.VERIFY}),
    Role.APPEALS: frozenset({Verb.APPEAL, Verb.RESOLVE_APPEAL, Verb.READ, Verb.VERIFY}),
    Role.LEAD: _CLUES
    | {
        *(Verb.ADD_FINDING, Verb.SHARE_RING, Verb.ASSIGN, Verb.NOTIFY, Verb.APPEAL, Verb.CLOSE),
        *(Verb.GIVE_UP_NOTICE, Verb.READ, Verb.SEAL_EVIDENCE, Verb.PUBLISH_CHECKPOINT),
        *(Verb.VERIFY, Verb.BACK_UP, Verb.RESTORE, Verb.CHANGE_POLICY, Verb.CHANGE_USERS),
    },
    Role.AUDITOR: frozenset({Verb.READ, Verb.VERIFY, Verb.PUBLISH_CHECKPOINT}),
}
"""What each role may do. Somebody with several roles may do what any of them may."""

SYSTEM_RIGHTS = frozenset(
    {Verb.BEGIN_DELIVERY, Verb.RECORD_DELIVERED, Verb.RECORD_FAILED, Verb.VOID_MESSAGE}
)
"""What the software records by itself. No person may: that would be a delivery nobody made."""


def may(caller: Caller, verb: Verb) -> bool:
    """Return whether the caller may ask for this."""
    if caller.user == SYSTEM:
        return verb in SYSTEM_RIGHTS
    return any(verb in RIGHTS[role] for role in caller.roles)


def roles_that_may(verb: Verb) -> tuple[Role, ...]:
    """Return the roles that may do something, in the order of `Role`."""
    return tuple(role for role in Role if verb in RIGHTS[role])
