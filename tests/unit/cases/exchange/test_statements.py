"""Statements of reasons are made of the policy's words, counts and dates, and of nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.exchange.dsa_check import faults_in
from clearwater.cases.exchange.statements import Begun, Skipped, calls, day, statement_of
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.records.case import Source
from tests.helpers.case_desk import ACCOUNTS, DAY_US, NOON_US, Desk

POLICY = default_policy()
RESTRICTIONS = [rung.name for rung in POLICY.ladder if rung.dsa]
GROUNDS = [reason.code for reason in POLICY.reasons if reason.grounds]


def begun(kind: str = "suspend", reason: str = "device farm", **changes: Any) -> Begun:
    desk = Desk().notified("mute", reason_code=reason)
    usual = Begun(
        puid="cw-1",
        decision=desk.decision,
        kind=kind,
        starts_us=NOON_US + DAY_US,
        ends_us=NOON_US + 8 * DAY_US,
        accounts=1,
        origin=Source.FINDING,
        findings=1,
        content_us=NOON_US - 3 * DAY_US,
    )
    return replace(usual, **changes)


def said(one: Begun, policy: Policy = POLICY) -> dict[str, Any]:
    made = statement_of(one, policy)
    assert isinstance(made, dict), made
    return made


@pytest.mark.parametrize("kind", RESTRICTIONS)
@pytest.mark.parametrize("reason", GROUNDS)
def test_every_rung_and_every_reason_gives_a_statement_in_order(kind: str, reason: str) -> None:
    made = said(begun(kind, reason))
    assert faults_in(made) == ()
    assert list(made) == sorted(made)


def test_what_it_says() -> None:
    made = said(begun())
    assert made["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert made["end_date_account_restriction"] == "2026-03-09"
    assert (made["application_date"], made["content_date"]) == ("2026-03-02", "2026-02-26")
    assert made["category_specification"] == ["KEYWORD_INAUTHENTIC_ACCOUNTS"]
    assert (made["automated_detection"], made["source_type"]) == ("Yes", "SOURCE_VOLUNTARY")
    assert made["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert "about 3 accounts. This is about 1 account. " in made["decision_facts"]
    assert "a person decided; no machine did" in made["decision_facts"]


def test_a_second_person_and_the_whole_decision_are_said() -> None:
    one = begun(accounts=3)
    two = replace(one, decision=replace(one.decision, second_by="rosa"))
    assert "This is about 3 accounts. " in said(two)["decision_facts"]
    assert "two people decided" in said(two)["decision_facts"]


def test_who_told_us_is_said_by_kind_and_without_a_scan_nothing_was_detected_by_one() -> None:
    told = said(begun(origin=Source.REPORT, findings=0))
    assert told["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert told["automated_detection"] == "No"
    assert "finding" not in told["decision_facts"]


@pytest.mark.parametrize("kind", ["warn", "interview"])
def test_a_warning_alone_is_no_statement(kind: str) -> None:
    skipped = statement_of(begun(kind), POLICY)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "no restriction, so no statement"


def test_what_the_policy_has_lost_is_skipped_with_a_reason() -> None:
    for one in (begun("banish"), begun()):
        lost = replace(one, decision=replace(one.decision, reason_code="a rule of old"))
        skipped = statement_of(lost, POLICY)
        assert isinstance(skipped, Skipped)
        assert "the policy has lost" in skipped.reason


def test_nothing_that_anybody_wrote_and_no_name_stands_in_it() -> None:
    one = begun()
    one = replace(one, decision=replace(one.decision, decided_by="zhao.qiang", second_by="rosa"))
    text = json.dumps(said(one), ensure_ascii=False)
    names = ("zhao", "rosa", one.decision.decision, one.decision.why)
    for secret in (*ACCOUNTS, *names, "同一节奏", "one rhythm"):
        assert secret not in text
    assert one.decision.case not in text
    assert one.decision.evidence not in text


def test_words_as_long_as_the_policy_allows_still_fit() -> None:
    long = Words("w" * 2_000, "字" * 2_000)
    reasons = tuple(replace(one, observed=long) for one in POLICY.reasons)
    ladder = tuple(replace(one, words=long) for one in POLICY.ladder)
    exchange = replace(POLICY.exchange, content_other="w" * 2_000, terms="https://example.org/a")
    policy = replace(POLICY, reasons=reasons, ladder=ladder, exchange=exchange)
    one = begun()
    made = said(replace(one, decision=replace(one.decision, policy_text=long.both)), policy)
    assert faults_in(made) == ()
    assert made["decision_ground_reference_url"] == "https://example.org/a"


def test_what_is_other_has_its_words() -> None:
    ladder = tuple(replace(one, dsa="DECISION_VISIBILITY_OTHER") for one in POLICY.ladder)
    made = said(begun("limit", "copied text"), replace(POLICY, ladder=ladder))
    assert made["decision_visibility_other"].startswith("What the account does")
    assert faults_in(made) == ()


def test_nothing_was_posted_after_it_was_decided_about() -> None:
    made = said(begun(content_us=NOON_US + 400 * DAY_US))
    assert made["content_date"] == made["application_date"]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (100, [100]), (201, [100, 100, 1])]
)
def test_calls_have_a_hundred_at_most(count: int, sizes: list[int]) -> None:
    made = calls([{"puid": str(n)} for n in range(count)])
    assert [len(one["statements"]) for one in made] == sizes


def test_days_are_those_of_utc() -> None:
    assert day(NOON_US) == "2026-03-01"
    assert day(NOON_US + DAY_US // 2 - 1) == "2026-03-01"
    assert day(NOON_US + DAY_US // 2) == "2026-03-02"
