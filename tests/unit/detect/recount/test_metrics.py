"""Counts, means and ranks without what is set aside, checked by eye."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from tests.helpers.coded import microseconds

from clearwater.detect.recount.metrics import Draws, recounted
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode

DAY_S = 86_400.0
ROWS = [
    *[(f"a{n}", "rate", "夜市", 10.0 * n, 5.0) for n in range(6)],
    *[(f"b{n}", "rate", "夜市", DAY_S + n, 3.0) for n in range(4)],
    *[(f"b{n}", "rate", "茶馆", DAY_S + n, 4.0) for n in range(8)],
    *[(f"b{n}", "view", "茶馆", DAY_S + n, 0.5) for n in range(3)],
]
"""(account, action, object, second, value); the a's were ordered."""


def log() -> CodedLog:
    columns = list(zip(*ROWS, strict=True))
    table = pa.table(
        {
            "actor": list(columns[0]),
            "action": list(columns[1]),
            "object": list(columns[2]),
            "time": microseconds(columns[3]),
            "value": pa.array(columns[4], pa.float64()),
        }
    )
    return encode(table.to_batches())


def draws(coded: CodedLog, left: list[int]) -> Draws:
    """Return draws of which the n-th leaves ``left[n]`` of the six ordered acts in."""
    names = np.array(coded.actors.to_pylist())
    bought = np.flatnonzero(np.char.startswith(names[coded.actor], "a"))
    chance = np.zeros(coded.events)
    chance[bought] = 1.0 - np.mean(left) / bought.size
    return Draws([bought[n:] for n in left], chance)


def rows(*, left: list[int], by_day: bool = False) -> dict[tuple[str, str], Any]:
    coded = log()
    table = recounted(coded, draws(coded, left), by_day=by_day)
    return {(row["object"], row["metric"]): row for row in table.to_pylist()}


def test_a_count_falls_by_what_is_set_aside_and_has_an_interval() -> None:
    row = rows(left=[0] * 18 + [1, 2])["夜市", "rate"]
    assert (row["reported"], row["authentic"], row["low"], row["high"]) == (10.0, 4.0, 4.0, 5.0)
    assert row["remaining"] == 4
    assert row["strict"] == row["lenient"] == 4.0


def test_a_mean_may_fall_and_says_how_many_are_left() -> None:
    row = rows(left=[0] * 20)["夜市", "mean rate"]
    assert (row["reported"], row["authentic"]) == (4.2, 3.0)
    assert row["set_aside"] == 0.6


def test_who_is_overtaken_and_who_moves_up() -> None:
    found = rows(left=[0] * 20)
    assert (found["夜市", "rank by rate"]["reported"], found["夜市", "rank by rate"]["low"]) == (
        1,
        2,
    )
    assert (found["茶馆", "rank by rate"]["reported"], found["茶馆", "rank by rate"]["low"]) == (
        2,
        1,
    )


def test_what_nobody_ordered_has_no_row() -> None:
    assert ("茶馆", "rate") not in rows(left=[0] * 20)
    assert ("茶馆", "view") not in rows(left=[0] * 20)


def test_by_day_only_days_with_ordered_acts_change() -> None:
    coded = log()
    table = recounted(coded, draws(coded, [0] * 20), by_day=True)
    assert [str(day) for day in table["day"].to_pylist()] == ["1970-01-01", "1970-01-01"]
    assert table["authentic"].to_pylist() == [None, 0.0]  # mean rate, rate
