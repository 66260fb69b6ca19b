"""A request in, a whole folder out; nothing of anybody else's is touched."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clearwater.app.progress import Progress
from clearwater.app.simulate_job import KINDS, PLANTED, kinds, simulate_job
from clearwater.app.simulate_request import SimulationRequest
from clearwater.errors import ParameterError
from clearwater.simulate import (
    CAMPAIGN_KINDS,
    CROWD_KINDS,
    PRESETS,
    Campaign,
    FanClub,
    WorldConfig,
)
from clearwater.simulate.writing import DESCRIPTION, TABLES

REQUEST = SimulationRequest(
    world=WorldConfig(accounts=400, objects=400, events=3_000, days=14),
    crowds=(FanClub(20, posts=10),),
    campaigns=(
        Campaign(10, jobs=6, name="刷单团伙"),
        Campaign(8, jobs=4, warm_up_days=2.0, framed=10, name="养号"),
    ),
    seed=3,
)


class Stopped(Exception):  # noqa: N818 - what a person does, not an error
    """Somebody pressed the key."""


def done(folder: Path, *, overwrite: bool = False) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = simulate_job(REQUEST, folder, overwrite=overwrite).to_pylist()
    return rows


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_was_planted_comes_back_one_row_a_campaign(tmp_path: Path) -> None:
    first, second = done(tmp_path / "log")
    assert first == {
        "campaign": "刷单团伙",
        "accounts": 10,
        "jobs": 60,
        "warm_up": 0,
        "framing": 0,
        "objects": 6,
    }
    truth = pq.read_table(tmp_path / "log" / "truth_events.parquet").to_pylist()
    roles = [row["role"] for row in truth if row["campaign"] == "养号"]
    assert second["jobs"] == roles.count("job") == 32
    assert second["warm_up"] == roles.count("warm-up") > 0
    assert second["framing"] == roles.count("framing") > 0
    pushed = pq.read_table(tmp_path / "log" / "truth_objects.parquet").to_pylist()
    assert second["objects"] == sum(row["campaign"] == "养号" for row in pushed)


def test_an_object_counts_once_whatever_is_done_to_it(tmp_path: Path) -> None:
    desk = Campaign(10, jobs=6, then=("comment", "share"), name="三连")
    request = SimulationRequest(REQUEST.world, (), (desk,), 3)
    (row,) = simulate_job(request, tmp_path, overwrite=False).to_pylist()
    assert (row["jobs"], row["objects"]) == (180, 6)


def test_with_nothing_planted_the_answer_is_an_empty_table(tmp_path: Path) -> None:
    request = SimulationRequest(REQUEST.world, (), (), 3)
    planted = simulate_job(request, tmp_path / "log", overwrite=False)
    assert (planted.num_rows, planted.schema) == (0, PLANTED)


def test_the_description_holds_all_that_is_needed_to_do_it_again(tmp_path: Path) -> None:
    done(tmp_path)
    text = (tmp_path / DESCRIPTION).read_text(encoding="utf-8")
    described = json.loads(text)
    assert described["seed"] == 3
    assert described["world"]["WorldConfig"]["start"] == "2026-03-02T00:00:00+00:00"
    assert set(described["world"]["WorldConfig"]) == {f.name for f in fields(WorldConfig)}
    assert [one["Campaign"]["name"] for one in described["campaigns"]] == ["刷单团伙", "养号"]
    assert described["crowds"][0]["FanClub"]["members"] == 20
    assert described["events"] == pq.read_metadata(tmp_path / "events.parquet").num_rows
    assert described["clearwater"]
    assert "刷单团伙" in text


def test_a_folder_with_strangers_is_refused_whatever_was_said(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("论文")
    for overwrite in (False, True):
        with pytest.raises(ParameterError, match=r"not empty.*expected a new folder; found thesis"):
            done(tmp_path, overwrite=overwrite)
    assert list(contents(tmp_path)) == ["thesis.docx"]


def test_a_stranger_beside_an_earlier_simulation_is_refused_too(tmp_path: Path) -> None:
    done(tmp_path)
    (tmp_path / "notes.txt").write_text("看这里")
    before = contents(tmp_path)
    with pytest.raises(ParameterError, match="found notes"):
        done(tmp_path, overwrite=True)
    assert contents(tmp_path) == before


def test_somebodys_own_events_are_no_simulation(tmp_path: Path) -> None:
    (tmp_path / "events.parquet").write_text("a real log")
    with pytest.raises(ParameterError, match="expected a new folder; found events"):
        done(tmp_path, overwrite=True)
    assert contents(tmp_path) == {"events.parquet": b"a real log"}


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("here is a file already")
    with pytest.raises(ParameterError, match="not empty"):
        done(tmp_path / "log", overwrite=True)


def test_an_earlier_simulation_is_replaced_only_when_told(tmp_path: Path) -> None:
    done(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(ParameterError, match="or --overwrite"):
        done(tmp_path)
    assert contents(tmp_path) == before
    other = SimulationRequest(REQUEST.world, (), REQUEST.campaigns[:1], 4)
    simulate_job(other, tmp_path, overwrite=True)
    after = contents(tmp_path)
    assert set(after) == {DESCRIPTION, *(f"{name}.parquet" for name in TABLES)}
    assert all(after[name] != before[name] for name in after)


def test_killed_half_way_it_is_not_taken_for_whole_and_can_be_done_again(tmp_path: Path) -> None:
    def stop(step: Progress) -> None:
        if step.stage == "write events":
            raise Stopped

    done(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(Stopped):
        simulate_job(REQUEST, tmp_path, overwrite=True, on_progress=stop)
    assert not (tmp_path / DESCRIPTION).exists()
    done(tmp_path, overwrite=True)
    assert contents(tmp_path) == before


def test_progress_names_its_stages_and_ends_them(tmp_path: Path) -> None:
    steps: list[Progress] = []
    simulate_job(REQUEST, tmp_path, overwrite=False, on_progress=steps.append)
    assert [step.stage for step in steps] == ["draw the world", *["write events"] * 2]
    assert (steps[-1].done, steps[-1].total) == (1, 1)


def test_all_kinds_are_listed_with_their_parameters() -> None:
    table = kinds()
    assert table.schema == KINDS
    rows = table.to_pylist()
    listed = {
        what: {row["name"] for row in rows if row["what"] == what}
        for what in ("world", "crowd", "campaign")
    }
    assert listed == {
        "world": set(PRESETS),
        "crowd": set(CROWD_KINDS),
        "campaign": set(CAMPAIGN_KINDS),
    }
    (farm,) = [row for row in rows if row["name"] == "phone farm"]
    assert "accounts=80 jobs=20 jitter_s=15.0" in farm["parameters"]
