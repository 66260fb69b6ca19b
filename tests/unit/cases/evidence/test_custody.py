from __future__ import annotations

from pathlib import Path

from clearwater.cases.evidence.custody import custody_of, entries_behind
from tests.helpers.sealed_case import CASE, CONTENTS, MAIN, made_store


def test_the_chain_of_custody_says_who_had_what_in_hand(tmp_path: Path) -> None:
    made = made_store(tmp_path)
    sealed = made.seal(tmp_path / "package")
    with made.store.reading(MAIN) as unit:
        rows = custody_of(unit.entries(CASE))
    assert [(row.who, row.what) for row in rows] == [
        ("lin", "evidence frozen"),
        ("sun", "personal data read"),
        ("lin", "evidence sealed"),
    ]
    assert rows[0].files == tuple(sorted(CONTENTS))
    assert rows[1].detail == "appeal"
    assert (rows[2].files, rows[2].detail) == (("*",), sealed.manifest)
    assert rows[0].row()["when"] == "2026-03-01T12:04:00.000000Z"
    assert [row.number for row in rows] == sorted(row.number for row in rows)


def test_an_act_of_another_case_that_wrote_a_row_of_this_one_is_shown(tmp_path: Path) -> None:
    made = made_store(tmp_path)
    with made.store.reading(MAIN) as unit:
        file = unit.case_file(CASE)
        assert file is not None
        entries = entries_behind(unit, file, CASE)
    assert [entry.act for entry in entries if entry.case != CASE] == ["ring shared"]
    assert [entry.number for entry in entries] == sorted(entry.number for entry in entries)
