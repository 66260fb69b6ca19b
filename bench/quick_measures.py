"""What `bench.quick` measures, and on which logs: one function a kind of log.

Each takes the first of the seeds that it may use and gives its figures by name. The same code gives
the same figures, but for `speed`. Logs are less than half the size of those of the long benches.
What is promised (15 jobs) is found whole on them, and a share of 1.0 does not say how near the edge
it stands; so there are ladders besides, on which some groups are always missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

import clearwater as cw
from bench import calibration, co_action_speed
from bench.core import scan
from bench.look_alikes import ACTIONS, ALONE, COMMUTERS, FAST, TERM, TOGETHER, TWO_ACTS
from bench.peer_speed import spent
from clearwater.app.clearwater_method import Clearwater
from clearwater.app.methods import methods_named
from clearwater.app.own_log import OwnLog, plant_farms
from clearwater.evaluate import (
    bcubed,
    campaigns_of,
    clock_shift,
    count_accounts,
    findings_of,
    flagged_by_population,
    rate_redraw,
)
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.injection import TWENTY_FARMS
from clearwater.evaluate.side_by_side import KnownLog, Scores, scores_of
from clearwater.simulate import (
    PRESETS,
    Campaign,
    Classroom,
    Office,
    Raid,
    SimulatedLog,
    ViralObject,
    WorldConfig,
    campaigns_named,
    crowds_named,
    simulate,
)

Measured = Mapping[str, float]
Source = Callable[[int], Measured]

WORLD = WorldConfig(accounts=8_000, objects=3_000, events=80_000)
CROWDS = (FAST, Classroom(30), Raid(600, 200, 4), ViralObject(2_000), Office(60))
SIZES = (20, 50, 200)
PLAIN = Campaign(jobs=15, jitter_s=600.0, camouflage=1.0)
EVENTS = 1_000_000


def fifteen_jobs(seed: int) -> Measured:
    """The promise: 15 jobs each, on small objects, all within ten minutes, creation given."""
    return _found([_planted(seed, PLAIN)], given=True)


def fifty_jobs(seed: int) -> Measured:
    """The same with 50 jobs."""
    return _found([_planted(seed, replace(PLAIN, jobs=50))], given=True)


def several_acts(seed: int) -> Measured:
    """15 jobs, each a like and a comment, where honest people do such things too."""
    world = replace(WORLD, actions=ACTIONS, second_act_share=0.3)
    return _found([_planted(seed, replace(PLAIN, then=("comment",)), world)], given=True)


def creation_withheld(seed: int) -> Measured:
    """15 jobs on popular objects, when nothing says when objects were made."""
    return _found([_planted(seed, replace(PLAIN, object_kind="popular"))], given=False)


def few_jobs(seed: int) -> Measured:
    """Groups of 20 with 5, 6, ... 20 jobs: the share found says where the limit lies."""
    return _found([_ladder(seed + n, range(5, 21), share=1.0) for n in range(2)], given=True)


def half_takes_part(seed: int) -> Measured:
    """Groups of 20, any half of which does a job, with 8, 10, ... 38 jobs an account."""
    return _found([_ladder(seed + n, range(8, 40, 2), share=0.5) for n in range(2)], given=True)


def _planted(seed: int, like: Campaign, world: WorldConfig = WORLD) -> SimulatedLog:
    campaigns = [replace(like, accounts=size, name=str(size)) for size in SIZES]
    return simulate(world, CROWDS, campaigns, seed=seed)


def _ladder(seed: int, jobs: Iterable[int], share: float) -> SimulatedLog:
    """Return a log with groups that get harder to miss, with a cover of three times the jobs."""
    like = replace(PLAIN, accounts=20, camouflage=3.0, share=share)
    campaigns = [replace(like, jobs=count, name=str(count)) for count in jobs]
    return simulate(WORLD, CROWDS, campaigns, seed=seed)


def _found(logs: list[SimulatedLog], *, given: bool) -> Measured:
    """Return means over the logs: recall, BCubed F1, and the median planted account's evidence."""
    rows = []
    for log in logs:
        run = scan(log.events, log.objects if given else None)
        campaigns, found = campaigns_of(log.truth), findings_of(run.accounts)
        names, bits = (run.accounts[name].to_pylist() for name in ("account", "score_bits"))
        evidence = dict(zip(names, bits, strict=True))
        rows.append(
            {
                "recall": count_accounts(found, campaigns).recall,
                "f1": bcubed(found, campaigns).f1,
                "bits": float(np.median([evidence.get(name, 0.0) for name in campaigns])),
            }
        )
    return _means(rows)


def look_alikes(seed: int) -> Measured:
    """Honest look-alikes of every kind, one kind a log; fan clubs also with creation withheld."""
    fans = [name for name in (*ALONE, TWO_ACTS) if name.startswith("fan")]
    cases = [(name, calibration.GIVEN) for name in (*ALONE, TERM, TWO_ACTS, COMMUTERS)]
    return _false(cases + [(name, calibration.WITHHELD) for name in fans], seed)


def look_alikes_together(seed: int) -> Measured:
    """All of them in one log, with creation given, withheld, and with strays before it."""
    ways = (calibration.GIVEN, calibration.WITHHELD, calibration.NOISY)
    return _false([(TOGETHER, creation) for creation in ways], seed)


def _false(cases: list[tuple[str, str]], seed: int) -> Measured:
    total = {"accounts": 0.0, "pairs": 0.0}
    for name, creation in cases:
        events, objects, truth = calibration.log_of(
            "look-alikes", name, creation, seed - calibration.FIRST_SEED, quick=True
        )
        flagged = flagged_by_population(scan(events, objects), truth)
        total["accounts"] += flagged.false_accounts
        total["pairs"] += flagged.false_pairs
    return total


def null_versions(seed: int) -> Measured:
    """Logs in which nobody can have moved together any more.

    Who did it is drawn anew in a log with campaigns. Clocks are moved in one without anybody in
    step, neither campaigns nor a fan club: of some hundreds of accounts in step a few get new
    clocks that lie within the widest window of another, and are in step still.
    """
    planted = _planted(seed, PLAIN).events
    crowds = [crowd for crowd in CROWDS if crowd is not FAST]
    honest = simulate(WORLD, crowds, seed=seed).events
    total = {"accounts": 0.0, "pairs": 0.0}
    for version, events in ((rate_redraw, planted), (clock_shift, honest)):
        for number in range(2):
            run = scan(version(events, seed + number), None)
            total["accounts"] += len(findings_of(run.accounts))
            total["pairs"] += run.pairs.num_rows
    return total


def fans(seed: int) -> Measured:
    """Timing p-values at or below 0.1 among pairs of fans, over what chance allows.

    It moves long before the first false alarm: alarms need p-values far below 0.001.
    """
    name = next(name for name in ALONE if name.startswith("fan"))
    shifted = seed - calibration.FIRST_SEED
    case = calibration.qq_case("look-alikes", name, calibration.GIVEN, shifted, quick=True)
    rows = [r for r in case["rows"] if r["group"] == "fans" and r["null"] == "timing"]
    tenth = [r for r in rows if abs(r["level"] - 0.1) < 1e-6]
    return {"ratio": sum(r["observed"] for r in tenth) / sum(r["expected"] for r in tenth)}


def forum(seed: int) -> Measured:
    """The forum with everything that its preset plants."""
    return _world("forum", seed)


def shop(seed: int) -> Measured:
    """The shop with everything that its preset plants."""
    return _world("shop", seed)


def _world(name: str, seed: int) -> Measured:
    """Return means over two logs: measures by name, and recall by kind of campaign."""
    scores = [_scores(name, seed + number) for number in range(2)]
    wanted = ("recall", "false per 10k", "average precision")
    return _means(
        [{**one.recall_by_campaign, **{w: one.measures[w].value for w in wanted}} for one in scores]
    )


def _scores(name: str, seed: int) -> Scores:
    preset = PRESETS[name]
    world = replace(preset.world, accounts=8_000, objects=3_200, events=80_000)
    crowds, campaigns = crowds_named(preset.crowds), campaigns_named(preset.campaigns)
    log = simulate(world, crowds, campaigns, seed=seed)
    seen = LogToJudge(log.events, log.objects, log.accounts)
    known = KnownLog(seen, log.truth, log.truth_events, log.truth_objects)
    # Intervals are for tables; here one value is compared with another.
    return scores_of(Clearwater().judge(seen), known, seed=0, draws=2)


def own_log(seed: int) -> Measured:
    """Twenty farms planted into somebody's log that has no creation times."""
    events = simulate(WORLD, CROWDS, seed=seed).events
    answer = plant_farms(OwnLog.read(cw.read(events), methods_named([])), TWENTY_FARMS, seed)
    farms = answer.farms
    before, besides = next(iter(answer.own_named.values()))
    return {
        "farms": farms["verdict"].to_pylist().count("found"),
        "share": sum(farms["found"].to_pylist()) / sum(farms["accounts"].to_pylist()),
        "own": before + besides,
    }


def speed(_seed: int) -> Measured:
    """CPU time as a ratio to DuckDB's binned self-join in the same run; memory of a process."""
    sides = co_action_speed.figures(quick=True, workers=1)
    path = co_action_speed.WORK / f"events-{EVENTS}.parquet"
    command = [sys.executable, "-m", "bench.quick_scan", path]
    whole = min((spent(command) for _ in range(2)), key=lambda used: used.job_cpu_s)
    theirs, ours = sides["duckdb_binned"]["cpu_s"], sides["ours"]
    return {
        "candidates": sides["ratio_cpu"],
        "evidence": theirs / ours["nulls_cpu_s"],
        "scan": theirs / whole.job_cpu_s,
        "scan_mb": whole.peak_mb,
    }


def _means(rows: list[dict[str, float]]) -> Measured:
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
