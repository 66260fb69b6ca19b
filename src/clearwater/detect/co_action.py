"""Co-action: accounts meet when they do the same thing to the same object within the window."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clearwater.detect.base import LAYERS, DetectorSpec


@dataclass(frozen=True)
class CoAction:
    """Every event is its own trace: the kind is the action, the thing is the object."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what this layer is."""
        return DetectorSpec(
            id="co-action",
            version="1",
            family="moves",
            columns=("actor", "action", "object", "time"),
            paper="ours; after Pacheco et al., 2021, ICWSM 15 and Cao et al., 2014, CCS",
            cost="events, and pairs of events on one object within the window",
            quiet="no pair whose meetings survive both nulls over all pairs that could have met",
            innocent="a fan club that is notified of every new object, a class, a raid, an "
            "application that posts for many: their own reaction lags and clocks explain it",
        )

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        """Return the events as they are."""
        return events


CO_ACTION = LAYERS.register(CoAction())
