"""A digest of what the generator and the null versions give for fixed seeds.

The figures of calibration and power depend on the generator through its logs alone. So they are
keyed by logs and not by the generator's source: a new kind of crowd, or a faster way to the same
log, leaves them valid; a change of one event in one of these logs does not.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pyarrow as pa

from bench.look_alikes import (
    ACTIONS,
    BESIDE_CAMPAIGNS,
    COMMUTERS,
    TOGETHER,
    TWO_ACTS,
    crowds_of,
    world_of,
)
from clearwater.evaluate import clock_shift, rate_redraw
from clearwater.simulate import Campaign, SimulatedLog, simulate

SEED = 1_100
_EVENTS = ["event", "actor", "action", "object", "time"]
_TRUTH = ["account", "population", "campaign"]


def inputs_digest() -> str:
    """Return 12 digits that change when any event of any of the fixed logs does."""
    digest = hashlib.sha256()
    logs = _logs()
    for log in logs:
        for table, columns in (
            (log.events, _EVENTS),
            (log.objects, ["object", "created"]),
            (log.truth, _TRUTH),
        ):
            _add(digest, table.select(columns))
    for version in (rate_redraw, clock_shift):
        _add(digest, version(logs[-1].events.slice(0, 5_000), SEED).select(_EVENTS))
    return digest.hexdigest()[:12]


def _logs() -> list[SimulatedLog]:
    crowds = [
        simulate(world_of(name, quick=True, stray_share=0.3), crowds_of(name), seed=SEED)
        for name in (TOGETHER, TWO_ACTS, COMMUTERS)
    ]
    world = replace(world_of(TOGETHER, quick=True), actions=ACTIONS, second_act_share=0.3)
    campaigns = [
        Campaign(20, jobs=5, camouflage=0.0),
        Campaign(30, jobs=8, jitter_s=600.0, object_kind="popular", share=0.5),
        Campaign(20, jobs=6, at_birth=True, then=("comment", "share")),
    ]
    return [*crowds, simulate(world, BESIDE_CAMPAIGNS, campaigns, seed=SEED)]


def _add(digest: hashlib._Hash, table: pa.Table) -> None:
    for column in table.columns:
        plain = column.combine_chunks()
        values = plain.cast(pa.int64()) if pa.types.is_timestamp(plain.type) else plain
        # Text, not buffers: padding and offsets of Arrow's buffers are no part of a log.
        digest.update("\n".join(map(str, values.to_pylist())).encode())
