"""What was pushed, and what is left of the numbers: on planted logs and on months of real stars.

A task is one log of one of the three worlds, scanned whole: how the pushed objects rank, which
honest crowds' objects are called pushed, and how often the intervals of a recount hold the truth.
The months are those of a published panel of repositories; see its trap where the figure stands.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy.stats import rankdata

import clearwater as cw
from bench import figures_objects
from bench.real_logs_input import DATA_VARIABLE, data_folder
from bench.tasks import Result, code_hash, run_all
from clearwater.detect.pushed.count_surges import count_surges
from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.surges import surges
from clearwater.engine.encode import encode
from clearwater.findings.run import Run
from clearwater.simulate import PRESETS, SimulatedLog, campaigns_named, crowds_named, simulate

Q = 0.01
SEEDS, QUICK_SEEDS = 6, 1
FIRST_SEED = 6_100
"""Lower seeds were looked at while this was made, and judge nothing."""
PUSHED = 5
"""Ordered acts from which an object counts as pushed; single acts of covers and warm-ups are no
push."""
LEAST_MONTHS = 6
BUSY = 50
"""Stars of a month from which it is busy whatever the reason."""
DAYS_OF = (10, 15, 20, 30)
"""Stars of a repository's busiest 24 hours from which it had a burst, whatever the model says."""
SET = "github_fake_stars"


def figures(*, quick: bool, workers: int) -> Result:
    """Return how objects rank, who is wrongly called pushed, and how intervals hold."""
    seeds = QUICK_SEEDS if quick else SEEDS
    tasks = {f"{world}-{n}": (world, n) for n in range(seeds) for world in PRESETS}
    runs = run_all("objects", tasks, one_log, workers)
    result: Result = {
        "code": code_hash("objects"),
        "q": Q,
        "pushed_from": PUSHED,
        "seeds": [FIRST_SEED, FIRST_SEED + seeds - 1],
        "worlds": [
            {"world": world, **_together([runs[f"{world}-{n}"] for n in range(seeds)])}
            for world in PRESETS
        ],
        "panel": panel(),
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }
    if not quick:
        figures_objects.draw(result)
    return result


def one_log(world: str, number: int) -> Result:
    """Return what a scan says of the objects of one log."""
    preset = PRESETS[world]
    log = simulate(
        preset.world,
        crowds_named(preset.crowds),
        campaigns_named(preset.campaigns),
        seed=FIRST_SEED + number,
    )
    run = cw.scan(cw.read(log.events, objects=log.objects, accounts=log.accounts), q=Q, threads=1)
    return {**_ranking(run, log), "recount": _coverage(run, log)}


Key = tuple[str, str]
"""(action, object)."""


def _acts(log: SimulatedLog, *roles: str) -> Counter[Key]:
    """Return the ordered acts of each key that have one of the roles; any where none is named."""
    truth = log.truth_events
    if roles:
        truth = truth.filter(pc.is_in(truth["role"], pa.array(roles, pa.string())))
    place = pc.index_in(log.events["event"], value_set=truth["event"].combine_chunks())
    return _counted(log.events.filter(pc.is_valid(place)))


def _counted(events: pa.Table) -> Counter[Key]:
    return Counter(zip(events["action"].to_pylist(), events["object"].to_pylist(), strict=True))


def _ranking(run: Run, log: SimulatedLog) -> Result:
    ordered, reported = _acts(log), _counted(log.events)
    rows = run.tables["pushed"].to_pylist()
    score = {(row["action"], row["object"]): row["score_bits"] for row in rows}
    named = {(r["action"], r["object"]) for r in rows if r["level"] == "pushed"}
    pushed = {key for key, acts in _acts(log, "job", "framing").items() if acts >= PUSHED}
    order = sorted(reported, key=lambda key: (-score.get(key, 0.0), key))
    hit = np.cumsum([key in pushed for key in order])
    at = np.array([key in pushed for key in order])
    crowds = _crowds(log)
    honest = [key for key in reported if not ordered[key] and crowds.get(key)]
    alike: dict[str, list[int]] = {}
    for key in honest:
        count = alike.setdefault(crowds[key], [0, 0])
        count[0] += key in named
        count[1] += 1
    return {
        "keys": len(reported),
        "pushed": len(pushed),
        "ap": float((hit / np.arange(1, hit.size + 1))[at].mean()),
        "recall": len(named & pushed) / len(pushed),
        "named": len(named),
        "named_without_any_order": sum(not ordered[key] for key in named),
        "look_alikes": alike,
    }


def _crowds(log: SimulatedLog) -> dict[Key, str]:
    """Return the honest crowd that most of the accounts of a key are of, where one is."""
    population = dict(
        zip(log.truth["account"].to_pylist(), log.truth["population"].to_pylist(), strict=True)
    )
    there: dict[Key, Counter[str]] = {}
    events = log.events
    columns = (events[name].to_pylist() for name in ("action", "object", "actor"))
    for action, object_, actor in zip(*columns, strict=True):
        there.setdefault((action, object_), Counter())[population[actor]] += 1
    found = {}
    for key, count in there.items():
        crowd, most = count.most_common(1)[0]
        if crowd not in ("honest", "campaign") and 2 * most > count.total():
            found[key] = crowd
    return found


def _coverage(run: Run, log: SimulatedLog) -> Result:
    """Return how often the intervals of counts hold the truth, and how far the counts are off."""
    ordered, reported = _acts(log), _counted(log.events)
    pushed = {key for key, acts in _acts(log, "job", "framing").items() if acts >= PUSHED}
    rows = {
        (row["metric"], row["object"]): row
        for row in run.recount.to_pylist()
        if (row["metric"], row["object"]) in reported
    }
    held = {
        key: row["low"] <= reported[key] - ordered[key] <= row["high"] for key, row in rows.items()
    }
    unsure = [key for key, row in rows.items() if row["high"] > row["low"]]
    left = {key: rows[key]["authentic"] if key in rows else float(reported[key]) for key in pushed}
    truth = {key: reported[key] - ordered[key] for key in pushed}
    return {
        "counts": len(rows),
        "held": sum(held.values()),
        "unsure": len(unsure),
        "unsure_held": sum(held[key] for key in unsure),
        "too_high": sum(reported[k] - ordered[k] < row["low"] for k, row in rows.items()),
        "off": float(sum(abs(left[key] - truth[key]) for key in pushed)),
        "off_as_reported": float(sum(ordered[key] for key in pushed)),
        "truth": float(sum(truth.values())),
    }


def _together(runs: list[Result]) -> Result:
    alike: dict[str, list[int]] = {}
    for run in runs:
        for crowd, (named, keys) in run["look_alikes"].items():
            total = alike.setdefault(crowd, [0, 0])
            total[0] += named
            total[1] += keys
    sums = {name: sum(run["recount"][name] for run in runs) for name in runs[0]["recount"]}
    return {
        "logs": len(runs),
        **{
            name: round(float(np.mean([run[name] for run in runs])), 4) for name in ("ap", "recall")
        },
        **{
            name: sum(run[name] for run in runs)
            for name in ("keys", "pushed", "named", "named_without_any_order")
        },
        "look_alikes": alike,
        "recount": sums,
    }


def panel() -> Result:
    """Return how months with a campaign rank among a repository's months, by counts alone."""
    data = data_folder()
    if data is None:
        print(f"[objects] {DATA_VARIABLE} is not set: NO month was ranked", file=sys.stderr)
        return {"skipped": f"{DATA_VARIABLE} is not set"}
    folder = Path(data) / "real" / SET
    months = pq.read_table(folder / "repo_month_panel.parquet")
    object_ = months["object"].combine_chunks().dictionary_encode().indices.to_numpy()
    stars = months["n_stars"].to_numpy().astype(np.int64)
    campaign = months["campaign"].cast(pa.bool_()).to_numpy(zero_copy_only=False)
    p = count_surges(object_, stars, months["age"].to_numpy().astype(np.int64))
    score = -np.log(np.maximum(p, 1e-300))
    long = np.bincount(object_)[object_] >= LEAST_MONTHS
    busy = long & (stars >= BUSY)
    rows = [
        _auc_row("all months", np.ones(stars.size, bool), campaign, score, stars),
        _auc_row(f"repositories with {LEAST_MONTHS} months or more", long, campaign, score, stars),
        _auc_row(f"of these, months with {BUSY} stars or more", busy, campaign, score, stars),
    ]
    return {"rows": rows, "bursts": bursts(folder)}


def _auc_row(
    name: str, chosen: np.ndarray, campaign: np.ndarray, score: np.ndarray, stars: np.ndarray
) -> Result:
    return {
        "months": name,
        "rows": int(chosen.sum()),
        "with_campaign": int(campaign[chosen].sum()),
        "auc_surge": round(_auc(score[chosen], campaign[chosen]), 4),
        "auc_stars": round(_auc(stars[chosen].astype(float), campaign[chosen]), 4),
    }


def _auc(score: np.ndarray, positive: np.ndarray) -> float:
    rank, n = rankdata(score), int(positive.sum())
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * (positive.size - n)))


def bursts(folder: Path) -> Result:
    """Return how many repositories' flagged stars came in a surge, found from the stars alone."""
    events = pq.read_table(folder / "events.parquet", columns=["actor", "action", "object", "time"])
    log = encode(events.to_batches())
    found = surges(log, histories(log))
    strong = found.q_value <= Q
    stars = np.diff(log.starts)
    many = np.flatnonzero(stars >= BUSY)
    busiest = np.array([_busiest_day(log.time[a:b]) for a, b in pairwise(log.starts.tolist())])
    inside = np.bincount(found.key[strong], weights=found.accounts[strong], minlength=log.keys)
    return {
        "repositories": int(many.size),
        "with_a_surge": int(np.isin(many, found.key[strong]).sum()),
        "by_busiest_day": [
            {
                "stars": least,
                "repositories": int((busiest >= least).sum()),
                "with_a_surge": int(
                    np.isin(np.flatnonzero(busiest >= least), found.key[strong]).sum()
                ),
            }
            for least in DAYS_OF
        ],
        "share_of_stars_in_surges": round(float(inside[many].sum() / stars[many].sum()), 4),
    }


def _busiest_day(time: np.ndarray) -> int:
    """Return the most stars within 24 hours."""
    later = np.searchsorted(time, time + 86_400_000_000, "right")
    return int((later - np.arange(time.size)).max(initial=0))
