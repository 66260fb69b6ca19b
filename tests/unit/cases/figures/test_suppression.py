"""No small count can be worked out from what is published: checked by trying every table."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.figures.suppression import Sum, possible, suppressed
from clearwater.errors import ParameterError

Cell = tuple[str, str]


def table(inner: list[list[int]]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """Return the counts of a table with its totals, and its sums."""
    rows = [str(number) for number in range(len(inner))]
    columns = [str(number) for number in range(len(inner[0]))]
    counts = {(r, c): inner[int(r)][int(c)] for r, c in product(rows, columns)}
    counts |= {(r, "all"): sum(counts[r, c] for c in columns) for r in rows}
    counts |= {("all", c): sum(counts[r, c] for r in rows) for c in [*columns, "all"]}
    sums = [Sum((r, "all"), tuple((r, c) for c in columns)) for r in [*rows, "all"]]
    sums += [Sum(("all", c), tuple((r, c) for r in rows)) for c in [*columns, "all"]]
    return counts, sums


def fitting(counts: dict[Cell, int], left_out: frozenset[Cell]) -> dict[Cell, set[int]]:
    """Return the values that each count has among all 2 x 2 tables that fit what is published.

    Cells up to the largest count and 4 more are tried; a count without limit shows as that large.
    """
    most = max(counts.values()) + 4
    grid = np.indices((most + 1,) * 4, dtype=np.int16).reshape(4, -1)
    tried = dict(zip([("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")], grid, strict=True))
    for one in ("0", "1"):
        tried[one, "all"] = tried[one, "0"] + tried[one, "1"]
        tried["all", one] = tried["0", one] + tried["1", one]
    tried["all", "all"] = tried["all", "0"] + tried["all", "1"]
    fits = np.ones(grid.shape[1], dtype=bool)
    for key, count in counts.items():
        if key not in left_out:
            fits &= tried[key] == count
    return {key: set(map(int, np.unique(values[fits]))) for key, values in tried.items()}


@given(
    inner=st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2),
    smallest=st.integers(2, 4),
)
def test_every_small_count_keeps_many_values(inner: list[list[int]], smallest: int) -> None:
    counts, sums = table(inner)
    left_out = suppressed(counts, sums, smallest)
    small = {key for key, count in counts.items() if 0 < count < smallest}
    assert small <= left_out
    values = fitting(counts, left_out)
    for key in small:
        assert len(values[key]) >= smallest
        assert max(values[key]) >= smallest


@given(
    inner=st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2),
    picked=st.data(),
)
def test_the_interval_is_what_trying_every_table_gives(
    inner: list[list[int]], picked: st.DataObject
) -> None:
    counts, sums = table(inner)
    cells = [key for key in counts if "all" not in key]
    left_out = frozenset(picked.draw(st.sets(st.sampled_from(cells), min_size=1)))
    values = fitting(counts, left_out)
    for key in left_out:
        assert possible(key, counts, sums, left_out) == (min(values[key]), max(values[key]))


def test_a_lone_small_count_takes_another_of_its_row_and_of_its_column() -> None:
    counts, sums = table([[2, 20, 30], [40, 50, 60], [70, 80, 90]])
    left_out = suppressed(counts, sums, 5)
    assert ("0", "0") in left_out
    assert len(left_out) == 4, "a rectangle"
    least, most = possible(("0", "0"), counts, sums, left_out)
    assert most is not None
    assert (least, most >= 5) == (0, True)


def test_nothing_is_left_out_where_nothing_is_small() -> None:
    counts, sums = table([[20, 0], [40, 50]])
    assert suppressed(counts, sums, 5) == frozenset()


def test_a_single_small_total_takes_its_parts_along() -> None:
    counts, sums = table([[1, 0], [0, 2]])
    left_out = suppressed(counts, sums, 5)
    assert {key for key, count in counts.items() if count} <= left_out


def test_a_total_of_totals_gives_nothing_away() -> None:
    counts = {"nation": 60, "north": 22, "south": 38, "n1": 2, "n2": 20, "s1": 18, "s2": 20}
    sums = [
        Sum("nation", ("north", "south")),
        Sum("north", ("n1", "n2")),
        Sum("south", ("s1", "s2")),
    ]
    left_out = suppressed(counts, sums, 5)
    assert left_out == {"n1", "n2"}


def test_a_wrong_sum_is_refused() -> None:
    with pytest.raises(ParameterError, match="not the sum"):
        suppressed({"all": 4, "a": 1, "b": 2}, [Sum("all", ("a", "b"))], 5)
    with pytest.raises(ParameterError, match="negative"):
        suppressed({"a": -1}, [], 5)
