from __future__ import annotations

import csv
import io

import pytest

from clearwater.report.neutral import csv_text, neutral

FORMULAE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝１", "－x")


@pytest.mark.parametrize("text", FORMULAE)
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["江苏", "a=b", "", None, -3, 2.5, "1-2"])
def test_anything_else_stays(cell: str | int | float | None) -> None:
    assert neutral(cell) == cell


def test_csv_reads_back_with_neutral_cells() -> None:
    made = csv_text(("a", "b"), [("=1", 'x",\n"y')])
    rows = [*csv.reader(io.StringIO(made.decode("utf-8-sig")))]
    assert rows == [["a", "b"], ["'=1", 'x",\n"y']]
