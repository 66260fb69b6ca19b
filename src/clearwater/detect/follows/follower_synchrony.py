"""Follower synchrony: whose followees are all alike, and unlike what others follow.

Each target is a point in a plane: how many follow it, and how much weight its followers have. A
person follows a few giants and many friends, all over the plane; a sold follower follows what was
ordered, which lies in one corner. Synchrony is how near an account's followees lie to each other,
normality how near they lie to everybody's; whoever is far from normal must be somewhat synchronous,
and only what goes beyond that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.matched_rank import strata

_ROUNDS = 50
"""Rounds of the power method; authority is then cut into cells far coarser than what is left."""


@dataclass(frozen=True)
class FollowerSynchrony:
    """CatchSync's synchrony beyond the least that an account's normality demands."""

    follows: tuple[str, ...] = ("follow",)
    """Actions that follow."""
    cells_per_octave: float = 1.0
    """Cells each time a feature doubles, above 0 to 16."""
    fewest_followees: int = 4
    """Targets below which an account's followees are not a crowd, 2 or more."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "cells_per_octave": (0.01, 16),
        "fewest_followees": (2, 1_000_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="follower-synchrony",
            version="1",
            family="life",
            columns=("actor", "action", "object"),
            paper="Jiang et al., 2014, KDD (CatchSync)",
            cost="follows times rounds of the power method",
            quiet="p-values spread evenly among accounts that follow as many",
            innocent="fans of one small scene, all of whose members are about as well known",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return how synchronous each account is, in deviations from those as normal as it.

        Figures: ``followed``, ``synchrony``, ``normality`` and ``least`` (the lowest synchrony that
        such a normality allows), each 0..1.
        """
        followed = events.chosen(events.named(*self.follows)).first_on_each()
        count = followed.per_account()
        asked = count >= self.fewest_followees
        cell = _cells(followed, self.cells_per_octave)
        synchrony, normality, least = _against_normality(followed, cell, count)
        score = _in_deviations(synchrony - least, normality, asked, self.peers)
        figures = {
            "followed": count,
            "synchrony": synchrony,
            "normality": normality,
            "least": least,
        }
        return AccountMeasure.ranked(score, count, figures, self.peers)


def _cells(followed: EventArrays, per_octave: float) -> np.ndarray:
    """Return the cell of each followed target, numbered without gaps."""
    degree = followed.per_object()
    features = [
        np.floor(np.log2(np.maximum(feature, floor)) * per_octave)
        for feature, floor in ((degree, 1.0), (_authority(followed) * followed.objects, 1e-9))
    ]
    cell: np.ndarray = np.unique(np.stack(features), axis=1, return_inverse=True)[1].ravel()
    return cell[followed.object]


def _authority(followed: EventArrays) -> Floats:
    """Return each object's share of authority (Kleinberg, 1999, Journal of the ACM 46)."""
    hub = np.ones(followed.accounts)
    authority = np.zeros(followed.objects)
    for _ in range(_ROUNDS):
        authority = followed.per_object(hub[followed.account])
        authority /= max(authority.sum(), 1e-300)
        hub = followed.per_account(authority[followed.object])
        hub /= max(hub.sum(), 1e-300)
    # Sums depend in their last bits on how accounts are named, and cells have edges.
    return np.asarray(np.float64(np.float32(authority)))


def _against_normality(
    followed: EventArrays, cell: np.ndarray, count: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return synchrony, normality and the least synchrony at that normality.

    The paper's theorem: with ``M`` cells that hold the shares ``g`` of all follows, and
    ``s = sum g^2``, synchrony is at least ``(-M n^2 + 2 n - s) / (1 - M s)`` at normality ``n``.
    """
    cells = int(cell.max(initial=-1)) + 1
    everybody = np.bincount(cell, minlength=cells) / max(cell.size, 1)
    pairs, times = np.unique(
        followed.account.astype(np.int64) * max(cells, 1) + cell, return_counts=True
    )
    account, of_cell = np.divmod(pairs, max(cells, 1))
    share = times / count[account]
    synchrony, normality = np.zeros(followed.accounts), np.zeros(followed.accounts)
    np.add.at(synchrony, account, share**2)
    np.add.at(normality, account, share * everybody[of_cell])
    s = float((everybody**2).sum())
    if 1 - cells * s > -1e-12:  # all cells alike: one normality, no parabola
        return synchrony, normality, np.full(followed.accounts, s)
    least = (-cells * normality**2 + 2 * normality - s) / (1 - cells * s)
    return synchrony, normality, least


def _in_deviations(residual: Floats, normality: Floats, asked: np.ndarray, peers: int) -> Floats:
    """Return the residual in deviations from accounts of like normality, which is never alone."""
    out = np.full(residual.size, np.nan)
    stratum = strata(np.round(normality, 12), asked, peers)
    for number in range(int(stratum.max(initial=-1)) + 1):
        members = stratum == number
        spread = float(residual[members].std())
        out[members] = (residual[members] - residual[members].mean()) / (spread or 1.0)
    return out
