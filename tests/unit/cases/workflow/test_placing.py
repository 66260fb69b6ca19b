"""Where cases stand in the queue: expected harm x confidence / effort, and nothing starves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Queue
from clearwater.cases.workflow.placing import LEAST_S, effort_s, placing, rank_us

DAY_US = 86_400_000_000
RULES = Queue(head_start_s=259_200, effort_milli=500)
WEIGHED = st.tuples(st.integers(1, 5), st.integers(0, 1000))
SIZES = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), max_size=20)
QUEUES = st.builds(
    Queue, head_start_s=st.integers(0, 30 * 86_400), effort_milli=st.integers(0, 1000)
)
REPORTS_US = st.integers(0, 2 * DAY_US)


def rank(
    rules: Queue, opened_us: int, weighed: tuple[int, int], effort: int, by_reports_us: int = 0
) -> int:
    return rank_us(opened_us, placing(rules, ("main", "case-1"), weighed, effort, by_reports_us))


def test_the_effort_follows_from_the_size_as_it_is_documented() -> None:
    assert effort_s([]) == LEAST_S == 600
    # Two accounts are two binary digits, one object is one: 10 + 2 * 3 + 1 minutes.
    assert effort_s([(2, 1)]) == 17 * 60
    assert effort_s([(5000, 40)]) == (10 + 13 * 3 + 6) * 60
    assert effort_s([(2, 1), (2, 1)]) == 24 * 60


@pytest.mark.parametrize(
    ("milli", "ahead"),
    # Two least efforts: the whole head start, three quarters, half of six days.
    [(0, 6 * DAY_US), (500, 45 * DAY_US // 10), (1000, 3 * DAY_US)],
)
def test_the_policy_weighs_the_effort(milli: int, ahead: int) -> None:
    rules = replace(RULES, effort_milli=milli)
    assert rank(rules, 0, (2, 1000), 2 * LEAST_S) == -ahead


def test_of_equal_harm_what_costs_less_is_first_and_of_equal_effort_what_harms_more() -> None:
    small, large = effort_s([(3, 2)]), effort_s([(800, 90)])
    assert rank(RULES, 0, (3, 900), small) < rank(RULES, 0, (3, 900), large)
    assert rank(RULES, 0, (4, 900), large) < rank(RULES, 0, (3, 900), large)
    assert rank(RULES, 0, (3, 950), large) < rank(RULES, 0, (3, 900), large)


@given(QUEUES, WEIGHED, SIZES, SIZES)
def test_more_to_judge_never_moves_a_case_forward_nor_behind_its_opening(
    rules: Queue,
    weighed: tuple[int, int],
    some: list[tuple[int, int]],
    more: list[tuple[int, int]],
) -> None:
    before, after = (rank(rules, 0, weighed, effort_s(one)) for one in (some, [*some, *more]))
    assert before <= after <= 0


@given(QUEUES, WEIGHED, WEIGHED, SIZES, SIZES, REPORTS_US)
def test_nothing_starves(
    rules: Queue,
    waiting: tuple[int, int],
    new: tuple[int, int],
    size: list[tuple[int, int]],
    new_size: list[tuple[int, int]],
    reports_us: int,
) -> None:
    # However costly and harmless a case is: once it has waited for the longest head start there
    # is, nothing that is opened then stands before it.
    longest_us = 5 * rules.head_start_s * 1_000_000 + 2 * DAY_US
    mine = rank(rules, 0, waiting, effort_s(size))
    assert mine <= rank(rules, longest_us, new, effort_s(new_size), reports_us)


@given(WEIGHED, SIZES)
def test_a_policy_that_says_nothing_of_effort_places_as_before(
    weighed: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    rules = Queue(head_start_s=259_200)
    severity, confidence = weighed
    assert rank(rules, 7, weighed, effort_s(sizes)) == 7 - severity * confidence * 259_200 * 1000


def test_the_default_policy_weighs_effort_by_half() -> None:
    assert default_policy().queue == RULES
