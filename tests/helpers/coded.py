"""Small coded logs, written as rows that can be read: who, on what, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.events.schema import TIME_TYPE
from clearwater.units import MICROSECONDS

Row = tuple[str, str, float]
"""(account, object, second)."""


def events_table(rows: Iterable[Row], action: str = "like") -> pa.Table:
    """Return rows as canonical events."""
    listed = list(rows)
    return pa.table(
        {
            "actor": pa.array([row[0] for row in listed], pa.string()),
            "action": pa.array([action] * len(listed), pa.string()),
            "object": pa.array([row[1] for row in listed], pa.string()),
            "time": microseconds(row[2] for row in listed),
        }
    )


def objects_table(created: Mapping[str, float]) -> pa.Table:
    """Return a table of objects with the second of their creation."""
    return pa.table(
        {"object": pa.array(list(created), pa.string()), "created": microseconds(created.values())}
    )


def coded_log(rows: Iterable[Row], created: Mapping[str, float] | None = None) -> CodedLog:
    """Return rows as a coded log."""
    objects = None if created is None else objects_table(created)
    return encode(events_table(rows).to_batches(), objects)


def microseconds(seconds: Iterable[float]) -> pa.Array:
    """Return seconds since 1970 as canonical times."""
    whole = np.array([round(second * MICROSECONDS) for second in seconds], np.int64)
    return pa.array(whole).cast(TIME_TYPE)


def int32(values: Sequence[int]) -> np.ndarray:
    """Return codes as kernels take them."""
    return np.array(values, np.int32)


def int64(values: Sequence[int]) -> np.ndarray:
    """Return times or offsets as kernels take them."""
    return np.array(values, np.int64)
