from __future__ import annotations

import csv
import hashlib
import io
import json
import socket
from pathlib import Path

import pytest

from clearwater.app.methods import METHODS
from clearwater.app.real_sets_job import ROWS
from clearwater.evaluate.real_sets import REAL_SETS
from tests.unit.app.test_real_sets_job import ALPHA, OTC, YELP, put_three
from tests.unit.cli.conftest import CommandLine

QUICK = ("--method", "same-second", "--draws", "20")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_three(monkeypatch, tmp_path / "real")
    return tmp_path / "real"


def test_each_set_has_its_table_on_stdout_and_its_traps_once_on_stderr(
    clearwater: CommandLine, folder: Path
) -> None:
    ended = clearwater("evaluate", "sets", str(folder), *QUICK)
    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    assert sum(line.startswith("set ") for line in lines) == 3
    assert [line.split()[0] for line in lines if "same second" in line] == [OTC, YELP, YELP, ALPHA]
    for set_id in (OTC, YELP, ALPHA):
        for words in (REAL_SETS[set_id].licence, *REAL_SETS[set_id].traps):
            assert ended.err.count(words) == 1
            assert words not in ended.out
        assert ended.err.count(f"{set_id}: {REAL_SETS[set_id].what}") == 1
    assert "ask methods about real sets: done (3)" in ended.err


def test_intervals_circular_rows_and_skipped_rows_are_readable(
    clearwater: CommandLine, folder: Path
) -> None:
    ended = clearwater("evaluate", "sets", str(folder), *QUICK)
    lines = ended.out.splitlines()
    [received] = [line for line in lines if "low ratings received" in line]
    assert "1.000 (1.00-1.00)" in received
    assert "circular" in received
    assert sum("not asked: no times" in line for line in lines) == 2
    assert sum("sees nothing here" in line for line in lines) == 2


def test_missing_sets_are_named_with_the_way_to_get_them(
    clearwater: CommandLine, folder: Path
) -> None:
    ended = clearwater("evaluate", "sets", str(folder), *QUICK)
    assert "not measured: hop_sybil: a file of hop_sybil is missing" in ended.err
    assert REAL_SETS["hop_sybil"].origin in ended.err
    assert f"clearwater evaluate fetch hop_sybil --from PATH --to {folder}" in ended.err


def test_programs_get_every_figure(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater("evaluate", "sets", str(folder), *QUICK, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert list(rows[0]) == ROWS.names
    measures = {row["measure"] for row in rows if row["set"] == ALPHA}
    assert "groups per 10,000" in measures
    assert REAL_SETS[ALPHA].traps[0] in ended.err


def test_only_the_named_sets_are_measured(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater("evaluate", "sets", str(folder), "--set", ALPHA, *QUICK, "--format", "json")
    assert {row["set"] for row in json.loads(ended.out)} == {ALPHA}
    assert "not measured" not in ended.err


def test_everybody_is_asked_unless_somebody_is_named(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater(
        *("evaluate", "sets", str(folder), "--set", ALPHA, "--draws", "5", "--format", "json")
    )
    assert {row["method"] for row in json.loads(ended.out)} == {m.name for m in METHODS.values()}


def test_the_seed_decides_the_intervals(clearwater: CommandLine, folder: Path) -> None:
    def out(seed: str) -> str:
        line = ("evaluate", "sets", str(folder), "--set", YELP, "--method", "fraudar")
        return clearwater(*line, "--draws", "30", "--seed", seed, "--format", "csv").out

    assert out("1") == out("1")
    assert out("1") != out("2")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--set", "bitcoin_oct"), 2, "did you mean 'bitcoin_otc'"),
        (("--set", "mib_fake_followers"), 2, "nothing can be measured honestly"),
        (("--set", "hop_sybil"), 3, "hop_sybil is missing"),
        (("--method", "clearwate"), 2, "did you mean 'clearwater'"),
        (("--draws", "0"), 2, "'--draws'"),
        (("--seed", "-1"), 2, "--seed cannot be used like this"),
    ],
)
def test_what_cannot_be_is_refused(
    clearwater: CommandLine, folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended = clearwater("evaluate", "sets", str(folder), *arguments)
    assert ended.code == code
    assert words in ended.err
    assert ended.out == ""


def test_a_folder_without_sets_could_not_run(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = clearwater("evaluate", "sets", str(tmp_path / "nowhere"))
    assert ended.code == 3
    assert "clearwater evaluate fetch" in ended.err


def test_all_sets_are_listed(clearwater: CommandLine) -> None:
    ended = clearwater("evaluate", "fetch", "--format", "json")
    rows = {row["set"]: row for row in json.loads(ended.out)}
    assert list(rows) == list(REAL_SETS)
    assert rows["hop_sybil"]["files"] == 4
    assert rows["hop_sybil"]["rows"] == 43_052 + 309_124 + 43_052 + 20_441
    assert rows["youtube_spam"]["licence"].endswith("CC BY 4.0.")
    assert rows["mib_fake_followers"]["protocol"] is None
    assert "downloads nothing" in ended.err


def test_one_set_shows_its_notice_and_what_is_there(clearwater: CommandLine, folder: Path) -> None:
    (folder / OTC / "labels.parquet").write_bytes(b"changed")
    ended = clearwater("evaluate", "fetch", OTC, "--to", str(folder), "--format", "json")
    assert ended.code == 0, ended.err
    assert f"Source: {REAL_SETS[OTC].origin}\n" in ended.err
    assert f"Trap: {REAL_SETS[OTC].traps[0]}\n" in ended.err
    assert "downloads nothing" in ended.err
    states = [row["state"] for row in json.loads(ended.out)]
    assert states == ["there, unchanged", "another file"]


def test_a_set_is_taken_over_and_can_be_measured(
    clearwater: CommandLine, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine"
    line = ("evaluate", "fetch", OTC, "--to", str(target), "--format", "json")
    ended = clearwater(*line, "--from", str(folder))
    assert [row["state"] for row in json.loads(ended.out)] == ["taken over"] * 2
    assert f"next: clearwater evaluate sets {target} --set {OTC}" in ended.err
    again = clearwater(*line)
    assert [row["state"] for row in json.loads(again.out)] == ["there, unchanged"] * 2
    assert clearwater("evaluate", "sets", str(target), "--set", OTC, *QUICK).code == 0


def test_a_part_of_a_set_is_said_to_be_a_part(
    clearwater: CommandLine, folder: Path, tmp_path: Path
) -> None:
    one = folder / OTC / "events.parquet"
    ended = clearwater("evaluate", "fetch", OTC, "--from", str(one), "--to", str(tmp_path / "mine"))
    assert ended.code == 0
    assert "still missing: labels.parquet" in ended.err
    assert "next:" not in ended.err


def test_a_wrong_file_is_refused_and_nothing_is_left(
    clearwater: CommandLine, folder: Path, tmp_path: Path
) -> None:
    (folder / OTC / "labels.parquet").write_bytes(b"changed")
    target = tmp_path / "mine"
    ended = clearwater("evaluate", "fetch", OTC, "--from", str(folder), "--to", str(target))
    assert ended.code == 3
    assert hashlib.sha256(b"changed").hexdigest() in ended.err
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("no_such_set",), 2, "no such real set"),
        (("--from", "x"), 2, "--from needs the name of the set"),
        ((OTC, "--from", "no such folder"), 3, "Nothing is downloaded"),
    ],
)
def test_fetch_refuses_what_cannot_be(
    clearwater: CommandLine, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended = clearwater("evaluate", "fetch", *arguments)
    assert ended.code == code
    assert words in ended.err


def test_fetch_opens_no_connection(
    clearwater: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    line = ("--from", str(folder), "--to", str(tmp_path / "mine"))
    assert clearwater("evaluate", "fetch", OTC, *line).code == 0
    assert clearwater("evaluate", "fetch", "youtube_spam").code == 0
