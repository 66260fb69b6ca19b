"""A made-up group of any size: its run folder, as a scan would have written it, and its log.

Nobody scans here: what is measured is how a page shows a group, and a scan of such a log takes
minutes. Members come together on some objects within a minute and act alone besides; as many other
accounts act as often, alone. Every table of a run folder is there, sorted as its contract says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.events.schema import COLUMN_TYPES
from clearwater.findings.tables import TABLES

FINDING = "F001"
WINDOW_S = 60
START_US = 1_767_225_600_000_000
DAYS = 28
DAY_US = 86_400_000_000
JOINT_SHARE = 0.4
"""Of a member's acts, those that are done with others."""
CROWD = 160
"""Members that come together at one object."""
SPUN = (
    "真的好用，物流也快，第{n}次回购，推荐大家买！",
    "Came for the {n} songs, stayed for the harbour lights",
    "姐妹们冲，{n}天见效，客服态度很好",
)
OUTCOMES = ("ruled out", "ruled out", "not ruled out", "not tested")
INNOCENT = (
    *("fan club", "classroom or office", "household", "scheduler application"),
    *("live raid, flash sale or news event", "shared time zone"),
)


@dataclass(frozen=True)
class Size:
    """How large the group is."""

    accounts: int
    events: int
    pairs: int


@dataclass(frozen=True)
class _Acts:
    """Acts of one side: whose, when, on what."""

    actor: np.ndarray
    time: np.ndarray
    object: np.ndarray
    joint: np.ndarray


def write_world(folder: Path, size: Size, seed: int = 7) -> Path:
    """Write ``events.parquet`` and ``run/`` below a folder, and return the run folder."""
    rng = np.random.default_rng(seed)
    members, control = _members(rng, size), _alone(rng, size.accounts, size.events, size.accounts)
    log = folder / "events.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    events = _events(rng, members, control, size)
    pq.write_table(events, log, compression="zstd")
    run = folder / "run"
    run.mkdir()
    tables = _tables(rng, members, control, size)
    for name, schema in TABLES.items():
        rows = tables.get(name, schema.empty_table())
        pq.write_table(rows.cast(schema), run / f"{name}.parquet", compression="zstd")
    (run / "run.json").write_text(json.dumps(_manifest(log, events.num_rows, size)))
    return run


def _members(rng: np.random.Generator, size: Size) -> _Acts:
    joint = int(size.events * JOINT_SHARE)
    crowd = min(CROWD, size.accounts)
    jobs = max(1, joint // crowd)
    actor = np.concatenate([rng.choice(size.accounts, crowd, replace=False) for _ in range(jobs)])
    begins = np.sort(rng.integers(0, DAYS * DAY_US // 1_000_000, jobs)) * 1_000_000
    time = np.repeat(begins, crowd) + rng.integers(0, WINDOW_S, actor.size) * 1_000_000
    together = _Acts(actor, time, np.repeat(np.arange(jobs), crowd), np.full(actor.size, crowd - 1))
    rest = _alone(rng, size.accounts, size.events - actor.size, 0)
    return _Acts(
        np.r_[together.actor, rest.actor],
        np.r_[together.time, rest.time],
        np.r_[together.object, rest.object + jobs],
        np.r_[together.joint, rest.joint],
    )


def _alone(rng: np.random.Generator, accounts: int, events: int, first: int) -> _Acts:
    day = rng.integers(0, DAYS, events) * 86_400
    hour = np.clip(rng.normal(19, 3.5, events), 0, 23.99) * 3_600
    time = (day + hour.astype(np.int64)) * 1_000_000
    obj = (rng.pareto(0.8, events) * 40).astype(np.int64) % 20_000
    return _Acts(rng.integers(0, accounts, events) + first, time, obj, np.zeros(events, np.int64))


def _names(numbers: np.ndarray) -> pa.Array:
    return pa.array([f"u{n:06d}" for n in numbers.tolist()], pa.string())


def _objects(numbers: np.ndarray) -> pa.Array:
    return pa.array([f"海边 harbour lights 第{n}期" for n in numbers.tolist()], pa.string())


def _times(values: np.ndarray) -> pa.Array:
    return pa.array(values + START_US).cast(COLUMN_TYPES["time"])


def _events(rng: np.random.Generator, members: _Acts, control: _Acts, size: Size) -> pa.Table:
    actor = np.r_[members.actor, control.actor]
    inside = actor < size.accounts
    lines = max(2, min(97, size.accounts // 10))
    net = np.where(inside, actor % lines, lines + actor % 4_000)
    texts = [
        SPUN[k % len(SPUN)].replace("{n}", str(k % 23)) if say else None
        for k, say in enumerate((inside & (rng.random(actor.size) < 0.08)).tolist())
    ]
    time = np.r_[members.time, control.time]
    order = np.argsort(time, kind="stable")
    columns = {
        "event": pa.array([f"e{k:07d}" for k in range(actor.size)]),
        "actor": _names(actor),
        "action": pa.array(["like"] * actor.size),
        "object": _objects(np.r_[members.object, control.object]),
        "time": _times(time),
        "device": pa.array([f"d{n:06d}" for n in actor.tolist()]),
        "ip": pa.array(
            [f"10.{n // 250}.{n % 250}.{a % 250}" for a, n in zip(actor, net, strict=True)]
        ),
        "line": pa.array([f"line-{n:04d}" for n in net.tolist()]),
        "client": pa.array([f"app/{8 + n % 5}.1" for n in actor.tolist()]),
        "text": pa.array(texts, pa.string()),
    }
    return pa.table(columns).take(pa.array(order))


def _address(net: int, actor: int) -> str:
    return f"10.{net // 250}.{net % 250}.{actor % 250}"


def _tables(
    rng: np.random.Generator, members: _Acts, control: _Acts, size: Size
) -> dict[str, pa.Table]:
    names = _names(np.arange(size.accounts))
    own = np.bincount(members.actor, minlength=size.accounts)
    bits = np.sort(rng.gamma(4, 12, size.accounts))[::-1]
    objects = int(members.object[members.joint > 0].max()) + 1
    total = float(bits.sum())
    finding = [FINDING] * size.accounts
    member = {
        "finding": finding,
        "account": names,
        "score_bits": bits,
        "role": np.where(np.arange(size.accounts) < size.accounts * 0.7, "core", "edge"),
        "leave_one_out_bits": total - bits,
        "q_value": np.exp2(-bits),
        "objects": np.minimum(own, objects),
        "partners": rng.integers(20, 150, size.accounts),
        "events": own,
    }
    account = {
        key: member[key] for key in ("account", "score_bits", "q_value", "finding", "events")
    }
    return {
        "findings": _finding(members, size, objects, total),
        "members": pa.table(member),
        "accounts": pa.table(account),
        "pairs": _pairs(rng, size),
        "raster": pa.concat_tables(
            [_dots(members, "members", 0), _dots(control, "control", size.accounts)]
        ),
        "objects": _moments(members, objects),
        "recount": _recount(members, objects),
        "event_weights": _weights(members),
        "waterfall": _waterfall(total),
        "explanations": _explanations(),
    }


def _finding(members: _Acts, size: Size, objects: int, bits: float) -> pa.Table:
    row = {
        "finding": FINDING,
        "kind": "co-action",
        "level": "likely inauthentic",
        "headline": f"{size.accounts} accounts met on {objects} objects.",
        "refutation": "Wrong if these accounts do not meet on objects outside this log.",
        "score_bits": bits,
        "q_value": 0.002,
        "accounts": size.accounts,
        "objects": objects,
        "events": members.actor.size,
        "meetings": int((members.joint > 0).sum()),
        "expected": 41.5,
        "window_s": float(WINDOW_S),
        "layer": "co-action",
        "first_time": _times(members.time.min(keepdims=True))[0].as_py(),
        "last_time": _times(members.time.max(keepdims=True))[0].as_py(),
        "families": ["moves", "place"],
        "signatures": [],
    }
    return pa.Table.from_pylist([row], TABLES["findings"])


def _dots(acts: _Acts, side: str, first: int) -> pa.Table:
    order = np.lexsort((acts.time, acts.actor))
    return pa.table(
        {
            "finding": [FINDING] * order.size,
            "side": [side] * order.size,
            "row": acts.actor[order] - first,
            "account": _names(acts.actor[order]),
            "time": _times(acts.time[order]),
            "object": _objects(acts.object[order]),
            "joint": acts.joint[order],
        }
    )


def _pairs(rng: np.random.Generator, size: Size) -> pa.Table:
    left = rng.integers(0, size.accounts - 1, size.pairs)
    right = np.minimum(left + 1 + rng.geometric(0.01, size.pairs), size.accounts - 1)
    key = np.unique(left * size.accounts + right)
    left, right = key // size.accounts, key % size.accounts
    some = right > left
    left, right = left[some], right[some]
    bits = rng.gamma(3, 6, left.size)
    return pa.table(
        {
            "pair": np.arange(left.size),
            "account_l": _names(left),
            "account_r": _names(right),
            "layer": ["co-action"] * left.size,
            "window_s": np.full(left.size, float(WINDOW_S)),
            "meetings": rng.integers(4, 30, left.size),
            "expected": rng.random(left.size),
            "p_choice": np.exp2(-bits),
            "p_timing": np.exp2(-bits),
            "q_value": np.exp2(-bits / 2),
            "score_bits": bits,
            "finding": [FINDING] * left.size,
        }
    )


def _moments(members: _Acts, objects: int) -> pa.Table:
    joint = members.joint > 0
    order = np.argsort(members.object[joint], kind="stable")
    begins = np.searchsorted(members.object[joint][order], np.arange(objects))
    times = members.time[joint][order]
    return pa.table(
        {
            "object": _objects(np.arange(objects)),
            "action": ["like"] * objects,
            "start": _times(np.minimum.reduceat(times, begins)),
            "end": _times(np.maximum.reduceat(times, begins)),
            "score_bits": np.full(objects, 90.0),
            "q_value": np.full(objects, 0.002),
            "finding": [FINDING] * objects,
            "members": np.diff(np.r_[begins, times.size]),
            "others": np.zeros(objects, np.int64),
        }
    )


def _recount(members: _Acts, objects: int) -> pa.Table:
    count = np.bincount(members.object[members.joint > 0], minlength=objects)[:objects]
    reported = count + 40.0
    left = np.full(objects, 40.0)
    return pa.table(
        {
            "object": _objects(np.arange(objects)),
            "metric": ["like"] * objects,
            "day": pa.nulls(objects, pa.date32()),
            "reported": reported,
            "authentic": left,
            "low": left - 4,
            "high": left + 5,
            "set_aside": count / reported,
            "remaining": np.full(objects, 40),
            "strict": left + 3,
            "lenient": left - 3,
        }
    )


def _weights(members: _Acts) -> pa.Table:
    # Events are numbered as `_events` lists them, the members' first.
    ordered = np.flatnonzero(members.joint > 0)
    return pa.table(
        {
            "event": [f"e{k:07d}" for k in ordered.tolist()],
            "p_inauthentic": 0.5 + 0.5 * (ordered % 97) / 97,
        }
    )


def _waterfall(total: float) -> pa.Table:
    steps = (
        ("moves", "moves together", 1.6 * total, "joint acts, and what habits explain"),
        ("moves", "fan club?", -0.8 * total, "own reaction lags and clocks"),
        ("place", "comes from one place", 0.2 * total, "members live on few access lines"),
    )
    rows = [
        dict(zip(TABLES["waterfall"].names, (FINDING, place, *step), strict=True))
        for place, step in enumerate(steps)
    ]
    return pa.Table.from_pylist(rows, TABLES["waterfall"])


def _explanations() -> pa.Table:
    rows = [
        {
            "finding": FINDING,
            "position": place,
            "explanation": name,
            "outcome": OUTCOMES[place % len(OUTCOMES)],
            "reason": "as made up",
        }
        for place, name in enumerate(INNOCENT)
    ]
    return pa.Table.from_pylist(rows, TABLES["explanations"])


def _manifest(log: Path, rows: int, size: Size) -> dict[str, object]:
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    return {
        "clearwater": "0.1.0",
        "run": "madeup",
        "command": f"clearwater scan {log} --window {WINDOW_S}s --q 0.01 --seed 7 --out again",
        "parameters": {"seed": 7, "q": 0.01, "windows_s": [float(WINDOW_S)]},
        "inputs": [{"name": str(log), "sha256": digest, "bytes": log.stat().st_size, "rows": rows}],
        "counts": {
            "accounts": 2 * size.accounts,
            "events": rows,
            "rows": rows,
            "objects_with_creation_time": 0,
        },
        "detectors": [{"id": "co-action", "version": "1", "family": "moves", "paper": "ours"}],
        "blind_spots": ["at_birth"],
        "skipped": [],
        "notes": [],
        "span": {},
    }
