"""Columns that events may carry besides the required four, brought into the log's strict order.

Text is held once a value, not once a row. Of events that the source repeats, the value that is last
in byte order counts, so that the order of the rows decides nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import CodedColumn
from clearwater.kernels.ordering import Ordered

CODED = ("target", "text", "url", "media", "device", "ip", "line", "client", "place", "parent")
VALUE = "value"


class OptionalColumns:
    """Collects the optional columns of a stream, whichever its batches have."""

    def __init__(self) -> None:
        self._chunks: dict[str, list[pa.Array]] = {}

    @property
    def present(self) -> bool:
        """Return whether there is any."""
        return bool(self._chunks)

    def add(self, batch: pa.RecordBatch) -> None:
        """Take over what a batch has."""
        for name in (*CODED, VALUE):
            if name in batch.schema.names:
                column = batch.column(name)
                self._chunks.setdefault(name, []).append(
                    column.cast(pa.float64()) if name == VALUE else _encoded(column)
                )

    def coded(self, ordered: Ordered) -> dict[str, CodedColumn]:
        """Return the columns of names and texts, aligned with the ordered events."""
        return {
            name: _coded(self._chunks.pop(name), ordered) for name in CODED if name in self._chunks
        }

    def values(self, ordered: Ordered) -> np.ndarray | None:
        """Return the column of numbers, aligned with the ordered events; None if there is none."""
        if VALUE not in self._chunks:
            return None
        parts = [chunk.to_numpy(zero_copy_only=False) for chunk in self._chunks.pop(VALUE)]
        found = _of_events(np.concatenate(parts), ordered, np.fmax)
        found.flags.writeable = False
        return found


def _encoded(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column
    return pc.dictionary_encode(column.cast(pa.string()))


def _coded(chunks: list[pa.Array], ordered: Ordered) -> CodedColumn:
    unified = pa.chunked_array(chunks).unify_dictionaries()
    names = unified.chunk(0).dictionary.cast(pa.string())
    order = pc.array_sort_indices(names).to_numpy()
    rank = np.empty(len(names) + 1, np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    rank[-1] = -1  # where a null, taken as the last place, ends up
    indices = [
        rank[pc.fill_null(chunk.indices, -1).to_numpy(zero_copy_only=False)]
        for chunk in unified.chunks
    ]
    code = _of_events(np.concatenate(indices), ordered, np.maximum)
    return CodedColumn(code, names.take(pa.array(order)))


def _of_events(rows: np.ndarray, ordered: Ordered, larger: np.ufunc) -> np.ndarray:
    """Return one value an event, in strict order; the larger one where rows repeat an event."""
    if ordered.order is None:
        raise ValueError("optional columns need the order of the rows")
    in_order: np.ndarray = rows[ordered.order]
    if ordered.first.all():
        return in_order
    found: np.ndarray = larger.reduceat(in_order, np.flatnonzero(ordered.first))
    return found
