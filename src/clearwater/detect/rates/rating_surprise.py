"""Rating surprise: whose ratings and whose gaps between them are unlike the crowd's.

Somebody paid to rate gives five stars only, or one star only, and gives them in a row. Each account
has a histogram of its ratings and one of the gaps between them on a logarithmic scale; a mixture of
ways of behaving is fitted to all accounts, and an account is surprising as far as its past tells
more about its next rating, and the gap before it, than the crowd's past does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.dirichlet_mixture import fit_mixture
from clearwater.units import MICROSECONDS

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
GAP_EDGES_S = (1, 10, _MINUTE, 600, _HOUR, 6 * _HOUR, _DAY, 7 * _DAY, 30 * _DAY)
"""Bounds between bins of gaps, in seconds: each about ten times the one before, cut where people
would cut, so that a sentence can name them."""


@dataclass(frozen=True)
class RatingSurprise:
    """BIRDNEST's expected surprise of an account's ratings and gaps."""

    ways: int = 3
    """Ways of behaving in the mixture, 1 to 20. The paper lets an information criterion choose and
    comes out at a few."""
    rounds: int = 30
    """Rounds of EM, 1 to 1,000."""
    most_levels: int = 24
    """Ratings of so many different values are taken as they are; more are cut at quantiles."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "ways": (1, 20),
        "rounds": (1, 1_000),
        "most_levels": (2, 1_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="rating-surprise",
            version="1",
            family="rates",
            columns=("actor", "object", "time", "value"),
            paper="Hooi et al., 2016, SDM (BIRDNEST)",
            cost="distinct histograms times bins times ways times rounds",
            quiet="p-values spread evenly among accounts of like activity",
            innocent="somebody of rare taste, or who rates a year's purchases in one evening",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return how surprising each account is that rated at least once.

        The score is the sum of both surprises in bits. Figures: ``ratings``, ``surprise_ratings``,
        ``surprise_gaps``, ``mean_rating``, ``median_gap_s`` (not a number below two ratings).
        """
        rated = events.rated()
        count = rated.per_account()
        if count.sum() == 0:
            return AccountMeasure.ranked(np.full(events.accounts, np.nan), count, {}, self.peers)
        kinds = [_rating_histogram(rated, self.most_levels), _gap_histogram(rated)]
        of_ratings, of_gaps = self._surprises(kinds, count > 0)
        score = of_ratings + of_gaps
        figures = {
            "ratings": count,
            "surprise_ratings": of_ratings,
            "surprise_gaps": of_gaps,
            "mean_rating": rated.per_account(rated.value) / np.maximum(count, 1),
            "median_gap_s": _median_gap_s(rated),
        }
        return AccountMeasure.ranked(score, count, figures, self.peers)

    def _surprises(self, kinds: list[Floats], asked: np.ndarray) -> list[Floats]:
        """Return the surprise of each kind, not a number where not asked.

        Most accounts have few ratings and so one of few histograms: each is worked out once.
        """
        whole = np.concatenate([kind[asked] for kind in kinds], axis=1)
        distinct, place, weight = np.unique(whole, axis=0, return_inverse=True, return_counts=True)
        parts = np.split(distinct, [kinds[0].shape[1]], axis=1)
        mixture = fit_mixture(parts, self.ways, self.rounds, weight.astype(float))
        surprises = []
        for surprise in mixture.surprise(parts):
            of_account = np.full(asked.size, np.nan)
            of_account[asked] = surprise[place]
            surprises.append(of_account)
        return surprises


def _rating_histogram(rated: EventArrays, most_levels: int) -> Floats:
    levels = np.unique(rated.value)
    if levels.size > most_levels:
        levels = np.unique(np.quantile(rated.value, np.linspace(0, 1, 11)[:-1]))
    level = np.searchsorted(levels, rated.value, side="right") - 1
    return _histogram(rated.account, level, rated.accounts, levels.size)


def _gap_histogram(rated: EventArrays) -> Floats:
    account, gap = _gaps(rated)
    level = np.searchsorted(np.array(GAP_EDGES_S), gap / MICROSECONDS, side="right")
    return _histogram(account, level, rated.accounts, len(GAP_EDGES_S) + 1)


def _histogram(account: np.ndarray, level: np.ndarray, accounts: int, levels: int) -> Floats:
    flat = np.bincount(account.astype(np.int64) * levels + level, minlength=accounts * levels)
    return flat.reshape(accounts, levels).astype(float)


def _gaps(rated: EventArrays) -> tuple[np.ndarray, np.ndarray]:
    """Return whose each gap is, and how long it is in microseconds."""
    same = rated.account[1:] == rated.account[:-1]
    return rated.account[1:][same], np.diff(rated.time)[same]


def _median_gap_s(rated: EventArrays) -> Floats:
    account, gap = _gaps(rated)
    order = np.lexsort((gap, account))
    sizes = np.bincount(account, minlength=rated.accounts)
    first = np.cumsum(sizes) - sizes
    out = np.full(rated.accounts, np.nan)
    some = sizes > 0
    out[some] = gap[order][first[some] + (sizes[some] - 1) // 2] / MICROSECONDS
    return out
