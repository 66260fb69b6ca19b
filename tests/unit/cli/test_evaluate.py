"""``clearwater evaluate plant``, ``null`` and ``compare`` as a person types them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app.compare import FIGURES
from clearwater.app.methods import METHODS
from clearwater.app.own_log import FARMS, VERSIONS
from clearwater.evaluate.injection import Farm
from clearwater.simulate import Campaign, WorldConfig, write_simulated
from tests.unit.cli.conftest import CommandLine

MAP = ("--map", "actor=用户", "--map", "object=帖子", "--map", "time=时间", "--map", "action==like")
RULE = ("--method", "same-second")
FARM = ("--farm", "accounts=6,jobs=10,jitter=0s,cover=0")
LOOSE = ("--farm", "accounts=4,jobs=2,jitter=1d,cover=0")


@pytest.fixture
def likes(tmp_path: Path) -> str:
    """Write 200 likes of 20 people on 10 posts, one a quarter of an hour."""
    moments = [datetime(2024, 5, 1) + n * timedelta(minutes=15) for n in range(200)]  # noqa: DTZ001
    rows = [f"用户{n * 7 % 20},帖子{n % 10},{moment}" for n, moment in enumerate(moments)]
    file = tmp_path / "点赞.csv"
    file.write_text("\n".join(["用户,帖子,时间", *rows]) + "\n", "utf-8")
    return str(file)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    target = tmp_path / "log"
    write_simulated(
        WorldConfig(accounts=80, objects=120, events=900, days=10),
        (),
        (Campaign(8, jobs=16, jitter_s=5.0, name="刷量"),),
        target,
        seed=2,
        description={},
        on_slice=lambda *_: None,
    )
    return str(target)


def plant(source: str, *more: str) -> tuple[str, ...]:
    return ("evaluate", "plant", source, *MAP, "--time-zone", "Asia/Shanghai", *more)


def test_farms_are_a_table_and_what_it_comes_to_is_said_beside(
    clearwater: CommandLine, likes: str
) -> None:
    ended = clearwater(*plant(likes, *RULE, *FARM, *LOOSE))
    assert ended.code == 0, ended.err
    head, found, missed = ended.out.splitlines()
    assert head.split("  ")[0] == "farm"
    assert " ".join(head.split()[-5:]) == "found own accounts with it"
    assert found.split("  ")[0] == "6 accounts, 10 jobs each, all within 0 s"
    assert found.split()[-4:] == ["found", "6", "6", "0"]
    assert missed.split()[-4:] == ["missed", "4", "0", "0"]
    said = ended.err.splitlines()
    assert "same-second: farms planted in your log 2: 1 found, 0 partly, 1 missed" in said
    assert (
        "same-second: of your own accounts it names 0 without any farm, and at most 0 more while "
        "farms are in the log"
    ) in said


def test_the_log_is_only_read(clearwater: CommandLine, likes: str) -> None:
    before = Path(likes).read_bytes()
    clearwater(*plant(likes, *RULE, *FARM))
    assert Path(likes).read_bytes() == before
    assert [file.name for file in Path(likes).parent.iterdir()] == ["点赞.csv"]


def test_with_several_methods_each_row_says_whose_it_is(
    clearwater: CommandLine, likes: str
) -> None:
    ended = clearwater(*plant(likes, *RULE, "--method", "toolkit-1s", *FARM))
    assert ended.code == 0, ended.err
    head, *rows = ended.out.splitlines()
    assert head.split()[0] == "method"
    assert [row.split()[0] for row in rows] == ["same-second", "toolkit-1s"]


def test_programs_get_every_column(clearwater: CommandLine, likes: str) -> None:
    as_json = json.loads(clearwater(*plant(likes, *RULE, *FARM, "--format", "json")).out)
    as_csv = list(
        csv.DictReader(io.StringIO(clearwater(*plant(likes, *RULE, *FARM, "--format", "csv")).out))
    )
    assert [list(row) for row in (*as_json, *as_csv)] == [FARMS.names] * 2
    assert (as_json[0]["found"], as_csv[0]["found"]) == (6, "6")


def test_the_same_command_gives_the_same_answer(clearwater: CommandLine, likes: str) -> None:
    line = plant(likes, *RULE, "--farm", "accounts=9,jobs=4,jitter=3s", "--format", "json")
    assert clearwater(*line, "--seed", "5").out == clearwater(*line, "--seed", "5").out


def test_methods_that_cannot_be_asked_are_named(clearwater: CommandLine, likes: str) -> None:
    ended = clearwater(*plant(likes, *RULE, "--method", "same-device", *FARM))
    assert ended.code == 0
    assert "not asked: same-device: the log has no column device" in ended.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--method", "same-secnd"), "did you mean 'same-second'"),
        (("--farm", "acounts=5"), "did you mean 'accounts'?"),
        (("--farm", "accounts=many"), "--farm accounts cannot be used like this"),
        (("--farm", "accounts=1"), "accounts of Farm is out of range"),
        (("--farm", "jobs"), "--farm jobs cannot be used like this"),
        (("--method", "same-device"), "no method can be asked about this log"),
        (("--seed", "-1"), "seed"),
        (("--format", "xlsx"), "table, json, csv or parquet"),
    ],
)
def test_what_cannot_be_ends_with_2_and_prints_no_rows(
    clearwater: CommandLine, likes: str, more: tuple[str, ...], said: str
) -> None:
    ended = clearwater(*plant(likes, *more))
    assert ended.code == 2, ended.err
    assert said in ended.err
    assert ended.out == ""


def test_a_log_that_is_not_there_could_not_run(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = clearwater("evaluate", "plant", str(tmp_path / "nothing.csv"))
    assert (ended.code, ended.out) == (3, "")
    assert "nothing.csv" in ended.err


def test_times_without_a_zone_are_refused_as_for_a_scan(
    clearwater: CommandLine, likes: str
) -> None:
    ended = clearwater("evaluate", "null", likes, *MAP, *RULE)
    assert ended.code == 3
    assert "--time-zone" in ended.err


def test_null_versions_are_counted_by_kind_and_said_in_words(
    clearwater: CommandLine, likes: str
) -> None:
    line = ("evaluate", "null", likes, *MAP, "--time-zone", "UTC", *RULE, "--versions", "1")
    ended = clearwater(*line)
    assert ended.code == 0, ended.err
    assert len(ended.out.splitlines()) == 3
    assert (
        "same-second, who did it drawn anew: somebody was accused in 0 of 1 versions; with 95 % "
        "confidence this happens in at most 95% of such logs (more versions say more)"
    ) in ended.err
    rows = json.loads(clearwater(*line, "--format", "json").out)
    assert [list(row) for row in rows] == [VERSIONS.names] * 2
    assert [row["versions"] for row in rows] == [1, 1]


def test_who_cannot_be_asked_about_null_versions_is_named(
    clearwater: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    rows = [f"甲{n % 5},like,o,{1_714_521_600 + n},手机" for n in range(50)]
    file.write_text("\n".join(["actor,action,object,time,device", *rows]) + "\n", "utf-8")
    line = ("evaluate", "null", str(file), "--time-unit", "s", "--versions", "1", *RULE)
    ended = clearwater(*line, "--method", "same-device")
    assert ended.code == 0, ended.err
    assert "not asked: same-device: null versions have no devices and no addresses" in ended.err
    assert "same-device" not in ended.out


@pytest.mark.parametrize("versions", ["0", "1001", "many"])
def test_a_number_of_versions_that_cannot_be_is_refused(
    clearwater: CommandLine, likes: str, versions: str
) -> None:
    ended = clearwater("evaluate", "null", likes, "--versions", versions)
    assert ended.code == 2
    assert "--versions" in ended.err


def test_methods_are_compared_on_a_simulated_log(clearwater: CommandLine, folder: str) -> None:
    ended = clearwater("evaluate", "compare", folder, "--method", "clearwater", *RULE)
    assert ended.code == 0, ended.err
    head, ours, rule = ended.out.splitlines()
    assert head.split()[:2] == ["method", "recall"]
    assert (ours.split()[0], rule.split()[0]) == ("clearwater", "same-second")
    assert "8 planted accounts, 80 honest" in ended.err
    assert "clearwater: honest accounts accused, worst first: none" in ended.err


def test_programs_get_every_figure(clearwater: CommandLine, folder: str) -> None:
    ended = clearwater("evaluate", "compare", folder, *RULE, "--format", "json")
    rows = json.loads(ended.out)
    assert {tuple(row) for row in rows} == {tuple(FIGURES.names)}
    assert [row["name"] for row in rows if row["about"] == "campaign"] == ["刷量"]
    assert {"all", "campaign", "population", "zone", "activity"} <= {row["about"] for row in rows}


def test_the_accused_are_counted_by_crowd(clearwater: CommandLine, folder: str) -> None:
    """Three meet in one second, of whom one is honest: one of eighty is not rounded to none."""
    file = Path(folder) / "events.parquet"
    events = pq.read_table(file)
    truth = pq.read_table(Path(folder) / "truth.parquet").sort_by("campaign").to_pylist()
    three = [truth[-1], truth[0], truth[1]]
    assert [row["campaign"] for row in three] == [None, "刷量", "刷量"]
    same = {"action": "like", "object": "同一个帖子", "time": events["time"][0].as_py()}
    meeting = [{"event": f"x{n}", "actor": row["account"], **same} for n, row in enumerate(three)]
    pq.write_table(pa.concat_tables([events, pa.Table.from_pylist(meeting, events.schema)]), file)
    ended = clearwater("evaluate", "compare", folder, *RULE)
    assert "same-second: honest accounts accused, worst first: honest 1 of 80" in ended.err


def test_an_honest_log_shows_who_is_accused_in_it(clearwater: CommandLine, tmp_path: Path) -> None:
    line = ("--plant", "none", "--crowd", "none", "--accounts", "60", "--objects", "80")
    clearwater("simulate", *line, "--events", "300", "--out", str(tmp_path / "honest"))
    ended = clearwater("evaluate", "compare", str(tmp_path / "honest"), *RULE)
    assert ended.code == 0, ended.err
    row = ended.out.splitlines()[1].split()
    assert row[:4] == ["same-second", "-", "0", "(0-0)"]
    assert "0 planted accounts, 60 honest" in ended.err


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_that_simulate_did_not_write_could_not_run(
    clearwater: CommandLine, tmp_path: Path, name: str
) -> None:
    ended = clearwater("evaluate", "compare", str(tmp_path / name))
    assert (ended.code, ended.out) == (3, "")
    assert "clearwater simulate --out" in ended.err


def test_an_unknown_method_is_refused_before_the_log_is_read(
    clearwater: CommandLine, tmp_path: Path
) -> None:
    ended = clearwater("evaluate", "compare", str(tmp_path), "--method", "clearwatr")
    assert ended.code == 2
    assert "did you mean 'clearwater'?" in ended.err


def test_help_lists_the_commands_and_each_has_examples(clearwater: CommandLine) -> None:
    for line in (("evaluate",), ("evaluate", "--help")):
        shown = clearwater(*line).out + clearwater(*line).err
        for name in ("plant", "null", "compare", "sets", "fetch"):
            assert f"\n  {name} " in shown
    for name, example in (
        ("plant", "clearwater evaluate plant events.parquet --farm accounts=100"),
        ("null", "clearwater evaluate null events.parquet --versions 20"),
        ("compare", "clearwater evaluate compare forum/ --method clearwater --method coortweet"),
    ):
        ended = clearwater("evaluate", name, "--help")
        assert ended.code == 0
        assert example in ended.out


def test_the_page_names_every_method_farm_number_column_and_measure(
    clearwater: CommandLine, folder: str
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "evaluate.md").read_text(encoding="utf-8")
    for name in (*METHODS, *(field.name.removesuffix("_s") for field in fields(Farm))):
        assert f"`{name}`" in page, name
    for column in (*FARMS.names, *VERSIONS.names[2:]):
        assert f"`{column.replace('_', ' ')}`" in page, column
    ended = clearwater("evaluate", "compare", folder, *RULE, "--format", "json")
    for row in json.loads(ended.out):
        if row["about"] == "all":
            word = row["measure"].removesuffix(", %")
            assert word.startswith("recall at") or f"\n| {word} |" in page, word
