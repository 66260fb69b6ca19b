"""Campaigns do their jobs as ordered, and their cover is that of honest accounts."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

from clearwater.errors import ParameterError
from clearwater.simulate import Campaign, SimulatedLog, WorldConfig, simulate
from clearwater.simulate.acts import Acts
from clearwater.simulate.worlds import World, build_world

CORE = ["event", "actor", "action", "object", "time"]
WORLD = WorldConfig(accounts=3_000, objects=1_200, events=30_000, days=28)


def joined(campaign: Campaign, seed: int = 4) -> tuple[World, Acts]:
    world = build_world(WORLD, seed)
    return world, campaign.join(world, 0, ["like"], np.random.default_rng(seed), [seed])


def cover_and_honest(log: SimulatedLog) -> tuple[np.ndarray, np.ndarray]:
    """Return lags in hours of cover events and of honest events."""
    joined = log.events.select(CORE).join(log.objects, "object").join(log.truth, "actor", "account")
    jobs = pc.is_in(joined["event"], value_set=log.truth_events["event"].combine_chunks())
    lag = pc.divide(pc.subtract(joined["time"], joined["created"]).cast("int64"), 3_600_000_000.0)
    planted = pc.is_valid(joined["campaign"])
    cover = lag.filter(pc.and_(planted, pc.invert(jobs))).to_numpy()
    honest = lag.filter(pc.invert(planted)).to_numpy()
    return cover, honest


def test_every_member_does_its_jobs_within_the_jitter() -> None:
    _, acts = joined(Campaign(20, jobs=12, jitter_s=30.0))
    assert len(acts) == 20 * 12
    for object_ in np.unique(acts.object):
        assert np.ptp(acts.time_s[acts.object == object_]) <= 30.0


def test_with_a_share_each_order_gets_a_part_and_accounts_still_do_their_jobs() -> None:
    _, acts = joined(Campaign(40, jobs=10, share=0.5))
    _, per_order = np.unique(acts.object, return_counts=True)
    _, per_account = np.unique(acts.account, return_counts=True)
    assert per_order.tolist() == [20] * 20
    assert 9 <= per_account.mean() <= 11


@pytest.mark.parametrize("kind", ["small", "popular"])
def test_orders_are_hours_to_weeks_after_creation(kind: str) -> None:
    campaign = Campaign(5, jobs=25, object_kind=kind)  # type: ignore[arg-type]  # parametrised text
    world, acts = joined(campaign)
    age_h = (acts.time_s - world.objects.created_s[acts.object]) / 3_600
    assert age_h.min() > 0
    assert 6 < np.median(age_h) < 300


def test_popular_orders_go_to_popular_objects() -> None:
    world, small = joined(Campaign(5, jobs=25, object_kind="small"))
    _, popular = joined(Campaign(5, jobs=25, object_kind="popular"))
    weight = world.objects.weight
    assert weight[small.object].max() <= np.quantile(weight, 0.5)
    assert weight[popular.object].min() >= np.quantile(weight, 0.95)


def test_at_birth_the_order_comes_with_the_creation() -> None:
    world, acts = joined(Campaign(5, jobs=25, jitter_s=60.0, at_birth=True))
    age_s = acts.time_s - world.objects.created_s[acts.object]
    assert age_s.min() >= 0
    assert age_s.max() <= 60


def test_orders_keep_the_hours_of_one_desk() -> None:
    _, acts = joined(Campaign(5, jobs=40, jitter_s=60.0, desk_zone_h=8.0, desk_hours=(9.0, 18.0)))
    local = np.mod(acts.time_s / 3_600 + 8.0, 24.0)
    assert ((local >= 9.0) & (local <= 18.1)).mean() > 0.9


def test_camouflage_is_a_multiple_of_the_jobs() -> None:
    log = simulate(WORLD, (), (Campaign(50, jobs=10, camouflage=3.0),), seed=6)
    planted = log.truth.filter(pc.is_valid(log.truth["campaign"]))["account"].combine_chunks()
    events = pc.sum(pc.is_in(log.events["actor"], value_set=planted)).as_py()
    jobs = log.truth_events.num_rows
    assert jobs == 500
    assert 2.4 < (events - jobs) / jobs < 3.2


def test_without_camouflage_there_are_jobs_only() -> None:
    log = simulate(WORLD, (), (Campaign(20, jobs=10, camouflage=0.0),), seed=6)
    planted = log.truth.filter(pc.is_valid(log.truth["campaign"]))["account"].combine_chunks()
    assert pc.sum(pc.is_in(log.events["actor"], value_set=planted)).as_py() == 200


def test_the_cover_reacts_like_honest_accounts() -> None:
    cover, honest = cover_and_honest(
        simulate(WORLD, (), (Campaign(150, jobs=10, camouflage=2.0),), seed=6)
    )
    assert cover.min() >= 0
    for share in (0.25, 0.5, 0.75):
        assert 0.7 < np.quantile(cover, share) / np.quantile(honest, share) < 1.4


def test_named_actions_reach_the_log() -> None:
    log = simulate(WORLD, (), (Campaign(5, jobs=3, action="follow", name="desk"),), seed=6)
    follows = log.events.filter(pc.equal(log.events["action"], "follow"))
    assert follows.num_rows == 15
    assert set(log.truth_events["campaign"].to_pylist()) == {"desk"}


def test_what_is_done_besides_follows_within_seconds_on_the_same_object() -> None:
    world = build_world(WORLD, 4)
    desk = Campaign(5, jobs=3, then=("comment", "share"))
    acts = desk.join(world, 0, ["like", "comment", "share"], np.random.default_rng(4), [4])
    order = np.lexsort((acts.action, acts.object, acts.account))
    time_s, action = acts.time_s[order].reshape(-1, 3), acts.action[order].reshape(-1, 3)
    assert (action == [0, 1, 2]).all()
    assert np.diff(time_s, axis=1).min() >= 1.0
    assert np.diff(time_s, axis=1).max() <= 4.0


def test_what_is_done_besides_is_part_of_the_job_in_the_truth() -> None:
    log = simulate(WORLD, (), (Campaign(5, jobs=3, then=("comment",)),), seed=6)
    comments = log.events.filter(pc.equal(log.events["action"], "comment"))
    assert comments.num_rows == 15
    assert set(comments["event"].to_pylist()) < set(log.truth_events["event"].to_pylist())


def test_an_unknown_object_kind_is_refused() -> None:
    with pytest.raises(ParameterError, match="small or popular"):
        Campaign(object_kind="large")  # type: ignore[arg-type]  # the refusal is what is tested
