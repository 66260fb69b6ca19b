"""Who works on a case now: taken, left, asked for, handed over.

A lease ends by itself after a quarter of an hour in which nobody did anything. Who is asked for a
case has two minutes to finish or to give it over; after that it can be taken. So two people do not
judge the same case at once, and nobody who went home holds one up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from clearwater.cases.acts import WorkAsked, WorkHandedOver, WorkReleased, WorkTaken
from clearwater.cases.records.review import Lease
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_review import (
    AskForWork,
    HandWorkOver,
    ReleaseWork,
    TakeWork,
)
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.statement import shown_minute

LASTS_US: Final = 15 * 60_000_000
"""After the last sign of who works on it."""
ANSWER_US: Final = 2 * 60_000_000
"""Who is asked has so long."""


def is_held(lease: Lease | None, now_us: int) -> bool:
    """Return whether somebody works on it at a moment."""
    return lease is not None and lease.until_us > now_us


def held_by_other(lease: Lease | None, user: str, now_us: int) -> Refusal | None:
    """Return why somebody cannot work on a case: another does."""
    if lease is None or not is_held(lease, now_us) or lease.by == user:
        return None
    return refuse(
        Code.WORKED_ON,
        expected="a case that nobody else works on",
        found=f"{lease.by} until {shown_minute(lease.until_us)}",
        next_step=f"Ask {lease.by} for it.",
    )


def take(command: TakeWork, context: Context) -> Outcome:
    """Return the step by which somebody works on a case; none where that is said already."""
    lease, user, now_us = command.known, context.caller.user, context.now_us
    refused = held_by_other(lease, user, now_us)
    if refused is not None and not _waited(lease, user, now_us):
        return refused
    own = lease is not None and is_held(lease, now_us) and lease.by == user
    if own and lease is not None:
        if lease.until_us - now_us > LASTS_US // 2:
            return ()
        return _held(replace(lease, until_us=now_us + LASTS_US))
    organisation = context.caller.organisation
    return _held(Lease(organisation, command.held, user, now_us, now_us + LASTS_US, None, None))


def release(command: ReleaseWork, context: Context) -> Outcome:
    """Return the step by which somebody leaves a case; none where they do not work on it."""
    lease = command.known
    if lease is None or not is_held(lease, context.now_us) or lease.by != context.caller.user:
        return ()
    ended = replace(lease, until_us=context.now_us, asked_by=None, asked_us=None)
    return (Step(WorkReleased(lease.held), (ended,)),)


def ask_for(command: AskForWork, context: Context) -> Outcome:
    """Return the step by which somebody asks for a case that another works on."""
    lease, user = command.known, context.caller.user
    if lease is None or not is_held(lease, context.now_us) or lease.by == user:
        return refuse(Code.NOT_WORKED_ON, expected="a case that somebody else works on")
    if lease.asked_by == user:
        return ()
    if lease.asked_by is not None:
        return refuse(Code.ASKED_BEFORE, found=lease.asked_by)
    asked = replace(lease, asked_by=user, asked_us=context.now_us)
    return (Step(WorkAsked(lease.held, lease.by), (asked,)),)


def hand_over(command: HandWorkOver, context: Context) -> Outcome:
    """Return the step by which who works on a case gives it to who asked."""
    lease, now_us = command.known, context.now_us
    if lease is None or not is_held(lease, now_us) or lease.by != context.caller.user:
        return refuse(Code.NOT_WORKED_ON, expected="a case that you work on")
    if lease.asked_by is None:
        return refuse(Code.NOT_WORKED_ON, expected="somebody who asked", found="nobody")
    to = lease.asked_by
    given = Lease(lease.organisation, lease.held, to, now_us, now_us + LASTS_US, None, None)
    return (Step(WorkHandedOver(lease.held, to), (given,)),)


def _waited(lease: Lease | None, user: str, now_us: int) -> bool:
    """Return whether somebody asked, and who works on it has had the time to answer."""
    asked_us = None if lease is None else lease.asked_us
    return (
        lease is not None
        and asked_us is not None
        and lease.asked_by == user
        and now_us - asked_us >= ANSWER_US
    )


def _held(lease: Lease) -> Outcome:
    return (Step(WorkTaken(lease.held, lease.until_us), (lease,)),)
