from __future__ import annotations

from clearwater.cases.records.notice import MessageKind
from clearwater.cases.workflow import commands as c
from tests.helpers.case_desk import Desk

CLOSE = c.CloseCase("没有更多可做 nothing more to do")


def test_a_case_without_a_decision_closes_as_no_action_with_a_reason() -> None:
    desk = Desk().in_review()
    assert desk.refused("lea", c.CloseCase("")).code == "reason needed"
    desk.do("lea", CLOSE)
    assert (desk.case.state, desk.case.outcome) == ("closed", "no action")
    assert desk.case.closed_us == desk.now_us


def test_a_case_nobody_looked_at_does_not_close() -> None:
    assert Desk().opened().refused("lea", CLOSE).code == "wrong state"


def test_a_proposal_must_be_answered_first() -> None:
    assert Desk().proposed().refused("lea", CLOSE).code == "wrong state"


def test_a_decision_must_be_told_first_and_every_notice_be_taken() -> None:
    desk = Desk().decided()
    assert desk.refused("lea", CLOSE).code == "notices waiting"
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert desk.refused("lea", CLOSE).code == "notices waiting"
    desk.delivered().do("lea", CLOSE)
    assert desk.case.outcome == "measures"


def test_a_refused_decision_in_the_place_of_one_never_told_does_not_let_it_close() -> None:
    desk = Desk().decided("mute")
    desk.do("ines", desk.a_decision("ban", supersedes=desk.decision.decision))
    desk.do("rosa", c.RefuseDecision(desk.decision.decision, "too hard"))
    assert desk.case.state == "decided"
    assert desk.refused("lea", CLOSE).code == "notices waiting"


def test_a_case_does_not_close_over_an_open_appeal() -> None:
    desk = Desk().notified().delivered()
    appeal = desk.appealed()
    refusal = desk.refused("lea", CLOSE)
    assert (refusal.code, refusal.found) == ("appeal open", appeal)
    desk.do("abel", c.ResolveAppeal(appeal, (), "it holds"))
    desk.do("lea", CLOSE)


def test_a_case_in_which_all_won_closes_as_overturned() -> None:
    desk = Desk().notified().delivered()
    everybody = tuple(m.subject for m in desk.measures)
    desk.do("abel", c.ResolveAppeal(desk.appealed(), everybody, "fans"))
    desk.do("lea", CLOSE)
    assert desk.case.outcome == "overturned"


def test_lapses_of_a_closed_case_are_delivered() -> None:
    desk = Desk().notified("mute").delivered()
    desk.do("lea", CLOSE)
    desk.wait(8).delivered()
    assert {desk.message(m, MessageKind.END).state for m in desk.measures} == {"delivered"}
