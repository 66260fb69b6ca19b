"""Every method on the same simulated logs: three worlds with all kinds of campaigns and crowds.

A task is one method on one world, on all seeds, so that intervals are over all campaigns of these
logs. Every method is also asked every five days on the first log, to see when it would have found
each campaign.
"""

from __future__ import annotations

import time
from typing import Any

from bench import figures_side_by_side
from bench.peer_speed import (
    PEER_PYTHON,
    WORK,
    ours,
    refuse_difference,
    theirs,
    write_events,
)
from bench.tasks import Result, code_hash, run_all
from clearwater.app.methods import METHODS
from clearwater.app.peer_methods import CoordinationNetworkToolkit
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.side_by_side import (
    KnownLog,
    Scores,
    delays_of,
    merged,
    scores_of,
)
from clearwater.simulate import PRESETS, campaigns_named, crowds_named, simulate

SEEDS = 3
FIRST_SEED = 3_100
"""Lower seeds were looked at while campaigns and baselines were written, and judge nothing."""
EVERY_DAYS = 5.0
MEASURES = (
    "recall",
    "false per 10k",
    "precision",
    "average precision",
    "recall at 0.1 %",
    "recall at 1 %",
)


def figures(*, quick: bool, workers: int) -> Result:
    """Return every measure of every method, by world."""
    seeds = 1 if quick else SEEDS
    worlds = ["shop"] if quick else list(PRESETS)
    # The slowest first: the last task then ends soon after the last but one.
    tasks = {
        f"{world}-{name}-{seeds}": (world, name, seeds) for name in METHODS for world in worlds
    }
    runs = run_all("side_by_side", tasks, one_method, workers)
    result: Result = {
        "code": code_hash("side_by_side"),
        "seeds": seeds,
        "first_seed": FIRST_SEED,
        "every_days": EVERY_DAYS,
        "worlds": [_world(world, seeds) for world in worlds],
        "methods": [{"name": name, "settings": m.settings} for name, m in METHODS.items()],
        "installed_peer": [installed_peer(world) for world in worlds],
        "rows": [runs[f"{world}-{name}-{seeds}"] for world in worlds for name in METHODS],
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }
    if not quick:
        figures_side_by_side.draw(result)
    return result


def installed_peer(world: str) -> Result:
    """Return whether the toolkit from the index gives the edges that its method here is made of."""
    if not PEER_PYTHON.exists():
        return {"world": world, "skipped": "not installed: make .venv-peers/.ready"}
    WORK.mkdir(parents=True, exist_ok=True)
    log, edges = WORK / f"log_{world}.csv", WORK / f"edges_{world}.arrow"
    write_events(log, known_log(world, 0).log.events)
    window_s = int(CoordinationNetworkToolkit().time_window)
    mine, peer = ours(log, window_s, edges), theirs(log, window_s)
    rows = refuse_difference(edges, WORK / "peer" / "network.db")
    return {
        "world": world,
        "edges, all equal": rows,
        "toolkit, CPU s": round(peer.all_cpu_s, 1),
        "compat, CPU s": round(mine.all_cpu_s, 1),
    }


def known_log(world: str, seed: int) -> KnownLog:
    """Return the log of a world with everything that the preset plants."""
    preset = PRESETS[world]
    log = simulate(
        preset.world,
        crowds_named(preset.crowds),
        campaigns_named(preset.campaigns),
        seed=FIRST_SEED + seed,
    )
    return KnownLog(
        LogToJudge(log.events, log.objects, log.accounts),
        log.truth,
        log.truth_events,
        log.truth_objects,
    )


def one_method(world: str, name: str, seeds: int) -> Result:
    """Return what one method is worth on one world."""
    method = METHODS[name]
    parts, seconds, delays = [], 0.0, {}
    for seed in range(seeds):
        known = known_log(world, seed)
        started = time.process_time()
        judged = method.judge(known.log)
        seconds += time.process_time() - started
        parts.append((judged, known))
        if seed == 0:
            table = delays_of(method.judge, known, EVERY_DAYS).to_pylist()
            delays = {row["campaign"]: row["delay_days"] for row in table}
    scores = scores_of(*merged(parts), seed=0)
    row = {"world": world, "method": name, "judge_cpu_s": round(seconds / seeds, 2)}
    return {**row, **_figures(scores), "delay_days": delays}


def _figures(scores: Scores) -> Result:
    accused: dict[str, dict[str, list[int]]] = {}
    for row in scores.accused.to_pylist():
        accused.setdefault(row["by"], {})[row["stratum"]] = [row["accused"], row["accounts"]]
    return {
        "measures": {
            name: [_short(i.value), _short(i.low), _short(i.high)]
            for name, i in scores.measures.items()
            if name in MEASURES
        },
        "purity": _short(scores.purity),
        "bcubed_f1": _short(scores.bcubed_f1),
        "campaigns_recovered": _short(scores.campaigns_recovered),
        "recount_error": _short(scores.recount.pooled_percent),
        "reported_error": _short(scores.recount.pooled_percent_reported),
        "honest_owners_lose": _short(scores.recount.unpushed_percent),
        "recall_by_campaign": _by_kind(scores.recall_by_campaign),
        "accused": accused,
    }


def _by_kind(recalls: dict[str, float]) -> dict[str, float]:
    """Return the mean recall of each kind over its logs."""
    kinds: dict[str, list[float]] = {}
    for campaign, recall in recalls.items():
        kinds.setdefault(campaign.partition("/")[2], []).append(recall)
    return {kind: round(sum(values) / len(values), 4) for kind, values in sorted(kinds.items())}


def _world(world: str, seeds: int) -> Result:
    known = [known_log(world, seed) for seed in range(seeds)]
    planted = known[0].truth["campaign"].drop_null()
    return {
        "world": world,
        "logs": seeds,
        "events a log": round(sum(k.log.events.num_rows for k in known) / seeds),
        "honest accounts": known[0].truth.num_rows - len(planted),
        "planted accounts": len(planted),
        "campaigns": len(planted.unique()),
    }


def _short(value: float) -> Any:
    """Return four digits; nothing for what is not a number, which JSON cannot hold."""
    return None if value != value else round(float(value), 4)  # noqa: PLR0124 - the test for NaN
