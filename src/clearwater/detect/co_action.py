"""Co-action: accounts meet when they do the same thing to the same object within the window."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clearwater.detect.base import LayerSpec, register


@dataclass(frozen=True)
class CoAction:
    """Every event is its own trace: the kind is the action, the thing is the object."""

    @property
    def spec(self) -> LayerSpec:
        """Return what this layer is."""
        return LayerSpec(
            id="co-action",
            version="1",
            family="moves",
            columns=("actor", "action", "object", "time"),
            paper="ours; after Pacheco et al., 2021, ICWSM 15 and Cao et al., 2014, CCS",
            cost="events, and pairs of events on one object within the window",
            quiet="no pair whose meetings survive both nulls over all pairs that could have met",
        )

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        """Return the events as they are."""
        return events


CO_ACTION = register(CoAction())
