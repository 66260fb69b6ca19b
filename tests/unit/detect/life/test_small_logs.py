"""What measures of a life say of logs small enough to check by eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.life.action_mix import ActionMix, divergence
from clearwater.detect.life.regular_gaps import RegularGaps
from clearwater.detect.life.sleepless import Sleepless, longest_quiet
from clearwater.detect.life.warm_up import WarmUp, shared_change_points

HOUR = 3_600
DAY = 24 * HOUR


def acts(
    rows: list[tuple[int, int, float, int]], actions: tuple[str, ...] = ("view", "comment")
) -> EventArrays:
    """Return a log of (account, object, seconds, action)."""
    who, on, when, what = (np.array(column) for column in zip(*rows, strict=True))
    return EventArrays.of(
        who.astype(np.int32),
        on.astype(np.int32),
        (when * 1e6).astype(np.int64),
        action=what.astype(np.int32),
        actions=actions,
    )


def crowd(rng: np.random.Generator, accounts: int = 60) -> list[tuple[int, int, float, int]]:
    """Return people who act forty times in a month, at any time, each on objects of their own."""
    return [
        (who, 1_000 + 40 * who + k, float(rng.uniform(0, 30 * DAY)), int(rng.random() < 0.3))
        for who in range(accounts)
        for k in range(40)
    ]


def test_a_gap_that_returns_is_named() -> None:
    rng = np.random.default_rng(1)
    rows = crowd(rng) + [(60, k, 8.0 * HOUR * k + rng.uniform(0, 30), 0) for k in range(30)]
    found = RegularGaps(peers=10).measure(acts(rows))
    assert found.p_value[60] == found.p_value.min()
    assert found.figures["gap_s"][60] == pytest.approx(8 * HOUR, rel=0.01)
    assert found.figures["returning"][60] == 29


def test_a_scheduler_is_no_machine() -> None:
    """The same gaps on the whole minute are a scheduler's; a second off they are not."""
    rng = np.random.default_rng(2)
    for second, silent in ((0, True), (1, False)):
        rows = crowd(rng) + [(60, k, 8.0 * HOUR * k + second, 0) for k in range(30)]
        score = RegularGaps(peers=10).measure(acts(rows)).score[60]
        assert bool(np.isnan(score)) == silent


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, DAY * 10**6 - 1)), min_size=1, max_size=20
    ),
    st.integers(0, 3),
)
def test_the_longest_quiet_spell_is_the_longest_of_all(
    rows: list[tuple[int, int]], forgiven: int
) -> None:
    account = np.array([a for a, _ in rows], np.int32)
    at = np.array([t for _, t in rows], np.int64)
    found, start = longest_quiet(account, at, np.full(3, forgiven, np.int32))
    for who in range(3):
        times = sorted(at[account == who].tolist())
        if not times:
            assert np.isnan(found[who])
            continue
        round_and_round = [t + k * DAY * 10**6 for k in range(6) for t in times]
        spells = [
            min(DAY * 10**6, round_and_round[k + forgiven + 1] - times[k])
            if k + forgiven + 1 < len(round_and_round)
            else DAY * 10**6
            for k in range(len(times))
        ]
        assert found[who] == max(spells)
        assert start[who] == times[spells.index(max(spells))]


def test_round_the_clock_is_sleepless_and_one_odd_night_is_not() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (who, 0, day * DAY + (8 + float(rng.uniform(0, 14))) * HOUR, 0)
        for who in range(40)
        for day in range(20)
    ]
    rows += [(40, 0, day * DAY + float(rng.uniform(0, 24)) * HOUR, 0) for day in range(20)]
    rows += [(0, 0, 20 * DAY + 3.0 * HOUR, 0)]
    found = Sleepless(peers=10).measure(acts(rows))
    assert found.p_value[40] == found.p_value.min()
    assert found.figures["quiet_h"][0] > 9
    assert found.figures["quiet_h"][40] < 8


def test_days_of_looking_before_the_first_comment_are_counted() -> None:
    rows = [(0, k, k * HOUR * 6.0, 0) for k in range(40)]
    rows += [(0, 100 + k, 10 * DAY + k * HOUR * 3.0, 1) for k in range(20)]
    found = WarmUp(peers=1).measure(acts(rows))
    assert found.figures["browsing_days"].tolist() == [10.0]
    assert found.figures["acts_before"].tolist() == [40]
    assert (found.figures["share_before"][0], found.figures["share_after"][0]) == (0, 1)


def test_a_first_visit_is_no_warm_up_and_one_rush_is_no_work() -> None:
    looks = [(0, k, 60.0 * k, 0) for k in range(20)]
    works = [(0, 50 + k, 3_000.0 + k * HOUR * 9, 1) for k in range(20)]
    assert WarmUp(peers=1).measure(acts(looks + works)).score[0] == 0
    raised = [(0, k, k * HOUR * 9.0, 0) for k in range(20)]
    rush = [(0, 50 + k, 8 * DAY + 60.0 * k, 1) for k in range(20)]
    assert WarmUp(peers=1).measure(acts(raised + rush)).score[0] == 0


def test_a_group_without_changes_shares_none() -> None:
    found = WarmUp(peers=1).measure(acts([(0, 0, 0.0, 0), (1, 0, 1.0, 0)]))
    shared = shared_change_points(found, np.array([0, 1], np.int32))
    assert (shared.changed, shared.together, shared.p_value) == (0, 0, 1.0)


def test_random_groups_share_their_change_no_more_than_chance() -> None:
    """Sixty accounts that change on days of their own, in groups of twenty, fifty times."""
    rng = np.random.default_rng(5)
    rows = []
    for who in range(60):
        change = float(rng.uniform(5, 25)) * DAY
        for k in range(60):
            when = float(rng.uniform(0, 30 * DAY))
            rows.append((who, 100 * who + k, when, int(when >= change)))
    found = WarmUp(peers=10).measure(acts(rows))
    p = [
        shared_change_points(found, rng.choice(60, 20, replace=False).astype(np.int32)).p_value
        for _ in range(50)
    ]
    assert np.mean(np.array(p) <= 0.05) <= 0.1


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any))
def test_divergence_is_that_of_the_definition(counts: list[int]) -> None:
    mix = np.array(counts) / sum(counts)
    other = np.array([0.5, 0.25, 0.25])
    middle = (mix + other) / 2
    kl = sum(float(np.sum(p[p > 0] * np.log2(p[p > 0] / middle[p > 0]))) / 2 for p in (mix, other))
    assert divergence(mix[None, :], other)[0] == pytest.approx(max(kl, 0.0), abs=1e-12)


def test_one_who_does_one_thing_only_is_unlike_the_rest() -> None:
    rng = np.random.default_rng(6)
    rows = crowd(rng) + [(60, k, float(k), 1) for k in range(40)]
    found = ActionMix(peers=10).measure(acts(rows))
    assert found.p_value[60] == found.p_value.min()
    assert (found.figures["main_action"][60], found.figures["main_share"][60]) == (1, 1)
