"""What the accounts table adds to a log: in the log's order, unknown where it says nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from clearwater.detect.population import Population
from clearwater.engine.coded_log import UNKNOWN_TIME
from tests.helpers.coded import coded_log, microseconds

ROWS = [("b", "x", 0.0), ("a", "x", 1.0), ("c", "y", 2.0)]


def test_profiles_stand_in_the_order_of_the_log() -> None:
    table = pa.table(
        {
            "actor": ["z", "c", "a"],
            "created": microseconds([1.0, 2.0, 3.0]),
            "followers": pa.array([7, None, 5], pa.int64()),
            "posts": pa.array([None, None, None], pa.int64()),
        }
    )
    known = Population.of(coded_log(ROWS), table)
    assert known.created.tolist() == [3_000_000, UNKNOWN_TIME, 2_000_000]
    np.testing.assert_array_equal(known.profile["followers"], [5.0, np.nan, np.nan])
    assert {"created", "followers", "actor"} <= known.columns
    assert not {"posts", "following", "device", "value"} & known.columns


def test_without_a_table_nothing_is_known() -> None:
    for table in (None, pa.table({"actor": pa.array([], pa.string())})):
        known = Population.of(coded_log(ROWS), table)
        assert known.created.tolist() == [UNKNOWN_TIME] * 3
        assert known.columns == {"actor", "action", "object", "time"}
