"""The truth about objects: how much of what was counted on each had been ordered."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clearwater.simulate.acts import Acts
from clearwater.simulate.columns import Naming

Ints = npt.NDArray[np.int64]

TRUTH_OBJECTS = pa.schema(
    [
        ("object", pa.string()),
        ("action", pa.string()),
        ("reported", pa.int64()),
        ("ordered", pa.int64()),
        ("campaign", pa.string()),
    ]
)


class ObjectCounts:
    """Counts of events by object and action, added up slice by slice."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        cells = len(naming.objects) * len(naming.actions)
        self._reported = np.zeros(cells, dtype=np.int64)
        self._ordered: list[tuple[Ints, Ints]] = []

    def add(self, acts: Acts) -> None:
        """Count `acts`."""
        cell = acts.object * len(self._naming.actions) + acts.action
        self._reported += np.bincount(cell, minlength=len(self._reported))
        ordered = acts.campaign >= 0
        both = cell[ordered] * (len(self._naming.campaigns) + 1) + acts.campaign[ordered]
        self._ordered.append(np.unique(both, return_counts=True))

    def table(self) -> pa.Table:
        """Return the pushed (object, action) with their counts, by object and action."""
        both, count = (np.concatenate(part) for part in zip(*self._ordered, strict=True))
        # An order may lie in two slices.
        both, place = np.unique(both, return_inverse=True)
        count = np.bincount(place, weights=count, minlength=len(both)).astype(np.int64)
        cell, campaign = np.divmod(both, len(self._naming.campaigns) + 1)
        total = np.bincount(cell, weights=count, minlength=len(self._reported)).astype(np.int64)
        most = np.full(len(self._reported), -1)
        # The last of equals in this order wins: the largest count, then the lowest number.
        order = np.lexsort((-campaign, count))
        most[cell[order]] = campaign[order]
        pushed = np.flatnonzero(total)
        naming, actions = self._naming, len(self._naming.actions)
        table = pa.table(
            {
                "object": naming.objects.take(pa.array(pushed // actions)),
                "action": pa.array(naming.actions, pa.string()).take(pa.array(pushed % actions)),
                "reported": self._reported[pushed],
                "ordered": total[pushed],
                "campaign": pa.array(naming.campaigns, pa.string()).take(pa.array(most[pushed])),
            },
            TRUTH_OBJECTS,
        )
        return table.sort_by([("object", "ascending"), ("action", "ascending")]).combine_chunks()
