"""Honest look-alikes behave as their parameters say."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pytest

from clearwater.simulate import (
    Classroom,
    Commuters,
    FanClub,
    NewsSpike,
    NightShift,
    Office,
    Raid,
    SchedulerUsers,
    SimulatedLog,
    ViralObject,
    WorldConfig,
    simulate,
)
from clearwater.simulate.acts import Acts
from clearwater.simulate.crowds import Crowd
from clearwater.simulate.worlds import World, build_world

WORLD = WorldConfig(accounts=3_000, objects=800, events=20_000, days=28)
Floats = npt.NDArray[np.float64]


def joined(crowd: Crowd, seed: int = 2) -> tuple[World, Acts]:
    world = build_world(WORLD, seed)
    return world, crowd.join(world, np.random.default_rng(seed))


def times_of(log: SimulatedLog, population: str) -> list[datetime]:
    joined = log.events.join(log.truth, "actor", "account")
    times: list[datetime] = joined.filter(pc.equal(joined["population"], population))[
        "time"
    ].to_pylist()
    return times


def lags(world: World, acts: Acts) -> Floats:
    result: Floats = acts.time_s - world.objects.created_s[acts.object]
    return result


@pytest.mark.parametrize("median_s", [180.0, 10_800.0])
def test_fans_awake_at_the_post_react_at_the_stated_median(median_s: float) -> None:
    world, acts = joined(FanClub(200, posts=60, lag_median_s=median_s, member_sigma=0.3))
    created = world.objects.created_s[acts.object]
    # Only reactions that no night can have delayed: awake for hours after the post.
    since = world.habits.hours_since_waking(acts.account, created)
    fresh = since + 8 < world.habits.awake_h[acts.account]
    median = float(np.median(lags(world, acts)[fresh]))
    assert median_s / 1.5 < median < median_s * 1.5


def test_fans_sleep() -> None:
    world, acts = joined(FanClub(200, posts=60, lag_median_s=10_800.0))
    assert world.habits.awake(acts.account, acts.time_s).mean() > 0.97


def test_fans_own_medians_differ() -> None:
    world, acts = joined(FanClub(100, posts=200, lag_sigma=0.5, member_sigma=1.0))
    log_lag = np.log(np.maximum(lags(world, acts), 1.0))
    medians = [np.median(log_lag[acts.account == a]) for a in np.unique(acts.account)]
    assert float(np.std(medians)) > 0.5


def test_fans_act_on_most_posts() -> None:
    _, acts = joined(FanClub(100, posts=40, faithful=0.7))
    assert 0.6 < len(acts) / (100 * 40) < 0.8


def test_a_class_acts_only_in_its_lessons_and_in_every_week() -> None:
    _, acts = joined(Classroom(30, lessons_per_week=3, tasks=2))
    slot = np.mod(acts.time_s, 7 * 86_400)
    starts = np.unique(np.floor(slot / 3_600))
    assert len(starts) == 3
    assert (np.mod(acts.time_s, 3_600) <= 45 * 60).all()
    assert len(np.unique(acts.time_s // (7 * 86_400))) == 4


def test_a_raid_lands_within_its_minute_with_another_part_each_time() -> None:
    _, acts = joined(Raid(community=600, viewers=150, raids=4))
    parts = []
    for target in np.unique(acts.object):
        here = acts.object == target
        assert np.ptp(acts.time_s[here]) <= 60.0
        parts.append(set(acts.account[here].tolist()))
    assert [len(part) for part in parts] == [150] * 4
    assert len(parts[0] & parts[1]) < 100


def test_a_viral_object_has_the_stated_crowd_and_a_sharp_burst() -> None:
    world, acts = joined(ViralObject(2_000, lag_median_s=1_200.0))
    assert len(acts) == 2_000
    assert len(np.unique(acts.object)) == 1
    assert (lags(world, acts) < 7_200).mean() > 0.5


def test_news_makes_people_act_on_several_objects_within_minutes() -> None:
    _, acts = joined(NewsSpike(1_000, objects=6, each=2.0))
    assert len(np.unique(acts.object)) == 6
    _, counts = np.unique(acts.account, return_counts=True)
    assert 1.5 < counts.mean() < 3.0


def test_a_night_shift_is_only_there_in_its_hours() -> None:
    log = simulate(WORLD, (NightShift(150, from_hour_utc=18.0, hours=4.0),), seed=2)
    hours = [time.hour for time in times_of(log, "time zone")]
    assert len(hours) > 300
    assert np.isin(hours, (18, 19, 20, 21, 22)).mean() > 0.99


def test_scheduled_posts_fall_just_after_full_minutes() -> None:
    log = simulate(WORLD, (SchedulerUsers(200, steps_s=(900.0,)),), seed=2)
    scheduled = [
        time.minute % 15 == 0 and time.second < 20 for time in times_of(log, "scheduler users")
    ]
    assert np.mean(scheduled) > 0.7


def test_colleagues_look_at_chat_links_on_work_days_in_office_hours() -> None:
    world, acts = joined(Office(60, links_per_week=5.0, zone_h=1.0))
    weekday = (acts.time_s // 86_400).astype(int) % 7
    assert (weekday < 5).mean() > 0.95
    assert world.habits.awake(acts.account, acts.time_s).mean() > 0.95


def test_commuters_act_on_rides_of_work_days_at_their_own_moment() -> None:
    world, acts = joined(Commuters(80, ride_min=25.0, leaves_h=(7.6, 17.3), zone_h=1.0))
    local_h = np.mod(acts.time_s / 3_600 + 1.0, 24.0)
    on_ride = [(local_h >= leaves) & (local_h <= leaves + 25 / 60) for leaves in (7.6, 17.3)]
    assert np.logical_or(*on_ride).all()
    assert ((acts.time_s // 86_400) % 7 < 5).all()
    assert lags(world, acts).min() >= 0
    assert np.std(acts.time_s[acts.object == acts.object[0]]) > 300


def test_crowds_recruit_different_accounts() -> None:
    log = simulate(WORLD, (FanClub(50, posts=5), Classroom(30), Office(40)), seed=2)
    words = log.truth["population"].to_pylist()
    assert [words.count(w) for w in ("fan club", "classroom", "office")] == [50, 30, 40]
