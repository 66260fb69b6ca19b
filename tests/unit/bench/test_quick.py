"""The command: what it prints, what it ends with, what it refuses. Nothing real is measured."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from bench import quick
from bench.accepted import Figure, Terms, read
from bench.quick import FIGURES, Guarded, Places


def steady(seed: int) -> dict[str, float]:
    """Return a figure that is the seed, and the process that was asked."""
    return {"seed": float(seed), "process": float(os.getpid())}


def timed(seed: int) -> dict[str, float]:
    return {"seed": seed + 0.123456}


RECALL = Guarded(steady, "seed", Terms("recall", "share", "higher", 0.02, (0.9, 1.0), "by hand"))
FALSE = Guarded(steady, "process", Terms("false", "accounts", "lower", 0, (0, 0), "none at all"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "first.score.md").write_text("Groups are found.\n", encoding="utf-8")
    (tmp_path / "news" / "second.score.md").write_text("另一种算法。\n", encoding="utf-8")
    return Places(tmp_path / "accepted.json", tmp_path / "news", tmp_path / "CHANGELOG.md")


@pytest.fixture
def command(places: Places) -> Callable[..., int]:
    """Return the command with a measurement that gives stated values."""

    def run(*arguments: str, recall: float, false: float = 0.0) -> int:
        def measure(figures: Sequence[Guarded], _seed: int, _workers: int) -> dict[str, Figure]:
            values = {"recall": recall, "false": false}
            return {one.terms.name: Figure(one.terms, values[one.terms.name]) for one in figures}

        return quick.main(arguments, (RECALL, FALSE), places, measure)

    return run


@pytest.fixture
def first(command: Callable[..., int], places: Places) -> Path:
    """Accept a first time, and return the file."""
    assert command("--accept", str(places.news / "first.score.md"), recall=0.95) == 0
    return places.accepted


def test_before_any_acceptance_it_fails(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(recall=0.95) == 1
    assert "no figure was ever accepted" in capsys.readouterr().out


@pytest.mark.usefixtures("first")
def test_within_the_noise_it_passes(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command(recall=0.94) == 0
    assert capsys.readouterr().out.splitlines() == [
        "figure  unit      accepted  now   may move by  verdict",
        "recall  share     0.95      0.94  -0.02        same",
        "false   accounts  0         0     nothing      same",
    ]


@pytest.mark.usefixtures("first")
def test_a_fall_fails_and_is_named_with_what_to_do(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command(recall=0.95, false=1.0) == 1
    said = capsys.readouterr().out
    assert "worse: false" in said
    assert "worse: recall" not in said
    assert "--accept news/<id>.score.md" in said


@pytest.mark.usefixtures("first")
def test_a_rise_is_said_and_passes(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(recall=0.99) == 0
    assert "Better, accept it: recall" in capsys.readouterr().out


def test_a_fall_passes_once_it_is_accepted(
    command: Callable[..., int], first: Path, places: Places
) -> None:
    assert command("--accept", str(places.news / "second.score.md"), recall=0.5) == 0
    assert command(recall=0.5) == 0
    assert [entry.fragment for entry in read(first.read_text("utf-8")).history] == [
        "first.score.md",
        "second.score.md",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("none.score.md", None),
        ("other.feature.md", "New."),
        ("empty.score.md", "\n"),
        ("first.score.md", "Groups are found.\n"),
        ("../outside.score.md", "Outside."),
    ],
)
def test_without_a_fragment_of_its_own_nothing_is_measured_or_written(
    name: str, text: str | None, first: Path, places: Places
) -> None:
    if text is not None:
        (places.news / name).write_text(text, encoding="utf-8")
    before = first.read_bytes()

    def measure(*_: object) -> dict[str, Figure]:
        raise AssertionError("measured although the fragment is refused")

    assert quick.main(["--accept", str(places.news / name)], (RECALL,), places, measure) == 2
    assert first.read_bytes() == before


def test_a_number_changed_by_hand_fails_though_it_is_the_one_measured(
    command: Callable[..., int], first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = json.loads(first.read_text(encoding="utf-8"))
    stored["figures"]["recall"]["value"] = 0.5
    first.write_text(json.dumps(stored), encoding="utf-8")
    assert command(recall=0.5) == 1
    assert "changed by hand" in capsys.readouterr().out


@pytest.mark.usefixtures("first")
def test_after_a_release_the_change_log_is_read(
    command: Callable[..., int], places: Places
) -> None:
    (places.news / "first.score.md").unlink()
    assert command(recall=0.95) == 1
    places.changelog.write_text("- Groups are\n  found. (first)\n", encoding="utf-8")
    assert command(recall=0.95) == 0


def test_spreads_are_over_logs_of_their_own(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(figures: Sequence[Guarded], seed: int, _workers: int) -> dict[str, Figure]:
        return {one.terms.name: Figure(one.terms, float(seed)) for one in figures}

    assert quick.main(["--spread"], (RECALL,), places, measure) == 0
    first = quick.FIRST_SEED
    assert capsys.readouterr().out == f"recall: {first} to {first + 4 * quick.SEEDS_APART}\n"


@pytest.mark.slow
def test_sources_are_asked_once_each_in_processes_of_their_own() -> None:
    alone = Guarded(timed, "seed", Terms("x", "s", "lower", 1, (0, 0), "by hand"), alone=True)
    found = quick.measured((RECALL, FALSE, alone), 7, workers=1)
    assert found["recall"].value == 7
    assert found["false"].value != os.getpid()
    assert found["x"].value == 7.1235


def test_the_list_is_the_one_that_was_accepted() -> None:
    """An entry more, less or with other noise is accepted before it is committed."""
    kept = read(Places().accepted.read_text(encoding="utf-8")).figures
    listed = {one.terms.name: (one.terms.better, one.terms.noise) for one in FIGURES}
    assert {n: (f.terms.better, f.terms.noise) for n, f in kept.items()} == listed


def test_every_figure_has_a_name_of_its_own_and_says_how_its_noise_was_measured() -> None:
    assert len({one.terms.name for one in FIGURES}) == len(FIGURES)
    for one in FIGURES:
        low, high = one.terms.spread
        assert low <= high
        assert one.terms.noise >= 0
        assert one.terms.measured.endswith(".")


def test_false_accusations_may_not_rise_at_all() -> None:
    noise = {one.terms.noise for one in FIGURES if "false" in one.terms.name}
    assert noise == {0}
