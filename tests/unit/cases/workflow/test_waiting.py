"""A proposal that waits: who may agree, refuse, take it back, and how the case goes on then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clearwater.cases.records.people import Disclosure
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.invariants import violations
from tests.helpers.case_desk import DAY_US, Desk

Ends = Callable[[Desk], object]


def refuse(desk: Desk) -> object:
    return desk.do("rosa", c.RefuseDecision(desk.decision.decision, "太重 too hard"))


def withdraw(desk: Desk) -> object:
    return desk.do("ines", c.WithdrawDecision(desk.decision.decision, "漏看一个账号 overlooked"))


BOTH = pytest.mark.parametrize("ends", [refuse, withdraw])


def test_who_proposed_takes_it_back_and_it_is_on_record_with_the_reason() -> None:
    desk = Desk().proposed("ban")
    withdraw(desk)
    assert (desk.case.state, desk.decision.state) == ("in review", "withdrawn")
    assert (desk.decision.second_by, desk.measures) == (None, ())
    assert desk.acts()[-1] == "decision withdrawn"
    (said,) = [row for row in desk.steps[-1].puts if isinstance(row, Disclosure)]
    assert desk.steps[-1].act.details()["why"] == said.commitment
    desk.do("ines", desk.a_decision("warn"))
    assert desk.case.state == "decided"


def test_nobody_else_takes_it_back_whatever_their_roles() -> None:
    desk = Desk().proposed("ban")
    command = c.WithdrawDecision(desk.decision.decision, "not mine")
    for somebody in ("ivo", "max", "mia"):
        refusal = desk.refused(somebody, command)
        assert refusal.code == "not the proposer"
        assert "--refuse" in refusal.next_step
    assert desk.refused("rosa", command).code == "not allowed"


def test_without_a_reason_or_a_decision_nothing_is_taken_back() -> None:
    desk = Desk().proposed("ban")
    assert desk.refused("ines", c.WithdrawDecision(desk.decision.decision, "")).code == (
        "reason needed"
    )
    assert desk.refused("ines", c.WithdrawDecision("decision-x", "no")).code == "no such decision"


def test_what_two_people_agreed_to_is_not_taken_back_by_one() -> None:
    desk = Desk().proposed("ban")
    named = desk.decision.decision
    desk.do("rosa", c.ApproveDecision(named))
    assert desk.refused("ines", c.WithdrawDecision(named, "no")).code == "wrong state"
    desk.do("ivo", desk.a_decision("suspend", supersedes=named))
    assert desk.refused("ines", c.WithdrawDecision(named, "no")).code == "wrong state"


def test_who_took_it_back_has_had_a_part_and_answers_no_appeal() -> None:
    desk = Desk().in_review()
    desk.do("max", desk.a_decision("ban"))
    desk.do("max", c.WithdrawDecision(desk.decision.decision, "too hard"))
    desk.do("ines", desk.a_decision("mute"))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    command = c.ResolveAppeal(desk.appealed(), (), "it holds")
    assert desk.refused("max", command).code == "had part"


def test_nobody_refuses_as_a_second_person_what_they_proposed() -> None:
    desk = Desk().in_review()
    desk.do("max", desk.a_decision("ban"))
    refusal = desk.refused("max", c.RefuseDecision(desk.decision.decision, "never mind"))
    assert refusal.code == "same person"
    assert "case withdraw" in refusal.next_step


@BOTH
def test_what_was_agreed_to_and_not_told_can_be_told_after_the_proposal_to_replace_it(
    ends: Ends,
) -> None:
    desk = Desk().proposed("ban")
    agreed = desk.decision.decision
    desk.do("rosa", c.ApproveDecision(agreed))
    desk.do("ines", desk.a_decision("suspend", supersedes=agreed))
    ends(desk)
    assert desk.case.state == "decided"
    assert desk.case.due_us == desk.now_us + desk.policy.deadlines.notify_s * 1_000_000
    desk.do("ines", c.IssueNotices(agreed, 0))
    assert {(m.decision, m.state) for m in desk.measures} == {(agreed, "begun")}
    assert violations(desk.file, desk.policy) == ()


@BOTH
def test_or_it_is_decided_anew_or_nothing_is_done(ends: Ends) -> None:
    for measure, state in (("warn", "decided"), (None, "decided")):
        desk = Desk().decided("mute")
        old = desk.decision.decision
        desk.do("ines", desk.a_decision("ban", supersedes=old))
        ends(desk)
        desk.do("ines", desk.a_decision(measure, supersedes=old))
        assert desk.case.state == state


@BOTH
def test_what_was_told_stays_in_force_and_can_be_contested_and_closed(ends: Ends) -> None:
    desk = Desk().notified("mute").delivered()
    told = desk.decision.decision
    desk.do("ines", desk.a_decision("ban", supersedes=told))
    ends(desk)
    assert desk.case.state == "in review"
    assert {m.state for m in desk.measures} == {"begun"}
    desk.do("lea", c.FileAppeal(told, "不是我们"))
    assert desk.refused("lea", c.CloseCase("done")).code == "appeal open"


@BOTH
def test_a_proposal_that_is_about_nobody_any_more_is_no_dead_end(ends: Ends) -> None:
    desk = Desk().notified("mute").delivered()
    told = desk.decision.decision
    desk.do("ines", desk.a_decision("ban", supersedes=told))
    desk.do("lea", c.FileAppeal(told, "not us"))
    (appeal,) = {step.act.details()["appeal"] for step in desk.steps if "appeal" in step.act.NAME}
    everybody = tuple(m.subject for m in desk.measures)
    desk.do("abel", c.ResolveAppeal(str(appeal), everybody, "fans"))
    ends(desk)
    desk.do("lea", c.CloseCase("nobody is left"))
    assert desk.case.outcome == "overturned"


@BOTH
def test_a_measure_that_the_policy_lost_is_no_dead_end(ends: Ends) -> None:
    desk = Desk().proposed("ban")
    ladder = desk.policy.ladder
    desk.policy = replace(desk.policy, ladder=ladder[:-1])
    assert desk.refused("rosa", c.ApproveDecision(desk.decision.decision)).code == "policy changed"
    ends(desk)
    desk.wait(1).do("ines", desk.a_decision("suspend"))
    assert desk.case.due_us - desk.now_us == 2 * DAY_US
