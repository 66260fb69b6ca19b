from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.measures.blast_radius import BlastRadius, blast_radius
from clearwater.cases.records.case import Member
from clearwater.cases.records.decision import Decision, Evidence
from clearwater.cases.records.evidence_root import root_of
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.asking import decided_about
from tests.helpers.case_desk import DAY_US, Desk

DAY_S = 86_400


def test_one_person_is_enough_for_a_mild_measure_on_few() -> None:
    desk = Desk().decided("mute")
    decision = desk.decision
    assert (desk.case.state, decision.state, decision.needs_second) == ("decided", "standing", 0)
    assert [(m.kind, m.state, m.inverse) for m in desk.measures] == [
        ("mute", "planned", "unmute")
    ] * 3


def test_a_severe_measure_waits_for_the_second_person_and_is_on_nobody() -> None:
    desk = Desk().proposed("ban")
    assert (desk.case.state, desk.decision.state) == ("proposed", "proposed")
    assert desk.decision.needs_second == 1
    assert desk.measures == ()
    assert desk.case.due_us == desk.now_us + 2 * DAY_US


def test_a_bulk_measure_waits_for_the_second_person() -> None:
    desk = Desk().in_review(*(f"user_{n}" for n in range(50)))
    desk.do("ines", desk.a_decision("mute"))
    assert desk.decision.state == "proposed"


def test_a_bulk_cut_in_pieces_is_a_bulk() -> None:
    desk = Desk().in_review()
    desk.do("ines", desk.a_decision("mute", alone_recently=47))
    assert desk.decision.state == "proposed"


def test_it_rests_on_everything_that_was_frozen_and_on_the_rule_of_that_moment() -> None:
    desk = Desk().decided()
    assert desk.decision.evidence == root_of(desk.file.all(Evidence))
    rule = desk.policy.rule("authentic engagement").text
    assert desk.decision.policy_text == f"{rule.en}\n{rule.zh}"


def test_what_was_shown_before_is_kept_with_it() -> None:
    desk = Desk().decided()
    shown = BlastRadius.of_json(desk.decision.blast_radius)
    assert (shown.accounts, shown.expected_wrong_milli) == (3, 12)


def test_the_second_person_makes_it_stand() -> None:
    desk = Desk().proposed("ban")
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    assert (desk.case.state, desk.decision.state, desk.decision.second_by) == (
        *("decided", "standing", "rosa"),
    )
    assert {m.state for m in desk.measures} == {"planned"}


def test_nobody_is_the_second_person_of_their_own_decision_whatever_their_roles() -> None:
    desk = Desk().in_review()
    desk.do("max", desk.a_decision("ban"))
    command = c.ApproveDecision(desk.decision.decision)
    assert desk.refused("max", command).code == "same person"
    desk.do("mia", command)


def test_who_does_not_agree_says_why_and_the_case_is_in_review_again() -> None:
    desk = Desk().proposed("ban")
    named = desk.decision.decision
    assert desk.refused("rosa", c.RefuseDecision(named, " ")).code == "reason needed"
    desk.do("rosa", c.RefuseDecision(named, "证据不足 too little"))
    assert (desk.case.state, desk.decision.state) == ("in review", "refused")
    assert desk.measures == ()
    desk.do("ines", desk.a_decision("warn"))
    assert desk.case.state == "decided"


def test_no_action_needs_nobody_else_and_can_be_closed() -> None:
    desk = Desk().decided(None)
    assert (desk.decision.state, desk.measures, desk.case.state) == ("standing", (), "decided")
    desk.do("lea", c.CloseCase("an honest fan club 正常粉丝团"))
    assert desk.case.outcome == "no action"


def test_excluded_members_are_not_decided_about() -> None:
    desk = Desk().in_review()
    spared = desk.file.all(Member)[0].subject
    desk.do("ines", c.ExcludeMember(spared, "a victim"))
    desk.do("ines", desk.a_decision("mute"))
    assert spared not in {m.subject for m in desk.measures}
    assert desk.decision.accounts == 2


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"measure": "shadow-ban"}, "no such measure"),
        ({"reason_code": "wrong opinion"}, "no such reason"),
        ({"reason_code": "no sufficient grounds"}, "no grounds"),
        ({"why": "\n"}, "reason needed"),
        ({"alone_recently": -1}, "out of range"),
        ({"stages": 0}, "out of range"),
        ({"stages": 101}, "out of range"),
        ({"delay_s": -1}, "out of range"),
        ({"delay_s": 31 * DAY_S}, "out of range"),
        ({"stages": 4, "stage_gap_s": 11 * DAY_S}, "out of range"),
        ({"duration_s": 0}, "out of range"),
        ({"duration_s": 91 * DAY_S}, "out of range"),
        (
            {"measure": None, "reason_code": "no sufficient grounds", "duration_s": 5},
            "out of range",
        ),
        ({"supersedes": "decision-x"}, "not standing"),
    ],
)
def test_what_cannot_be_decided_is_refused(other: dict[str, Any], code: str) -> None:
    desk = Desk().in_review()
    command = replace(desk.a_decision("mute"), **other)
    assert desk.refused("ines", command).code == code


def test_a_misspelt_measure_gets_its_near_name() -> None:
    desk = Desk().in_review()
    refusal = desk.refused("ines", desk.a_decision("mutte"))
    assert "'mute'" in refusal.next_step


def test_without_evidence_there_is_no_decision() -> None:
    desk = Desk().opened()
    desk.do("ines", c.AssignCase("ines"))
    assert desk.refused("ines", desk.a_decision("mute")).code == "no evidence"
    assert desk.refused("ines", desk.a_decision(None)).code == "no evidence"


def test_without_members_there_is_no_measure() -> None:
    desk = Desk().in_review()
    for member in desk.file.all(Member):
        desk.do("ines", c.ExcludeMember(member.subject, "a victim"))
    assert desk.refused("ines", desk.a_decision("mute")).code == "no members"
    desk.do("ines", desk.a_decision(None))


def test_a_preview_of_other_accounts_is_refused_though_there_are_as_many() -> None:
    desk = Desk().in_review()
    shown = desk.a_decision("mute")
    first, second, _ = desk.file.all(Member)
    desk.do("ines", c.ExcludeMember(first.subject, "a victim"))
    old = blast_radius(decided_about(desk.file), objects=7)
    desk.do("ines", c.IncludeMember(first.subject, "no victim"))
    desk.do("ines", c.ExcludeMember(second.subject, "a victim"))
    assert desk.refused("ines", shown).code == "stale blast radius"
    assert desk.refused("ines", replace(shown, blast_radius=old)).code == "stale blast radius"


def test_more_accounts_than_the_breaker_lets_through_are_not_decided_about() -> None:
    desk = Desk()
    strict = replace(desk.policy.breaker, accounts=2)
    second = replace(desk.policy.second_person, accounts=2)
    desk.policy = replace(desk.policy, breaker=strict, second_person=second)
    desk.in_review()
    assert desk.refused("ines", desk.a_decision("mute")).code == "breaker"


# One decision in the place of another ----------------------------------------------------------


def test_a_standing_decision_must_be_named_to_be_replaced() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    assert desk.refused("ines", desk.a_decision("warn")).code == "must supersede"
    other = desk.a_decision("warn", supersedes="decision-x")
    assert desk.refused("ines", other).code == "must supersede"
    desk.do("ines", desk.a_decision("warn", supersedes=old))


def test_the_old_measures_stay_until_the_new_notices_go_out() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    assert states(desk, old) == ("standing", {"begun"})
    new = desk.decision.decision
    desk.do("ines", c.IssueNotices(new, 0))
    assert states(desk, old) == ("replaced", {"lifted"})
    assert states(desk, new) == ("standing", {"begun"})
    assert desk.acts()[-2:] == ["measures lifted", "notices issued"]


def test_what_has_lapsed_was_served_and_goes_on_to_count() -> None:
    desk = Desk().notified("mute").wait(8)
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert states(desk, old) == ("replaced", {"begun"})


def test_what_ends_at_this_very_moment_has_lapsed() -> None:
    desk = Desk().notified("mute")
    old, ends_us = desk.decision.decision, desk.measures[0].ends_us or 0
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    desk.now_us = ends_us - 1_000_000
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert desk.now_us == ends_us
    assert states(desk, old) == ("replaced", {"begun"})


def test_no_action_takes_back_at_once_what_stood_lapsed_or_not() -> None:
    desk = Desk().notified("mute").wait(8)
    old = desk.decision.decision
    desk.do("ines", desk.a_decision(None, supersedes=old))
    assert states(desk, old) == ("replaced", {"lifted"})


def test_a_decision_that_was_never_told_is_void_when_replaced() -> None:
    desk = Desk().decided("mute")
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert states(desk, old) == ("replaced", {"void"})


def test_an_open_appeal_is_not_passed_by() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    later = desk.a_decision("warn", supersedes=old)
    desk.appealed()
    assert desk.refused("ines", later).code == "appeal open"


def test_an_appeal_filed_meanwhile_holds_the_notices_up() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    new = desk.decision.decision
    desk.do("lea", c.FileAppeal(old, "not us"))
    assert desk.refused("ines", c.IssueNotices(new, 0)).code == "appeal open"


def test_a_measure_that_the_policy_lost_is_not_agreed_to() -> None:
    desk = Desk().proposed("ban")
    desk.policy = replace(desk.policy, ladder=desk.policy.ladder[:-1])
    command = c.ApproveDecision(desk.decision.decision)
    assert desk.refused("rosa", command).code == "policy changed"


@pytest.mark.parametrize("kind", [c.ApproveDecision, lambda d: c.RefuseDecision(d, "no")])
def test_a_decision_that_is_none_is_not_agreed_to(kind: Any) -> None:
    assert Desk().proposed().refused("rosa", kind("decision-x")).code == "no such decision"


def states(desk: Desk, decision: str) -> tuple[str, set[str]]:
    kept = desk.file.get(Decision, decision)
    assert kept is not None
    return kept.state, {m.state for m in desk.measures if m.decision == decision}
