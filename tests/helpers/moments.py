"""Moments of a group, written down without a log behind them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearwater.detect.moments import Moments
from tests.helpers.coded import int32, int64


def bare_moments(
    count: int, *, objects: Sequence[int] = (), keys: Sequence[int] = (), members: int = 3
) -> Moments:
    """Return `count` moments of one event and one trace each, all at the beginning of time."""
    nothing = np.zeros(count, np.int32)
    return Moments(
        row=np.zeros(count, np.int64),
        starts=int64(range(count + 1)),
        object=int32(objects) if objects else nothing,
        keys=int32(keys) if keys else nothing,
        key_starts=int64(range(count + 1)),
        first=np.zeros(count, np.int64),
        last=np.zeros(count, np.int64),
        members=nothing + members,
        others=nothing,
    )
