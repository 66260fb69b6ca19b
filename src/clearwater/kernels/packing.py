"""Key, time and actor of an event in one signed 64-bit number whose order is theirs.

One pass each way: the same arithmetic on whole arrays makes five temporaries of the size of the
log, and their page faults cost more than the sort between the two passes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit("boolean(int64, int64, int64[::1])", nogil=True, cache=True)
def divides(unit: Any, zero: Any, time: Any) -> Any:
    """Say whether every time lies a whole number of `unit` after `zero`; the first miss ends it."""
    for t in time:  # noqa: SIM110  # compiled: a generator would be boxed
        if (t - zero) % unit != 0:
            return False
    return True


@njit(
    "int64[::1](int32[::1], int64[::1], int32[::1], int64, int64, int64, int64)",
    nogil=True,
    cache=True,
)
def pack(key: Any, time: Any, actor: Any, zero: Any, unit: Any, t_bits: Any, a_bits: Any) -> Any:
    """Return the packed events; times count units after zero."""
    packed = np.empty(key.size, np.int64)
    for e in range(key.size):
        since = (time[e] - zero) // unit
        packed[e] = ((np.int64(key[e]) << t_bits | since) << a_bits) | np.int64(actor[e])
    return packed


@njit(
    "int64(int64[::1], int64, int64, int64, int64, int32[::1], int64[::1], int32[::1], int64[::1],"
    " boolean[::1])",
    nogil=True,
    cache=True,
)
def unpack(
    packed: Any,
    zero: Any,
    unit: Any,
    t_bits: Any,
    a_bits: Any,
    key: Any,
    time: Any,
    actor: Any,
    starts: Any,
    first: Any,
) -> Any:
    """Fill key, time, actor and starts from sorted packed events; return how many are no repeats.

    `first` receives which rows are not repeats of the row before; `starts` must be zero.
    """
    a_mask = (np.int64(1) << a_bits) - 1
    t_mask = (np.int64(1) << t_bits) - 1
    n = 0
    for e in range(packed.size):
        this = packed[e]
        first[e] = e == 0 or this != packed[e - 1]
        if not first[e]:
            continue
        rest = this >> a_bits
        actor[n] = this & a_mask
        time[n] = (rest & t_mask) * unit + zero
        key[n] = rest >> t_bits
        starts[key[n] + 1] += 1
        n += 1
    for k in range(starts.size - 1):
        starts[k + 1] += starts[k]
    return n
