"""From three known members of a planted farm of 430: nine in ten of it, two in a hundred strangers.

And from leads that are innocent: it stops without naming anybody of their crowd.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

import clearwater as cw
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.app.scan import WINDOWS_S
from clearwater.detect.expand.expansion import expand_population
from clearwater.detect.expand.lead import Lead
from clearwater.detect.population import Population
from clearwater.findings.expansion import Expansion
from clearwater.simulate import (
    Campaign,
    Classroom,
    FanClub,
    Office,
    Raid,
    ViralObject,
    WorldConfig,
    simulate,
)
from tests.helpers.desk import silent

CROWDS = (
    FanClub(100, posts=45, lag_median_s=180.0, lag_sigma=1.5),
    Classroom(30),
    Raid(900, 300, 4),
    ViralObject(3_000),
    Office(60),
)
SEED = 9_101


@dataclass(frozen=True)
class Planted:
    population: Population
    of: dict[str, list[str]]
    """Accounts of the log by population."""


@cache
def planted(share: float) -> Planted:
    world = WorldConfig(accounts=10_000, objects=6_000, events=100_000)
    farm = Campaign(430, jobs=15, jitter_s=60.0, camouflage=1.0, share=share)
    log = simulate(world, CROWDS, [farm], seed=SEED)
    read = cw.read(log.events, objects=log.objects, accounts=log.accounts)
    population, _ = read_population(read, no_progress)
    there = set(population.log.actors.to_pylist())
    of: dict[str, list[str]] = {}
    for row in log.truth.to_pylist():
        if row["account"] in there:
            of.setdefault(row["population"], []).append(row["account"])
    return Planted(population, of)


def expand(share: float, leads: list[str]) -> Expansion:
    return expand_population(
        planted(share).population,
        [Lead("account", name) for name in leads],
        [round(window_s * 1_000_000) for window_s in WINDOWS_S],
        q=0.01,
        most_steps=10,
        seed=0,
        step=silent,
    )


def drawn(share: float, population: str, count: int) -> list[str]:
    accounts = sorted(planted(share).of[population])
    chosen: list[str] = np.random.default_rng(SEED).permutation(accounts)[:count].tolist()
    return chosen


@pytest.mark.parametrize("share", [1.0, 0.4])
def test_three_members_of_a_farm_lead_to_it(share: float) -> None:
    farm = set(planted(share).of["campaign"])
    held = expand(share, drawn(share, "campaign", 3)).held
    assert len(held & farm) >= 0.9 * len(farm)
    assert len(held - farm) <= 0.02 * len(held)


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.parametrize(
    "population", ["fan club", "classroom", "raid", "viral object", "office", "honest"]
)
def test_an_innocent_lead_names_nobody(population: str, count: int) -> None:
    assert not expand(0.4, drawn(0.4, population, count)).held
