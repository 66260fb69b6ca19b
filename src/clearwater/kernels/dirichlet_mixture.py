"""A mixture of Dirichlet-multinomials over several histograms an account, fitted by EM.

Each account has one histogram of each kind (of its ratings, of the gaps between them) and belongs
to one of a few ways of behaving. Within a way, an account's own shares are drawn from a Dirichlet
distribution of each kind, and its counts from those shares. Few counts therefore say little: that
is what makes accounts of different activity comparable.

The model is BIRD of Hooi et al., 2016, SDM (BIRDNEST); parameters of one way by Minka's fixed
point, 2000, Estimating a Dirichlet distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln, logsumexp

Floats = npt.NDArray[np.float64]

_SMALLEST = 1e-3
"""A bin that nobody uses keeps this much, so that logarithms and digammas exist."""
_LARGEST = 1e4
"""Where all shares are alike the best parameters are infinite; this is close enough."""


@dataclass(frozen=True)
class DirichletMixture:
    """Ways of behaving; lists have one entry a kind of histogram."""

    log_weight: Floats
    """Natural logarithm of each way's share of accounts, shape (ways,)."""
    alpha: tuple[Floats, ...]
    """Parameters, each of shape (ways, bins of this kind), all above 0."""

    def log_likelihoods(self, histograms: Sequence[Floats]) -> Floats:
        """Return log P(histograms of an account and its way), shape (accounts, ways)."""
        total = np.tile(self.log_weight, (histograms[0].shape[0], 1))
        for counts, alpha in zip(histograms, self.alpha, strict=True):
            for way in range(alpha.shape[0]):
                total[:, way] += _log_evidence(counts, alpha[way])
        return total

    def responsibilities(self, histograms: Sequence[Floats]) -> Floats:
        """Return the chance that an account behaves in each way, shape (accounts, ways)."""
        joint = self.log_likelihoods(histograms)
        chance: Floats = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
        return chance

    def surprise(self, histograms: Sequence[Floats]) -> list[Floats]:
        """Return the surprise of each kind in bits, 0 or more, each of shape (accounts,).

        Divergence of what is expected of the account's next act, given its counts, from what is
        expected of anybody's: ``sum_j next_j log2(next_j / anybody_j)``. Without counts it is 0.

        The paper takes minus the logarithm of the density of the account's own shares. Fitted
        parameters below 1 make that density infinite wherever a bin is unused, and the score then
        hangs on whether an account ever used the rarest bin: measured on real ratings, it put the
        most varied and trusted raters first. Chances have no such poles.
        """
        chance = self.responsibilities(histograms)
        kinds = zip(histograms, self.alpha, strict=True)
        return [self._surprise_of(counts, alpha, chance) for counts, alpha in kinds]

    def _surprise_of(self, counts: Floats, alpha: Floats, chance: Floats) -> Floats:
        whole = alpha.sum(axis=1)
        anybody = np.exp(self.log_weight) @ (alpha / whole[:, None])
        coming = np.zeros(counts.shape)
        for way in range(alpha.shape[0]):
            shares = (counts + alpha[way]) / (counts.sum(axis=1, keepdims=True) + whole[way])
            coming += chance[:, way, None] * shares
        surprise: Floats = (coming * np.log2(coming / anybody)).sum(axis=1)
        return np.maximum(surprise, 0.0)


def fit_mixture(
    histograms: Sequence[Floats], ways: int, rounds: int, weight: Floats
) -> DirichletMixture:
    """Return the mixture that EM finds from accounts cut into `ways` by their mean bin.

    Parameters
    ----------
    histograms
        Counts, one array a kind, each of shape (accounts, bins); 0 or more.
    ways
        Ways of behaving, 1 or more.
    rounds
        Rounds of EM, 1 or more; each takes a few steps of the fixed point.
    weight
        How many accounts each row stands for, shape (accounts,).
    """
    chance = _first_guess(histograms[0], ways, weight)
    alpha = [_first_alpha(counts, chance * weight[:, None]) for counts in histograms]
    mixture = DirichletMixture(_log_weight(chance, weight), tuple(alpha))
    for _ in range(rounds):
        chance = mixture.responsibilities(histograms)
        alpha = [
            np.stack([_step(c, a[k], chance[:, k] * weight) for k in range(ways)])
            for c, a in zip(histograms, mixture.alpha, strict=True)
        ]
        mixture = DirichletMixture(_log_weight(chance, weight), tuple(alpha))
    return mixture


def _log_evidence(counts: Floats, alpha: Floats) -> Floats:
    """Return log P(counts) without the multinomial coefficient, which no way changes."""
    whole = alpha.sum()
    own = (gammaln(counts + alpha) - gammaln(alpha)).sum(axis=1)
    evidence: Floats = own + gammaln(whole) - gammaln(counts.sum(axis=1) + whole)
    return evidence


def _first_guess(counts: Floats, ways: int, weight: Floats) -> Floats:
    bins = np.arange(counts.shape[1])
    mean = (counts @ bins) / np.maximum(counts.sum(axis=1), 1.0)
    order = np.argsort(mean, kind="stable")
    below = np.empty(mean.size)
    below[order] = (np.cumsum(weight[order]) - weight[order] / 2) / max(weight.sum(), 1.0)
    way = np.minimum((below * ways).astype(np.int64), ways - 1)
    chance = np.full((mean.size, ways), 0.1 / ways)
    chance[np.arange(mean.size), way] += 0.9
    return chance


def _first_alpha(counts: Floats, weight: Floats) -> Floats:
    """Return the pooled shares of each way, worth as many counts as there are bins."""
    pooled = weight.T @ counts + 1.0 / counts.shape[1]
    alpha: Floats = pooled / pooled.sum(axis=1, keepdims=True) * counts.shape[1]
    return np.maximum(alpha, _SMALLEST)


def _log_weight(chance: Floats, weight: Floats) -> Floats:
    share = chance.T @ weight + 1e-9
    log_weight: Floats = np.log(share / share.sum())
    return log_weight


def _step(counts: Floats, alpha: Floats, weight: Floats, steps: int = 3) -> Floats:
    for _ in range(steps):
        own = weight @ (digamma(counts + alpha) - digamma(alpha))
        whole = alpha.sum()
        all_ = float(weight @ (digamma(counts.sum(axis=1) + whole) - digamma(whole)))
        if all_ <= 0.0:
            return alpha
        alpha = np.clip(alpha * own / all_, _SMALLEST, _LARGEST)
    return alpha
