from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.measures.in_force import in_force
from clearwater.cases.records.case import Member
from clearwater.cases.records.notice import Message, MessageKind, Notice
from clearwater.cases.records.people import Disclosure
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.statement import shown_minute
from tests.helpers.case_desk import ACCOUNTS, DAY_US, HOUR_US, PEOPLE, Desk


def told(desk: Desk, language: str) -> str:
    """Return the words of the first notice in a language."""
    notice = next(n for n in desk.file.all(Notice) if n.language == language)
    kept = desk.file.get(Disclosure, notice.text)
    assert kept is not None
    return kept.text or ""


def test_nothing_is_in_force_before_the_notices_and_everything_after() -> None:
    desk = Desk().decided("mute")
    assert not any(in_force(m, desk.now_us + n * DAY_US) for m in desk.measures for n in range(9))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert all(in_force(m, desk.now_us) for m in desk.measures)
    assert not any(in_force(m, desk.now_us + 7 * DAY_US) for m in desk.measures)


def test_each_account_is_told_in_both_languages_and_may_appeal_for_180_days() -> None:
    desk = Desk().notified()
    notices = desk.file.all(Notice)
    assert sorted(n.language for n in notices) == ["en"] * 3 + ["zh"] * 3
    assert {n.appeal_until_us - n.issued_us for n in notices} == {180 * DAY_US}
    assert desk.case.due_us == notices[0].appeal_until_us


def test_each_measure_has_a_notice_now_a_start_and_an_end_at_their_times() -> None:
    desk = Desk().notified("mute", delay_s=3_600)
    for measure in desk.measures:
        by_kind = {kind: desk.message(measure, kind) for kind in MessageKind}
        assert by_kind[MessageKind.NOTICE].not_before_us == desk.now_us
        assert by_kind[MessageKind.START].not_before_us == measure.starts_us
        assert by_kind[MessageKind.END].not_before_us == measure.ends_us
        assert measure.starts_us == desk.now_us + HOUR_US
        assert (measure.ends_us or 0) - (measure.starts_us or 0) == 7 * DAY_US


def test_stages_begin_one_after_the_other() -> None:
    desk = Desk().notified("mute", stages=3, stage_gap_s=600)
    starts = sorted((m.starts_us or 0) - desk.now_us for m in desk.measures)
    assert starts == [0, 600_000_000, 1_200_000_000]


def test_jitter_is_of_the_policy() -> None:
    desk = Desk()
    desk.policy = replace(desk.policy, staging=replace(desk.policy.staging, jitter_s=600))
    desk.notified("mute")
    starts = {(m.starts_us or 0) - desk.now_us for m in desk.measures}
    assert len(starts) == 3
    assert all(0 <= start <= 600_000_000 for start in starts)


def test_the_act_says_how_many_and_until_when() -> None:
    act = Desk().notified().steps[-1].act.details()
    assert act["notices"] == 6
    assert str(act["first_start"]).startswith("2026-03-01T12:00:")
    assert str(act["last_end"]).startswith("2026-03-08T12:00:")


# The statement of reasons ----------------------------------------------------------------------


def test_it_says_what_was_seen_which_rule_which_measure_until_when_and_how_to_appeal() -> None:
    desk = Desk().notified("mute")
    reason = desk.policy.reason("coordinated engagement")
    for language in ("en", "zh"):
        text = told(desk, language)
        assert reason.observed.in_language(language) in text
        assert desk.policy.rule(reason.rule).text.in_language(language) in text
        assert desk.policy.rung("mute").words.in_language(language) in text
        assert desk.decision.decision in text
        for time_us in (desk.now_us, desk.now_us + 7 * DAY_US, desk.now_us + 180 * DAY_US):
            assert shown_minute(time_us) in text


def test_it_speaks_of_suspicion_by_people_and_of_no_guilt() -> None:
    english, chinese = told(Desk().notified(), "en"), told(Desk().notified(), "zh")
    assert "suspicion" in english
    assert "A person decided this, not a machine" in english
    assert "怀疑" in chinese
    assert "并非机器" in chinese or "而非机器" in chinese
    for word in ("guilty", "fraud", "bot", "proven", "offender"):
        assert word not in english.lower()
    for word in ("有罪", "作弊者", "水军"):
        assert word not in chinese


def test_it_says_where_two_people_decided() -> None:
    assert "Two people decided this independently" in told(Desk().notified("ban"), "en")


def test_it_names_nobody_who_worked_on_it_and_no_account() -> None:
    desk = Desk().notified("ban")
    for language in ("en", "zh"):
        text = told(desk, language)
        assert not any(name in text for name in [*set(PEOPLE) - {"max"}, *ACCOUNTS])


def test_it_uses_the_rule_as_it_was_when_it_was_decided() -> None:
    desk = Desk().decided("mute")
    before = desk.policy.rules[0].text
    other = replace(desk.policy.rules[0], text=replace(before, en="Another rule."))
    desk.policy = replace(desk.policy, rules=(other, *desk.policy.rules[1:]))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    assert before.en in told(desk, "en")
    assert "Another rule." not in told(desk, "en")


# What is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"decision": "decision-x"}, "no such decision"),
        ({"languages": ()}, "out of range"),
        ({"languages": ("fr",)}, "out of range"),
        ({"begun_recently": -1}, "out of range"),
        ({"begun_recently": 9_998}, "breaker"),
    ],
)
def test_what_cannot_be_is_refused(other: dict[str, Any], code: str) -> None:
    desk = Desk().decided("mute")
    command = c.IssueNotices(desk.decision.decision, 0)
    assert desk.refused("ines", replace(command, **other)).code == code


def test_the_breaker_lets_through_exactly_its_number() -> None:
    desk = Desk().decided("mute")
    desk.do("ines", c.IssueNotices(desk.decision.decision, 9_997))


def test_of_no_action_nobody_is_told() -> None:
    desk = Desk().decided(None)
    command = c.IssueNotices(desk.decision.decision, 0)
    assert desk.refused("ines", command).code == "no notices needed"


def test_where_everybody_was_excluded_nobody_is_told_and_the_case_can_close() -> None:
    desk = Desk().decided("mute")
    for member in desk.file.all(Member):
        desk.do("ines", c.ExcludeMember(member.subject, "a victim"))
    command = c.IssueNotices(desk.decision.decision, 0)
    assert desk.refused("ines", command).code == "no notices needed"
    desk.do("lea", c.CloseCase("nobody is left"))
    assert desk.case.outcome == "no action"


def test_a_decision_that_was_refused_is_not_told() -> None:
    desk = Desk().proposed("ban")
    refused = desk.decision.decision
    desk.do("rosa", c.RefuseDecision(refused, "too hard"))
    desk.do("ines", desk.a_decision("mute"))
    assert desk.refused("ines", c.IssueNotices(refused, 0)).code == "not standing"


def test_a_decision_that_a_later_one_replaces_is_not_told() -> None:
    desk = Desk().decided("mute")
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    assert desk.refused("ines", c.IssueNotices(old, 0)).code == "not standing"


@pytest.mark.parametrize("lost", ["ladder", "reasons"])
def test_what_the_policy_lost_cannot_be_explained_and_is_not_told(lost: str) -> None:
    desk = Desk().decided("mute")
    left = {
        "ladder": tuple(r for r in desk.policy.ladder if r.name != "mute"),
        "reasons": tuple(r for r in desk.policy.reasons if r.code != "coordinated engagement"),
    }
    desk.policy = replace(desk.policy, **{lost: left[lost]})  # type: ignore[arg-type]
    command = c.IssueNotices(desk.decision.decision, 0)
    assert desk.refused("ines", command).code == "policy changed"


@pytest.mark.parametrize(
    "fields",
    [{"severity": 5}, {"inverse": "unmute later"}, {"default_s": 86_400, "longest_s": 86_400}],
)
def test_a_measure_that_has_come_to_mean_another_is_not_told(fields: dict[str, Any]) -> None:
    desk = Desk().decided("mute")
    ladder = [
        replace(r, **fields) if r.name == "mute" else r
        for r in desk.policy.ladder
        if r.name != "limit"
    ]
    desk.policy = replace(desk.policy, ladder=tuple(ladder))
    refusal = desk.refused("ines", c.IssueNotices(desk.decision.decision, 0))
    assert (refusal.code, refusal.next_step) == ("policy changed", "Decide anew.")
    desk.do("ines", desk.a_decision("mute", supersedes=desk.decision.decision))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))


def test_rules_that_were_loosened_for_a_decision_do_not_carry_it_once_they_are_back() -> None:
    """Somebody who leads and investigates could be alone for as long as it takes to decide."""
    desk = Desk()
    strict, second = desk.policy, replace(desk.policy.second_person, severity=8)
    loose = [replace(rung, needs_second=False) for rung in strict.ladder]
    desk.policy = replace(strict, ladder=tuple(loose), second_person=second)
    desk.decided("suspend")
    assert desk.case.state == "decided"
    desk.policy = strict
    refusal = desk.refused("ines", c.IssueNotices(desk.decision.decision, 0))
    assert (refusal.code, "second person" in refusal.expected) == ("policy changed", True)


def test_every_message_waits_and_was_not_tried() -> None:
    for message in Desk().notified().file.all(Message):
        assert (message.state, message.attempts, message.next_us) == (
            *("waiting", 0, message.not_before_us),
        )
