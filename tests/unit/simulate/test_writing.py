"""A log written slice by slice is the log, byte for byte the same each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from clearwater.errors import OutputError, ParameterError
from clearwater.simulate import Campaign, Families, FanClub, WorldConfig, simulate, write_simulated
from clearwater.simulate.writing import DESCRIPTION, TABLES

ACTIONS = (("like", 0.7), ("comment", 0.2), ("review", 0.1))
WORLD = WorldConfig(
    accounts=500, objects=400, events=5_000, days=14, actions=ACTIONS, second_act_share=0.2
)
CROWDS = (FanClub(30, posts=10), Families(10))
PLANTED = (
    Campaign(20, jobs=8, then=("comment",), texts="spun", rotation=0.3, framed=8, name="刷单团伙"),
    Campaign(10, jobs=5, warm_up_days=3.0, decoys=0.5, accounts_per_device=5.0, name="养号"),
)


class Stopped(Exception):  # noqa: N818 - what a person does, not an error
    """Somebody pressed the key."""


@pytest.fixture
def several_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the small world one of eight slices and three blocks."""
    monkeypatch.setattr("clearwater.simulate.slices.SLICE_EVENTS", 800)
    monkeypatch.setattr("clearwater.simulate.drafts.BLOCK_EVENTS", 2_000)


def written(folder: Path, *, seed: int = 3, steps: list[tuple[int, int]] | None = None) -> int:
    def note(done: int, total: int) -> None:
        if steps is not None:
            steps.append((done, total))

    description: dict[str, Any] = {"world": "短视频"}
    return write_simulated(
        WORLD, CROWDS, PLANTED, folder, seed=seed, description=description, on_slice=note
    )


def unheard(done: int, total: int) -> None:
    """Listen to nothing."""


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(several_slices: None, tmp_path: Path) -> None:
    written(tmp_path / "a")
    written(tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert set(contents(tmp_path / "a")) == {DESCRIPTION, *(f"{name}.parquet" for name in TABLES)}


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    written(tmp_path / "a")
    written(tmp_path / "b", seed=4)
    first, second = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert all(first[name] != second[name] for name in first if name != DESCRIPTION)


def test_what_is_written_is_what_is_simulated(several_slices: None, tmp_path: Path) -> None:
    written(tmp_path)
    log = simulate(WORLD, CROWDS, PLANTED, seed=3)
    for name in TABLES:
        assert pq.read_table(tmp_path / f"{name}.parquet") == getattr(log, name), name


def test_slices_are_reported_as_they_are_written(several_slices: None, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    events = written(tmp_path, steps=steps)
    assert len(steps) > 5
    assert steps == [(n, len(steps)) for n in range(1, len(steps) + 1)]
    file = pq.ParquetFile(tmp_path / "events.parquet")
    assert file.num_row_groups == len(steps)
    assert file.metadata.num_rows == events


def test_events_of_all_slices_are_in_order_and_numbered_through(
    several_slices: None, tmp_path: Path
) -> None:
    events = written(tmp_path)
    table = pq.read_table(tmp_path / "events.parquet")
    assert pc.all(pc.less_equal(table["time"][:-1], table["time"][1:])).as_py()
    assert table["event"].to_pylist() == [f"e{n:07d}" for n in range(events)]
    truth = pq.read_table(tmp_path / "truth_events.parquet")
    assert set(truth["event"].to_pylist()) <= set(table["event"].to_pylist())


def test_the_description_is_readable_and_counts_the_events(tmp_path: Path) -> None:
    events = written(tmp_path)
    text = (tmp_path / DESCRIPTION).read_text(encoding="utf-8")
    assert json.loads(text) == {"world": "短视频", "events": events}
    assert "短视频" in text


def test_names_of_campaigns_may_be_chinese(tmp_path: Path) -> None:
    written(tmp_path)
    for name in ("truth", "truth_events", "truth_objects"):
        column = pq.read_table(tmp_path / f"{name}.parquet")["campaign"]
        assert set(pc.unique(column).drop_null().to_pylist()) == {"刷单团伙", "养号"}, name


def test_killed_half_way_there_is_no_description_even_of_an_earlier_log(
    several_slices: None, tmp_path: Path
) -> None:
    written(tmp_path)

    def stop(done: int, total: int) -> None:
        if done == total // 2:
            raise Stopped

    with pytest.raises(Stopped):
        write_simulated(WORLD, CROWDS, PLANTED, tmp_path, seed=4, description={}, on_slice=stop)
    assert not (tmp_path / DESCRIPTION).exists()
    written(tmp_path)
    assert (tmp_path / DESCRIPTION).exists()


def test_a_world_that_is_too_small_leaves_an_earlier_log_as_it_was(tmp_path: Path) -> None:
    written(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(ParameterError, match="too small for its fan club"):
        write_simulated(
            WORLD,
            (FanClub(501),),
            (),
            tmp_path,
            seed=3,
            description={},
            on_slice=unheard,
        )
    assert contents(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here is a file already")
    with pytest.raises(OutputError, match="cannot be written"):
        written(tmp_path / "file" / "inside")


def test_an_empty_world_can_be_written(tmp_path: Path) -> None:
    world = WorldConfig(accounts=10, objects=10, events=0, days=1)
    events = write_simulated(world, (), (), tmp_path, seed=1, description={}, on_slice=unheard)
    assert events == 0
    assert pq.read_table(tmp_path / "events.parquet").num_rows == 0
    assert isinstance(pq.read_table(tmp_path / "truth_objects.parquet"), pa.Table)
