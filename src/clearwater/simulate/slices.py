"""Acts put into order of time, one slice of the log after the other.

Blocks of accounts come in, slices of time go out. What waits in between is kept small: 20 bytes an
act, so that ten million acts wait in 200 MB.
"""

from __future__ import annotations

import numpy as np

from clearwater.simulate.acts import Acts

SLICE_EVENTS = 500_000
# Small whole numbers are enough to wait in; the draft's own types are for arithmetic.
_WAITING = {
    "account": np.int32,
    "object": np.int32,
    "time_s": np.float64,
    "campaign": np.int16,
    "action": np.int8,
    "role": np.int8,
}


class TimeSlices:
    """Acts by slice of time. A log of up to 500,000 expected events is one slice."""

    def __init__(self, span_s: float, expected_events: float) -> None:
        self.count = max(1, int(np.ceil(expected_events / SLICE_EVENTS)))
        self._span_s = span_s
        self._waiting: list[list[dict[str, np.ndarray]]] = [[] for _ in range(self.count)]

    def add(self, acts: Acts) -> None:
        """Keep `acts` until their slice is taken."""
        place = (acts.time_s * (self.count / self._span_s)).astype(np.int64)
        # The last moment of the log may be rounded up to its end.
        place = np.minimum(place, self.count - 1)
        order = np.argsort(place, kind="stable")
        ends = np.searchsorted(place[order], np.arange(self.count + 1))
        columns = {name: getattr(acts, name).astype(t)[order] for name, t in _WAITING.items()}
        for number in range(self.count):
            # A copy: a view would keep the whole block in memory until its last slice is taken.
            part = {n: c[ends[number] : ends[number + 1]].copy() for n, c in columns.items()}
            self._waiting[number].append(part)

    def take(self, number: int) -> Acts:
        """Return the acts of slice `number` as they came in, and forget them."""
        parts, self._waiting[number] = self._waiting[number], []
        joined = {name: np.concatenate([part[name] for part in parts]) for name in _WAITING}
        return Acts(
            account=joined["account"].astype(np.int64),
            object=joined["object"].astype(np.int64),
            time_s=joined["time_s"],
            campaign=joined["campaign"].astype(np.int64),
            action=joined["action"].astype(np.int64),
            role=joined["role"],
        )
