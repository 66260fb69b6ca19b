"""Everything that somebody needs beside a case to decide in it, in one look. Nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.explanations import tested_in
from clearwater.app.case.leases import held_now
from clearwater.app.case.life import Strip, strip_of
from clearwater.app.case.offering import appeals_offered, could_assign, offers, waits_for
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message, MessageKind, MessageState
from clearwater.cases.records.people import Role, User
from clearwater.cases.records.review import Consideration, KnownAnswer, Lease
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import CaseFile, Context, Refusal
from clearwater.cases.workflow.commands import Tested
from clearwater.cases.workflow.rights import RIGHTS, Verb, may

ACTIVE = "active"


@dataclass(frozen=True)
class AppealAt:
    """An appeal as it stands."""

    row: Appeal
    accounts: int
    refusal: Refusal | None
    """Why this person could not answer it; nothing where they can, or it was answered."""


@dataclass(frozen=True)
class AtHand:
    """What stands beside a case for one person at one moment."""

    case: Case
    user: str
    now_us: int
    policy: Policy
    offers: Mapping[Verb, Refusal | None]
    """What they could do, and why not the rest; asked of the workflow."""
    waits: bool
    """Whether the case waits for them."""
    lease: Lease | None
    """Who works on it now."""
    members: int
    about: int
    """Accounts that a decision taken now would be about."""
    left_out: int
    evidence: tuple[Evidence, ...]
    explanations: tuple[Tested, ...]
    """What has to be considered before a measure."""
    considered: Mapping[str, tuple[Consideration, ...]]
    """Decision -> what was considered for it."""
    decisions: tuple[Decision, ...]
    """Newest first."""
    begins_us: int | None
    """When the first measure that was told begins."""
    ends_us: int | None
    """When the last one ends."""
    appeals: tuple[AppealAt, ...]
    appeal_until_us: int | None
    messages: Mapping[tuple[str, str], int]
    undelivered: tuple[str, ...]
    """Accounts, by their names in the store, whose notice was tried in vain."""
    could_lead_it: tuple[str, ...]
    """Whom this person could make responsible, besides themselves: who decides, and is not it."""
    second_people: tuple[str, ...]
    """Who could be the second person of a decision of this one."""
    known: KnownAnswer | None
    """What somebody decided, where the case turned out to be an exercise."""
    strip: Strip | None
    """Nothing for who may not read the ledger."""


def at_hand(desk: Desk, case: str) -> AtHand:
    """Return what stands beside a case.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        file = desk.file_of(unit, case)
        return _of(desk, unit, file, context)


def _of(desk: Desk, unit: Unit, file: CaseFile, context: Context) -> AtHand:
    (case,) = file.all(Case)
    offered = offers(file, context)
    evidence = file.all(Evidence)
    decisions = sorted(file.all(Decision), key=lambda one: (one.decided_us, one.decision))
    begun = [one for one in file.all(Measure) if one.starts_us is not None]
    messages = file.all(Message)
    members = file.all(Member)
    return AtHand(
        case=case,
        user=context.caller.user,
        now_us=context.now_us,
        policy=context.policy,
        offers=offered,
        waits=waits_for(file, context),
        lease=held_now(unit, case.case, context.now_us),
        members=len(members),
        about=len(decided_about(file)),
        left_out=sum(one.standing == "excluded" for one in members),
        evidence=evidence,
        explanations=tested_in(evidence, desk.store.blobs),
        considered=_considered(file),
        decisions=tuple(reversed(decisions)),
        begins_us=min((one.starts_us or 0 for one in begun), default=None),
        ends_us=max((one.ends_us or 0 for one in begun), default=None),
        appeals=_appeals(file, context),
        appeal_until_us=case.due_us if case.state == "notified" else None,
        messages=dict(sorted(Counter((one.kind, one.state) for one in messages).items())),
        undelivered=tuple(one.subject for one in messages if _in_vain(one)),
        could_lead_it=tuple(
            one for one in _who_may(unit, context, Verb.DECIDE) if could_assign(file, context, one)
        ),
        second_people=_who_may(unit, context, Verb.APPROVE),
        known=next(iter(file.all(KnownAnswer)), None),
        strip=_strip(unit, case.case, context),
    )


def _considered(file: CaseFile) -> dict[str, tuple[Consideration, ...]]:
    found: dict[str, tuple[Consideration, ...]] = {}
    for one in file.all(Consideration):
        found[one.decision] = (*found.get(one.decision, ()), one)
    return found


def _appeals(file: CaseFile, context: Context) -> tuple[AppealAt, ...]:
    able = appeals_offered(file, context)
    accounts = Counter(one.appeal for one in file.all(Appellant))
    rows = sorted(file.all(Appeal), key=lambda one: (one.filed_us, one.appeal))
    return tuple(AppealAt(one, accounts[one.appeal], able.get(one.appeal)) for one in rows)


def _in_vain(message: Message) -> bool:
    waits = (message.kind, message.state) == (MessageKind.NOTICE, MessageState.WAITING)
    return waits and message.attempts > 0


def _who_may(unit: Unit, context: Context, verb: Verb) -> tuple[str, ...]:
    """Return who may do something and is not this person."""
    able = [role for role in Role if verb in RIGHTS[role]]
    return tuple(
        row.user
        for row in unit.find(User, state=ACTIVE)
        if row.user != context.caller.user and any(role in row.roles.split() for role in able)
    )


def _strip(unit: Unit, case: str, context: Context) -> Strip | None:
    if not may(context.caller, Verb.VERIFY):
        return None
    return strip_of(unit, case, context.now_us)
