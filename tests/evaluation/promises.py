"""What is promised of the statistics, each as one small log and one question.

``python -m tests.evaluation.promises`` prints the names of those that do not hold, so that the same
promises can be put to a copy of the package in which a safeguard is switched off.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc

import clearwater as cw
from clearwater.evaluate import campaigns_of, count_accounts, findings_of, flagged_by_population
from clearwater.findings.run import Run
from clearwater.simulate import (
    Campaign,
    Classroom,
    Commuters,
    Families,
    FanClub,
    NewsSpike,
    NightShift,
    Raid,
    SimulatedLog,
    WorldConfig,
    simulate,
)

SMALL = WorldConfig(accounts=3_000, objects=1_500, events=30_000, days=28)
QUIET = WorldConfig(accounts=2_000, objects=1_500, events=4_000, days=28)
LIVELY = WorldConfig(accounts=400, objects=200, events=2_000, days=28)


def scan(log: SimulatedLog) -> Run:
    """Return the scan that a user gets."""
    return cw.scan(cw.read(log.events, objects=log.objects), threads=1)


def _nobody_accused(log: SimulatedLog) -> bool:
    flagged = flagged_by_population(scan(log), log.truth)
    return flagged.false_accounts == 0 and flagged.false_pairs == 0


def fans_are_not_accused() -> bool:
    """Fans who react within a minute, forty times, each at an own pace: no pair."""
    log = simulate(SMALL, (FanClub(60, posts=40, lag_median_s=40.0, lag_sigma=1.2),), seed=1)
    return _nobody_accused(log)


def honest_crowds_are_not_accused() -> bool:
    """Families, classrooms, commuters, news, raids and night shifts in one log: no pair."""
    crowds = (
        *(Families(40), Classroom(30), Commuters(100), NewsSpike(800)),
        *(Raid(300, 150, 6), NightShift(200), FanClub(60, posts=40)),
    )
    log = simulate(SMALL, crowds, seed=1)
    return _nobody_accused(log)


def being_where_everybody_is_is_no_evidence() -> bool:
    """A town that follows every call of one streamer: whoever is there meets everybody, no pair."""
    log = simulate(LIVELY, (Raid(120, 114, 14),), seed=1)
    return _nobody_accused(log)


def a_pair_is_no_crowd_of_its_own() -> bool:
    """Two accounts alone on their objects were expected to meet nobody there: a mean of zero."""
    two = Campaign(2, jobs=15, jitter_s=5.0, camouflage=0.0)
    pairs = scan(simulate(QUIET, (), (two,), seed=1)).pairs
    return bool(pairs.num_rows == 1 and pairs["expected"][0].as_py() < 1e-6)


def odds_count_all_pairs_that_could_have_met() -> bool:
    """Every printed q-value is Benjamini and Hochberg's over all pairs of accounts of the log."""
    log = simulate(SMALL, (), (Campaign(12, jobs=12), Campaign(40, jobs=20)), seed=1)
    found = cw.scan(cw.read(log.events, objects=log.objects), windows=(60.0,), threads=1)
    accounts = len(log.events["actor"].unique())
    possible = accounts * (accounts - 1) / 2
    # Inside a finding pairs are listed that do not survive by themselves; the others above are not.
    pairs = found.pairs.filter(pc.less_equal(found.pairs["q_value"], 0.01))
    p = np.maximum(pairs["p_choice"].to_numpy(), pairs["p_timing"].to_numpy())
    return _is_bh(p, pairs["q_value"].to_numpy(), possible)


def _is_bh(p: np.ndarray, q: np.ndarray, possible: float) -> bool:
    """Say whether q follows from p; of pairs that are not listed only their number is needed."""
    order = np.argsort(p, kind="stable")
    steps = p[order] * possible / np.arange(1, p.size + 1)
    wanted = np.minimum.accumulate(steps[::-1])[::-1]
    # The printed q-value counts the windows too, one common factor.
    factor = q[order] / np.maximum(wanted, 1e-300)
    real = wanted > 1e-290
    return bool(real.any() and np.allclose(factor[real], np.round(factor[real][0]), rtol=1e-6))


def desks_are_found() -> bool:
    """A small desk and a large one of which half takes part at a time: whole, and nobody else."""
    campaigns = (Campaign(12, jobs=15), Campaign(100, jobs=24, share=0.5, jitter_s=30.0))
    log = simulate(SMALL, (), campaigns, seed=1)
    counted = count_accounts(findings_of(scan(log).accounts), campaigns_of(log.truth))
    return counted.recall > 0.95 and counted.false == 0


PROMISES: dict[str, Callable[[], bool]] = {
    promise.__name__: promise
    for promise in (
        fans_are_not_accused,
        honest_crowds_are_not_accused,
        being_where_everybody_is_is_no_evidence,
        a_pair_is_no_crowd_of_its_own,
        odds_count_all_pairs_that_could_have_met,
        desks_are_found,
    )
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PROMISES:
        if not PROMISES[name]():
            sys.stdout.write(f"{name}\n")
