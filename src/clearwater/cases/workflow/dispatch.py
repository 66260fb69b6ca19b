"""The two doors of the workflow. Rights first, then whose it is, then the step of the case.

Behind the doors nobody asks again: a step can be sure that the caller may, that the case is there,
and that it is in a state in which the command is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clearwater.cases.records.case import Case
from clearwater.cases.workflow import (
    appeals,
    bodies,
    closing,
    clues,
    credentials,
    deciding,
    delivering,
    erasing,
    exchanging,
    handing_over,
    holding,
    joint,
    judging,
    leases,
    logins,
    notifying,
    opening,
    organisation,
    owing,
    publishing,
    quality,
    reading,
    registering,
    reporting,
    review,
    running,
    taking_over,
    tokens,
    uploading,
    waiting,
)
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
from clearwater.cases.workflow.asking import the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal
from clearwater.cases.workflow.guests import guest_refused, stranger_refused
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import VERB_OF, may, roles_that_may
from clearwater.cases.workflow.states import TAKEN_IN

Step = Callable[[CaseFile, Any, Context], Outcome]


def _read_case(file: CaseFile, command: c.ReadPersonalData, context: Context) -> Outcome:
    return reading.read(the_case(file).case, command, context)


STEPS: Mapping[type[c.Command], Step] = {
    c.OpenCase: opening.open_case,
    c.JoinClue: clues.join,
    c.AddFinding: opening.add_finding,
    c.ShareRing: opening.share_ring,
    c.AssignCase: review.assign,
    c.ExcludeMember: review.exclude,
    c.IncludeMember: review.include,
    c.FreezeEvidence: review.freeze,
    c.Decide: deciding.decide,
    c.ApproveDecision: waiting.approve,
    c.RefuseDecision: waiting.refuse_decision,
    c.WithdrawDecision: waiting.withdraw,
    c.IssueNotices: notifying.notify,
    c.FileAppeal: appeals.file_appeal,
    c.ResolveAppeal: appeals.resolve,
    c.CloseCase: closing.close,
    c.BeginDelivery: delivering.begin,
    c.RecordDelivered: delivering.delivered,
    c.RecordFailed: delivering.failed,
    c.VoidMessage: delivering.void,
    c.GiveUpNotice: delivering.give_up,
    c.ReadPersonalData: _read_case,
    org.OfferCase: handing_over.offer_case,
    org.AnswerOffer: handing_over.answer_offer,
    org.WithdrawOffer: handing_over.withdraw_offer,
    org.TakeCase: taking_over.take_case,
    org.InviteBody: joint.invite,
    org.AnswerInvitation: joint.answer,
    org.GivePosition: joint.give_position,
    org.EndPart: joint.end_part,
    org.ReadJointCase: joint.read_joint,
    reviewed.AnswerKnownCase: quality.answer_known,
}
"""Commands about a case."""

WITHOUT_CASE: Mapping[type[c.Command], Callable[[Any, Context], Outcome]] = {
    c.ReceiveClue: clues.receive,
    c.SetAsideClue: clues.set_aside,
    c.ReadPersonalData: lambda command, context: reading.read(None, command, context),
    c.ChangePolicy: organisation.change_policy,
    c.ChangeUser: organisation.change_user,
    identity.IssueSetup: credentials.issue_setup,
    identity.UseSetup: credentials.use_setup,
    identity.ChangePassword: credentials.change_password,
    identity.SetTotp: credentials.set_totp,
    identity.LogIn: logins.log_in,
    identity.LogInByProvider: logins.log_in_by_provider,
    identity.ProveCode: logins.prove_code,
    identity.RecordFailedLogin: logins.record_failed,
    identity.LinkLogin: credentials.link_login,
    identity.EndSessions: credentials.end_sessions,
    identity.IssueToken: tokens.issue,
    identity.RevokeToken: tokens.revoke,
    org.BeginTree: bodies.begin_tree,
    org.AddBody: bodies.add_body,
    org.JoinTree: bodies.join_tree,
    org.MoveBody: bodies.move_body,
    org.CloseBody: bodies.close_body,
    org.EndWork: bodies.end_work,
    org.OfferClue: handing_over.offer_clue,
    org.ReceiveOffer: handing_over.receive_offer,
    org.AnswerClueOffer: handing_over.answer_clue_offer,
    org.WithdrawClueOffer: handing_over.withdraw_clue_offer,
    org.EndOffer: handing_over.end_offer,
    org.TakeClue: taking_over.take_clue,
    org.ReceiveInvitation: joint.receive_invitation,
    org.KeepAnswer: joint.keep_answer,
    org.KeepPosition: joint.keep_position,
    org.ReceiveEnd: joint.receive_end,
    org.KeepReading: joint.keep_reading,
    org.AskReport: owing.ask,
    org.ReceiveReport: owing.receive,
    org.CheckReport: owing.check,
    org.ChangeAgency: registering.change_agency,
    org.ChangeCreator: registering.change_creator,
    intake.ReceiveUserReport: reporting.receive_report,
    intake.MarkReports: reporting.mark,
    intake.AnswerReports: reporting.answer,
    intake.ReadReporters: lambda command, context: reading.read(
        None, command, context, shown=reading.OF_REPORTS
    ),
    intake.ReadTargets: lambda command, context: reading.read(
        None, command, context, shown=reading.OF_REPORTS
    ),
    privacy.ErasePersonalData: erasing.erase,
    privacy.EraseDue: erasing.erase,
    privacy.PlaceHold: holding.place,
    privacy.LiftHold: holding.lift,
    privacy.PruneBackups: holding.prune,
    exchange.AddPartner: exchanging.add_partner,
    exchange.RemovePartner: exchanging.remove_partner,
    exchange.TakeClue: exchanging.take_clue,
    exchange.TakeFlag: exchanging.take_flag,
    exchange.TakeReceipt: exchanging.take_receipt,
    exchange.KeepExport: exchanging.keep_export,
    figures.PublishFigures: publishing.publish,
    claims.JudgeMatch: judging.judge,
    reviewed.TakeWork: leases.take,
    reviewed.ReleaseWork: leases.release,
    reviewed.AskForWork: leases.ask_for,
    reviewed.HandWorkOver: leases.hand_over,
    reviewed.SeedKnownFinding: quality.seed,
    reviewed.AnswerBlindReview: quality.answer_blind,
    reviewed.ChangeQualityRules: quality.change_rules,
    runs.BeginUpload: uploading.begin,
    runs.KeepUpload: uploading.keep,
    runs.RemoveUpload: uploading.remove,
    runs.RemoveDueUpload: uploading.remove,
    runs.AskJob: running.ask,
    runs.CancelJob: running.cancel,
    runs.BeginJob: running.begin,
    runs.EndJob: running.end,
}
"""Commands that are about no case."""

OPENING = frozenset({c.OpenCase, org.TakeCase})
"""Commands by which a case comes to be."""


def decide_on(
    file: CaseFile,
    command: c.Command,
    context: Context,
    *,
    steps: Mapping[type[c.Command], Step] = STEPS,
) -> Outcome:
    """Return the steps that a command about a case leads to, or why it is refused.

    Parameters
    ----------
    file
        The case as the store has it; an empty one to open a case. For the commands of
        delivery the case's row and the rows of the message's measure are enough.
    command
        What is asked for.
    context
        Who asks, when, by which policy.
    steps
        Which step a command leads to.

    Raises
    ------
    KeyError
        If the command is not about a case.
    """
    step = steps[type(command)]
    refused = _without_right(command, context)
    if refused is not None:
        return refused
    if type(command) not in OPENING:
        refused = _wrong_case(file, command, context)
        if refused is not None:
            return refused
    return step(file, command, context)


def decide_without_case(command: c.Command, context: Context) -> Outcome:
    """Return the steps that a command without a case leads to, or why it is refused.

    Raises
    ------
    KeyError
        If the command is about a case.
    """
    step = WITHOUT_CASE[type(command)]
    refused = _without_right(command, context)
    return step(command, context) if refused is None else refused


def _without_right(command: c.Command, context: Context) -> Refusal | None:
    verb = VERB_OF[type(command)]
    if may(context.caller, verb):
        return guest_refused(command, context)
    expected = " or ".join(roles_that_may(verb)) or "the software itself"
    found = ", ".join(sorted(context.caller.roles)) or "no role"
    return refuse(Code.NOT_ALLOWED, expected=f"{expected} to {verb}", found=found)


def _wrong_case(file: CaseFile, command: c.Command, context: Context) -> Refusal | None:
    cases = file.all(Case)
    if not cases:
        return refuse(Code.NO_CASE)
    (case,) = cases
    if case.organisation != context.caller.organisation:
        # Not "belongs to somebody else": that would say that the name exists.
        return refuse(Code.NO_CASE)
    refused = stranger_refused(file, command, context)
    if refused is not None:
        return refused
    states = TAKEN_IN[type(command)]
    if case.state not in states:
        return refuse(Code.WRONG_STATE, expected=" or ".join(sorted(states)), found=case.state)
    return None
