"""Surges: moments of an object with more accounts than its history, its age and its kind explain.

An object's rate is not known but estimated from its acts outside the moment, with the rates of all
objects of its kind as prior (Gamma), and objects have bursts of their own, whose spread is
estimated from the whole log with its most extreme part left out. So the count of a moment is
negative binomial; every account counts once. A moment begins with an act, and it is asked how many
follow: the first one is given and explains nothing. All moments of an object at all widths are one
search, paid for by their number.

A surge is where to look and never a finding: a viral post, a raid and a flash sale are surges.
Scan statistic after Kulldorff, 1997, Communications in Statistics 26; negative binomial predictive
as in Noufaily et al., 2013, Statistics in Medicine 32. The combination is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clearwater.detect.pushed.history import WIDTHS_US, History
from clearwater.detect.pushed.rates import tails
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.tails import FLOOR

Moment = tuple[int, int, int, int, int, float, float]
"""Key, start, end, width, accounts, expected, p."""
LEAST = 5
"""Accounts of a moment; fewer are never a surge."""
STANDS_OUT = 0.05
"""Level, over the moments of one object, above which a moment is not listed; no claim."""
NARROWER = 1.25
"""A moment of the next narrower width tells a reader more, even if it says less by this factor."""
MOST_MOMENTS = 20
"""Of one object and action."""


@dataclass(frozen=True)
class Surges:
    """Moments by key, then time; arrays of one length. Acts are first acts of accounts."""

    key: np.ndarray
    """int32. Trace key of the log."""
    start: np.ndarray
    """int64. Microseconds of the first act."""
    end: np.ndarray
    """int64. Microseconds of the last act."""
    width_us: np.ndarray
    """int64. Width at which the moment stood out most."""
    accounts: np.ndarray
    """int32. Accounts of the moment."""
    expected: np.ndarray
    """float64. Mean of the same by history, age and kind."""
    p_value: np.ndarray
    """float64. Of the moment, the search inside its object paid for."""
    q_value: np.ndarray
    """float64. Of the key's strongest moment over all keys, and never below the moment's own."""

    @property
    def size(self) -> int:
        """Return the number of moments."""
        return int(self.key.size)


def surges(log: CodedLog, known: Iterable[History]) -> Surges:
    """Return the moments of every object that stand out, by key and time.

    Parameters
    ----------
    known
        The history of each action of `log`.
    """
    return _listed(log, [moment for one in known for moment in _stand_out(one)])


def _stand_out(known: History) -> list[Moment]:
    """Return the moments of one action that stand out."""
    total = known.acts.total
    key = np.repeat(np.arange(total.size), total)
    searched = total[key] * float(WIDTHS_US.size)
    p = np.empty(known.mean.shape)
    for w, spread in enumerate(known.spread.tolist()):
        count = known.count[:, w]
        own = 1.0 / known.kind.own_shape(total[key] - count)
        tail = tails(count - 1, known.mean[:, w], own + spread)
        tail[count < LEAST] = 1.0
        np.minimum(1.0, tail * searched, out=p[:, w])
    return _apart(known, key, p)


def _apart(known: History, key: np.ndarray, p: np.ndarray) -> list[Moment]:
    """Return the moments that stand out, of those that overlap the most surprising one."""
    acts, count = known.acts, known.count
    act, width = np.nonzero(p <= STANDS_OUT)
    bits = -np.log(np.maximum(p[act, width], FLOOR)) * NARROWER ** (p.shape[1] - 1 - width)
    order = np.lexsort((act, -count[act, width], -bits, key[act]))
    found: list[Moment] = []
    taken: list[tuple[int, int]] = []
    now = -1
    for at, w in zip(act[order].tolist(), width[order].tolist(), strict=True):
        if key[at] != now:
            now, taken = int(key[at]), []
        last = at + int(count[at, w])
        if len(taken) == MOST_MOMENTS or any(at < b and a < last for a, b in taken):
            continue
        taken.append((at, last))
        times = int(acts.time[at]), int(acts.time[last - 1])
        figures = int(WIDTHS_US[w]), last - at, float(known.mean[at, w]), float(p[at, w])
        found.append((int(acts.keys[now]), *times, *figures))
    return found


def _listed(log: CodedLog, found: list[Moment]) -> Surges:
    table = np.array(sorted(found), np.dtype("i4,i8,i8,i8,i4,f8,f8"))
    key, start, end, width, accounts, expected, p = (
        np.ascontiguousarray(table[name]) for name in table.dtype.names or ()
    )
    return Surges(key, start, end, width, accounts, expected, p, _q_of_moments(key, p, log.keys))


def _q_of_moments(key: np.ndarray, p: np.ndarray, keys: int) -> np.ndarray:
    """Return q-values: of each key's strongest moment, over all keys; others are no surer."""
    named, place = np.unique(key, return_inverse=True)
    best = np.ones(named.size)
    np.minimum.at(best, place, p)
    q = q_values(best, max(1, keys))[place]
    larger: np.ndarray = np.maximum(q, np.minimum(1.0, p))
    return larger


__all__ = ["Surges", "surges"]
