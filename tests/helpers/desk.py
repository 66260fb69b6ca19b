"""A log small enough to scan in a blink: two desks of planted accounts among people."""

from __future__ import annotations

from functools import cache

import numpy as np

from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.layer_scan import LayerScan, scan_layer
from clearwater.detect.population import Population
from clearwater.engine.coded_log import CodedLog
from tests.helpers.coded import Row, coded_log

HOUR_S, DAY_S = 3600.0, 86_400.0
START_S = 1_700_000_000.0
WINDOWS_US = (10_000_000, 60_000_000)
DESK = tuple(f"desk{k}" for k in range(8))
SECOND_DESK = tuple(f"next{k}" for k in range(5))
JOBS = 14
"""Jobs of each desk; nobody misses one."""


@cache
def desk_rows() -> tuple[tuple[Row, ...], dict[str, float]]:
    """Return the events and the birth of every object.

    150 people act on 100 objects, each by an own taste in speed; the first desk acts within 8 s on
    14 of these objects, the second within 40 s on 14 others, at odd moments of the objects' lives.
    """
    rng = np.random.default_rng(20)
    birth = {f"o{k:03d}": START_S + float(rng.uniform(0, 25 * DAY_S)) for k in range(100)}
    names = list(birth)
    rows: list[Row] = []
    for k in range(150):
        speed = 3 * HOUR_S * np.exp(rng.standard_normal())
        rows += [
            (f"p{k:03d}", name, _later(birth[name], speed * rng.exponential()))
            for name in rng.choice(names, 25, replace=False).tolist()
        ]
    for desk, jobs, jitter_s in (
        (DESK, names[:JOBS], 8.0),
        (SECOND_DESK, names[50 : 50 + JOBS], 40.0),
    ):
        for name in jobs:
            order = birth[name] + float(rng.uniform(HOUR_S, 40 * HOUR_S))
            rows += [(who, name, _later(order, rng.uniform(0, jitter_s))) for who in desk]
        cover = [(who, name) for who in desk for name in rng.choice(names[20:45], 6).tolist()]
        rows += [(w, name, _later(birth[name], rng.exponential(3 * HOUR_S))) for w, name in cover]
    return tuple(rows), birth


def _later(start: float, by: float) -> float:
    return float(np.floor(start + by))


@cache
def desk_log() -> CodedLog:
    """Return the coded log of `desk_rows`."""
    return coded_log(*desk_rows())


def silent(stage: str, done: int, total: int) -> None:
    """Take progress and say nothing."""


@cache
def desk_scan() -> LayerScan:
    """Return what the co-action layer finds in `desk_log`."""
    return scan_layer(
        CO_ACTION.spec,
        Population.of(desk_log(), None),
        WINDOWS_US,
        q=0.01,
        share=1.0,
        seed=0,
        threads=1,
        step=silent,
    ).named(1)


def codes(names: tuple[str, ...]) -> np.ndarray:
    """Return the codes of accounts in `desk_log`."""
    listed = desk_log().actors.to_pylist()
    return np.array(sorted(listed.index(name) for name in names), np.int32)
