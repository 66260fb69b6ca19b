from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clearwater.app.compare import FIGURES, SUMMARY, compare, figures, known_log, summary
from clearwater.app.progress import Progress
from clearwater.errors import SourceError
from clearwater.evaluate.base import Judgement
from clearwater.evaluate.side_by_side import KnownLog, Scores
from clearwater.simulate import Campaign, WorldConfig, simulate, write_simulated
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer
from tests.unit.evaluate.test_side_by_side import EVERYBODY, FANS, PERFECT, PLANTED, small_log

WORLD = WorldConfig(accounts=60, objects=80, events=500, days=7)
FARM = Campaign(8, jobs=5, jitter_s=10.0, name="刷量")


def written(folder: Path) -> Path:
    write_simulated(WORLD, (), (FARM,), folder, seed=2, description={}, on_slice=lambda *_: None)
    return folder


def answer(judged: Judgement) -> FixedAnswer:
    return FixedAnswer(judged.scores, judged.groups)


@pytest.fixture(scope="module")
def scores() -> dict[str, Scores]:
    blind = FixedAnswer()
    partly = FixedAnswer({}, {**dict.fromkeys(PLANTED, "g"), **dict.fromkeys(FANS, "g")})
    methods = {"perfect": answer(PERFECT), "all": answer(EVERYBODY), "none": blind, "fans": partly}
    return compare(small_log(), methods, seed=1)


def test_what_simulate_wrote_is_read_with_its_truth(tmp_path: Path) -> None:
    known = known_log(written(tmp_path / "log"))
    log = simulate(WORLD, (), (FARM,), seed=2)
    assert known.log.events.equals(log.events)
    assert known.log.objects is not None
    assert known.log.accounts is not None
    assert known.log.accounts.num_rows == 68
    assert known.truth.equals(log.truth)
    assert known.truth_events.equals(log.truth_events)
    assert known.truth_objects.equals(log.truth_objects)


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_its_description_is_refused(tmp_path: Path, *, made: bool) -> None:
    """It is written last: a folder without it holds half a log, or somebody's holiday pictures."""
    folder = tmp_path / "log"
    if made:
        (written(folder) / "simulation.json").unlink()
    with pytest.raises(SourceError, match="no simulated log with its truth") as refused:
        known_log(folder)
    assert refused.value.where == str(folder)
    assert "simulation.json" in refused.value.expected
    assert "clearwater simulate" in refused.value.next_step


def test_every_method_is_asked_once_and_sees_no_truth() -> None:
    spies = {"one": FixedAnswer(), "other": FixedAnswer()}
    heard: list[Progress] = []
    known = small_log()
    assert list(compare(known, spies, 1, heard.append)) == ["one", "other"]
    for spy in spies.values():
        assert spy.shown == [known.log]
    assert [(one.done, one.total) for one in heard] == [(0, 2), (1, 2), (2, 2)]


def test_the_summary_has_one_row_a_method_in_the_order_asked(scores: dict[str, Scores]) -> None:
    table = summary(scores)
    assert table.schema == SUMMARY
    rows = {row["method"]: row for row in table.to_pylist()}
    assert list(rows) == ["perfect", "all", "none", "fans"]
    perfect = rows["perfect"]
    assert perfect["recall"] == perfect["precision"] == "1.00 (1.00-1.00)"
    assert perfect["false_per_10k"] == "0 (0-0)"
    assert (perfect["group_purity"], perfect["recount_error_%"]) == (1.0, 0.0)
    assert rows["all"]["false_per_10k"] == "10000 (10000-10000)"
    assert rows["fans"]["recall"] == "1.00 (1.00-1.00)"
    assert rows["fans"]["precision"].startswith("0.67 (")
    assert rows["fans"]["false_per_10k"].startswith("3333 (")


def test_every_cell_of_the_summary_is_its_own_measure(scores: dict[str, Scores]) -> None:
    numbered = {
        name: replace(one, value=n / 10, low=0.0, high=1.0)
        for n, (name, one) in enumerate(scores["fans"].measures.items())
    }
    [row] = summary({"m": replace(scores["fans"], measures=numbered)}).to_pylist()
    assert [row[name][:3] for name in SUMMARY.names[1:7]] == [
        *("0.0", "1 (", "0.1", "0.2", "0.4", "0.5")
    ]


def test_a_measure_that_says_nothing_is_no_number(scores: dict[str, Scores]) -> None:
    [row] = [row for row in summary(scores).to_pylist() if row["method"] == "none"]
    assert (row["precision"], row["group_purity"]) == ("-", None)
    assert row["recall"] == "0.00 (0.00-0.00)"
    assert not pc.any(pc.is_nan(figures(scores)["value"])).as_py()


def test_the_figures_have_everything_one_a_row(scores: dict[str, Scores]) -> None:
    table = figures(scores)
    assert table.schema == FIGURES
    rows = {
        (row["method"], row["about"], row["name"], row["measure"]): row for row in table.to_pylist()
    }
    assert len(rows) == table.num_rows
    for name, one in scores.items():
        for measure, interval in one.measures.items():
            row = rows[name, "all", "", measure]
            if measure == "precision" and name == "none":
                assert row["value"] is None
                continue
            assert (row["value"], row["low"], row["high"]) == (
                interval.value,
                interval.low,
                interval.high,
            )
    assert rows["fans", "population", "fan club", "honest accused"]["value"] == 1.0
    assert rows["fans", "population", "honest", "honest accused"]["value"] == 0.0
    assert rows["fans", "campaign", "刷量", "recall"]["value"] == 1.0
    assert rows["none", "campaign", "刷评", "recall"]["value"] == 0.0


def test_all_of_the_summary_is_among_the_figures(scores: dict[str, Scores]) -> None:
    values = {
        (row["method"], row["measure"]): row["value"]
        for row in figures(scores).to_pylist()
        if row["about"] == "all"
    }
    for row in summary(scores).to_pylist():
        name = row["method"]
        assert values[name, "group purity"] == row["group_purity"]
        assert values[name, "BCubed F1"] == row["bcubed_f1"]
        assert values[name, "recount error, %"] == row["recount_error_%"]
        assert values[name, "campaigns recovered"] == scores[name].campaigns_recovered
    assert values["all", "honest owners lose, %"] == 100.0
    assert values["perfect", "error as reported, %"] == pytest.approx(100 * 8 / 12)


def test_the_seed_decides_the_intervals_and_no_value() -> None:
    one = FixedAnswer({}, {"刷量甲": "g", "用户1": "g"})
    known = small_log()
    first, again, other = (figures(compare(known, {"m": one}, seed)) for seed in (1, 1, 2))
    assert first.equals(again)
    assert first["value"].equals(other["value"])
    assert not first["low"].equals(other["low"]) or not first["high"].equals(other["high"])


def test_the_order_of_rows_does_not_matter(scores: dict[str, Scores]) -> None:
    known = small_log()
    back = pa.array(range(known.truth.num_rows))[::-1]
    turned: KnownLog = replace(known, truth=known.truth.take(back))
    assert figures(compare(turned, {"perfect": answer(PERFECT)}, seed=1)).equals(
        figures({"perfect": scores["perfect"]})
    )
