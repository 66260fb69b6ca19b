"""Follow order: pairs that follow the same targets one after the other in the same order.

Sold followers work through one list. So do honest people: what is new, what is most popular, from
top to bottom. So orders that everybody can see come first: the order in which targets appeared, and
that of their popularity. Each account goes along with them on some steps and not on others; only
where two accounts depart from them on the same steps do they have something in common.

A seller who works through a list in a public order is not seen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.same_order import order_steps

_BLOCK = 2_000
"""Accounts whose pairs are held in memory at a time."""
_NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class FollowOrder:
    """Departing from public orders together with others, in standard deviations."""

    follows: tuple[str, ...] = ("follow",)
    """Actions that follow."""
    fewest_shared: int = 5
    """Targets that a pair must share to be compared, 2 or more."""
    most_followers: int = 300
    """Targets with more followers bring nobody together, 2 to 100,000: their number of pairs is the
    square. Those that a pair shares count where it was brought together by others."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "fewest_shared": (2, 1_000_000),
        "most_followers": (2, 100_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="follow-order",
            version="1",
            family="life",
            columns=("actor", "action", "object", "time"),
            paper="ours; sequence likeness after Cresci et al., 2018, IEEE TDSC (social "
            "fingerprinting)",
            cost="pairs that share a target, and what they share",
            quiet="a score near 0 for nearly everybody",
            innocent="people who work through a list that we do not know, such as a conference's",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return deviations of each account that followed at least `fewest_shared` targets.

        Over all others that share enough: steps on which both go along or both depart, less what
        their own readiness explains (Mantel and Haenszel, 1959, Journal of the National Cancer
        Institute 22), the smaller of both public orders. 0 where there is nobody to compare with.
        Activity is the number of targets. Figures: ``followed``, ``compared`` (others), and of the
        other that shares the longest order ``partner`` (an account), ``shared`` and ``same_order``.
        """
        followed = events.chosen(events.named(*self.follows)).first_on_each()
        count = followed.per_account()
        left, right = self._pairs(followed)
        common, table = _steps(events, followed, left, right)
        beyond = [_beyond(left, table[:, which], events.accounts) for which in range(2)]
        score = np.where(count >= self.fewest_shared, np.minimum(*beyond), np.nan)
        best = _best(left, right, common[:, 1], events.accounts)
        figures = {
            "followed": count,
            "compared": np.bincount(left, minlength=events.accounts).astype(float),
        }
        named = {"partner": right, "shared": common[:, 0], "same_order": common[:, 1]}
        for name, column in named.items():
            figures[name] = np.full(events.accounts, np.nan)
            figures[name][best >= 0] = column[best[best >= 0]]
        return AccountMeasure.ranked(score, count, figures, self.peers)

    def _pairs(self, followed: EventArrays) -> tuple[np.ndarray, np.ndarray]:
        """Return each pair that shares enough targets, both ways round."""
        linking = followed.chosen(followed.per_object()[followed.object] <= self.most_followers)
        shape = (followed.accounts, followed.objects)
        ones = np.ones(linking.account.size, np.int32)
        touched = sparse.csr_array((ones, (linking.account, linking.object)), shape)
        # Most pairs share one target and are dropped at once: a block at a time, so that no memory
        # has to hold them all.
        pairs = [
            _sharing(touched, first, self.fewest_shared)
            for first in range(0, followed.accounts, _BLOCK)
        ]
        left, right = (np.concatenate([pair[k] for pair in pairs or [_NONE]]) for k in range(2))
        return left.astype(np.int32), right.astype(np.int32)


def _sharing(touched: sparse.csr_array, first: int, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of a block of accounts with anybody that share at least so much."""
    shared = (touched[first : first + _BLOCK] @ touched.T).tocoo()
    left, right = shared.coords
    keep = (left + first != right) & (shared.data >= fewest)
    return left[keep] + first, right[keep]


def _steps(
    events: EventArrays, followed: EventArrays, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each pair has in common, and its steps (see `order_steps`)."""
    public = np.stack([_by_appearance(events), _by_popularity(followed)])
    order = np.lexsort((followed.object, followed.account))
    starts = np.searchsorted(followed.account, np.arange(followed.accounts + 1)).astype(np.int64)
    common, table = np.zeros((left.size, 2), np.int64), np.zeros((left.size, 2, 4), np.int64)
    columns = (followed.object[order], followed.time[order], public)
    order_steps(starts, *columns, left, right, common, table)
    return common, table


def _beyond(left: np.ndarray, table: np.ndarray, accounts: int) -> Floats:
    """Return for each account what it has in common with others beyond both margins."""
    steps, mine, theirs, both = table.T.astype(float)
    size = np.maximum(steps, 2.0)
    excess = both - mine * theirs / size
    variance = mine * (steps - mine) * theirs * (steps - theirs) / (size**2 * (size - 1))
    some = steps > 1
    total = np.bincount(left[some], excess[some], accounts)
    spread = np.sqrt(np.bincount(left[some], variance[some], accounts))
    out: Floats = np.where(spread > 0, total / np.maximum(spread, 1e-12), 0.0)
    return out


def _by_appearance(events: EventArrays) -> np.ndarray:
    """Return the place of each object in the order of its first event of any kind."""
    first = np.full(events.objects, np.iinfo(np.int64).max)
    np.minimum.at(first, events.object, events.time)
    return np.unique(first, return_inverse=True)[1].astype(np.int64)


def _by_popularity(followed: EventArrays) -> np.ndarray:
    """Return the place of each object, most followed first; equals share one."""
    return np.unique(-followed.per_object(), return_inverse=True)[1].astype(np.int64)


def _best(left: np.ndarray, right: np.ndarray, height: np.ndarray, accounts: int) -> np.ndarray:
    """Return the row of each account's highest pair, -1 without any."""
    order = np.lexsort((right, -height, left))
    out = np.full(accounts, -1)
    first = np.ones(order.size, bool)
    first[1:] = np.diff(left[order]) != 0
    out[left[order][first]] = order[first]
    return out
