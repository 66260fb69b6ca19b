"""The numbers that people read: counts, means of ratings, ranks; and what is left of each.

A metric is a cell for each event that counts for it, and perhaps a value. Counts are of events, by
object and action; means are of the values that ratings carry; a rank is a count's place among all
objects that the same was done to. Each is taken again for every draw of what was ordered
(`clearwater.detect.recount.ordered_acts`); the 5 % and 95 % points of these are the interval. A
count can only fall, and never by more than was observed; a mean and a rank may go up as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.detect.pushed.tempo import DAY_US
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.tables import RECOUNT

REPLICAS = 399
LOW, HIGH = 0.05, 0.95
STRICT, LENIENT = 0.9, 0.1
"""Chances above which an event is set aside if one wants to be sure, or to miss nothing."""
RANKED = 100
"""Places of a list that are always counted again."""
RATINGS = ("rate", "review")


@dataclass(frozen=True)
class Cells:
    """Events of one metric, put into cells of one object (and day)."""

    name: str
    row: np.ndarray
    """int64. Rows of the log that count."""
    cell: np.ndarray
    """int32, one a row."""
    key: np.ndarray
    """int32, one a cell. Trace key of the log."""
    day: np.ndarray
    """int64, one a cell. Days since 1970-01-01 UTC; -1 where all days are one."""
    value: np.ndarray | None = None
    """float64, one a row; None for counts."""


def cells_of(log: CodedLog, *, by_day: bool = False) -> list[Cells]:
    """Return the metrics of a log: the count of each action, and means of what carries values."""
    action = log.key_action.dictionary_encode()
    of_key = action.indices.to_numpy(zero_copy_only=False)
    found = []
    for number, name in enumerate(action.dictionary.to_pylist()):
        row = np.flatnonzero((of_key == number)[log.key]).astype(np.int64)
        found.append(_cells(log, name, row, by_day=by_day))
        if log.value is not None:
            rated = row[~np.isnan(log.value[row])]
            label = _label(name, log.value[rated])
            if label is not None:
                found.append(_cells(log, label, rated, by_day=by_day, value=log.value[rated]))
    return found


def _label(action: str, value: np.ndarray) -> str | None:
    """Return the name of the mean of an action's values; None where it has no meaning."""
    if value.size == 0:
        return None
    if action in RATINGS:
        return f"mean {action}"
    # What a view carries is the part that was watched.
    return f"completion of {action}" if action == "view" and value.max() <= 1.0 else None


def _cells(
    log: CodedLog, name: str, row: np.ndarray, *, by_day: bool, value: np.ndarray | None = None
) -> Cells:
    day = log.time[row] // DAY_US if by_day else np.full(row.size, -1, np.int64)
    pair = np.stack([log.key[row].astype(np.int64), day])
    unique, cell = np.unique(pair, axis=1, return_inverse=True)
    cell = cell.reshape(-1).astype(np.int32)
    return Cells(name, row, cell, unique[0].astype(np.int32), unique[1], value)


@dataclass(frozen=True)
class Draws:
    """Draws of what was ordered, and the chance of each event."""

    rows: Sequence[np.ndarray]
    """int64 each. Rows that one draw sets aside."""
    chance: np.ndarray
    """float64, shape (events,)."""


def recounted(log: CodedLog, draws: Draws, *, by_day: bool = False) -> pa.Table:
    """Return every cell of which something is set aside, in the columns of a run's recount.

    By object, metric and day. What has no row is as it was reported.
    """
    parts = []
    for cells in cells_of(log, by_day=by_day):
        parts.append(_counted_again(log, cells, draws))
        if not by_day and cells.value is None:
            parts.append(_ranked_again(log, cells, draws))
    table = pa.concat_tables([RECOUNT.empty_table(), *parts])
    order = [("object", "ascending"), ("metric", "ascending"), ("day", "ascending")]
    return table.sort_by(order).combine_chunks()


def _counted_again(log: CodedLog, cells: Cells, draws: Draws) -> pa.Table:
    number = cells.key.size
    weight = np.ones(cells.row.size) if cells.value is None else cells.value
    total, events = _sums(cells, weight)
    chance = draws.chance[cells.row]
    touched = np.unique(cells.cell[chance > 0.0])
    place = np.full(draws.chance.size, -1, np.int64)
    place[cells.row] = np.arange(cells.row.size)
    left = np.empty((len(draws.rows), touched.size))
    for n, rows in enumerate(draws.rows):
        gone = place[rows]
        gone = gone[gone >= 0]
        minus = np.bincount(cells.cell[gone], weights=weight[gone], minlength=number)[touched]
        if cells.value is None:
            left[n] = total[touched] - minus
        else:
            without = np.bincount(cells.cell[gone], minlength=number)[touched]
            left[n] = _mean(total[touched] - minus, events[touched] - without)
    mean_gone = np.bincount(cells.cell, weights=chance, minlength=number)[touched]
    reported = total if cells.value is None else _mean(total, events)
    figures = {
        "reported": reported[touched],
        "set_aside": mean_gone / events[touched],
        "remaining": np.rint(events[touched] - mean_gone).astype(np.int64),
        "strict": _without(cells, weight, draws.chance, STRICT)[touched],
        "lenient": _without(cells, weight, draws.chance, LENIENT)[touched],
    }
    return _table(log, cells, touched, left, figures)


def _sums(cells: Cells, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    number = cells.key.size
    total = np.bincount(cells.cell, weights=weight, minlength=number)
    return total, np.bincount(cells.cell, minlength=number)


def _mean(total: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Return means, not a number where no event is left."""
    known = np.where(events > 0, events, 1)
    mean: np.ndarray = np.where(events > 0, total / known, np.nan)
    return mean


def _without(cells: Cells, weight: np.ndarray, chance: np.ndarray, threshold: float) -> np.ndarray:
    """Return the metric without the events that were ordered with at least this chance."""
    kept = chance[cells.row] < threshold
    total = np.bincount(cells.cell[kept], weights=weight[kept], minlength=cells.key.size)
    if cells.value is None:
        return total
    return _mean(total, np.bincount(cells.cell[kept], minlength=cells.key.size))


def _ranked_again(log: CodedLog, cells: Cells, draws: Draws) -> pa.Table:
    """Return the places, from 1, of objects among all that the same was done to; ties share one."""
    count = np.bincount(cells.cell, minlength=cells.key.size).astype(np.float64)
    chance = draws.chance[cells.row]
    asked = np.zeros(count.size, bool)
    asked[cells.cell[chance > 0.0]] = True
    if not asked.any():
        return RECOUNT.empty_table()
    asked[np.argsort(-count, kind="stable")[:RANKED]] = True
    touched = np.flatnonzero(asked)
    place = np.full(draws.chance.size, -1, np.int64)
    place[cells.row] = cells.cell
    left = np.empty((len(draws.rows), touched.size))
    for n, rows in enumerate(draws.rows):
        gone = place[rows]
        minus = np.bincount(gone[gone >= 0], minlength=count.size)
        left[n] = _places(count - minus)[touched]
    mean_gone = np.bincount(cells.cell, weights=chance, minlength=count.size)
    one = np.ones(cells.row.size)
    figures = {
        "reported": _places(count)[touched],
        "set_aside": (mean_gone / count)[touched],
        "remaining": np.rint(count - mean_gone)[touched].astype(np.int64),
        "strict": _places(_without(cells, one, draws.chance, STRICT))[touched],
        "lenient": _places(_without(cells, one, draws.chance, LENIENT))[touched],
    }
    named = replace(cells, name=f"rank by {cells.name}")
    return _table(log, named, touched, left, figures)


def _places(count: np.ndarray) -> np.ndarray:
    ordered = np.sort(count)
    places: np.ndarray = count.size - np.searchsorted(ordered, count, "right") + 1.0
    return places


def _table(
    log: CodedLog, cells: Cells, touched: np.ndarray, left: np.ndarray, figures: Mapping[str, Any]
) -> pa.Table:
    """Return the rows of the cells `touched`; `left` is the metric after each draw."""
    if touched.size == 0:
        return RECOUNT.empty_table()
    day = cells.day[touched]
    low, middle, high = _points(left)
    columns = {"authentic": middle, "low": low, "high": high, **figures}
    return (
        pa.table(
            {
                "object": log.key_object.take(pa.array(cells.key[touched])),
                "metric": pa.array([cells.name] * touched.size, pa.string()),
                "day": pa.array(day.astype(np.int32), pa.int32(), mask=day < 0).cast(pa.date32()),
                **{name: pa.array(column, from_pandas=True) for name, column in columns.items()},
            },
        )
        .select(RECOUNT.names)
        .cast(RECOUNT)
    )


def _points(left: np.ndarray) -> np.ndarray:
    """Return the low, middle and high points of draws; not a number where no draw leaves any."""
    # Draws that leave nothing have no mean; they sort to the end, and the others are counted.
    ordered = np.sort(left, axis=0)
    known = np.count_nonzero(~np.isnan(ordered), axis=0)
    place = [np.maximum(np.ceil(share * known).astype(int) - 1, 0) for share in (LOW, 0.5, HIGH)]
    points: np.ndarray = np.take_along_axis(ordered, np.array(place), axis=0)
    return points
