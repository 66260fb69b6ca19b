"""Several p-values become one that is still a p-value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.evidence_bits import cauchy, combined, joint_bits, poisson_bits
from clearwater.kernels.tails import poisson_tail

LEVELS = (0.1, 0.01, 0.001)


@pytest.mark.parametrize("families", [0, 1, 4])
def test_combined_p_values_are_not_too_small_under_the_null(families: int) -> None:
    rng = np.random.default_rng(5)
    p = combined(rng.random(200_000), rng.random((families, 200_000)), np.zeros(families))
    for level in LEVELS:
        assert (p <= level).mean() <= level * 1.1


def test_combined_p_values_hold_where_most_signs_say_nothing() -> None:
    """A family that sees nothing has p = 1, in most logs for nearly everybody."""
    rng = np.random.default_rng(6)
    families = np.where(rng.random((4, 200_000)) < 0.02, 0.02 * rng.random((4, 200_000)), 1.0)
    p = combined(rng.random(200_000), families, np.zeros(4))
    for level in LEVELS:
        assert (p <= level).mean() <= level * 1.1


def test_one_strong_sign_is_enough() -> None:
    silent = np.ones((3, 1))
    assert combined(np.array([1e-9]), silent, np.zeros(3))[0] <= 1e-8
    strong = np.array([[1e-9], [1.0], [1.0]])
    assert combined(np.array([1.0]), strong, np.zeros(3))[0] <= 2e-8


def test_several_weak_signs_are_stronger_together_than_any() -> None:
    weak = np.full((3, 1), 1e-3)
    assert combined(np.array([1e-3]), weak, np.zeros(3))[0] < 1e-6


def test_a_family_that_the_group_tells_of_costs_no_choice_and_still_holds() -> None:
    rng = np.random.default_rng(8)
    families, bits = rng.random((4, 200_000)), np.array([0.0, 0.0, 300.0, 5.0])
    p = combined(rng.random(200_000), families, bits)
    for level in LEVELS:
        assert (p <= level).mean() <= level * 1.1
    told = np.array([[1.0], [1.0], [1e-4], [1.0]])
    assert combined(np.array([1.0]), told, bits)[0] == pytest.approx(4e-4)
    assert combined(np.array([1.0]), told, np.zeros(4))[0] == pytest.approx(16e-4)


@given(p=st.lists(st.floats(1e-200, 0.98), min_size=1, max_size=1))
def test_one_question_alone_keeps_its_p(p: list[float]) -> None:
    assert cauchy(np.array([p]))[0] == pytest.approx(p[0])


@pytest.mark.parametrize("correlation", [0.0, 0.9, 1.0])
def test_dependent_questions_of_one_family_keep_small_levels(correlation: float) -> None:
    from scipy.stats import norm  # noqa: PLC0415 - a test's oracle

    rng = np.random.default_rng(7)
    common = rng.standard_normal(300_000)
    own = rng.standard_normal((3, 300_000))
    p = norm.sf(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    found = cauchy(p)
    for level in LEVELS:
        assert (found <= level).mean() <= level * 1.25


def test_a_question_that_sees_nothing_does_not_drown_another() -> None:
    assert cauchy(np.array([[1e-12], [1.0], [1.0]]))[0] < 1e-11


def test_bits_go_on_where_floats_end() -> None:
    assert poisson_bits(1.0, 5) == pytest.approx(-np.log2(poisson_tail(1.0, 5)))
    assert poisson_bits(0.1, 1_000) > 9_000


def test_every_key_that_was_picked_is_paid_for() -> None:
    dear = joint_bits(40, 0.01, searched=1 << 20, picked=2)
    cheap = joint_bits(40, 0.01, searched=2, picked=2)
    assert cheap - dear == pytest.approx(2 * 19)
    assert joint_bits(0, 0.01, searched=2, picked=0) == 0.0
