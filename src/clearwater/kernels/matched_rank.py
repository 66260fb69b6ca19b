"""How an account's score stands among accounts about as active: p-values from the log itself.

A score that grows with activity says nothing by itself: who rates more has more to be surprised at.
So accounts are put into strata of like activity, and an account's p-value is the share of its
stratum that scores at least as high, itself counted. If the accounts of a stratum are exchangeable
the p-value is super-uniform whatever the score's distribution, and ties make it larger, never
smaller. No p-value is below one over the size of the stratum: that is all a log of this size can
say about one account.

Rank tests: Davison and Hinkley, 1997, Bootstrap Methods and their Application, section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

NOBODY = -1
"""Stratum of an account that cannot be asked."""


def strata(activity: Floats, askable: Bools, smallest: int) -> Ints:
    """Return the stratum of each account, 0 upwards by activity; `NOBODY` where not askable.

    Accounts of equal activity are never parted, so the strata do not depend on the order of
    accounts. Neighbouring levels of activity are joined until a stratum holds `smallest` accounts;
    a rest that is too small at the top joins the stratum below.

    Parameters
    ----------
    activity
        Any scale, shape (accounts,).
    askable
        Shape (accounts,).
    smallest
        Accounts a stratum needs, 1 or more.

    Examples
    --------
    >>> strata(np.array([1.0, 1.0, 2.0, 9.0]), np.ones(4, bool), 2).tolist()
    [0, 0, 1, 1]
    """
    out = np.full(activity.size, NOBODY, np.int32)
    levels, level, sizes = np.unique(activity[askable], return_inverse=True, return_counts=True)
    of_level = np.zeros(levels.size, np.int32)
    number, held = 0, 0
    rest = int(sizes.sum())
    for k, size in enumerate(sizes.tolist()):
        of_level[k] = number
        held += size
        rest -= size
        if held >= smallest and rest >= smallest:
            number, held = number + 1, 0
    out[askable] = of_level[level]
    return out


def matched_p_values(score: Floats, stratum: Ints, left_out: Bools | None = None) -> Floats:
    """Return one-sided p-values in (0, 1], not a number where the stratum is `NOBODY`.

    ``p = (1 + others of the stratum that score at least as high) / (1 + others)``: an account is
    never its own background.

    Parameters
    ----------
    score
        Higher = more suspicious, shape (accounts,).
    stratum
        See `strata`.
    left_out
        Accounts that are nobody's background, such as the group that is asked about; shape
        (accounts,). Left out: none.

    Examples
    --------
    >>> matched_p_values(np.array([3.0, 1.0, 1.0]), np.zeros(3, np.int32)).round(2).tolist()
    [0.33, 1.0, 1.0]
    """
    everybody = np.arange(score.size, dtype=np.int32)
    members = everybody[:0] if left_out is None else np.flatnonzero(left_out).astype(np.int32)
    return Ranks.of(score, stratum).p_values(everybody, members)


@dataclass(frozen=True)
class Ranks:
    """Where each account stands in its stratum, counted once for however many questions."""

    stratum: Ints
    rank: npt.NDArray[np.int64]
    """Of each account among all that can be asked, by stratum, then score; equal ones tie."""
    edge: npt.NDArray[np.int64]
    """First rank of each stratum, and the first behind all of them."""
    at_least: npt.NDArray[np.int64]
    """Accounts of the own stratum that score at least as high, the account itself included."""
    size: npt.NDArray[np.int64]
    """Accounts of each stratum."""

    @classmethod
    def of(cls, score: Floats, stratum: Ints) -> Ranks:
        """Return the ranks of a score; arguments as of `matched_p_values`."""
        asked = np.flatnonzero(stratum != NOBODY)
        order = asked[np.lexsort((score[asked], stratum[asked]))]
        new = np.ones(order.size, bool)
        new[1:] = (np.diff(stratum[order]) != 0) | (np.diff(score[order]) != 0)
        number = np.cumsum(new) - 1
        rank = np.full(score.size, -1, np.int64)
        rank[order] = number
        size = np.bincount(stratum[asked])
        start = np.append(0, np.cumsum(size))
        at_least = np.zeros(score.size, np.int64)
        at_least[order] = start[stratum[order] + 1] - np.flatnonzero(new)[number]
        edge = np.append(number, number[-1:] + 1)[start] if order.size else start
        return cls(stratum, rank, edge, at_least, size)

    def p_values(self, accounts: Ints, left_out: Ints) -> Floats:
        """Return p-values of `accounts`, nobody of `left_out` (each once) in the background."""
        out = np.full(accounts.size, np.nan)
        known = np.flatnonzero(self.stratum[accounts] != NOBODY)
        one = accounts[known]
        of = self.stratum[one]
        # Whoever cannot be asked has rank -1 and stands before the first stratum.
        gone = np.sort(self.rank[left_out])
        behind = np.searchsorted(gone, self.edge[of + 1])
        others = self.size[of] - (behind - np.searchsorted(gone, self.edge[of]))
        at_least = self.at_least[one] - (behind - np.searchsorted(gone, self.rank[one]))
        mine = ~np.isin(one, left_out)
        out[known] = (1 + at_least - mine) / (1 + others - mine)
        return out
