from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.strikes import ring_strikes_milli, strikes_milli
from tests.unit.cases.measures.made import DAY_US, a_measure

POLICY = default_policy()
HALF_LIFE_US = 180 * DAY_US


def test_a_measure_weighs_by_its_severity_when_it_begins() -> None:
    now_us = 100
    assert strikes_milli([a_measure(severity=4)], POLICY, now_us) == 1_000
    assert strikes_milli([a_measure(severity=8)], POLICY, now_us) == 3_000


@pytest.mark.parametrize(("half_lives", "left"), [(0, 1_000), (1, 500), (2, 250), (20, 0)])
def test_it_halves_with_every_half_life_lapsed_or_not(half_lives: int, left: int) -> None:
    now_us = 100 + half_lives * HALF_LIFE_US
    assert strikes_milli([a_measure()], POLICY, now_us) == left


@pytest.mark.parametrize(
    "nothing",
    [
        a_measure("planned", starts_us=None, ends_us=None),
        a_measure("void", starts_us=None, ends_us=None),
        a_measure("lifted", lifted_us=150),
        a_measure(starts_us=10**9, ends_us=10**10),
    ],
    ids=["planned", "void", "lifted", "not begun"],
)
def test_what_was_taken_back_or_has_not_begun_weighs_nothing(nothing: object) -> None:
    assert strikes_milli([nothing], POLICY, 200) == 0  # type: ignore[list-item]
    assert ring_strikes_milli([nothing], POLICY, 200) == 0  # type: ignore[list-item]


def test_an_account_adds_up_what_it_had() -> None:
    two = [a_measure(severity=4), a_measure(severity=8, measure="m2", decision="d2")]
    assert strikes_milli(two, POLICY, 100) == 4_000


def test_a_ring_counts_a_decision_once_however_many_accounts() -> None:
    ring = [a_measure(subject=f"s{n}", measure=f"m{n}") for n in range(1_000)]
    assert ring_strikes_milli(ring, POLICY, 100) == 1_000


def test_a_ring_counts_each_decision_with_its_gravest_measure_from_its_first_start() -> None:
    first = [a_measure(severity=4), a_measure(severity=8, measure="m2", starts_us=150)]
    again = a_measure(decision="d2", measure="m3", starts_us=100 + HALF_LIFE_US)
    now_us = 100 + HALF_LIFE_US
    assert ring_strikes_milli([*first, again], POLICY, now_us) == 1_500 + 1_000


def test_a_severity_that_the_ladder_lost_weighs_as_the_rung_below() -> None:
    second = replace(POLICY.second_person, severity=5)
    short = replace(POLICY, ladder=POLICY.ladder[2:5], second_person=second)
    assert strikes_milli([a_measure(severity=8)], short, 100) == short.ladder[-1].strikes_milli
    assert strikes_milli([a_measure(severity=1)], short, 100) == short.ladder[0].strikes_milli


@given(st.lists(st.integers(1, 8), max_size=5), st.integers(100, 10**16))
def test_strikes_never_grow_with_time_and_never_depend_on_order(
    severities: list[int], later_us: int
) -> None:
    had = [a_measure(severity=s, measure=f"m{n}") for n, s in enumerate(severities)]
    now, later = strikes_milli(had, POLICY, 100), strikes_milli(had, POLICY, later_us)
    assert 0 <= later <= now
    assert strikes_milli(had[::-1], POLICY, 100) == now
