from __future__ import annotations

import pytest

from clearwater.cases.acts import FiguresPublished
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_figures import PublishFigures
from clearwater.cases.workflow.dispatch import decide_without_case
from tests.helpers.case_desk import Desk

GOOD = PublishFigures("weekly report", "2026-W10", "ab" * 32, 12)


def test_a_lead_puts_a_publication_on_record() -> None:
    outcome = decide_without_case(GOOD, Desk().context("lea"))
    assert not isinstance(outcome, Refusal)
    (step,) = outcome
    assert step.act == FiguresPublished("weekly report", "2026-W10", "ab" * 32, 12)
    assert step.puts == ()


@pytest.mark.parametrize("user", ["ines", "rosa", "abel", "ada", "noone", "clearwater"])
def test_nobody_else_does(user: str) -> None:
    assert isinstance(decide_without_case(GOOD, Desk().context(user)), Refusal)


@pytest.mark.parametrize(
    "wrong",
    [
        PublishFigures("diary", "2026-W10", "ab" * 32, 1),
        PublishFigures("weekly report", "yesterday", "ab" * 32, 1),
        PublishFigures("weekly report", "2026-W10", "AB" * 32, 1),
        PublishFigures("weekly report", "2026-W10", "ab" * 32, -1),
    ],
)
def test_what_is_no_publication_is_refused(wrong: PublishFigures) -> None:
    outcome = decide_without_case(wrong, Desk().context("lea"))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "out of range"
