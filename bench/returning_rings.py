"""Rings that come back with new accounts: recognised, and taken for somebody else.

Two made-up months, five months apart, each with ten rings of two programs. Every account is new.
Some rings of the second month are given traces of one of the first: all of its devices, lines and
texts; half of its devices and lines; a fifth of its devices; its texts alone; or nothing but its
program. The others have nothing to do with any. Honest people keep the names of their devices,
lines and addresses by chance only, so that some values come back for no reason.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

import clearwater as cw
from bench.tasks import Result, code_hash, run_all
from bench.text_pools import pool, written
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.detect.rings.recognise import FAMILIES, Match, compare
from clearwater.detect.rings.secret import Secret
from clearwater.detect.rings.signature import RingLog, Signature
from clearwater.simulate import Campaign, FanClub, Office, SimulatedLog, WorldConfig, simulate

FIRST_SEED = 5_200
"""Seeds from 9,001 on were looked at while this was made."""
SEEDS = 6
Q = 0.01
WINDOWS_S = (10.0, 60.0, 600.0)
SECRET = Secret(b"a key for the bench, of no secrecy")
ACTIONS = (("like", 0.6), ("comment", 0.3), ("share", 0.1))
WORLD = WorldConfig(accounts=8_000, objects=4_000, events=80_000, actions=ACTIONS)
CROWDS = (FanClub(60, posts=40, lag_median_s=180.0, lag_sigma=1.5), Office(60))
LATER = datetime(2026, 8, 3, tzinfo=UTC)
WRITERS = Campaign(
    60, jobs=15, jitter_s=120.0, share=0.7, action="comment", texts="copied", lines=2
)
LIKERS = Campaign(60, jobs=15, jitter_s=60.0, share=0.7, action="like", lines=2)


@dataclass(frozen=True)
class Plan:
    """What a ring of the second month keeps of its predecessor."""

    name: str
    devices: float
    """Part of the devices, 0..1; of the lines, half of them or more where it is half or more."""
    texts: bool


ALL, HALF = Plan("all", 1.0, texts=True), Plan("half of the place", 0.5, texts=False)
FIFTH, TEXT = Plan("a fifth of the devices", 0.2, texts=False), Plan("texts only", 0.0, texts=True)
PROGRAM = Plan("program only", 0.0, texts=False)
NOTHING = "unrelated"
PLANS: tuple[Plan | None, ...] = (
    *(ALL, HALF, TEXT, PROGRAM, None),
    *(ALL, HALF, FIFTH, PROGRAM, None),
)
"""By number of the ring: writers first, then likers."""


def figures(*, quick: bool, workers: int) -> Result:
    """Return how rings that come back are told from others, by what they kept."""
    seeds = range(1 if quick else SEEDS)
    runs = run_all("returning_rings", {str(seed): (seed,) for seed in seeds}, one_seed, workers)
    pairs = [pair for run in runs.values() for pair in run["pairs"]]
    unrelated = [pair for pair in pairs if pair["kept"] == NOTHING]
    return {
        "code": code_hash("returning_rings"),
        "q": Q,
        "seeds": [FIRST_SEED, FIRST_SEED + len(seeds) - 1],
        "rings": {
            "stored": sum(run["stored"] for run in runs.values()),
            "new": sum(run["new"] for run in runs.values()),
        },
        "kept": [
            _row(plan.name, [pair for pair in pairs if pair["kept"] == plan.name], unrelated)
            for plan in (ALL, HALF, FIFTH, TEXT, PROGRAM)
        ],
        "unrelated": {
            "pairs": len(unrelated),
            "recognised": sum(pair["recognised"] for pair in unrelated),
            "same_program": sum(pair["same_program"] for pair in unrelated),
            "p_at_most": {
                f"{level:g}": round(
                    sum(pair["p_value"] <= level for pair in unrelated) / max(1, len(unrelated)), 5
                )
                for level in (0.05, 0.01, 0.001)
            },
        },
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }


def _row(name: str, own: list[Result], unrelated: list[Result]) -> Result:
    """Return recognised and area under the curve of the rings that kept so much."""
    return {
        "kept": name,
        "rings": len(own),
        "recognised": sum(pair["recognised"] for pair in own),
        "auc": round(_auc(own, unrelated, "p_value"), 4),
        "auc_behaviour": round(_auc(own, unrelated, "behaviour_p"), 4),
        "median_bits": {
            family: round(float(np.median([pair["bits"][family] for pair in own])), 1)
            for family in FAMILIES
        }
        if own
        else {},
    }


def _auc(own: list[Result], others: list[Result], field: str) -> float:
    """Return the chance that a returning pair has the smaller value; ties count half."""
    if not own or not others:
        return float("nan")
    a = np.array([pair[field] for pair in own])[:, None]
    b = np.array([pair[field] for pair in others])[None, :]
    return float((a < b).mean() + 0.5 * (a == b).mean())


def one_seed(seed: int) -> Result:
    """Return every pair of a ring of the first month and one of the second."""
    number = FIRST_SEED + seed
    before, after = month(WORLD, number), month(replace(WORLD, start=LATER), number + 500)
    rng = np.random.default_rng(number)
    events = returned(before, after)
    own_texts = {str(n): (number + 500, n) for n in range(len(PLANS))}
    kept_texts = {
        str(n): (number, n) for n, plan in enumerate(PLANS) if plan is not None and plan.texts
    }
    written_before = with_pools(
        before.events, before, {str(n): (number, n) for n in range(len(PLANS))}, rng
    )
    first, old = _signed(written_before, before, "first", rename="")
    written_after = with_pools(events, after, {**own_texts, **kept_texts}, rng)
    second, new = _signed(written_after, after, "second", rename="v")
    stored: list[Signature] = first.signatures()
    pairs = [
        _pair(match, old, new)
        for match in compare(stored, second)
        if match.stored.ring in old and match.new.ring in new
    ]
    return {"pairs": pairs, "stored": len(stored), "new": len(second.groups)}


def month(world: WorldConfig, seed: int) -> SimulatedLog:
    """Return a month with ten rings, named by their number."""
    kinds = [WRITERS] * (len(PLANS) // 2) + [LIKERS] * (len(PLANS) // 2)
    rings = [replace(kind, name=str(number)) for number, kind in enumerate(kinds)]
    return simulate(world, CROWDS, rings, seed=seed)


def with_pools(
    events: pa.Table,
    log: SimulatedLog,
    pools: dict[str, tuple[int, int]],
    rng: np.random.Generator,
) -> pa.Table:
    """Return events whose ordered comments are written from text pools, by ring."""
    rows = log.truth_events.to_pylist()
    ring = {row["event"]: row["campaign"] for row in rows if row["role"] == "job"}
    of_ring = {name: pool(number, seed) for name, (seed, number) in pools.items()}
    texts = [
        written(of_ring[ring[event]], rng) if text is not None and event in ring else text
        for event, text in zip(events["event"].to_pylist(), events["text"].to_pylist(), strict=True)
    ]
    place = events.schema.get_field_index("text")
    return events.set_column(place, events.schema.field(place), pa.array(texts, pa.string()))


def returned(before: SimulatedLog, after: SimulatedLog) -> pa.Table:
    """Return the events of the second month, its rings given the places they kept of the first."""
    events = {name: after.events[name].to_pylist() for name in after.events.column_names}
    for number, plan in enumerate(PLANS):
        if plan is None or not plan.devices:
            continue
        old, new = _acts(before, str(number)), set(_members(after, str(number)))
        rows = [k for k, actor in enumerate(events["actor"]) if actor in new]
        _take_over(events, rows, old, "device", plan.devices)
        _take_over(events, rows, old, "line", plan.devices if plan.devices >= 0.5 else 0.0)
    return pa.table(events, schema=after.events.schema)


def _take_over(
    events: dict[str, list[object]], rows: list[int], old: list[Result], column: str, part: float
) -> None:
    """Put a part of the distinct old values in the place of the first of the new ones."""
    wanted = sorted({act[column] for act in old if act[column] is not None})
    there = sorted({str(events[column][k]) for k in rows if events[column][k] is not None})
    kept = round(part * min(len(wanted), len(there)))
    new_of = dict(zip(there[:kept], wanted[:kept], strict=True))
    address = {act["line"]: act["ip"] for act in old if act["line"] is not None}
    for k in rows:
        taken = new_of.get(str(events[column][k]))
        if taken is not None:
            events[column][k] = taken
            if column == "line":
                events["ip"][k] = address[taken]


def _members(log: SimulatedLog, name: str) -> list[str]:
    rows = log.truth.to_pylist()
    return [row["account"] for row in rows if row["campaign"] == name]


def _acts(log: SimulatedLog, name: str) -> list[Result]:
    """Return the acts of a ring."""
    members = set(_members(log, name))
    return [row for row in log.events.to_pylist() if row["actor"] in members]


def _signed(
    events: pa.Table, log: SimulatedLog, run: str, *, rename: str
) -> tuple[RingLog, dict[str, str]]:
    """Return a month scanned and ready, and which ring each of its findings is."""
    names = {row["account"]: row["campaign"] for row in log.truth.to_pylist()}
    actors = pa.array([rename + name for name in events["actor"].to_pylist()])
    events = events.set_column(events.schema.get_field_index("actor"), "actor", actors)
    read = cw.read(events, objects=log.objects)
    found = cw.scan(read, windows=WINDOWS_S, q=Q, seed=0, threads=1)
    population, _ = read_population(read, no_progress)
    signed = RingLog.of(population.log, found.tables, run, SECRET)
    ring_of: dict[str, str] = {}
    of = found.members.to_pylist()
    for name in found.findings["finding"].to_pylist():
        own = [names[row["account"][len(rename) :]] for row in of if row["finding"] == name]
        label, count = Counter(own).most_common(1)[0]
        if label is not None and 2 * count > len(own):
            ring_of[f"{run}/{name}"] = label
    return signed, ring_of


def _pair(match: Match, old: dict[str, str], new: dict[str, str]) -> Result:
    stored, fresh = int(old[match.stored.ring]), int(new[match.new.ring])
    plan = PLANS[fresh]
    half = len(PLANS) // 2
    return {
        "kept": plan.name if plan is not None and stored == fresh else NOTHING,
        "same_program": stored // half == fresh // half,
        "recognised": match.q_value <= Q,
        "p_value": match.p_value,
        "behaviour_p": match.p_of.get("behaviour", 1.0),
        "bits": {family: round(match.bits(family), 2) for family in FAMILIES},
    }
