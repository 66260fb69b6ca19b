"""A match is judged: about a text and a claim, on record, and by those who may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.cases.acts import ClaimMatchJudged
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_claims import JudgeMatch
from clearwater.cases.workflow.dispatch import decide_without_case
from tests.helpers.case_desk import Desk

GOOD = JudgeMatch("ab" * 16, 7, "check-17", "confirmed")


@pytest.mark.parametrize("who", ["ivo", "rosa", "lea"])
def test_it_is_written_down_and_changes_no_row(who: str) -> None:
    outcome = decide_without_case(GOOD, Desk().context(who))
    assert not isinstance(outcome, Refusal)
    (step,) = outcome
    assert step.act == ClaimMatchJudged("ab" * 16, 7, "check-17", "confirmed")
    assert (step.puts, step.act.of_case) == ((), None)


@pytest.mark.parametrize("who", ["ada", "abel"])
def test_who_only_looks_judges_nothing(who: str) -> None:
    outcome = decide_without_case(GOOD, Desk().context(who))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "not allowed"


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GOOD, log="somewhere"),
        replace(GOOD, text=-1),
        replace(GOOD, claim=""),
        replace(GOOD, claim="a" * 201),
        replace(GOOD, claim="a\u202eb"),
        replace(GOOD, verdict="guilty"),
    ],
)
def test_what_is_no_judgement_is_refused(wrong: JudgeMatch) -> None:
    outcome = decide_without_case(wrong, Desk().context("ivo"))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "out of range"
