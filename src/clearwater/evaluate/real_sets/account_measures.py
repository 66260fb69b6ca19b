"""A set's events as the plain arrays that measures of accounts are asked with.

A measure gives a score, which may grow with activity, and a p-value among accounts of like
activity, which does not. Protocols show both: the first says how well a measure ranks whoever is in
the set, the second what it adds to counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.detect.event_arrays import EventArrays
from clearwater.evaluate.real_sets.base import Bools


@dataclass(frozen=True)
class NamedEvents:
    """Events as arrays, and whose code is whose."""

    arrays: EventArrays = field(repr=False)
    codes: Mapping[str, int] = field(repr=False)
    """Code of each account."""
    object_codes: Mapping[str, int] = field(repr=False)
    """Code of each object."""

    @classmethod
    def of(cls, table: pa.Table, value: str | None = None) -> NamedEvents:
        """Return a table's events; `value` names the column of ratings, if any.

        A table without times has all its events at one moment.
        """
        codes, account = _coded(table["actor"])
        object_codes, object_ = _coded(table["object"])
        size = table.num_rows
        time = np.zeros(size, np.int64)
        if "time" in table.column_names:
            time = table["time"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
        rating = None if value is None else table[value].cast(pa.float64()).to_numpy()
        return cls(EventArrays.of(account, object_, time, rating), codes, object_codes)

    def code_of(self, account: str) -> int | None:
        """Return the code of an account, None if it has no event."""
        return self.codes.get(account)

    def received_by(self, account: str) -> Bools:
        """Return which events are acts upon an account, where objects are accounts."""
        on: Bools = self.arrays.object == self.object_codes.get(account, -1)
        return on


def _coded(column: pa.ChunkedArray) -> tuple[dict[str, int], np.ndarray]:
    """Return the code of each name in byte order, and the code in each row."""
    codes = {name: code for code, name in enumerate(sorted(set(column.to_pylist())))}
    return codes, np.array([codes[name] for name in column.to_pylist()], np.int32)
