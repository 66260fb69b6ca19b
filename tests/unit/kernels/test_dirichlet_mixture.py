from __future__ import annotations

import math

import numpy as np
import pytest

from clearwater.kernels.dirichlet_mixture import DirichletMixture, fit_mixture

TWO_WAYS = DirichletMixture(
    np.log(np.array([0.5, 0.5])), (np.array([[8.0, 1.0, 1.0], [1.0, 1.0, 8.0]]),)
)


def test_evidence_is_the_dirichlet_multinomial_by_hand() -> None:
    """Two counts in the first bin under (1, 1): 1/2 x 2/3."""
    mixture = DirichletMixture(np.zeros(1), (np.array([[1.0, 1.0]]),))
    [[found]] = mixture.log_likelihoods([np.array([[2.0, 0.0]])])
    assert found == pytest.approx(math.log(1 / 3))


def test_surprise_by_hand() -> None:
    """After two counts in the first of two bins under (1, 1): 3/4 to 1/4 against even."""
    mixture = DirichletMixture(np.zeros(1), (np.array([[1.0, 1.0]]),))
    [surprise] = mixture.surprise([np.array([[2.0, 0.0], [0.0, 0.0], [5.0, 5.0]])])
    expected = 0.75 * math.log2(1.5) + 0.25 * math.log2(0.5)
    assert surprise.tolist() == pytest.approx([expected, 0.0, 0.0])


def test_an_account_is_given_to_the_way_it_behaves_in() -> None:
    [[first, second]] = TWO_WAYS.responsibilities([np.array([[6.0, 0.0, 0.0]])])
    assert first > 0.99
    assert first + second == pytest.approx(1.0)


def test_what_nobody_does_surprises_more_with_every_time() -> None:
    counts = np.array([[0.0, k, 0.0] for k in range(6)])
    [surprise] = TWO_WAYS.surprise([counts])
    assert (np.diff(surprise) > 0).all()


def test_em_finds_the_ways_that_made_the_counts() -> None:
    rng = np.random.default_rng(3)
    shares = np.vstack([rng.dirichlet([8.0, 1.0, 1.0], 600), rng.dirichlet([1.0, 1.0, 8.0], 400)])
    counts = np.array([rng.multinomial(20, share) for share in shares], float)
    found = fit_mixture([counts], 2, 60, np.ones(1000))
    assert np.exp(found.log_weight) == pytest.approx([0.6, 0.4], abs=0.05)
    means = found.alpha[0] / found.alpha[0].sum(axis=1, keepdims=True)
    assert means == pytest.approx(np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]]), abs=0.03)


def test_a_weight_is_as_good_as_repeated_rows() -> None:
    counts = np.array([[3.0, 1.0], [0.0, 4.0], [2.0, 2.0]])
    times = np.array([3, 1, 2])
    once = fit_mixture([counts], 2, 5, times.astype(float))
    repeated = fit_mixture([np.repeat(counts, times, axis=0)], 2, 5, np.ones(6))
    assert once.log_weight.shape == repeated.log_weight.shape
    one_way = fit_mixture([counts], 1, 9, times.astype(float))
    same = fit_mixture([np.repeat(counts, times, axis=0)], 1, 9, np.ones(6))
    assert one_way.alpha[0] == pytest.approx(same.alpha[0])
