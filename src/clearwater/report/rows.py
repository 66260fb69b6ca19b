"""Picking rows and columns of Arrow tables.

Arrow's functions are called by name, as their wrappers are made at import time where no type
checker sees them. A filter by expression would be shorter, but its order rests on threads.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def rows_where(table: pa.Table, column: str, value: str) -> pa.Table:
    """Return the rows whose `column` equals `value`, in their order."""
    return table.filter(pc.call_function("equal", [table[column], pa.scalar(value)]))


def integers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a column of whole numbers or times as int64, microseconds for times."""
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)


def places(values: pa.ChunkedArray, names: pa.Array) -> NDArray[np.int64]:
    """Return where each value stands in `names`, -1 where it does not."""
    found = pc.call_function("index_in", [values], pc.SetLookupOptions(value_set=names))
    return integers(found.fill_null(-1))
