"""Action mix: accounts whose kinds of action are unlike those of accounts about as active.

A desk does what was ordered: it claims coupons and nothing else, or looks and never says a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.matched_rank import strata


@dataclass(frozen=True)
class ActionMix:
    """Jensen-Shannon divergence from the mix of accounts about as active."""

    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="action-mix",
            version="1",
            family="life",
            columns=("actor", "action"),
            paper="Lin, 1991, IEEE Transactions on Information Theory 37 (divergence); ours",
            cost="accounts times kinds of action",
            quiet="p-values spread evenly among accounts with as many acts",
            innocent="somebody who only ever looks, or who came for one give-away",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the divergence of each account that acted, in bits, 0 to 1.

        Every account of a stratum weighs the same in its mix. Figures: ``acts``, ``main_action``
        (code of the kind done most, the first of equals), ``main_share`` (0..1).
        """
        count = events.per_account()
        kinds = len(events.actions)
        flat = events.account.astype(np.int64) * kinds + events.action
        acts = np.bincount(flat, minlength=events.accounts * kinds).reshape(-1, kinds)
        mix = acts / np.maximum(count, 1.0)[:, None]
        stratum = strata(count, count > 0, self.peers)
        score = np.full(events.accounts, np.nan)
        for number in range(int(stratum.max(initial=-1)) + 1):
            members = np.flatnonzero(stratum == number)
            score[members] = divergence(mix[members], mix[members].mean(axis=0))
        figures = {
            "acts": count,
            "main_action": mix.argmax(axis=1).astype(float),
            "main_share": mix.max(axis=1, initial=0.0),
        }
        return AccountMeasure.ranked(score, count, figures, self.peers)


def divergence(mixes: Floats, reference: Floats) -> Floats:
    """Return the Jensen-Shannon divergence of each row from `reference`, bits, 0 to 1.

    Examples
    --------
    >>> divergence(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0.0, 1.0])).round(3).tolist()
    [1.0, 0.311]
    """
    middle = (mixes + reference) / 2.0
    found: Floats = _entropy(middle) - (_entropy(mixes) + _entropy(reference)) / 2.0
    return np.maximum(found, 0.0)


def _entropy(mix: Floats) -> Floats:
    bits: Floats = -np.sum(mix * np.log2(np.where(mix > 0, mix, 1.0)), axis=-1)
    return bits
