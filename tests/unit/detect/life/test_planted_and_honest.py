"""Planted accounts stand out of a small simulated platform; their honest look-alikes do not.

A group is always asked about with all its members left out. Levels are stated with each test; the
share of look-alikes below 0.05 is that of all of one kind in three logs.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.life.action_mix import ActionMix
from clearwater.detect.life.device_turns import DeviceEvents, DeviceTurns
from clearwater.detect.life.regular_gaps import RegularGaps
from clearwater.detect.life.sleepless import Sleepless
from clearwater.detect.life.warm_up import WarmUp, shared_change_points
from clearwater.detect.measure import AccountMeasure, Measure
from tests.helpers.made_up_life import LOOK_ALIKES, Platform, platform

PEERS = 60
SEEDS = (11, 12, 13)
BY_EVENTS: tuple[Measure[EventArrays], ...] = (
    RegularGaps(peers=PEERS),
    Sleepless(peers=PEERS),
    WarmUp(peers=PEERS),
    ActionMix(peers=PEERS),
)
NAMES = [measure.spec.id for measure in BY_EVENTS]


@cache
def drawn(seed: int, desk: str | None) -> Platform:
    return platform(seed, each=30, desks=() if desk is None else (desk,))


def turns(made: Platform) -> AccountMeasure:
    events = DeviceEvents.of(
        made.account, made.time, made.device, made.line, accounts=made.events.accounts
    )
    return DeviceTurns(peers=PEERS).measure(events)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("measure", "desk", "level"),
    [
        (RegularGaps(peers=PEERS), "sold accounts", 0.05),
        (Sleepless(peers=PEERS), "sold accounts", 0.05),
        (Sleepless(peers=PEERS), "patient farm", 0.1),
        (WarmUp(peers=PEERS), "sold accounts", 0.05),
        (ActionMix(peers=PEERS), "sold accounts", 0.05),
        (ActionMix(peers=PEERS), "coupon grabbers", 0.05),
        (ActionMix(peers=PEERS), "phone farm", 0.05),
    ],
)
def test_desks_stand_out(measure: Measure[EventArrays], desk: str, level: float, seed: int) -> None:
    made = drawn(seed, desk)
    p = measure.measure(made.events).against_others(made.groups[desk])
    assert np.nanmedian(p) <= level


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("desk", ["phone farm", "coupon grabbers"])
def test_desks_take_turns_and_offices_and_families_do_not(desk: str, seed: int) -> None:
    made = drawn(seed, desk)
    found = turns(made)
    assert np.nanmedian(found.against_others(made.groups[desk])) <= 0.05
    for honest in ("office", "family"):
        p = found.against_others(made.groups[honest])
        assert (p[~np.isnan(p)] <= 0.05).mean() <= 0.05


@pytest.mark.parametrize("honest", LOOK_ALIKES)
@pytest.mark.parametrize("measure", BY_EVENTS, ids=NAMES)
def test_look_alikes_stay_in_the_crowd(measure: Measure[EventArrays], honest: str) -> None:
    # What families show each other reaches them at hours that are not their own.
    level = 0.15 if measure.spec.id == "sleepless" else 0.1
    p = np.concatenate([of_group(measure, drawn(seed, None), honest) for seed in SEEDS])
    assert (p <= 0.05).mean() <= level


def of_group(measure: Measure[EventArrays], made: Platform, name: str) -> np.ndarray:
    p = measure.measure(made.events).against_others(made.groups[name])
    return p[~np.isnan(p)]


@pytest.mark.parametrize("measure", BY_EVENTS, ids=NAMES)
def test_where_nobody_is_driven_p_values_are_no_smaller_than_they_say(
    measure: Measure[EventArrays],
) -> None:
    """Every tenth account of three logs without a desk, look-alikes among them."""
    p = np.concatenate([measure.measure(drawn(s, None).events).p_value[::10] for s in SEEDS])
    p = p[~np.isnan(p)]
    for level in (0.02, 0.05, 0.2, 0.5):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / p.size)


@pytest.mark.parametrize("seed", SEEDS)
def test_raised_accounts_change_together_and_look_alikes_do_not(seed: int) -> None:
    made = drawn(seed, "sold accounts")
    found = WarmUp(peers=PEERS).measure(made.events)
    raised = shared_change_points(found, made.groups["sold accounts"])
    assert raised.p_value <= 0.01
    assert raised.together > 4 * raised.expected
    for honest in LOOK_ALIKES:
        assert shared_change_points(found, made.groups[honest]).p_value > 0.01
