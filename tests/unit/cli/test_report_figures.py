"""Figures of work from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.figures_of import lived
from tests.unit.cli.conftest import CommandLine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("store")
    lived(folder, 51, days=14, cases_a_day=1).store.close()
    at = ("--at", "2026-08-01T00:00:00Z")
    return (
        "--store",
        str(folder / "cases.db"),
        "--files",
        str(folder / "files"),
        "--as",
        "lea",
        *at,
    )


def test_a_week_in_every_form(
    clearwater: CommandLine, store: tuple[str, ...], tmp_path: Path
) -> None:
    ended = clearwater("report", "weekly", "--week", "2026-W02", "--out", str(tmp_path), *store)
    assert ended.code == 0, ended.err
    assert ended.out == ""
    names = {file.suffix for file in tmp_path.iterdir()}
    assert names == {".json", ".csv", ".xlsx", ".pdf"}


def test_only_the_forms_that_are_asked_for(
    clearwater: CommandLine, store: tuple[str, ...], tmp_path: Path
) -> None:
    asked = ("--formats", "csv", "--out", str(tmp_path), "--week", "2026-W02")
    assert clearwater("report", "weekly", *asked, *store).code == 0
    assert {file.suffix for file in tmp_path.iterdir()} == {".json", ".csv"}
    wrong = ("--formats", "docx", "--out", str(tmp_path), "--week", "2026-W02")
    ended = clearwater("report", "weekly", *wrong, *store)
    assert (ended.code, "pdf" in ended.err) == (2, True)


def test_the_command_that_a_report_prints_gives_its_value(
    clearwater: CommandLine, store: tuple[str, ...], tmp_path: Path
) -> None:
    asked = ("--formats", "json", "--out", str(tmp_path), "--week", "2026-W02")
    clearwater("report", "weekly", *asked, *store)
    document = json.loads((tmp_path / "weekly-2026-W02.json").read_text("utf-8"))
    for one in document["figures"]:
        words = one["command"].split()[1:]
        ended = clearwater(*words, *store, "--format", "json")
        assert ended.code == 0, ended.err
        said = json.loads(ended.out)
        assert (said["total"], said["cells"]) == (one["total"], one["cells"])
        assert said["ledger"] == document["ledger"]


def test_one_period_is_counted_at_a_time(clearwater: CommandLine, store: tuple[str, ...]) -> None:
    two = ("--week", "2026-W02", "--month", "2026-01")
    assert clearwater("report", "figure", "clues.received", *two, *store).code == 2
    assert clearwater("report", "figure", "clues.received", *store).code == 2
    near = clearwater("report", "figure", "clues.recieved", "--week", "2026-W02", *store)
    assert (near.code, "clues.received" in near.err) == (2, True)


def test_a_figure_names_the_entries(clearwater: CommandLine, store: tuple[str, ...]) -> None:
    ended = clearwater("report", "figure", "clues.received", "--month", "2026-01", *store)
    assert ended.code == 0, ended.err
    assert "entries counted (" in ended.err


def test_figures_are_listed_without_a_store(clearwater: CommandLine) -> None:
    ended = clearwater("report", "figures", "--language", "zh-CN", "--format", "json")
    assert ended.code == 0, ended.err
    assert {"figure", "definition"} <= json.loads(ended.out)[0].keys()


def test_what_is_published_and_held_against_the_ledger(
    clearwater: CommandLine, store: tuple[str, ...], tmp_path: Path
) -> None:
    public, book = tmp_path / "public", tmp_path / "book"
    asked = ("--quarter", "2026-Q1", "--out", str(public))
    assert clearwater("report", "transparency", *asked, *store).code == 0
    assert clearwater("report", "casebook", "--out", str(book), *store).code == 0
    week = ("--week", "2026-W02", "--out", str(tmp_path), "--formats", "json")
    assert clearwater("report", "weekly", *week, *store).code == 0
    files = (str(public / "transparency.json"), str(tmp_path / "weekly-2026-W02.json"))
    ended = clearwater("report", "check", *files, "--ledger", *store)
    assert ended.code == 0, ended.out
    said = json.loads(Path(files[1]).read_text("utf-8"))
    said["figures"][0]["total"]["value"] += 1
    Path(files[1]).write_text(json.dumps(said), "utf-8")
    ended = clearwater("report", "check", *files, "--ledger", *store, "--format", "json")
    assert ended.code == 1
    assert {"ledger.differs", "sum.parts"} <= {one["rule"] for one in json.loads(ended.out)}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.json", "{", "JSON"),
        ("x.json", "[]", "format None"),
        ("x.json", '{"format": "clearwater weekly report"}', "no field 'period'"),
        ("x.csv", "a,b\n1,2\n", "columns week, figure and value"),
        ("x.jsonl", "[1]\n", "line 1"),
    ],
)
def test_what_is_no_source_is_refused(
    clearwater: CommandLine, tmp_path: Path, name: str, content: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    ended = clearwater("report", "check", str(path))
    assert (ended.code, said in ended.err) == (3, True), ended.err


def test_a_self_report_as_csv(clearwater: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "self.csv"
    path.write_text(
        "platform,week,offset_min,published,figure,by,value\n"
        "小河视频,2026-W02,0,,measures.begun,,3\n"
        "小河视频,2026-W02,0,,measures.begun,kind=mute,2\n"
        "小河视频,2026-W02,0,,measures.begun,kind=ban,2\n",
        "utf-8",
    )
    ended = clearwater("report", "check", str(path), "--format", "json")
    assert (ended.code, [one["rule"] for one in json.loads(ended.out)]) == (1, ["sum.parts"])
