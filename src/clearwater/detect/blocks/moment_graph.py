"""Who was at which moment: a graph of accounts and of the moments of objects.

A moment is a stretch of an object's life, no longer than a window; without times it is the object
itself. Each account is at a moment once, whatever it did there and however often.
Moments belong to strata, stretches of the log at a time of day, inside which who was where can be
drawn anew without anybody acting at hours or in weeks that are not theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.errors import ParameterError
from clearwater.kernels.moment_cuts import cut_moments
from clearwater.kernels.ordering import group_starts, strict_order
from clearwater.kernels.touch_windows import touch_rows

MOMENTS_AN_EPOCH = 50
"""The finer the stretches, the less is taken for coordination that is people being there in the
same weeks. Moments are counted, not edges: a crowd must not have a stretch to itself."""
QUARTER_DAY_US = 6 * 3_600_000_000


@dataclass(frozen=True)
class MomentGraph:
    """Edges sorted by (row, column), each once; columns by (stratum, begin, object)."""

    accounts: int
    row: np.ndarray
    """int32, shape (edges,). Account."""
    column: np.ndarray
    """int32, shape (edges,). Moment."""
    object: np.ndarray
    """int32, shape (moments,). Whose moment it is."""
    begin: np.ndarray
    """int64, shape (moments,). Microseconds since 1970; 0 without times."""
    stratum: np.ndarray
    """int32, shape (moments,), ascending from 0."""
    window_us: int
    """Longest stretch of a moment; 0 without times."""

    @property
    def moments(self) -> int:
        """Return the number of moments."""
        return int(self.object.size)


def moment_graph(
    accounts: np.ndarray, objects: np.ndarray, times: np.ndarray | None, window_us: int
) -> MomentGraph:
    """Return who was at which moment.

    Parameters
    ----------
    accounts, objects
        Codes from 0, one of each an event; repeats and any order are fine.
    times
        Microseconds since 1970-01-01 UTC, or None: then every object is one moment.
    window_us
        Longest stretch of a moment, microseconds, both ends included; not asked without times.

    Raises
    ------
    ParameterError
        If the arrays differ in length, or a code is negative.
    """
    _check(accounts, objects, times)
    row, object_ = accounts.astype(np.int32), objects.astype(np.int32)
    rows = int(row.max(initial=-1)) + 1
    if row.size == 0:
        nothing = np.empty(0, np.int32)
        return MomentGraph(0, row, object_, nothing, nothing.astype(np.int64), nothing, 0)
    if times is None:
        named, column = np.unique(object_, return_inverse=True)
        begin, window_us = np.zeros(named.size, np.int64), 0
    else:
        row, object_, time = _touches(row, object_, times.astype(np.int64), window_us)
        column = np.empty(row.size, np.int32)
        cut_moments(group_starts(object_, int(object_[-1]) + 1), time, window_us, column)
        _, first, column = np.unique(column, return_index=True, return_inverse=True)
        named, begin = object_[first], np.empty(first.size, np.int64)
        begin[:] = np.iinfo(np.int64).max
        np.minimum.at(begin, column, time)
    stratum = _strata(begin, window_us)
    order = np.lexsort((named, begin, stratum))
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    edge = np.unique(row.astype(np.int64) * order.size + place[column])
    return MomentGraph(
        accounts=rows,
        row=(edge // order.size).astype(np.int32),
        column=(edge % order.size).astype(np.int32),
        object=named[order].astype(np.int32),
        begin=begin[order],
        stratum=stratum[order].astype(np.int32),
        window_us=window_us,
    )


def _check(accounts: np.ndarray, objects: np.ndarray, times: np.ndarray | None) -> None:
    lengths = {accounts.size, objects.size, accounts.size if times is None else times.size}
    if len(lengths) > 1:
        raise ParameterError(
            "accounts, objects and times do not belong together",
            expected="arrays of one length",
            found=f"lengths {sorted(lengths)}",
        )
    least = min(accounts.min(initial=0), objects.min(initial=0))
    if least < 0:
        raise ParameterError(
            "a code of an account or object is negative",
            expected="codes from 0",
            found=repr(int(least)),
            next_step="Leave out events without an account or object.",
        )


def _touches(
    row: np.ndarray, object_: np.ndarray, time: np.ndarray, window_us: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where touches begin, in (object, time, account) order: going on is no new act."""
    sizes = int(object_.max()) + 1, int(row.max()) + 1
    log = strict_order(object_.copy(), time.copy(), row.copy(), *sizes, with_order=False)
    kept = touch_rows(log.actor, log.key, log.time, sizes[1], window_us)
    return log.actor[kept], log.key[kept], log.time[kept]


def _strata(begin: np.ndarray, window_us: int) -> np.ndarray:
    """Return the stratum of each moment: its epoch and its quarter of the day.

    Epochs have equal numbers of moments, and are on average no shorter than a window.
    """
    windows = int(begin.max() - begin.min()) // max(1, window_us) + 1
    epochs = int(np.clip(begin.size // MOMENTS_AN_EPOCH, 1, windows))
    # Moments that begin at once share their epoch, whatever their order.
    epoch = np.searchsorted(np.sort(begin), begin) * epochs // begin.size
    quarter = begin // QUARTER_DAY_US % 4
    _, stratum = np.unique(epoch * 4 + quarter, return_inverse=True)
    found: np.ndarray = stratum
    return found
