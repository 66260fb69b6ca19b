"""Honest people at the computers of one room."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from clearwater.errors import ParameterError
from clearwater.simulate import PublicComputers, WorldConfig, simulate
from clearwater.simulate.places import PublicDevices
from clearwater.simulate.worlds import World, build_world

WORLD = WorldConfig(accounts=1_500, objects=600, events=10_000, days=28)
BUSY = PublicComputers(40, computers=2, attendance=0.9, part=1.0, posts_per_day=3.0)
HOUR_S = 3_600.0


def joined(crowd: PublicComputers, seed: int = 2) -> tuple[World, Any, PublicDevices]:
    world = build_world(WORLD, seed)
    acts = crowd.join(world, np.random.default_rng(seed))
    (room,) = (one for one in world.together if isinstance(one, PublicDevices))
    return world, acts, room


def test_nobody_acts_before_the_post_is_there_or_when_the_room_is_closed() -> None:
    world, acts, _ = joined(BUSY)
    assert len(acts) > 500
    assert (acts.time_s >= world.objects.created_s[acts.object]).all()
    hour = np.mod(acts.time_s / HOUR_S + BUSY.zone_h, 24.0)
    assert hour.min() >= 10.0
    assert hour.max() <= 18.0


def test_each_post_is_acted_on_once_by_each() -> None:
    _, acts, _ = joined(BUSY)
    pairs = set(zip(acts.account.tolist(), acts.object.tolist(), strict=True))
    assert len(pairs) == len(acts)


def test_two_never_sit_at_one_computer_at_the_same_time() -> None:
    """On each day the acts at one computer go by in turns: nobody comes back in between."""
    _, acts, room = joined(BUSY)
    seat = dict(zip(room.members.tolist(), room.favourite.tolist(), strict=True))
    turns = defaultdict(list)
    for at, who in sorted(zip(acts.time_s.tolist(), acts.account.tolist(), strict=True)):
        turns[seat[who], at // (24 * HOUR_S)].append(who)
    assert len(turns) > 40
    for who in turns.values():
        changes = sum(a != b for a, b in pairwise(who))
        assert changes == len(set(who)) - 1


def test_the_log_shows_a_few_devices_with_many_people_and_own_ones() -> None:
    log = simulate(WORLD, (PublicComputers(60, computers=3, own_share=0.5),), seed=2)
    rows = log.events.join(log.truth, "actor", "account").to_pylist()
    on_device = defaultdict(set)
    for row in rows:
        if row["population"] == "public computers":
            on_device[row["device"]].add(row["actor"])
    many = [device for device, accounts in on_device.items() if len(accounts) > 6]
    alone = [device for device, accounts in on_device.items() if len(accounts) == 1]
    assert len(many) == 3
    assert len(alone) >= 15


def test_only_one_computer_is_the_second_one_too() -> None:
    world, _, _ = joined(PublicComputers(10, computers=1, own_share=0.0))
    log = simulate(WORLD, (PublicComputers(10, computers=1, own_share=0.0),), seed=2)
    people = {
        row["account"] for row in log.truth.to_pylist() if row["population"] == "public computers"
    }
    used = {row["device"] for row in log.events.to_pylist() if row["actor"] in people}
    assert world.population.count("public computers") == len(people) == 10
    assert len(used) == 1


def test_a_room_without_posts_does_nothing_together() -> None:
    _, acts, _ = joined(PublicComputers(10, posts_per_day=0.0))
    assert len(acts) == 0


@pytest.mark.parametrize(
    ("name", "value"), [("people", 1), ("computers", 0), ("attendance", 0), ("opens_h", 17)]
)
def test_a_parameter_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(ParameterError, match=name):
        PublicComputers(**{name: value})  # type: ignore[arg-type]
