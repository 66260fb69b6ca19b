"""What platforms owe, and registers: asked for, received, checked, entered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.base import Record
from clearwater.cases.records.bodies import Body
from clearwater.cases.records.duties import Duty, DutyDocument
from clearwater.cases.records.registers import Agency, Creator
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import Caller, Context, Outcome, Refusal
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.owing import came_late, overdue
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import (
    BODIES,
    DAY_US,
    NOON_US,
    ORGANISATION,
    PEOPLE,
    CountedFresh,
    named,
)

PLATFORM = "短视频"
TREE = (*BODIES, Body(ORGANISATION, PLATFORM, ORGANISATION, "platform", "短视频平台", "active", 0))
WEEK = "2026-W09"
WEEK_ENDS_US = NOON_US + DAY_US // 2
"""The desk's noon is that of a Sunday."""


def ask(command: c.Command, now_us: int = NOON_US, user: str = "lea") -> Outcome:
    caller = Caller(user, ORGANISATION, PEOPLE[user])
    return decide_without_case(command, Context(caller, now_us, default_policy(), CountedFresh()))


def put(outcome: Outcome, kind: type[Record]) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    (row,) = (row for step in outcome for row in step.puts if isinstance(row, kind))
    return row


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def asking(platform: str = PLATFORM, week: str = WEEK, known: tuple[Duty, ...] = ()) -> Any:
    return org.AskReport(TREE, "self-report", platform, week, known)


def a_duty() -> Duty:
    duty = put(ask(asking()), Duty)
    assert isinstance(duty, Duty)
    return duty


def test_a_report_is_due_days_after_its_week_and_overdue_by_time_alone() -> None:
    duty = a_duty()
    assert duty.due_us == WEEK_ENDS_US + 3 * DAY_US
    assert not overdue(duty, duty.due_us)
    assert overdue(duty, duty.due_us + 1)
    received = put(ask(org.ReceiveReport(duty, "ab" * 32, 7), duty.due_us + 2), Duty)
    assert not overdue(received, duty.due_us + DAY_US)
    assert came_late(received)
    timely = put(ask(org.ReceiveReport(duty, "ab" * 32, 7), duty.due_us), Duty)
    assert not came_late(timely)


def test_who_is_asked_late_has_the_same_time() -> None:
    late_us = WEEK_ENDS_US + 30 * DAY_US
    assert put(ask(asking(), late_us), Duty).due_us == late_us + 3 * DAY_US


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (asking("南京"), Code.NOT_A_PLATFORM),
        (asking("无"), Code.NOT_A_PLATFORM),
        (asking(ORGANISATION), Code.NOT_A_PLATFORM),
        (asking(week="2026-W54"), Code.NO_SUCH_WEEK),
        (asking(week="下周"), Code.NO_SUCH_WEEK),
        (org.AskReport(TREE, "poem", PLATFORM, WEEK, ()), Code.OUT_OF_RANGE),
        (asking(known=(a_duty(),)), Code.ALREADY_ASKED),
    ],
)
def test_what_cannot_be_asked_for(asked: org.AskReport, expected: Code) -> None:
    assert code(ask(asked)) == expected
    assert code(ask(asked, user="ines")) == Code.NOT_ALLOWED


def test_a_correction_takes_the_place_of_a_report_and_of_its_check() -> None:
    first = put(ask(org.ReceiveReport(a_duty(), "ab" * 32, 7)), Duty)
    checked = put(ask(org.CheckReport(first, '[{"b": 1, "a": null}]'), user="ines"), Duty)
    assert (checked.state, checked.faults, checked.found) == ("checked", 1, '[{"a":null,"b":1}]')
    again = ask(org.ReceiveReport(checked, "cd" * 32, 8), NOON_US + DAY_US)
    corrected = put(again, Duty)
    assert (corrected.state, corrected.faults, corrected.found) == ("received", None, None)
    assert corrected.received_us == first.received_us
    assert put(again, DutyDocument).sha256 == "cd" * 32
    same = ask(org.ReceiveReport(corrected, "cd" * 32, 8))
    assert code(same) == Code.STANDING_SAME


@pytest.mark.parametrize(
    "found", ["", "{}", "[1]", '[{"a": [1]}]', '[{"a": 1.5}]', "[" * 20_000, '[{"a": 1e400}]']
)
def test_what_is_no_list_of_faults(found: str) -> None:
    received = put(ask(org.ReceiveReport(a_duty(), "ab" * 32, 7)), Duty)
    assert code(ask(org.CheckReport(received, found))) == Code.OUT_OF_RANGE


def test_nothing_is_checked_before_it_came_and_nobody_elses() -> None:
    assert code(ask(org.CheckReport(a_duty(), "[]"))) == Code.NOT_RECEIVED
    other = replace(a_duty(), organisation="another")
    assert code(ask(org.CheckReport(other, "[]"))) == Code.OTHER_ORGANISATION
    assert code(ask(org.ReceiveReport(other, "ab" * 32, 7))) == Code.OTHER_ORGANISATION
    assert code(ask(org.ReceiveReport(a_duty(), "AB" * 32, 7))) == Code.OUT_OF_RANGE
    assert code(ask(org.ReceiveReport(a_duty(), "ab" * 32, -1))) == Code.OUT_OF_RANGE


# Registers --------------------------------------------------------------------------------------


def test_an_agency_comes_and_leaves_and_its_name_is_a_commitment() -> None:
    came = ask(org.ChangeAgency(named("星光传媒"), None))
    row = put(came, Agency)
    assert "星光传媒" not in str(row)
    assert not isinstance(came, Refusal)
    assert "星光传媒" not in str(came[0].act)
    known = named("星光传媒", row.subject)
    assert code(ask(org.ChangeAgency(known, row))) == Code.STANDING_SAME
    assert put(ask(org.ChangeAgency(known, row, active=False)), Agency).state == "left"
    assert code(ask(org.ChangeAgency(named(" "), None))) == Code.REASON_NEEDED


@given(st.integers(0, 10_000_000_000), st.integers(0, 10_000_000_000))
def test_a_creator_changes_only_if_something_does(before: int, after: int) -> None:
    first = put(ask(org.ChangeCreator(named("小明"), None, None, before)), Creator)
    known = named("小明", first.subject)
    outcome = ask(org.ChangeCreator(known, first, None, after), NOON_US + DAY_US)
    if before == after:
        assert code(outcome) == Code.STANDING_SAME
    else:
        changed = put(outcome, Creator)
        assert (changed.followers, changed.subject) == (after, first.subject)
        assert changed.since_us > first.since_us


def test_a_creator_has_a_number_of_followers_and_a_register_is_kept_by_some() -> None:
    assert code(ask(org.ChangeCreator(named("小明"), None, None, -1))) == Code.OUT_OF_RANGE
    asked = org.ChangeCreator(named("小明"), None, None, 12_000)
    assert put(ask(asked, user="ines"), Creator).tier == "micro"
    for user in ("rosa", "abel", "ada"):
        assert code(ask(asked, user=user)) == Code.NOT_ALLOWED
