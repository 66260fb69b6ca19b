"""Everybody's acts, drawn block by block: one world, whatever the size of a block."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clearwater.simulate import Campaign, FanClub, SimulatedLog, WorldConfig, simulate

BLOCK_EVENTS = "clearwater.simulate.drafts.BLOCK_EVENTS"
ACTIONS = (("like", 0.7), ("comment", 0.3))
WORLD = WorldConfig(
    accounts=600, objects=500, events=6_000, days=14, actions=ACTIONS, second_act_share=0.2
)
DESK = Campaign(25, jobs=8, framed=10, warm_up_days=2.0, camouflage=1.5)
Drawn = Callable[[int], SimulatedLog]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    def draw(block_events: int) -> SimulatedLog:
        monkeypatch.setattr(BLOCK_EVENTS, block_events)
        return simulate(WORLD, (FanClub(40, posts=10),), (DESK,), seed=3)

    return draw


def ordered(log: SimulatedLog, *roles: str) -> pa.Table:
    acts = log.events.join(log.truth_events, "event", join_type="inner")
    acts = acts.filter(pc.is_in(acts["role"], value_set=pa.array(roles)))
    columns = ["actor", "object", "action", "time"]
    return acts.select(columns).sort_by([(name, "ascending") for name in columns])


def test_blocks_of_the_same_size_give_the_same_log(drawn: Drawn) -> None:
    assert drawn(900).events == drawn(900).events


def test_what_was_ordered_does_not_depend_on_blocks(drawn: Drawn) -> None:
    one, several = drawn(10**6), drawn(900)
    # Accounts and objects are named after everything else is drawn, so only moments compare.
    assert ordered(one, "job", "warm-up")["time"].to_pylist() != []
    assert sorted(ordered(one, "job", "warm-up")["time"].to_pylist()) == sorted(
        ordered(several, "job", "warm-up")["time"].to_pylist()
    )


def test_accounts_act_about_as_often_as_in_one_block(drawn: Drawn) -> None:
    counts = []
    for block_events in (10**6, 900):
        log = drawn(block_events)
        counts.append(sorted(log.events["actor"].value_counts().field("counts").to_pylist()))
    assert abs(sum(counts[0]) / sum(counts[1]) - 1) < 0.05
    for share in (0.25, 0.5, 0.75, 0.95):
        assert np.quantile(counts[0], share) == pytest.approx(
            np.quantile(counts[1], share), rel=0.2, abs=1
        )


@pytest.mark.parametrize("block_events", [10**6, 900, 50])
def test_nobody_does_one_thing_to_an_object_twice(drawn: Drawn, block_events: int) -> None:
    log = drawn(block_events)
    framing = log.truth_events.filter(pc.equal(log.truth_events["role"], "framing"))
    others = log.events.join(framing, "event", join_type="left anti")
    once = others.group_by(["actor", "action", "object"]).aggregate([])
    assert once.num_rows == others.num_rows > 5_000


@pytest.mark.parametrize("block_events", [10**6, 900])
def test_people_who_do_two_things_do_so_in_every_block(drawn: Drawn, block_events: int) -> None:
    log = drawn(block_events)
    honest = log.events.join(log.truth_events, "event", join_type="left anti")
    pairs = honest.group_by(["actor", "object"]).aggregate([])
    assert 0.15 < honest.num_rows / pairs.num_rows - 1 < 0.25


@pytest.mark.parametrize("block_events", [10**6, 900])
def test_framed_accounts_are_followed_in_every_block(drawn: Drawn, block_events: int) -> None:
    log = drawn(block_events)
    framed = log.truth.filter(pc.equal(log.truth["population"], "framed"))
    acts = log.events.join(log.truth, "actor", "account")
    theirs = acts.filter(pc.equal(acts["population"], "framed"))
    assert framed.num_rows == 10
    # Six in ten of their acts have about four followers; some follow the same act twice.
    assert 1.5 < ordered(log, "framing").num_rows / theirs.num_rows < 2.5


def test_members_of_a_campaign_live_their_cover_in_later_blocks_too(drawn: Drawn) -> None:
    # New accounts come last, so that at this size the desk fills the last blocks.
    log = drawn(100)
    acts = log.events.join(log.truth, "actor", "account")
    theirs = acts.filter(pc.is_valid(acts["campaign"]))
    cover = theirs.join(log.truth_events, "event", join_type="left anti")
    assert 0.8 < cover.num_rows / (1.5 * ordered(log, "job").num_rows) < 1.4
