from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from clearwater.cases.intake.reliability import Prior, prior_of, reliability
from clearwater.errors import ParameterError

COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("effective", "decided", "mean", "low", "high"),
    [
        # Uniform prior: Beta(a+1, b+1). Quantiles by hand from closed forms.
        (0, 0, 0.5, 0.025, 0.975),
        (1, 1, 2 / 3, 0.025**0.5, 0.975**0.5),
        (0, 2, 0.25, 1 - 0.975 ** (1 / 3), 1 - 0.025 ** (1 / 3)),
        (5, 5, 6 / 7, 0.025 ** (1 / 6), 0.975 ** (1 / 6)),
    ],
)
def test_golden_values_of_a_uniform_prior(
    effective: int, decided: int, mean: float, low: float, high: float
) -> None:
    found = reliability(effective, decided, Prior(0.5, 2.0))
    assert (found.mean, found.low, found.high) == pytest.approx((mean, low, high), abs=1e-12)


@pytest.mark.parametrize(
    ("effective", "decided", "mean"),
    [(0, 0, 0.5), (30, 120, 0.25), (0, 9, 0.05), (9, 9, 0.95), (1, 1, 0.75)],
)
def test_the_prior_is_the_organisations_share_and_never_certain(
    effective: int, decided: int, mean: float
) -> None:
    assert prior_of(effective, decided, 4_000) == Prior(mean, 4.0)


@given(COUNTS, COUNTS)
def test_somebody_lies_between_the_prior_and_what_they_did(
    own: tuple[int, int], everybody: tuple[int, int]
) -> None:
    prior = prior_of(*everybody, 4_000)
    found = reliability(*own, prior)
    # The mean of a very skewed posterior may lie outside of an equal-tailed interval.
    assert 0 <= found.low <= found.high <= 1
    if own[1]:
        share = own[0] / own[1]
        assert min(share, prior.mean) - 1e-12 <= found.mean <= max(share, prior.mean) + 1e-12


@given(COUNTS)
def test_one_more_effective_report_never_lowers_the_mean(own: tuple[int, int]) -> None:
    prior, (effective, decided) = Prior(0.3, 4.0), own
    assert (
        reliability(effective + 1, decided + 1, prior).mean
        > reliability(effective, decided, prior).mean
        > reliability(effective, decided + 1, prior).mean
    )


@pytest.mark.parametrize("share", [0.15, 0.5, 0.8])
def test_the_interval_holds_95_percent_of_simulated_reporters(share: float) -> None:
    """Reporters drawn from a population; their prior is taken from the reports, not told."""
    rng = np.random.default_rng(20_260_301)
    a, b = share * 4.0, (1 - share) * 4.0
    true = rng.beta(a, b, 3_000)
    decided = rng.geometric(0.2, true.size)
    effective = rng.binomial(decided, true)
    prior = prior_of(int(effective.sum()), int(decided.sum()), 4_000)
    found = [reliability(int(e), int(n), prior) for e, n in zip(effective, decided, strict=True)]
    held = np.mean([one.low <= p <= one.high for one, p in zip(found, true, strict=True)])
    # Three standard errors of 3,000 draws are 1.2 percent.
    assert held == pytest.approx(0.95, abs=0.013)
    plain = beta.interval(0.95, effective + 1e-3, decided - effective + 1e-3)
    without = np.mean((plain[0] <= true) & (true <= plain[1]))
    assert without < 0.9  # what the check would see of an interval without the prior


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ParameterError, match="more reports are effective"):
        reliability(3, 2, Prior(0.5, 4.0))
    with pytest.raises(ParameterError, match="more reports are effective"):
        prior_of(3, 2, 4_000)
    with pytest.raises(ParameterError, match="worth nothing"):
        prior_of(1, 2, 0)
