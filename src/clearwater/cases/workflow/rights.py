"""Who may do what: a matrix of role and verb, as data. It is asked before anything else.

What depends on the case as well is in the steps: a second person must be another one, and an appeal
is for those who had no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_claims as claims
from clearwater.cases.workflow import commands_exchange as exchange
from clearwater.cases.workflow import commands_figures as figures
from clearwater.cases.workflow import commands_identity as identity
from clearwater.cases.workflow import commands_intake as intake
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow import commands_privacy as privacy
from clearwater.cases.workflow import commands_review as reviewed
from clearwater.cases.workflow import commands_runs as runs
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
    LOG_IN = "log in"
    CHANGE_CREDENTIAL = "change credential"
    ISSUE_TOKEN = "issue token"  # noqa: S105 - a word
    REVOKE_TOKEN = "revoke token"  # noqa: S105 - a word
    END_SESSIONS = "end sessions"
    RECORD_FAILED_LOGIN = "record failed login"
    ISSUE_SETUP = "issue set-up"
    LINK_LOGIN = "link login"
    READ_LOGINS = "read logins"
    CHANGE_TREE = "change tree"
    HAND_OVER = "hand over"
    ANSWER_HANDOVER = "answer hand-over"
    INVITE = "invite"
    ANSWER_INVITATION = "answer invitation"
    GIVE_POSITION = "give position"
    ROLL_UP = "roll up"
    ASK_REPORT = "ask report"
    RECEIVE_REPORT = "receive report"
    CHECK_REPORT = "check report"
    KEEP_REGISTER = "keep register"
    RECEIVE_USER_REPORT = "receive user report"
    MARK_REPORTS = "mark reports"
    ANSWER_REPORTS = "answer reports"
    READ_REPORTS = "read reports"
    READ_REPORTER = "read reporter"
    ERASE = "erase"
    RETAIN = "retain"
    ERASE_DUE = "erase what is due"
    HOLD = "hold"
    PRUNE = "prune backups"

    KEEP_PARTNERS = "keep partners"
    RECEIVE_FROM_PARTNER = "receive from partner"
    EXPORT = "export"
    PUBLISH_FIGURES = "publish figures"
    JUDGE_MATCH = "judge match"

    WORK = "work"
    KEEP_QUALITY = "keep quality"
    READ_QUALITY = "read quality"
    REVIEW_BLINDLY = "review blindly"

    RUN = "run"
    RECORD_JOB = "record job"


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
    identity.IssueSetup: Verb.ISSUE_SETUP,
    identity.UseSetup: Verb.CHANGE_CREDENTIAL,
    identity.ChangePassword: Verb.CHANGE_CREDENTIAL,
    identity.SetTotp: Verb.CHANGE_CREDENTIAL,
    identity.LogIn: Verb.LOG_IN,
    identity.LogInByProvider: Verb.LOG_IN,
    identity.ProveCode: Verb.LOG_IN,
    identity.RecordFailedLogin: Verb.RECORD_FAILED_LOGIN,
    identity.LinkLogin: Verb.LINK_LOGIN,
    identity.EndSessions: Verb.END_SESSIONS,
    identity.IssueToken: Verb.ISSUE_TOKEN,
    identity.RevokeToken: Verb.REVOKE_TOKEN,
    **dict.fromkeys((org.BeginTree, org.AddBody, org.JoinTree), Verb.CHANGE_TREE),
    **dict.fromkeys((org.MoveBody, org.CloseBody, org.EndWork), Verb.CHANGE_TREE),
    **dict.fromkeys((org.OfferCase, org.OfferClue, org.ReceiveOffer), Verb.HAND_OVER),
    **dict.fromkeys((org.WithdrawOffer, org.WithdrawClueOffer), Verb.HAND_OVER),
    **dict.fromkeys((org.AnswerOffer, org.AnswerClueOffer), Verb.ANSWER_HANDOVER),
    **dict.fromkeys((org.TakeCase, org.TakeClue, org.EndOffer), Verb.ANSWER_HANDOVER),
    **dict.fromkeys((org.InviteBody, org.ReceiveInvitation), Verb.INVITE),
    **dict.fromkeys((org.EndPart, org.ReceiveEnd), Verb.INVITE),
    **dict.fromkeys((org.AnswerInvitation, org.KeepAnswer), Verb.ANSWER_INVITATION),
    **dict.fromkeys((org.GivePosition, org.KeepPosition), Verb.GIVE_POSITION),
    **dict.fromkeys((org.ReadJointCase, org.KeepReading), Verb.READ),
    org.AskReport: Verb.ASK_REPORT,
    org.ReceiveReport: Verb.RECEIVE_REPORT,
    org.CheckReport: Verb.CHECK_REPORT,
    **dict.fromkeys((org.ChangeAgency, org.ChangeCreator), Verb.KEEP_REGISTER),
    intake.ReceiveUserReport: Verb.RECEIVE_USER_REPORT,
    intake.MarkReports: Verb.MARK_REPORTS,
    intake.AnswerReports: Verb.ANSWER_REPORTS,
    intake.ReadReporters: Verb.READ_REPORTER,
    intake.ReadTargets: Verb.READ_REPORTS,
    privacy.ErasePersonalData: Verb.ERASE,
    privacy.EraseDue: Verb.ERASE_DUE,
    **dict.fromkeys((privacy.PlaceHold, privacy.LiftHold), Verb.HOLD),
    privacy.PruneBackups: Verb.PRUNE,
    **dict.fromkeys((exchange.AddPartner, exchange.RemovePartner), Verb.KEEP_PARTNERS),
    **dict.fromkeys(
        (exchange.TakeClue, exchange.TakeFlag, exchange.TakeReceipt), Verb.RECEIVE_FROM_PARTNER
    ),
    exchange.KeepExport: Verb.EXPORT,
    figures.PublishFigures: Verb.PUBLISH_FIGURES,
    claims.JudgeMatch: Verb.JUDGE_MATCH,
    **dict.fromkeys((reviewed.TakeWork, reviewed.ReleaseWork), Verb.WORK),
    **dict.fromkeys((reviewed.AskForWork, reviewed.HandWorkOver), Verb.WORK),
    **dict.fromkeys((reviewed.SeedKnownFinding, reviewed.ChangeQualityRules), Verb.KEEP_QUALITY),
    reviewed.AnswerKnownCase: Verb.DECIDE,
    reviewed.AnswerBlindReview: Verb.REVIEW_BLINDLY,
    **dict.fromkeys((runs.BeginUpload, runs.KeepUpload, runs.RemoveUpload), Verb.RUN),
    **dict.fromkeys((runs.AskJob, runs.CancelJob), Verb.RUN),
    **dict.fromkeys((runs.BeginJob, runs.EndJob), Verb.RECORD_JOB),
    runs.RemoveDueUpload: Verb.ERASE_DUE,
}
"""The verb of each command."""

_CLUES = frozenset({Verb.RECEIVE_CLUE, Verb.SET_ASIDE_CLUE, Verb.JOIN_CLUE, Verb.OPEN})

RIGHTS: Mapping[Role, frozenset[Verb]] = {
    Role.INVESTIGATOR: _CLUES
    | {
        *(Verb.ADD_FINDING, Verb.SHARE_RING, Verb.ASSIGN, Verb.EXCLUDE, Verb.INCLUDE),
        *(Verb.FREEZE, Verb.DECIDE, Verb.NOTIFY, Verb.APPEAL, Verb.READ, Verb.SEAL_EVIDENCE),
        *(Verb.WITHDRAW, Verb.VERIFY, Verb.READ_REPORTS),
        *(Verb.RECEIVE_REPORT, Verb.CHECK_REPORT, Verb.KEEP_REGISTER),
        *(Verb.RECEIVE_FROM_PARTNER, Verb.EXPORT, Verb.RUN, Verb.WORK, Verb.REVIEW_BLINDLY),
        Verb.JUDGE_MATCH,
    },
    Role.REVIEWER: frozenset(
        {
            *(Verb.APPROVE, Verb.REFUSE, Verb.READ, Verb.VERIFY, Verb.GIVE_POSITION),
            *(Verb.WORK, Verb.REVIEW_BLINDLY, Verb.JUDGE_MATCH),
        }
    ),
    Role.APPEALS: frozenset({Verb.APPEAL, Verb.RESOLVE_APPEAL, Verb.READ, Verb.VERIFY, Verb.WORK}),
    Role.LEAD: _CLUES
    | {
        *(Verb.ADD_FINDING, Verb.SHARE_RING, Verb.ASSIGN, Verb.NOTIFY, Verb.APPEAL, Verb.CLOSE),
        *(Verb.GIVE_UP_NOTICE, Verb.READ, Verb.SEAL_EVIDENCE, Verb.PUBLISH_CHECKPOINT),
        *(Verb.VERIFY, Verb.BACK_UP, Verb.RESTORE, Verb.CHANGE_POLICY, Verb.CHANGE_USERS),
        *(Verb.ISSUE_SETUP, Verb.LINK_LOGIN, Verb.READ_LOGINS),
        *(Verb.CHANGE_TREE, Verb.HAND_OVER, Verb.ANSWER_HANDOVER, Verb.INVITE),
        *(Verb.ANSWER_INVITATION, Verb.GIVE_POSITION, Verb.ROLL_UP, Verb.ASK_REPORT),
        *(Verb.RECEIVE_REPORT, Verb.CHECK_REPORT, Verb.KEEP_REGISTER),
        *(Verb.ERASE, Verb.RETAIN, Verb.HOLD, Verb.PRUNE),
        *(Verb.KEEP_PARTNERS, Verb.RECEIVE_FROM_PARTNER, Verb.EXPORT, Verb.READ_REPORTS),
        *(Verb.PUBLISH_FIGURES, Verb.RUN, Verb.WORK, Verb.KEEP_QUALITY, Verb.READ_QUALITY),
        Verb.JUDGE_MATCH,
    },
    Role.AUDITOR: frozenset(
        {
            *(Verb.READ, Verb.READ_LOGINS, Verb.VERIFY, Verb.PUBLISH_CHECKPOINT, Verb.ROLL_UP),
            *(Verb.READ_REPORTS, Verb.READ_QUALITY),
        }
    ),
    # No right on a case, and nobody but this role sees who reported.
    Role.INTAKE: frozenset(
        {
            *(Verb.RECEIVE_USER_REPORT, Verb.MARK_REPORTS, Verb.ANSWER_REPORTS),
            *(Verb.READ_REPORTS, Verb.READ_REPORTER),
        }
    ),
}
"""What each role may do. Somebody with several roles may do what any of them may."""

OWN_RIGHTS = frozenset(
    {
        *(Verb.LOG_IN, Verb.CHANGE_CREDENTIAL, Verb.ISSUE_TOKEN, Verb.REVOKE_TOKEN),
        Verb.END_SESSIONS,
    }
)
"""What everybody with a role may, about themselves; the steps see whom it is about."""

SYSTEM_RIGHTS = frozenset(
    {
        *(Verb.BEGIN_DELIVERY, Verb.RECORD_DELIVERED, Verb.RECORD_FAILED, Verb.VOID_MESSAGE),
        *(Verb.RECORD_FAILED_LOGIN, Verb.ERASE_DUE, Verb.RECORD_JOB),
    }
)
"""What the software records by itself. No person may: that would be a delivery nobody made, or a
failure that nobody had."""

SYSTEM_TOO = frozenset({Verb.RECEIVE_FROM_PARTNER})
"""What the software may as people may: what a partner signed needs nobody to bring it."""


def may(caller: Caller, verb: Verb) -> bool:
    """Return whether the caller may ask for this."""
    if caller.user == SYSTEM:
        return verb in SYSTEM_RIGHTS | SYSTEM_TOO
    if caller.scopes is not None and verb not in caller.scopes:
        return False
    return any(verb in RIGHTS[role] | OWN_RIGHTS for role in caller.roles)


def roles_that_may(verb: Verb) -> tuple[Role, ...]:
    """Return the roles that may do something, in the order of `Role`."""
    return tuple(role for role in Role if verb in RIGHTS[role] | OWN_RIGHTS)
