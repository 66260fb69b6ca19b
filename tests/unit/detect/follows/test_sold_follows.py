"""Sold follows stand out of a small network; fans who follow what is recommended do not."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.follows import follow_order
from clearwater.detect.follows.follow_order import FollowOrder
from clearwater.detect.follows.follower_synchrony import FollowerSynchrony, _against_normality
from tests.helpers.made_up_shop import DAY, Event, as_arrays

TARGETS = 120
PEERS = 60


def people(rng: np.random.Generator, accounts: int = 400) -> list[Event]:
    """Return follows of people who follow popular targets more often, at any time."""
    weight = rng.pareto(1.2, TARGETS) + 0.05
    events: list[Event] = []
    for who in range(accounts):
        chosen = rng.choice(
            TARGETS, int(rng.integers(8, 20)), replace=False, p=weight / weight.sum()
        )
        events += [(who, "follow", int(t), float(rng.uniform(0, 60 * DAY)), None) for t in chosen]
    return events


def one_list(
    events: list[Event], rng: np.random.Generator, targets: list[int], first: int
) -> list[int]:
    """Add twelve accounts that work through `targets` from top to bottom, a day or so for each."""
    group = list(range(first, first + 12))
    for who in group:
        start = float(rng.uniform(0, 20 * DAY))
        for place, target in enumerate(targets):
            when = start + (place + float(rng.uniform(0, 1.3))) * DAY
            events.append((who, "follow", target, when, None))
    return group


def medians(
    measure: FollowOrder | FollowerSynchrony, events: list[Event], *groups: list[int]
) -> list[float]:
    found = measure.measure(as_arrays(events, 424))
    return [float(np.median(found.against_others(np.array(g, np.int32)))) for g in groups]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_list_stands_out_and_the_recommended_order_does_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    events = people(rng)
    known = np.bincount([target for _, _, target, _, _ in events], minlength=TARGETS)
    ordered = rng.choice(TARGETS, 12, replace=False).tolist()
    recommended = np.argsort(-known, kind="stable")[:36:3].tolist()
    desk = one_list(events, rng, ordered, 400)
    fans = one_list(events, rng, recommended, 412)
    paid, honest = medians(FollowOrder(peers=PEERS), events, desk, fans)
    assert paid <= 0.02
    assert honest >= 0.1


def test_the_figures_name_the_other_and_what_both_have_in_common() -> None:
    rng = np.random.default_rng(4)
    events = people(rng)
    desk = one_list(events, rng, list(range(12)), 400)
    found = FollowOrder(peers=PEERS).measure(as_arrays(events, 412))
    assert set(found.figures["partner"][desk].tolist()) <= {float(who) for who in desk}
    assert (found.figures["shared"][desk] == 12).all()
    assert (found.figures["same_order"][desk] >= 9).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_followers_of_one_corner_are_synchronous(seed: int) -> None:
    """Sold follows go to targets that nobody else follows; people follow all over the plane."""
    rng = np.random.default_rng(seed)
    events = people(rng)
    known = np.bincount([target for _, _, target, _, _ in events], minlength=TARGETS)
    desk = one_list(events, rng, np.argsort(known, kind="stable")[:12].tolist(), 400)
    mixed = one_list(events, rng, rng.choice(TARGETS, 12, replace=False).tolist(), 412)
    paid, honest = medians(FollowerSynchrony(peers=PEERS), events, desk, mixed)
    assert paid <= 0.1
    assert honest >= 0.1


def test_synchrony_is_never_below_its_bound() -> None:
    followed = as_arrays(people(np.random.default_rng(5)), 400)
    cell = (np.arange(followed.account.size) * 7 + followed.object) % 9
    synchrony, normality, least = _against_normality(followed, cell, followed.per_account())
    assert (synchrony >= least - 1e-12).all()
    assert ((normality >= 0) & (normality <= 1)).all()


def test_pairs_are_the_same_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    events = as_arrays(people(np.random.default_rng(6), 60), 60)
    whole = FollowOrder(peers=PEERS).measure(events)
    monkeypatch.setattr(follow_order, "_BLOCK", 7)
    parts = FollowOrder(peers=PEERS).measure(events)
    np.testing.assert_array_equal(whole.score, parts.score)
    np.testing.assert_array_equal(whole.figures["partner"], parts.figures["partner"])
    assert whole.figures["compared"].max() > 0
