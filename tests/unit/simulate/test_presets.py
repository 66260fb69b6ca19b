"""Three worlds to begin with, and every crowd that can stand in them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pyarrow.compute as pc
import pytest

from clearwater.simulate import (
    CAMPAIGN_KINDS,
    CROWD_KINDS,
    PRESETS,
    FlashSale,
    SimulatedLog,
    campaigns_named,
    crowds_named,
    simulate,
)
from clearwater.simulate.crowds import Crowd

LEAST_ACCOUNTS = 6_000
"""Fewer honest accounts are too few for all of a preset's crowds."""


@cache
def whole(preset: str) -> SimulatedLog:
    """Return the preset with all that is in it, its background at a tenth."""
    chosen = PRESETS[preset]
    world = replace(chosen.world, accounts=LEAST_ACCOUNTS, objects=2_000, events=12_000)
    return simulate(world, crowds_named(chosen.crowds), campaigns_named(chosen.campaigns), seed=2)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_kinds_that_exist_each_once(preset: str) -> None:
    chosen = PRESETS[preset]
    assert set(chosen.crowds) <= set(CROWD_KINDS)
    assert set(chosen.campaigns) <= set(CAMPAIGN_KINDS)
    assert len(set(chosen.crowds)) == len(chosen.crowds)
    assert len(set(chosen.campaigns)) == len(chosen.campaigns)


def test_every_kind_stands_in_some_preset() -> None:
    assert {name for chosen in PRESETS.values() for name in chosen.crowds} == set(CROWD_KINDS)
    assert {name for chosen in PRESETS.values() for name in chosen.campaigns} == set(CAMPAIGN_KINDS)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_presets_crowds_and_campaigns_are_all_in_its_log(preset: str) -> None:
    log, chosen = whole(preset), PRESETS[preset]
    populations = set(log.truth["population"].to_pylist())
    # Who is in a news spike or a petition may be in another crowd first.
    assert {CROWD_KINDS[name].population for name in chosen.crowds} <= populations
    assert set(log.truth_events["campaign"].to_pylist()) == set(chosen.campaigns)


@pytest.mark.parametrize("preset", PRESETS)
def test_most_of_a_presets_events_are_honest(preset: str) -> None:
    # Campaigns keep their size in a larger world.
    assert whole(preset).truth_events.num_rows < 0.25 * PRESETS[preset].world.events


def test_kinds_by_name_carry_their_name() -> None:
    assert [one.name for one in campaigns_named(("phone farm", "framing"))] == [
        "phone farm",
        "framing",
    ]
    assert crowds_named(("flash sale",)) == (FlashSale(),)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("kind", "crowd"), CROWD_KINDS.items())
def test_every_crowd_stands_in_every_world(preset: str, kind: str, crowd: Crowd) -> None:
    # Small sizes where the usual ones fill a platform.
    small: dict[str, Crowd] = {
        name: replace(CROWD_KINDS[name], accounts=300)  # type: ignore[type-var]  # dataclasses all
        for name in ("viral object", "news spike", "flash sale", "petition")
    }
    world = replace(PRESETS[preset].world, accounts=1_000, objects=300, events=2_000)
    log = simulate(world, (small.get(kind, crowd),), seed=2)
    assert log.truth_events.num_rows == 0
    rows = log.events.join(log.truth, "actor", "account")
    theirs = rows.filter(pc.equal(rows["population"], crowd.population))
    assert len(pc.unique(theirs["actor"])) >= 25
    assert {name for name, _ in world.actions} >= set(theirs["action"].to_pylist())
