"""What platforms owe: asked for, received, checked. Whether it is overdue, the time alone says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import ReportAsked, ReportChecked, ReportReceived
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.organisations.weeks import week_end_us
from clearwater.cases.records.bodies import Level
from clearwater.cases.records.canonical import canonical
from clearwater.cases.records.duties import Duty, DutyDocument, DutyKind, DutyState
from clearwater.cases.workflow.asking import LONGEST_TEXT, MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_organisations import (
    AskReport,
    CheckReport,
    ReceiveReport,
)
from clearwater.cases.workflow.refusals import Code, refuse

_SHA256 = re.compile("[0-9a-f]{64}")
MOST_FOUND = 10 * LONGEST_TEXT
"""Signs of a list of faults."""


def overdue(duty: Duty, now_us: int) -> bool:
    """Return whether something that is owed should have come."""
    return duty.received_us is None and duty.due_us < now_us


def came_late(duty: Duty) -> bool:
    """Return whether what came should have come before."""
    return duty.received_us is not None and duty.received_us > duty.due_us


def ask(command: AskReport, context: Context) -> Outcome:
    """Return the step that asks a platform for its report of a week.

    It is due some days after the week has ended, or after it was asked for if that is later.
    """
    refused = first_refusal(_asking_refusals(command, context))
    if refused is not None:
        return refused
    # Whoever is asked late has the same time: nobody owes what nobody asked for.
    ends_us = max(week_end_us(command.week) or 0, context.now_us)
    duty = Duty(
        organisation=context.caller.organisation,
        duty=context.fresh.name("duty"),
        kind=command.kind,
        platform=command.platform,
        week=command.week,
        state=DutyState.ASKED,
        asked_by=context.caller.user,
        asked_us=context.now_us,
        due_us=ends_us + context.policy.duties.self_report_s * 1_000_000,
        document=None,
        received_us=None,
        faults=None,
        found=None,
        checked_by=None,
        checked_us=None,
    )
    act = ReportAsked(duty.duty, duty.kind, duty.platform, duty.week, shown_time(duty.due_us))
    return (Step(act, (duty,)),)


def receive(command: ReceiveReport, context: Context) -> Outcome:
    """Return the step that takes a document in. A later one takes its place; both are kept."""
    refused = first_refusal(_receiving_refusals(command, context))
    if refused is not None:
        return refused
    duty = command.duty
    document = DutyDocument(
        organisation=duty.organisation,
        duty=duty.duty,
        sha256=command.sha256,
        size=command.size,
        received_us=context.now_us,
        received_by=context.caller.user,
    )
    received = replace(
        duty,
        state=DutyState.RECEIVED,
        document=command.sha256,
        received_us=context.now_us if duty.received_us is None else duty.received_us,
        faults=None,
        found=None,
        checked_by=None,
        checked_us=None,
    )
    act = ReportReceived(duty.duty, duty.platform, duty.week, command.sha256, command.size)
    return (Step(act, (received, document)),)


def check(command: CheckReport, context: Context) -> Outcome:
    """Return the step that keeps what was found wrong with a report; an empty list says: nothing.

    It is kept as RFC 8785 JSON, however it was written.
    """
    duty = command.duty
    if duty.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if duty.document is None:
        return refuse(Code.NOT_RECEIVED, found=duty.state)
    faults = _faults_of(command.found)
    if isinstance(faults, Refusal):
        return faults
    found = canonical(faults).decode()
    checked = replace(
        duty,
        state=DutyState.CHECKED,
        faults=len(faults),
        found=found,
        checked_by=context.caller.user,
        checked_us=context.now_us,
    )
    act = ReportChecked(
        duty=duty.duty,
        platform=duty.platform,
        week=duty.week,
        document=duty.document,
        faults=len(faults),
        found=hashlib.sha256(found.encode()).hexdigest(),
    )
    return (Step(act, (checked,)),)


def _faults_of(found: str) -> list[dict[str, object]] | Refusal:
    expected = "a list in JSON of objects with texts, whole numbers, true, false or nothing"
    if len(found) > MOST_FOUND:
        return refuse(Code.OUT_OF_RANGE, expected=f"at most {MOST_FOUND} signs", found="more")
    try:
        said = json.loads(found)
    except (ValueError, RecursionError) as error:
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=str(error)[:80])
    if not isinstance(said, list) or not all(map(_is_flat, said)):
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(said)[:80])
    return said


def _is_flat(said: object) -> bool:
    """Return whether something is an object whose values are plain: what any reader can show."""
    if not isinstance(said, dict):
        return False
    for value in said.values():
        if not (value is None or isinstance(value, str | int)):
            return False
        if isinstance(value, int) and abs(value) > MOST:
            return False
    return True


def _asking_refusals(command: AskReport, context: Context) -> Iterator[Refusal | None]:
    tree, own = Tree(command.bodies), context.caller.organisation
    if command.kind not in set(DutyKind):
        expected = " | ".join(DutyKind)
        yield refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.kind[:40]))
    if not tree.is_above(own, command.platform):
        yield refuse(Code.NOT_A_PLATFORM, found=repr(command.platform[:80]))
    if tree.bodies[command.platform].level != Level.PLATFORM:
        yield refuse(Code.NOT_A_PLATFORM, found=f"a {tree.bodies[command.platform].level}")
    if not tree.active(command.platform):
        yield refuse(Code.BODY_CLOSED, found=command.platform)
    if week_end_us(command.week) is None:
        expected = "a week of ISO 8601, such as 2026-W10"
        yield refuse(Code.NO_SUCH_WEEK, expected=expected, found=repr(command.week[:40]))
    wanted = (command.kind, command.platform, command.week)
    for duty in command.known:
        if (duty.kind, duty.platform, duty.week) == wanted:
            yield refuse(Code.ALREADY_ASKED, found=duty.duty)


def _receiving_refusals(command: ReceiveReport, context: Context) -> Iterator[Refusal | None]:
    duty = command.duty
    if duty.organisation != context.caller.organisation:
        yield refuse(Code.OTHER_ORGANISATION)
    if not _SHA256.fullmatch(command.sha256):
        expected = "a SHA-256 in 64 small hex digits"
        yield refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.sha256[:80]))
    yield number_refused("a file's size", command.size, 0, MOST)
    if duty.document == command.sha256:
        yield refuse(Code.STANDING_SAME, found="the same document")
