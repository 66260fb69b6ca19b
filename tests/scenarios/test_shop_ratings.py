"""The made-up shop: whoever is paid there stands out by the measure made for it, and nobody else.

Groups are known from the truth here; in a scan they come from who moved together, and are asked
about just so, with their members left out of the background.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.follows.follow_order import FollowOrder
from clearwater.detect.follows.follower_synchrony import FollowerSynchrony
from clearwater.detect.measure import Measure
from clearwater.detect.rates.first_time_reviewers import FirstTimeReviewers
from clearwater.detect.rates.low_rating_bursts import LowRatingBursts
from clearwater.detect.rates.ordered_praise import OrderedPraise
from clearwater.detect.rates.rating_surprise import RatingSurprise
from clearwater.detect.rates.unbrowsed_purchases import UnbrowsedPurchases
from clearwater.simulate import SimulatedLog, simulate
from clearwater.simulate.presets import PRESETS, campaigns_named, crowds_named

pytestmark = pytest.mark.slow

FOLLOWING = (("view", 0.4), ("follow", 0.35), ("like", 0.25))


def arrays(log: SimulatedLog) -> EventArrays:
    """Return a log's events, accounts numbered as in its truth."""
    who, on, what = (
        pa.chunked_array([log.events[name].combine_chunks().dictionary_encode()])
        for name in ("actor", "object", "action")
    )
    names = log.truth["account"].to_pylist()
    place = {name: code for code, name in enumerate(names)}
    account = np.array([place[name] for name in who.to_pylist()], np.int32)
    return EventArrays.of(
        account,
        on.chunk(0).indices.to_numpy(),
        log.events["time"].cast(pa.int64()).to_numpy(),
        log.events["value"].to_numpy(),
        action=what.chunk(0).indices.to_numpy(),
        actions=what.chunk(0).dictionary.to_pylist(),
        accounts=len(names),
    )


def members(log: SimulatedLog, column: str, word: str) -> np.ndarray:
    return np.flatnonzero([each == word for each in log.truth[column].to_pylist()]).astype(np.int32)


@pytest.fixture(scope="module")
def shop_log() -> SimulatedLog:
    return made("shop", ("fan club", "family"), ("brushed orders", "one-star extortion"))


@pytest.fixture(scope="module")
def video_log() -> SimulatedLog:
    return made("short-video", ("fan club", "slow fan club"), ("paid follows",), FOLLOWING)


def made(
    preset: str,
    crowds: tuple[str, ...],
    campaigns: tuple[str, ...],
    actions: tuple[tuple[str, float], ...] = (),
) -> SimulatedLog:
    world = replace(PRESETS[preset].world, accounts=4_000, objects=1_500, events=40_000)
    world = replace(world, actions=actions or world.actions)
    # Of some seeds most of the gang has looked round before its first job, and then nobody is a
    # first-time reviewer; of this one most has not.
    return simulate(world, crowds_named(crowds), campaigns_named(campaigns), seed=1)


@pytest.mark.parametrize(
    ("measure", "campaign", "at_most"),
    [
        (OrderedPraise(), "brushed orders", 0.01),
        (FirstTimeReviewers(), "one-star extortion", 0.01),
        (LowRatingBursts(), "one-star extortion", 0.02),
        (RatingSurprise(), "one-star extortion", 0.02),
    ],
    ids=lambda value: getattr(getattr(value, "spec", None), "id", str(value)),
)
def test_paid_accounts_of_a_shop(
    shop_log: SimulatedLog, measure: Measure[EventArrays], campaign: str, at_most: float
) -> None:
    found = measure.measure(arrays(shop_log))
    assert np.nanmedian(found.against_others(members(shop_log, "campaign", campaign))) <= at_most
    require_quiet(found.p_value[members(shop_log, "population", "fan club")])
    require_quiet(found.p_value[members(shop_log, "population", "family")])


def test_where_hardly_anybody_looks_before_buying_it_is_no_evidence(shop_log: SimulatedLog) -> None:
    """In this world honest people buy nine things in ten without a look, and brushers all."""
    found = UnbrowsedPurchases().measure(arrays(shop_log))
    desk = members(shop_log, "campaign", "brushed orders")
    unbrowsed = found.figures["unbrowsed"] / np.maximum(found.figures["purchases"], 1)
    assert np.median(unbrowsed[desk]) == 1.0
    assert np.nanmin(found.p_value) > 0.01


@pytest.mark.parametrize(
    ("measure", "at_most"), [(FollowOrder(), 0.02), (FollowerSynchrony(), 0.1)]
)
def test_sold_follows(
    video_log: SimulatedLog, measure: Measure[EventArrays], at_most: float
) -> None:
    found = measure.measure(arrays(video_log))
    sold = members(video_log, "campaign", "paid follows")
    assert np.nanmedian(found.against_others(sold)) <= at_most
    require_quiet(found.p_value[members(video_log, "population", "fan club")])


def require_quiet(p: np.ndarray) -> None:
    """Members of an honest crowd are below 0.05 no more often than chance would put them there."""
    p = p[~np.isnan(p)]
    assert (p <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / p.size)
