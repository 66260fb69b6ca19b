"""How much a reporter's word is worth: Beta-Binomial, with what all reports come to as the prior.

Somebody's share of effective reports is drawn from a Beta whose mean is the organisation's own
share and whose weight is a number of reports that the policy states. Who has reported little is
therefore taken for ordinary, and an interval says how little is known. Pending reports say nothing.

It orders work. It is no ground for anything that happens to a reporter, and never a target.

References
----------
G. Casella, "An introduction to empirical Bayes data analysis", The American Statistician 39 (1985).
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv

from clearwater.errors import ParameterError

CONFIDENCE = 0.95
UNKNOWN = 0.5
"""Mean of the prior where nothing is decided yet."""


@dataclass(frozen=True)
class Prior:
    """What is thought of somebody of whom nothing is known."""

    mean: float
    """0 to 1, both excluded."""
    reports: float
    """How many decided reports it is worth, above 0."""


@dataclass(frozen=True)
class Reliability:
    """Share of a reporter's reports that are effective, as far as is known; 95 % interval."""

    effective: int
    decided: int
    mean: float
    low: float
    high: float


def prior_of(effective: int, decided: int, reports_milli: int) -> Prior:
    """Return the prior that the organisation's own reports give.

    A share of 0 or 1 would be a prior that no report can move, so that there it is taken half a
    report away from it.

    Parameters
    ----------
    effective, decided
        Of all reports, brigades counted once.
    reports_milli
        Thousandths of reports that the prior is worth (`Intake.prior_reports_milli`).

    Raises
    ------
    ParameterError
        If more are effective than decided, or the prior is worth nothing.

    Examples
    --------
    >>> prior_of(30, 120, 4_000)
    Prior(mean=0.25, reports=4.0)
    >>> prior_of(0, 9, 4_000).mean
    0.05
    """
    _check(effective, decided)
    if reports_milli <= 0:
        raise ParameterError(
            "the prior is worth nothing", expected="more than 0", found=str(reports_milli)
        )
    if not decided:
        return Prior(UNKNOWN, reports_milli / 1000)
    edge = 0.5 / (decided + 1)
    return Prior(min(max(effective / decided, edge), 1 - edge), reports_milli / 1000)


def reliability(effective: int, decided: int, prior: Prior) -> Reliability:
    """Return posterior mean and equal-tailed interval of a reporter's share.

    Raises
    ------
    ParameterError
        If more are effective than decided.

    Examples
    --------
    >>> found = reliability(3, 4, Prior(0.5, 4.0))
    >>> found.mean, round(found.low, 4), round(found.high, 4)
    (0.625, 0.2904, 0.901)
    """
    _check(effective, decided)
    a = prior.mean * prior.reports + effective
    b = (1 - prior.mean) * prior.reports + decided - effective
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(betaincinv(a, b, one)) for one in (tail, 1 - tail))
    return Reliability(effective, decided, a / (a + b), low, high)


def _check(effective: int, decided: int) -> None:
    if not 0 <= effective <= decided:
        raise ParameterError(
            "more reports are effective than were decided",
            expected=f"0 to {decided}",
            found=str(effective),
        )
