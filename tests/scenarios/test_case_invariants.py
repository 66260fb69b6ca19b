"""Whoever does what, in whatever order: no restriction without decision, evidence, notice and a way
back. The same walk, with one step broken, must find it out: an invariant that cannot fail says
nothing. The long walk is ``python -m bench case_walk``."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.workflow.invariants import INVARIANTS
from clearwater.cases.workflow.moves import MOVES
from clearwater.cases.workflow.states import CASE_EDGES
from tests.helpers.broken_steps import BROKEN
from tests.helpers.case_walk import Walk, changing_rules, seeded

POLICY = default_policy()
STEPS_A_WALK = 250
BACK_S = (1, 60, 3_600, 86_400, 9 * 86_400)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.randoms(use_true_random=False), st.integers(1, 120))
@pytest.mark.slow
def test_hypothesis_finds_no_way_to_a_violation(random: Random, steps: int) -> None:
    walk = Walk(random, POLICY)
    for _ in range(steps):
        walk.step()
        assert walk.violations == []


@pytest.mark.slow
def test_some_thousand_random_steps_reach_every_edge_and_no_violation() -> None:
    edges: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for seed in range(48):
        walk = Walk(seeded(seed), POLICY)
        for _ in range(STEPS_A_WALK):
            walk.step()
        assert walk.violations == [], f"seed {seed}"
        edges += walk.edges
        taken += walk.taken
        refused += walk.refused
    assert set(edges) == {f"{before} > {after}" for before, after in CASE_EDGES}
    assert min(taken.values()) > 1
    assert len(refused) > 30


@pytest.mark.slow
def test_nor_does_a_clock_that_is_set_back() -> None:
    for seed in range(200, 224):
        walk = Walk(seeded(seed), POLICY)
        for _ in range(STEPS_A_WALK):
            if walk.random.random() < 0.1:
                walk.now_us -= walk.random.choice(BACK_S) * 1_000_000
            walk.step()
        assert walk.violations == [], f"seed {seed}"


@pytest.mark.slow
def test_nor_does_a_lead_who_changes_the_rules_between_the_steps() -> None:
    refused: Counter[str] = Counter()
    for seed in range(100, 124):
        walk = Walk(seeded(seed), POLICY, rules=changing_rules())
        for _ in range(STEPS_A_WALK):
            walk.step()
        assert walk.violations == [], f"seed {seed}"
        refused += walk.refused
    assert refused["policy changed"] > 1


@pytest.mark.parametrize("wrong", [name for name, (caught, _) in BROKEN.items() if caught])
def test_a_broken_step_is_caught_by_its_invariant(wrong: str) -> None:
    expected, handlers = BROKEN[wrong]
    for seed in range(200):
        walk = Walk(seeded(seed), POLICY, handlers)
        for _ in range(STEPS_A_WALK):
            walk.step()
            if any(violation.invariant == expected for violation in walk.violations):
                return
    pytest.fail(f"nobody saw: {wrong}")


def test_every_invariant_is_broken_once() -> None:
    caught = {expected for expected, _ in BROKEN.values() if expected}
    # No step can lose a row: a case file only ever grows. Its own test does.
    assert caught == {*INVARIANTS, *MOVES} - {"nothing is lost"}


def test_a_step_that_is_only_wrapped_breaks_nothing() -> None:
    _, handlers = BROKEN["a member with no standing"]
    walk = Walk(seeded(1), POLICY, handlers)
    for _ in range(STEPS_A_WALK):
        walk.step()
    assert walk.violations == []
