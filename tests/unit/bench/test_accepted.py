"""A figure may move by its noise and no further; what was accepted cannot be changed unseen."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from bench import accepted as it
from bench.accepted import NOTHING, Accepted, Figure, Terms
from hypothesis import given
from hypothesis import strategies as st

from clearwater.errors import ParameterError

ROOT = Path(__file__).parents[3]
RECALL = Terms("recall", "share", "higher", 0.02, (0.94, 0.96), "by hand")
FALSE = Terms("false accounts", "accounts", "lower", 0, (0, 0), "none is allowed")
SPEED = Terms("speed", "of DuckDB", "higher", 0.4, (7, 9), "five runs", relative=True)


def figures(**values: float) -> dict[str, Figure]:
    terms = {"recall": RECALL, "false": FALSE, "speed": SPEED}
    return {terms[name].name: Figure(terms[name], value) for name, value in values.items()}


def once(now: dict[str, Figure]) -> Accepted:
    return it.accept(NOTHING, now, "first.score.md", "刷单组 are found.\n", "2026-03-01")


@pytest.mark.parametrize(
    ("terms", "accepted", "now", "outcome"),
    [
        (RECALL, 0.95, 0.95, "same"),
        (RECALL, 0.95, 0.93, "same"),
        (RECALL, 0.95, 0.9299, "worse"),
        (RECALL, 0.95, 0.97, "same"),
        (RECALL, 0.95, 0.9701, "better"),
        (RECALL, 0.95, float("nan"), "worse"),
        (FALSE, 0.0, 0.0, "same"),
        (FALSE, 0.0, 1.0, "worse"),
        (FALSE, 3.0, 2.0, "better"),
        (FALSE, 0.0, float("nan"), "worse"),
        (SPEED, 10.0, 6.0, "same"),
        (SPEED, 10.0, 5.99, "worse"),
        (SPEED, 10.0, 14.01, "better"),
    ],
)
def test_the_noise_decides(terms: Terms, accepted: float, now: float, outcome: str) -> None:
    assert it.verdict("x", Figure(terms, accepted), Figure(terms, now)).outcome == outcome


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_lower_is_better_mirrors_higher_is_better(
    accepted: float, now: float, noise: float
) -> None:
    higher = dataclasses.replace(RECALL, noise=noise)
    lower = dataclasses.replace(higher, better="lower")
    up = it.verdict("x", Figure(higher, accepted), Figure(higher, now)).outcome
    down = it.verdict("x", Figure(lower, -accepted), Figure(lower, -now)).outcome
    assert up == down


def test_a_figure_that_is_measured_no_more_is_missed() -> None:
    verdicts = it.compared(figures(recall=0.9, false=0), figures(recall=0.9))
    assert [(one.name, one.outcome) for one in verdicts] == [
        ("recall", "same"),
        ("false accounts", "gone"),
    ]
    assert [one.fails for one in verdicts] == [False, True]


def test_a_figure_without_an_accepted_value_is_new() -> None:
    assert it.compared({}, figures(recall=0.9))[0].outcome == "new"


@pytest.mark.parametrize("change", [{"noise": 0.5}, {"better": "lower"}, {"relative": True}])
def test_wider_noise_has_to_be_accepted(change: dict[str, Any]) -> None:
    now = Figure(dataclasses.replace(RECALL, **change), 0.95)
    assert it.verdict("recall", Figure(RECALL, 0.95), now).outcome == "terms changed"


def test_other_words_about_the_noise_need_no_acceptance() -> None:
    now = Figure(dataclasses.replace(RECALL, measured="twice", spread=(0.9, 1.0)), 0.95)
    assert it.verdict("recall", Figure(RECALL, 0.95), now).outcome == "same"


def test_what_was_accepted_stands_until_the_next_acceptance() -> None:
    kept = once(figures(recall=0.95, false=0))
    assert kept.history[0].fragment == "first.score.md"
    assert it.complaints(kept, {"first.score.md": "刷单组 are found.\n"}, "") == []


def test_small_falls_cannot_add_up_over_acceptances() -> None:
    kept = once(figures(recall=0.95, false=2))
    kept = it.accept(kept, figures(recall=0.94, false=1), "b.score.md", "b", "2026-03-02")
    assert kept.figures["recall"].value == 0.95
    assert kept.figures["false accounts"].value == 1


def test_a_fall_can_be_accepted_and_so_can_the_end_of_a_figure() -> None:
    kept = once(figures(recall=0.95, false=0))
    kept = it.accept(kept, figures(recall=0.5), "b.score.md", "b", "2026-03-02")
    assert {name: figure.value for name, figure in kept.figures.items()} == {"recall": 0.5}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("b.feature.md", "b", "kind score"),
        ("score.md", "b", "kind score"),
        ("b.score.md", " \n", "empty"),
        ("first.score.md", "again", "already been used"),
    ],
)
def test_a_fragment_that_carries_no_acceptance_is_refused(
    name: str, text: str, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        it.accept(once(figures(recall=0.95)), figures(recall=0.5), name, text, "2026-03-02")


def test_nothing_is_accepted_when_nothing_moved() -> None:
    with pytest.raises(ParameterError, match="nothing to accept"):
        it.accept(once(figures(recall=0.95)), figures(recall=0.94), "b.score.md", "b", "2026-03-02")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_number_is_not_accepted(value: float) -> None:
    with pytest.raises(ParameterError, match="not a number"):
        once(figures(recall=value))


@pytest.mark.parametrize(
    ("field", "value"), [("value", 0.5), ("noise", 0.9), ("measured", "trust me")]
)
def test_a_file_changed_by_hand_is_told(field: str, value: object) -> None:
    stored = json.loads(it.write(once(figures(recall=0.95))))
    stored["figures"]["recall"][field] = value
    wrong = it.complaints(it.read(json.dumps(stored)), {"first.score.md": "刷单组 are found."}, "")
    assert len(wrong) == 1
    assert "by hand" in wrong[0]


def test_after_a_release_the_words_stand_in_the_change_log() -> None:
    kept = once(figures(recall=0.95))
    assert it.complaints(kept, {}, "# Changelog\n\n- 刷单组\n  are found. (first)\n") == []


def test_a_fragment_that_is_gone_or_says_something_else_is_told() -> None:
    kept = once(figures(recall=0.95))
    for fragments in ({}, {"first.score.md": "Nothing."}):
        wrong = it.complaints(kept, fragments, "# Changelog\n")
        assert len(wrong) == 1
        assert "first.score.md" in wrong[0]


def test_without_any_acceptance_that_is_told() -> None:
    assert it.complaints(NOTHING, {}, "") == ["no figure was ever accepted"]


def test_the_file_keeps_everything() -> None:
    kept = once(figures(recall=0.95, false=0, speed=9.1))
    assert it.read(it.write(kept)) == kept


def test_the_digest_does_not_depend_on_the_order() -> None:
    both = figures(recall=0.95, false=0)
    assert it.digest(both) == it.digest(dict(reversed(both.items())))


def test_the_accepted_figures_of_this_repository_are_those_that_were_accepted() -> None:
    kept = it.read((ROOT / "bench" / "accepted.json").read_text(encoding="utf-8"))
    fragments = {f.name: f.read_text(encoding="utf-8") for f in (ROOT / "news").glob("*.md")}
    assert it.complaints(kept, fragments, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) == []
