"""``clearwater claims`` as a person types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.cli.conftest import CommandLine

CHECKS = """claim,text,published,rating,url,publisher
c1,喝高度白酒能杀死新冠病毒,2020-02-05,假,https://a.cn/1,丁香医生
c2,口罩颜色要朝外,,,,
,,,,,
"""
POSTS = """post,text,time,actor
p1,大家快看：喝高度白酒能杀死新冠病毒,2020-02-07T00:00:00Z,甲
p2,今天吃什么,2020-02-07T00:00:00Z,乙
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checks.csv").write_text(CHECKS, encoding="utf-8")
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    return tmp_path


def test_import_says_what_became_of_each_record(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater("claims", "import", "checks.csv", "--format", "json")
    assert ended.code == 0, ended.err
    assert [(row["what"], row["records"], row["first"]) for row in json.loads(ended.out)] == [
        ("new", 1, "checks.csv:2"),
        ("new", 1, "checks.csv:3"),
        ("quarantined", 1, "checks.csv:4"),
    ]
    assert "checks kept: 2 in claims.parquet" in ended.err
    assert "claims-quarantine.parquet" in ended.err
    assert pq.read_table(folder / "claims.parquet").num_rows == 2


def test_match_gives_the_promised_columns(clearwater: CommandLine, folder: Path) -> None:
    clearwater("claims", "import", "checks.csv")
    ended = clearwater("claims", "match", "posts.csv", "--format", "csv", "--top", "1")
    assert ended.code == 0, ended.err
    (row,) = [row for row in csv.DictReader(io.StringIO(ended.out)) if row["post"] == "p1"]
    assert list(row)[:4] == ["post", "claim", "rank", "score"]
    assert (row["claim"], row["rank"], row["said"], row["rating"]) == ("c1", "1", "suggested", "假")
    assert "a match is a suggestion" in ended.err


def test_the_table_for_people_lays_the_check_beside_the_post(
    clearwater: CommandLine, folder: Path
) -> None:
    ended = clearwater("claims", "match", "posts.csv", "--claims", "checks.csv")
    assert ended.code == 0, ended.err
    head, row = ended.out.splitlines()
    assert "post text" in head
    for shown in ("p1", "suggested", "大家快看", "假", "丁香医生", "https://a.cn/1"):
        assert shown in row
    assert "1 records of claims were put aside" in ended.err


def test_spread_is_written_where_it_is_asked_for(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater(
        *("claims", "match", "posts.csv", "--claims", "checks.csv", "--spread", "s", "--format"),
        "json",
    )
    assert ended.code == 0, ended.err
    assert "claims told again after the check: 1; accounts: 1; in s" in ended.err
    assert pq.read_table(folder / "s" / "accounts.parquet")["account"].to_pylist() == ["甲"]
    assert pq.read_table(folder / "s" / "claims.parquet").num_rows == 1
    assert pq.read_table(folder / "s" / "travels.parquet")["day"].to_pylist() == ["2020-02-07"]


def test_parquet_is_bytes_for_a_program(
    clearwater: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "m.parquet"
    with target.open("w") as out:
        monkeypatch.setattr("sys.stdout", out)
        ended = clearwater(
            "claims", "match", "posts.csv", "--claims", "checks.csv", "--format", "parquet"
        )
    assert ended.code == 0, ended.err
    table = pq.read_table(target)
    assert table.column_names[:4] == ["post", "claim", "rank", "score"]
    assert table.schema.field("post").type == pa.string()


def test_explain_says_and_does_nothing(clearwater: CommandLine, folder: Path) -> None:
    ended = clearwater(
        *("claims", "match", "posts.csv", "--claims", "checks.csv", "--explain"),
        *("--sentences", "--spread", "s", "--format", "json"),
    )
    assert ended.code == 0, ended.err
    steps = {row["step"]: row["detail"] for row in json.loads(ended.out)}
    assert steps["read"] == "2 posts, 2 claims"
    assert steps["sentences"] == "4 texts to vectors"
    assert not (folder / "s").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("match", "posts.csv", "--claims", "nowhere.csv"), 3, "no such file"),
        (
            ("match", "posts.csv", "--claims", "checks.csv", "--top", "0"),
            2,
            "top of Matching is out of range",
        ),
        (("match", "checks.csv", "--claims", "checks.csv"), 3, "no column for post"),
        (("match", "posts.csv", "--claims", "checks.csv", "--map", "x"), 2, "OURS=THEIRS"),
        (("import", "posts.csv", "--out", "posts.csv"), 3, "cannot be read"),
        (("import", "checks.csv", "--time-zone", "Mars/Base"), 2, "Mars/Base"),
    ],
)
def test_what_cannot_be_says_why(
    clearwater: CommandLine, folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = clearwater("claims", *arguments)
    assert (ended.code, said in ended.err) == (code, True), ended.err
    assert ended.out == ""
