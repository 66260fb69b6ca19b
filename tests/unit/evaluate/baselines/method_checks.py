"""What every method must keep, whoever wrote it, as functions of a method.

The log in which it must see something: a desk of 12 accounts acts on 12 objects, all within five
seconds, among 400 people who act at random; the desk shares a device and an address, people share
none.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import FrozenInstanceError, is_dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from clearwater.errors import SchemaError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.events.schema import COLUMN_TYPES, OPTIONAL, REQUIRED
from tests.helpers.coded import Row, events_table

DAY_S = 86_400.0
START_S = 1_700_000_000.0
DESK = tuple(f"号{k:02d}" for k in range(12))
SEEDS = (0, 1)


@cache
def desk_log() -> LogToJudge:
    """Return the log of the preface."""
    rng = np.random.default_rng(7)
    rows: list[Row] = []
    for person in range(400):
        goods = rng.choice(200, size=6, replace=False).tolist()
        moments = START_S + np.floor(rng.uniform(0, 30 * DAY_S, 6))
        rows += [
            (f"人{person:03d}", f"商品{k}", s) for k, s in zip(goods, moments.tolist(), strict=True)
        ]
    for job in range(12):
        order = START_S + DAY_S * job + float(rng.integers(0, 40_000))
        rows += [(who, f"商品{20 * job}", order + float(rng.integers(0, 6))) for who in DESK]
    events = events_table(rows)
    for column in ("device", "ip"):
        used = [f"{column} of the desk" if row[0] in DESK else f"{column} {row[0]}" for row in rows]
        events = events.append_column(column, pa.array(used, pa.string()))
    return LogToJudge(events)


def empty_log(method: Method) -> LogToJudge:
    """Return a log without events that has the columns which `method` needs."""
    names = (*REQUIRED, *method.needs)
    return LogToJudge(pa.table({name: pa.array([], COLUMN_TYPES[name]) for name in names}))


def check_description(method: Method) -> None:
    """It is frozen, and says its name, its settings in sentences, and columns that exist."""
    assert is_dataclass(method)
    name = "anything"
    with pytest.raises(FrozenInstanceError):
        setattr(method, name, 1)
    assert method.name
    assert method.settings.endswith(".")
    assert set(method.needs) <= OPTIONAL.keys()


def check_desk_is_seen(method: Method) -> None:
    """The desk is flagged, and is one group."""
    judgement = method.judge(desk_log())
    assert set(DESK) <= judgement.flagged
    assert len({judgement.groups[who] for who in DESK}) == 1


def check_scores(method: Method) -> None:
    """Who is flagged has a score, all accounts are of the log, all scores are numbers."""
    judgement = method.judge(desk_log())
    known = set(desk_log().events["actor"].to_pylist())
    assert judgement.scores, "nobody has a score"
    assert judgement.flagged <= judgement.scores.keys() <= known
    assert all(math.isfinite(score) for score in judgement.scores.values())


def check_row_order(method: Method) -> None:
    """Rows in another order, also in other chunks, give the same judgement."""
    expected, events = method.judge(desk_log()), desk_log().events
    for seed in SEEDS:
        mixed = events.take(pa.array(np.random.default_rng(seed).permutation(events.num_rows)))
        parts = pa.concat_tables([mixed.slice(0, 100), mixed.slice(100)])
        assert method.judge(LogToJudge(parts)) == expected


def check_empty(method: Method) -> None:
    """Nothing happened, so there is nothing to say."""
    assert method.judge(empty_log(method)) == Judgement({}, {})


def check_missing_columns(method: Method) -> None:
    """A log without a column that is needed is refused, and the column is named."""
    for name in (*REQUIRED, *method.needs):
        with pytest.raises(SchemaError, match=rf"no {name}"):
            method.judge(LogToJudge(desk_log().events.drop_columns([name])))


CHECKS: dict[str, Callable[[Method], None]] = {
    "description": check_description,
    "desk is seen": check_desk_is_seen,
    "scores": check_scores,
    "row order": check_row_order,
    "empty": check_empty,
    "missing columns": check_missing_columns,
}
