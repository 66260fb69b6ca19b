"""``clearwater simulate`` as a person types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clearwater.simulate import CAMPAIGN_KINDS, CROWD_KINDS, PRESETS
from tests.unit.cli.conftest import CommandLine

SMALL = ("--accounts", "400", "--objects", "500", "--events", "2000", "--days", "10")
ONE = ("--plant", "phone farm:accounts=12,jobs=5,object_kind=small", "--crowd", "none")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "log"


def test_what_was_planted_is_a_table_and_the_rest_is_said_beside(
    clearwater: CommandLine, out: Path
) -> None:
    ended = clearwater("simulate", *SMALL, *ONE, "--out", str(out))
    assert ended.code == 0, ended.err
    head, row = ended.out.splitlines()
    assert head.split() == ["campaign", "accounts", "jobs", "warm", "up", "framing", "objects"]
    assert row.split() == ["phone", "farm", "12", "60", "0", "0", "5"]
    assert f"log and truth: {out}" in ended.err
    assert f"clearwater scan {out}/events.parquet --objects {out}/objects.parquet" in ended.err


def test_json_and_csv_are_for_programs(clearwater: CommandLine, tmp_path: Path) -> None:
    arguments = ("simulate", *SMALL, *ONE, "--plant", "phone farm:jobs=3,accounts=5,name=刷单")
    as_json = clearwater(*arguments, "--out", str(tmp_path / "a"), "--format", "json")
    as_csv = clearwater(*arguments, "--out", str(tmp_path / "b"), "--format", "csv")
    rows = json.loads(as_json.out)
    assert [(row["campaign"], row["jobs"]) for row in rows] == [("phone farm", 60), ("刷单", 15)]
    assert [row["campaign"] for row in csv.DictReader(io.StringIO(as_csv.out))] == [
        "phone farm",
        "刷单",
    ]


def test_sizes_and_parameters_reach_the_log(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater(
        *("simulate", "forum", *SMALL, "--plant", "none", "--crowd", "family:families=5"),
        *("--set", "titles=yes", "--set", "zones=8:1", "--seed", "9", "--out", str(out)),
    )
    assert ended.code == 0, ended.err
    described = json.loads((out / "simulation.json").read_text(encoding="utf-8"))
    world = described["world"]["WorldConfig"]
    assert (world["accounts"], world["days"], world["titles"]) == (400, 10, True)
    assert world["zones"] == [[8.0, 1.0]]
    assert [name for name, _ in world["actions"]] == ["like", "comment", "post", "vote"]
    assert described["crowds"] == [
        {"Families": {**described["crowds"][0]["Families"], "families": 5}}
    ]
    assert (described["campaigns"], described["seed"]) == ([], 9)
    truth = pq.read_table(out / "truth.parquet")
    assert set(truth["zone_h"].to_pylist()) == {8.0}


def test_the_same_command_gives_the_same_bytes(clearwater: CommandLine, tmp_path: Path) -> None:
    for name in ("a", "b"):
        clearwater("simulate", *SMALL, *ONE, "--out", str(tmp_path / name), "--seed", "4")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_a_file_says_it_all(clearwater: CommandLine, out: Path, tmp_path: Path) -> None:
    config = tmp_path / "world.toml"
    config.write_text(
        """
[world]
preset = "shop"
accounts = 400
objects = 500
events = 2_000

[[campaign]]
kind = "brushed orders"
name = "刷单团伙"
accounts = 20
jobs = 4
""",
        encoding="utf-8",
    )
    ended = clearwater("simulate", "--config", str(config), "--out", str(out), "--format", "json")
    assert ended.code == 0, ended.err
    assert [row["campaign"] for row in json.loads(ended.out)] == ["刷单团伙"]


@pytest.mark.parametrize(
    "beside", [("forum",), ("--days", "3"), ("--plant", "none"), ("--set", "topics=3")]
)
def test_nothing_may_stand_beside_a_file(
    clearwater: CommandLine, out: Path, tmp_path: Path, beside: tuple[str, ...]
) -> None:
    config = tmp_path / "world.toml"
    config.write_text("[world]\naccounts = 400\n")
    ended = clearwater("simulate", *beside, "--config", str(config), "--out", str(out))
    assert ended.code == 2
    assert "--config cannot be combined with" in ended.err
    assert not out.exists()


def test_the_list_names_every_kind_and_writes_nothing(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater("simulate", "--list", "--format", "json", "--out", str(out))
    assert ended.code == 0, ended.err
    names = [row["name"] for row in json.loads(ended.out)]
    assert names == [*PRESETS, *CROWD_KINDS, *CAMPAIGN_KINDS]
    assert not out.exists()
    assert "one-star extortion" in clearwater("simulate", "--list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plant", "phone fram"), "did you mean 'phone farm'?"),
        (("--crowd", "petitions"), "did you mean 'petition'?"),
        (("forums",), "did you mean 'forum'?"),
        (("--set", "topic=3"), "did you mean 'topics'?"),
        (("--set", "start=yesterday"), "such as 2026-03-02T00:00:00Z"),
        (("--plant", "phone farm:accounts=1"), "2 to 1e+06"),
        (("--accounts", "1"), "accounts of WorldConfig is out of range"),
        (("--accounts", "20", "--plant", "none"), "Raise accounts of WorldConfig"),
    ],
)
def test_what_cannot_be_ends_with_2_and_says_what_can(
    clearwater: CommandLine, out: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = clearwater("simulate", *arguments, "--out", str(out))
    assert ended.code == 2, ended.err
    assert said in ended.err
    assert ended.out == ""
    assert not out.exists()


def test_an_earlier_log_is_replaced_only_when_told(clearwater: CommandLine, out: Path) -> None:
    arguments = ("simulate", *SMALL, *ONE, "--out", str(out))
    assert clearwater(*arguments).code == 0
    refused = clearwater(*arguments)
    assert (refused.code, "or --overwrite" in refused.err) == (2, True)
    assert clearwater(*arguments, "--overwrite").code == 0


def test_a_folder_with_strangers_is_left_alone(clearwater: CommandLine, out: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_text("论文")
    ended = clearwater("simulate", *SMALL, *ONE, "--out", str(out), "--overwrite")
    assert ended.code == 2
    assert "thesis.docx" in ended.err
    assert [file.name for file in out.iterdir()] == ["thesis.docx"]


def test_help_has_examples(clearwater: CommandLine) -> None:
    ended = clearwater("simulate", "--help")
    assert ended.code == 0
    assert 'clearwater simulate --plant "phone farm:accounts=300,jobs=40"' in ended.out
    assert "clearwater simulate --list" in ended.out
