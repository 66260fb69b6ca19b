"""What a run writes is said in the language of the page, or is marked as English."""

from __future__ import annotations

import time

import pytest

from clearwater.web.console.languages import words
from clearwater.web.console.run_sentences import SENTENCES, THINGS, UNITS, said_by_run, titled
from tests.helpers.desk_run import desk_run

TEXTS = (
    ("findings", "headline"),
    ("findings", "refutation"),
    ("waterfall", "explanation"),
    ("explanations", "reason"),
)


def test_every_sentence_of_a_scan_is_said_in_chinese() -> None:
    run = desk_run()
    said = {text for name, column in TEXTS for text in run.tables[name][column].to_pylist() if text}
    assert len(said) > 10
    assert [text for text in said if said_by_run("zh", text) is None] == []
    assert all(said_by_run("en", text) == text for text in said)


def test_every_sentence_has_its_translation() -> None:
    assert set(SENTENCES) | set(THINGS) | set(UNITS) <= words("zh").keys()


def test_figures_stay() -> None:
    text = "42 occasions in 34 hours of the week: too few to tell"
    said = said_by_run("zh", text)
    assert said is not None
    assert "42" in said
    assert "34" in said
    assert "hours" not in said


@pytest.mark.parametrize(
    "text", ["", "anything else", "the log has no devices, and more", "4 %(n)s", "%s", "x" * 9_999]
)
def test_what_is_not_known_stays_as_it_is(text: str) -> None:
    assert said_by_run("zh", text) is None


@pytest.mark.parametrize("text", ["Wrong if behind it stands " * 70, "1 " * 900, "(" * 1_900])
def test_a_run_from_anywhere_costs_no_time(text: str) -> None:
    began = time.process_time()
    assert said_by_run("zh", text) is None
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the log has no action rate or review", "日志没有 rate、review 动作"),
        ("the log has no column url", "日志没有 url 列"),
        (
            "not named: library, café or common room explains the circle",
            f"不予列出：圈子可由“{words('zh')['library, café or common room']}”解释",
        ),
        ("The bound of 3 steps was reached.", "已达到 3 步的上限。"),
        (
            "did not hold: asked against the final circle, chance explains it",
            "不成立：与最终的圈子对照，可由偶然解释",
        ),
        (
            "the accounts table has no column created and no followers or following",
            "账号表没有 created、followers、following 列",
        ),
        ("actor is column user, matched by name", "actor 取自 user 列，按列名匹配"),
    ],
)
def test_why_a_detector_was_skipped_is_said(english: str, chinese: str) -> None:
    assert said_by_run("zh", english) == chinese


def test_a_title_that_somebody_wrote_stays_as_it_is() -> None:
    assert titled("zh", "Likes at night") == "Likes at night"
    assert titled("zh", "the log has no devices") == said_by_run("zh", "the log has no devices")
