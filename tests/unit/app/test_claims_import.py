"""Import: nothing lost, nothing doubled, everything said."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app.claims_import import claims_import
from clearwater.errors import OutputError, SourceError

HEAD = "check,text,published,rating,url,publisher,retracted\n"
GOOD = "k1,喝高度白酒能杀死新冠病毒,2020-02-05,假,https://a.cn/1,丁香医生,\n"


def table(folder: Path, *rows: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def told(found: pa.Table) -> list[tuple[str, int, str | None]]:
    return [(row["what"], row["records"], row["remark"]) for row in found.to_pylist()]


def test_the_same_file_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "c.parquet"
    path = table(tmp_path, GOOD)
    assert told(claims_import([path], out).told) == [("new", 1, None)]
    before = out.read_bytes()
    assert told(claims_import([path, path], out).told) == [("unchanged", 2, None)]
    assert out.read_bytes() == before


def test_changes_withdrawals_and_contradictions_are_kept_and_said(tmp_path: Path) -> None:
    out = tmp_path / "c.parquet"
    claims_import([table(tmp_path, GOOD)], out)
    changed = GOOD.replace("假", "存疑")
    other = GOOD.replace("k1", "k2").replace("a.cn/1", "b.cn/2").replace("假", "属实")
    gone = other.replace(",\n", ",yes\n")
    said = claims_import([table(tmp_path, changed, other)], out)
    assert told(said.told) == [
        ("new version", 1, None),
        ("new", 1, None),
        ("contradicted", 1, "its checks rate it differently; all are kept"),
    ]
    assert told(claims_import([table(tmp_path, gone)], out).told) == [("retracted", 1, None)]
    kept = pq.read_table(out).select(["check", "version", "rating", "retracted"]).to_pylist()
    assert [tuple(row.values()) for row in kept] == [
        ("k1", 1, "假", False),
        ("k1", 2, "存疑", False),
        ("k2", 1, "属实", False),
        ("k2", 2, "属实", True),
    ]


def test_two_ratings_by_nobody_known_are_two_checks(tmp_path: Path) -> None:
    out = tmp_path / "c.parquet"
    rows = [",喝高度白酒能杀死新冠病毒,,假,,,\n", ",喝高度白酒能杀死新冠病毒,,真,,,\n"]
    said = claims_import([table(tmp_path, *rows)], out)
    assert [row["what"] for row in said.told.to_pylist()] == ["new", "contradicted"]
    assert pq.read_table(out)["current"].to_pylist() == [True, True]


def test_bad_records_go_beside_with_line_and_reason(tmp_path: Path) -> None:
    out = tmp_path / "c.parquet"
    poor = "k3,口罩颜色要朝外,,,,,\n"
    unknown = ",,,,https://nowhere.cn/1,,yes\n"
    said = claims_import([table(tmp_path, GOOD, poor, ",,,,,,\n", unknown)], out)
    assert told(said.told) == [
        ("new", 1, None),
        ("new", 1, "no date; no rating; no link; no publisher"),
        ("quarantined", 1, "no claim and no title, so nothing to match"),
        ("quarantined", 1, "no check is kept from the address that was withdrawn"),
    ]
    assert said.quarantine == tmp_path / "c-quarantine.parquet"
    lines = pq.read_table(tmp_path / "c-quarantine.parquet").select(["file", "line"]).to_pylist()
    assert [tuple(row.values()) for row in lines] == [("a.csv", 4), ("a.csv", 5)]
    assert pq.read_table(out)["remarks"].to_pylist() == [
        None,
        "no date; no rating; no link; no publisher",
    ]


def test_a_file_without_any_check_is_refused_and_its_rows_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("statement_cn\n口罩\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no check was found"):
        claims_import([path], tmp_path / "c.parquet")
    assert not (tmp_path / "c.parquet").exists()
    assert (tmp_path / "c-quarantine.parquet").exists()


def test_somebody_elses_file_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "thesis.parquet"
    pq.write_table(pa.table({"a": [1]}), out)
    with pytest.raises(OutputError, match="something else"):
        claims_import([table(tmp_path, GOOD)], out)
    assert pq.read_table(out).column_names == ["a"]
    out.write_bytes(b"PK")
    with pytest.raises(OutputError, match="cannot be read"):
        claims_import([table(tmp_path, GOOD)], out)
