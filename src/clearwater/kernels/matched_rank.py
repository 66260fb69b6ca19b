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
    out = np.full(score.size, np.nan)
    background = np.ones(score.size, bool) if left_out is None else ~left_out
    for number in range(int(stratum.max(initial=NOBODY)) + 1):
        members = np.flatnonzero(stratum == number)
        others = np.sort(score[members[background[members]]])
        at_least = others.size - np.searchsorted(others, score[members], side="left")
        mine = background[members].astype(np.int64)
        out[members] = (1 + at_least - mine) / (1 + others.size - mine)
    return out
