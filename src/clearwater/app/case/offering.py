"""What somebody could do in a case now, and why not the rest.

The workflow is asked, as it is when something is done, and nothing is saved: what is offered is
what would be taken, so no page has rules of its own. Words and numbers that a person has yet to
give are filled in; what comes of theirs is said when they give them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from clearwater.app.case.telling import contested, standing_decision
from clearwater.app.case.working import proposed_decision
from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.records.case import Case, CaseState, Member
from clearwater.cases.records.notice import Message, MessageKind, MessageState
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import notifying
from clearwater.cases.workflow.asking import decided_about, newest_standing, open_appeals
from clearwater.cases.workflow.base import CaseFile, Context, Refusal
from clearwater.cases.workflow.dispatch import STEPS, decide_on
from clearwater.cases.workflow.rights import Verb

_WORDS = "…"
"""Stands for what somebody has yet to say."""
_NO_DIGEST = "0" * 64
# A large case has tens of thousands of messages; to ask whether they could go out makes none.
_STEPS = {**STEPS, c.IssueNotices: notifying.checked}

MOVING: Mapping[CaseState, tuple[Verb, ...]] = {
    CaseState.OPEN: (Verb.ASSIGN,),
    CaseState.IN_REVIEW: (Verb.DECIDE,),
    CaseState.PROPOSED: (Verb.APPROVE,),
    CaseState.DECIDED: (Verb.NOTIFY, Verb.CLOSE),
    CaseState.NOTIFIED: (Verb.RESOLVE_APPEAL,),
}
"""By which acts a case goes on: who could do one of them is who it waits for."""

Probe = Callable[[CaseFile, Context], c.Command]


def offers(file: CaseFile, context: Context) -> dict[Verb, Refusal | None]:
    """Return verb -> why it would be refused; nothing where it would be taken."""
    found = {verb: _refused(probe, file, context) for verb, probe in PROBES.items()}
    if found[Verb.DECIDE] is not None:
        # Nobody left to decide about, or too many at once: that nothing is done can be decided.
        found[Verb.DECIDE] = _refused(_decide_nothing, file, context)
    return found


def waits_for(file: CaseFile, context: Context) -> bool:
    """Return whether a case waits for this person."""
    (case,) = file.all(Case)
    verbs = MOVING.get(CaseState(case.state), ())
    probes = [PROBES[verb] for verb in verbs]
    if Verb.DECIDE in verbs:
        probes.append(_decide_nothing)
    return any(_refused(probe, file, context) is None for probe in probes)


def could_assign(file: CaseFile, context: Context, to: str) -> bool:
    """Return whether this person could make somebody responsible."""
    return _refused(lambda *_: c.AssignCase(to), file, context) is None


def appeals_offered(file: CaseFile, context: Context) -> dict[str, Refusal | None]:
    """Return open appeal -> why this person could not answer it."""
    return {
        one.appeal: _refused(
            lambda _file, _context, named=one.appeal: c.ResolveAppeal(named, (), _WORDS),  # type: ignore[misc]
            file,
            context,
        )
        for one in open_appeals(file)
    }


def _refused(probe: Probe, file: CaseFile, context: Context) -> Refusal | None:
    try:
        command = probe(file, context)
    except RefusedError as error:
        return Refusal(error.code, error.what, error.expected, error.found, error.next_step)
    outcome = decide_on(file, command, context, steps=_STEPS)
    return outcome if isinstance(outcome, Refusal) else None


def _decide(file: CaseFile, context: Context) -> c.Command:
    """Return a decision for the mildest measure."""
    grounds = next((one.code for one in context.policy.reasons if one.grounds), "")
    return _deciding(file, context.policy.ladder[0].name, grounds)


def _decide_nothing(file: CaseFile, context: Context) -> c.Command:
    """Return the decision that asks for least: nothing is done.

    Over one that stands it takes back all of that, which takes a while for thousands of accounts:
    it is asked where the other was refused.
    """
    return _deciding(file, None, context.policy.reasons[0].code)


def _deciding(file: CaseFile, measure: str | None, reason_code: str) -> c.Command:
    standing = newest_standing(file)
    return c.Decide(
        measure=measure,
        reason_code=reason_code,
        why=_WORDS,
        blast_radius=blast_radius(decided_about(file), objects=0),
        alone_recently=0,
        supersedes=None if standing is None else standing.decision,
    )


def _first_member(file: CaseFile) -> str:
    return next((one.subject for one in decided_about(file)), "")


def _excluded(file: CaseFile) -> str:
    return next((one.subject for one in file.all(Member) if one.standing == "excluded"), "")


def _undelivered(file: CaseFile) -> str:
    return next(_waiting_notices(file), "")


def _waiting_notices(file: CaseFile) -> Iterator[str]:
    for one in file.all(Message):
        waits = one.kind == MessageKind.NOTICE and one.state == MessageState.WAITING
        if waits and one.attempts:
            yield one.message


def _an_appeal(file: CaseFile) -> str:
    return next((one.appeal for one in open_appeals(file)), "")


PROBES: Mapping[Verb, Probe] = {
    Verb.ASSIGN: lambda _, context: c.AssignCase(context.caller.user),
    Verb.FREEZE: lambda *_: c.FreezeEvidence((c.FrozenFile("offered", _NO_DIGEST, 0),)),
    Verb.EXCLUDE: lambda file, _: c.ExcludeMember(_first_member(file), _WORDS),
    Verb.INCLUDE: lambda file, _: c.IncludeMember(_excluded(file), _WORDS),
    Verb.DECIDE: _decide,
    Verb.APPROVE: lambda file, _: c.ApproveDecision(proposed_decision(file)),
    Verb.REFUSE: lambda file, _: c.RefuseDecision(proposed_decision(file), _WORDS),
    Verb.WITHDRAW: lambda file, _: c.WithdrawDecision(proposed_decision(file), _WORDS),
    Verb.NOTIFY: lambda file, _: c.IssueNotices(standing_decision(file), 0),
    Verb.GIVE_UP_NOTICE: lambda file, _: c.GiveUpNotice(_undelivered(file), _WORDS),
    Verb.APPEAL: lambda file, context: c.FileAppeal(contested(file, (), context.now_us), _WORDS),
    Verb.RESOLVE_APPEAL: lambda file, _: c.ResolveAppeal(_an_appeal(file), (), _WORDS),
    Verb.CLOSE: lambda *_: c.CloseCase(_WORDS),
}
"""What is asked of the workflow to know whether something could be done."""
