"""Every detector that a scan runs, as a table."""

from __future__ import annotations

import pyarrow as pa

from clearwater.detect.base import DetectorSpec
from clearwater.detect.blocks.seekers import SEEKERS
from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.families import QUESTIONS

DETECTORS = pa.schema(
    [
        ("detector", pa.string()),
        ("family", pa.string()),
        ("needs", pa.list_(pa.string())),
        ("paper", pa.string()),
        ("innocent", pa.string()),
        ("quiet", pa.string()),
        ("cost", pa.string()),
        ("version", pa.string()),
    ]
)
"""One row a detector, layers first. `needs`: columns of events or accounts without which it is
skipped. `innocent`: what an innocent explanation of its findings looks like.
`quiet`: what nothing happening looks like."""


def specs() -> tuple[DetectorSpec, ...]:
    """Return what a scan runs: co-action, what seeks groups, then the questions asked of them."""
    return (CO_ACTION.spec, *(one.spec for one in (*SEEKERS, *QUESTIONS)))


def detectors() -> pa.Table:
    """Return the table of detectors; see `DETECTORS`."""
    rows = [
        {
            "detector": spec.id,
            "family": spec.family,
            "needs": [*spec.columns, *filter(None, [" or ".join(spec.either)])],
            "paper": spec.paper,
            "innocent": spec.innocent,
            "quiet": spec.quiet,
            "cost": spec.cost,
            "version": spec.version,
        }
        for spec in specs()
    ]
    return pa.Table.from_pylist(rows, schema=DETECTORS)
