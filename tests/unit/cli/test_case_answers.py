"""What ``clearwater case`` says to people and to programs: previews, refusals, tables, JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import CONSIDERED, Store


def test_a_preview_says_what_a_person_decides_by(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    staged = ("--measure", "suspend", "--stages", "3", "--stage-gap", "6h", "--duration", "14d")
    told = store("case", "decide", case, *staged, "--preview")
    assert told.code == 0, told.err
    for words in ("F001, ", "accounts met on", "at most", "for the last", "had a measure before"):
        assert words in told.out
    assert "second person    needed" in told.out
    assert "--previewed" in told.err
    row = store.rows("case", "decide", case, *staged, "--preview")[0]
    begins, all_begun, ends = (
        datetime.fromisoformat(row[name]) for name in ("begins", "all_begun", "ends")
    )
    assert (all_begun - begins, ends - all_begun) == (timedelta(hours=12), timedelta(days=14))
    assert row["had_measure_before"] == 0
    bare = store.rows("case", "decide", case, "--preview")[0]
    assert (bare["measure"], bare["begins"], bare["accounts"]) == (None, None, row["accounts"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "warm"), "did you mean 'warn'"),
        (("--measure", "ban", "--duration", "9000d"), "duration in seconds"),
        (("--no-action",), "no action touches nobody"),
    ],
)
def test_a_preview_of_what_cannot_be_is_refused(
    store: Store, run_folder: Path, words: tuple[str, ...], said: str
) -> None:
    case = store.opened(run_folder, "--no-freeze")
    ended = store("case", "decide", case, *words, "--preview")
    assert ended.code in {2, 3}
    assert said in ended.err


def test_a_refusal_says_the_way_on(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder)
    decide = ("case", "decide", case, "--measure", "suspend", "--why", "同一张桌子", *CONSIDERED)
    assert f"clearwater case assign {case}" in store(*decide).err
    store("case", "assign", case)
    store(*decide)
    assert "by a second person" in store("case", "approve", case).err
    store("case", "approve", case, user="zhang.min")
    store("case", "notify", case)
    appealed = store("case", "appeal", case, "--statement", "我们是一个班")
    assert "clearwater case resolve-appeal" in appealed.err
    assert "clearwater case resolve-appeal" in store("case", "close", case, "--why", "x").err


def test_numbers_are_for_people_in_tables_and_exact_in_json(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    shown = store("case", "show", case).out
    said = json.loads(store("case", "show", case, "--format", "json").out)
    exact = [one["q_value"] for one in said["members"]]
    assert max(map(len, exact)) > 12, "the decimals that were kept"
    assert not any(one in shown for one in exact if len(one) > 12)
    members = shown[shown.index("members (") :].splitlines()[2 : 2 + len(exact)]
    bits = [float(line.split()[-4]) for line in members]
    assert bits == sorted(bits, reverse=True), "whom the evidence names most stands first"


def test_lists_of_nothing_say_so(store: Store) -> None:
    store("case", "init")
    for words, said in (
        (("case", "list"), "no such case"),
        (("case", "clues"), "no clue is waiting"),
        (("case", "restrictions", "--account", "小明"), "no measure is in force for this account"),
    ):
        ended = store(*words)
        assert (ended.code, said in ended.err) == (0, True), ended.err
    assert "'open'" in (wrong := store("case", "list", "--state", "opne").err)
    assert "CaseState" not in wrong
    assert store("ledger", "show", "--case", "case-none").code == 3


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "csv"])
def test_every_verb_answers_programs(
    store: Store, run_folder: Path, tmp_path: Path, form: str
) -> None:
    def parsed(*words: str, user: str = "li.wei") -> list[dict[str, Any]]:
        ended = store(*words, "--format", form, user=user)
        assert ended.code == 0, ended.err
        if form == "csv":
            return list(csv.DictReader(io.StringIO(ended.out)))
        return list(json.loads(ended.out))

    assert len(parsed("case", "init")[0]["key"]) == 64
    clue = parsed("case", "clue", "--note", "刷单")[0]["clue"]
    parsed("case", "set-aside", clue, "--why", "不是行为")
    case = parsed("case", "open", str(run_folder), "--finding", "F001")[0]["case"]
    later = parsed("case", "clue", "--note", "又一次")[0]["clue"]
    decide = ("case", "decide", case, "--measure", "suspend")
    for words in (
        ("case", "clues"),
        ("case", "join", case, "--clue", later),
        ("case", "list"),
        ("case", "assign", case),
        ("case", "exclude", case, "--account", "desk0", "--why", "手机被盗"),
        ("case", "freeze", case, "--run", str(run_folder)),
        (*decide, "--preview"),
        (*decide, "--why", "同一张桌子", *CONSIDERED),
    ):
        assert parsed(*words), words
    assert parsed("case", "approve", case, user="zhang.min")[0]["state"] == "decided"
    for words in (
        ("case", "notify", case),
        ("case", "deliver"),
        ("case", "restrictions"),
        ("case", "appeal", case, "--statement", "我们是一个班"),
    ):
        assert parsed(*words), words
    answer = ("case", "resolve-appeal", case, "--outcome", "overturned", "--why", "一个班")
    parsed(*answer, user="wang.fang")
    parsed("case", "close", case, "--why", "撤回", user="zhang.min")
    parsed("case", "user", "wang.fang", "--role", "appeals")
    assert len(parsed("case", "users")) == 1
    parsed("evidence", "seal", case, "--out", str(tmp_path / "bag"))
    parsed("backup", "--out", str(tmp_path / "copy"))
    parsed("restore", str(tmp_path / "copy"), "--drill")
    assert parsed("ledger", "verify") == []
