"""When objects appeared: the shortest half, the account itself left out, strays."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.appearance import (
    LEAST_OBJECTS,
    UNKNOWN,
    Appearance,
    appearance,
    born_for,
    find_isolated,
    shortest_half,
)
from tests.helpers.coded import int32, int64

TIMES = st.lists(st.integers(0, 50), min_size=1, max_size=20).map(sorted)


def one_object(
    time: list[int], actor: list[int] | None = None, created: int = UNKNOWN
) -> Appearance:
    who = list(range(len(time))) if actor is None else actor
    return appearance(int32(who), int64(time), int64([0, len(time)]), int64([created]))


def half_of(time: list[int]) -> int:
    onset = np.zeros(1, np.int64)
    shortest_half(int64(time), int64([0, len(time)]), onset)
    return int(onset[0])


def naive_half(time: list[int]) -> int:
    """Return the left end of the shortest stretch with half of the events, the first of equals."""
    half = (len(time) + 1) // 2
    stretches = [time[k : k + half] for k in range(len(time) - half + 1)]
    return min(stretches, key=lambda stretch: stretch[-1] - stretch[0])[0]


def isolated(time: list[int]) -> bool:
    out = np.zeros(1, bool)
    find_isolated(int64(time), int64([0, len(time)]), 20, out)
    return bool(out[0])


@given(time=TIMES)
def test_the_onset_begins_the_shortest_half(time: list[int]) -> None:
    assert half_of(time) == naive_half(time)


def test_a_stray_act_is_not_the_onset() -> None:
    assert half_of([0, 1000, 1001, 1002, 1500]) == 1000


def test_an_object_appeared_to_an_account_when_another_acted_first() -> None:
    found = one_object([10, 20, 30], actor=[7, 7, 8])
    born = born_for(int32([0, 0, 0]), int32([7, 8, 9]), found)
    assert born.tolist() == [30, 10, 10]


def test_with_nobody_else_there_the_birth_is_unknown() -> None:
    found = one_object([10, 20], actor=[7, 7])
    assert born_for(int32([0]), int32([7]), found).tolist() == [UNKNOWN]


def test_only_distinct_accounts_take_the_first_places() -> None:
    found = one_object([1, 2, 3, 4, 5], actor=[7, 7, 8, 7, 9])
    assert found.first_actor.tolist() == [[7, 8, 9]]
    assert found.first_time.tolist() == [[1, 3, 5]]


def test_the_true_creation_wins_over_every_guess() -> None:
    found = one_object([10, 20, 30], created=3)
    assert born_for(int32([0]), int32([0]), found).tolist() == [3]
    assert found.onset.tolist() == [3]
    assert found.wrong.tolist() == [0.0]


@pytest.mark.parametrize("curve", ["exponential", "lognormal", "power"])
def test_a_front_loaded_object_has_no_isolated_first_act(curve: str) -> None:
    rng = np.random.default_rng(5)
    draws = {
        "exponential": rng.exponential(10_000, (200, 60)),
        "lognormal": 3_000 * np.exp(1.5 * rng.standard_normal((200, 60))),
        "power": 600 * (rng.random((200, 60)) ** -1.2 - 1),
    }
    share = np.mean([isolated(sorted(row.astype(int).tolist())) for row in draws[curve]])
    assert share < 0.1


def test_a_first_act_long_before_the_others_is_isolated() -> None:
    crowd = [100_000 + 10 * k for k in range(30)]
    assert isolated([0, *crowd])
    assert isolated([0, 50, *crowd]), "also where a second stray came soon after"


def test_an_object_too_small_to_judge_is_not_isolated() -> None:
    assert not isolated([0, *(100_000 + k for k in range(10))])


def objects_of(sizes: list[int], strays: int) -> Appearance:
    """Return the appearance of objects of these sizes, the first few of them with a stray act."""
    time = [
        (0 if stray and k == 0 else 100_000 + k * k)
        for stray, size in zip([True] * strays + [False] * len(sizes), sizes, strict=False)
        for k in range(size)
    ]
    starts = list(itertools.accumulate(sizes, initial=0))
    actor = np.arange(len(time), dtype=np.int32)
    return appearance(actor, int64(time), int64(starts), np.full(len(sizes), UNKNOWN))


def test_a_guess_that_rests_on_a_stray_is_taken_to_be_wrong() -> None:
    assert objects_of([30] * 40, strays=4).wrong[:4].tolist() == [1.0] * 4


def test_the_other_guesses_share_the_chance_of_their_size() -> None:
    wrong = objects_of([30] * LEAST_OBJECTS * 2 + [300] * LEAST_OBJECTS, strays=10).wrong
    assert wrong[30] == pytest.approx(10 / 40)
    assert wrong[-1] == 0.0


def test_a_class_with_few_objects_takes_the_share_over_all() -> None:
    wrong = objects_of([30] * 40 + [300] * 3, strays=10).wrong
    assert wrong[-1] == pytest.approx((10 + 1) / (43 + 2))


def test_with_nothing_to_judge_by_a_guess_is_wrong_half_of_the_time() -> None:
    assert objects_of([3, 3], strays=0).wrong.tolist() == [0.5, 0.5]


def test_small_objects_share_the_first_class() -> None:
    assert objects_of([30] * 40 + [4], strays=10).wrong[-1] == pytest.approx(10 / 40)


def test_the_logs_lags_take_few_from_each_object() -> None:
    found = one_object(list(range(0, 1000, 10)))
    assert 2 <= found.log_lag.size <= 4
    assert found.log_lag.tolist() == sorted(found.log_lag.tolist())
