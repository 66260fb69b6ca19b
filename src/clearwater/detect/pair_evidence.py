"""Is it chance? Both nulls for the candidate pairs of one layer and one window.

A pair counts when the *larger* of its two p-values survives Benjamini-Hochberg over all pairs that
could have met. Choice alone accuses every honest fan club; timing alone has nothing to say about
two accounts that met three times in a year. Both must fail before a pair is called significant.

Timing costs ten times what choice costs, and is asked only where it can matter: a pair whose
q-value by choice is above the level stays above it whatever timing says, and changes nobody else's.
In a log without campaigns that is nearly every pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.background import Background
from clearwater.detect.screen import Candidates, screen
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.shards import ranges, run_shards
from clearwater.kernels.account_view import AccountView, account_view
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.choice_null import choice_p_values
from clearwater.kernels.reactions import reactions
from clearwater.kernels.timing_null import timing_p_values
from clearwater.kernels.touches import company, earliest_near

BANDS = (10, 100)
"""Widths of the timing bands, in windows."""
LEAST_GAP_US = 3_600_000_000
"""Meetings closer than the larger of this hour and two windows are one occasion."""


@dataclass(frozen=True)
class PairEvidence:
    """Explanation pairs of one window, sorted by (left, right); arrays of one length."""

    window_us: int
    left: np.ndarray
    right: np.ndarray
    meetings: np.ndarray
    """int32. Occasions on which the pair met."""
    expected: np.ndarray
    """float64. Mean of the same under the choice null."""
    p_choice: np.ndarray
    p_timing: np.ndarray
    """float64. Larger of the near and the far band; 1 where timing was not asked."""
    asked: np.ndarray
    """bool. Whether timing was asked: choice alone leaves the others at a q-value of 1."""
    occasions: np.ndarray
    """int32. Occasions on which both touched an object within the far band."""
    q_value: np.ndarray
    """float64. Over all possible pairs, not yet corrected for the number of windows."""
    q_choice: np.ndarray
    """float64. The same of choice alone: shared interest or coordination, and never more."""
    touches: np.ndarray
    """float64, shape (accounts,). Touches of each account of the log at this window."""
    visits: int
    left_out: int
    ceiling: int

    @property
    def p_value(self) -> np.ndarray:
        """Return the larger of the two p-values."""
        larger: np.ndarray = np.maximum(self.p_choice, self.p_timing)
        return larger


def pair_evidence(
    log: CodedLog,
    known: Background,
    window_us: int,
    *,
    threads: int = 1,
    candidates: Candidates | None = None,
    level: float = 1.0,
    ask_all: bool = False,
) -> PairEvidence:
    """Return both p-values and the q-value of every candidate pair at one window.

    Parameters
    ----------
    window_us : int
        Microseconds, both ends included.
    candidates : Candidates, optional
        Pairs to test instead of those that `screen` finds; calibration tests pairs of its own.
    level : float
        False discovery rate that will be asked for, 0..1. Timing is not asked of pairs that choice
        alone keeps above it: their q-value is above it whatever timing says.
    ask_all : bool
        Ask timing of every pair, also where choice alone decides; no q-value changes.
    """
    found = screen(log, window_us, threads=threads) if candidates is None else candidates
    touches = known.touches(window_us)
    meetings, expected, p_choice = _choice(known, found, touches, window_us, threads)
    q_choice = q_values(p_choice, log.possible_pairs)
    asked = (q_choice <= level) & (q_choice < 1.0) | ask_all
    p_timing, occasions = np.ones(asked.size), np.zeros(asked.size, np.int32)
    p_timing[asked], occasions[asked] = _timing(
        known, found.seen, found.left[asked], found.right[asked], window_us, threads
    )
    return PairEvidence(
        window_us=window_us,
        left=found.left,
        right=found.right,
        meetings=meetings,
        expected=expected,
        p_choice=p_choice,
        p_timing=p_timing,
        asked=asked,
        occasions=occasions,
        q_value=q_values(np.maximum(p_choice, p_timing), log.possible_pairs),
        q_choice=q_choice,
        touches=touches,
        visits=found.visits,
        left_out=found.left_out,
        ceiling=found.ceiling,
    )


def gap_us(window_us: int) -> int:
    """Return how far apart meetings must be to count as two occasions, microseconds."""
    return max(LEAST_GAP_US, 2 * window_us)


def bands_us(window_us: int) -> np.ndarray:
    """Return the timing bands of a window, microseconds, ascending."""
    return np.array([window_us * width for width in BANDS], np.int64)


@dataclass(frozen=True)
class _Pairs:
    """Pairs as rows of a view of their accounts."""

    left: np.ndarray
    right: np.ndarray
    view: AccountView

    @classmethod
    def of(
        cls, left: np.ndarray, right: np.ndarray, known: Background, seen: CodedLog, window_us: int
    ) -> _Pairs:
        chosen = np.unique(np.concatenate([left, right]))
        return cls(
            np.searchsorted(chosen, left).astype(np.int32),
            np.searchsorted(chosen, right).astype(np.int32),
            account_view(chosen, seen, known.rates, window_us),
        )


def _choice(
    known: Background, found: Candidates, touches: np.ndarray, window_us: int, threads: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return meetings, expected meetings and p by choice of the candidates."""
    n = found.left.size
    meetings, expected, p = np.zeros(n, np.int32), np.zeros(n), np.ones(n)
    if n == 0:
        return meetings, expected, p
    # What was left out of the crowds must be left out of the meetings too.
    pairs = _Pairs.of(found.left, found.right, known, found.seen, window_us)
    view, days = pairs.view, known.rates
    crowd = _crowd(view, found.seen, window_us, threads)
    share = touches[view.account] / touches.sum()

    def work(first: int, end: int) -> None:
        choice_p_values(
            first, end, pairs.left, pairs.right, view.starts, view.object, view.key, view.time,
            crowd, share, view.hour_ratio, view.day_ratio, days.day_zero, days.day_length,
            window_us, gap_us(window_us), meetings, expected, p,
        )  # fmt: skip

    for _ in run_shards(work, ranges(n, 64), threads):
        pass
    return meetings, expected, p


def _timing(
    known: Background,
    seen: CodedLog,
    left: np.ndarray,
    right: np.ndarray,
    window_us: int,
    threads: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return p by timing, and occasions within the far band, of the pairs."""
    n = left.size
    p, counts = np.ones((n, len(BANDS))), np.zeros((n, 2), np.int32)
    if n == 0:
        return p.max(axis=1), counts[:, 0]
    pairs = _Pairs.of(left, right, known, seen, window_us)
    view, near, bands = pairs.view, known.appearance(window_us), bands_us(window_us)
    own = reactions(view, near, window_us, bands)

    def work(first: int, end: int) -> None:
        timing_p_values(
            first, end, pairs.left, pairs.right, view.account, view.starts, view.object, view.key,
            view.time, own.clocks, own.lag, own.lags, near.log_lag, own.habit, near.created,
            near.wrong, near.first_actor, near.first_time, window_us, bands, gap_us(window_us), p,
            counts,
        )  # fmt: skip

    for _ in run_shards(work, ranges(n, 64), threads):
        pass
    return p.max(axis=1), counts[:, 0]


def _crowd(view: AccountView, seen: CodedLog, window_us: int, threads: int) -> np.ndarray:
    """Return how many other accounts met each touch of the view."""
    crowd, earliest = np.empty(view.row.size, np.int32), np.empty(view.row.size, np.int32)
    place = np.full(seen.events, -1, np.int32)
    place[view.row] = np.arange(view.row.size, dtype=np.int32)
    earliest_near(seen.starts, seen.time, window_us, place, earliest)

    def work(first: int, end: int) -> None:
        company(
            first, end, view.account, view.starts, view.key, view.time, view.begins, earliest,
            seen.starts, seen.actor, seen.time, window_us, np.zeros(seen.accounts, np.int32), crowd,
        )  # fmt: skip

    for _ in run_shards(work, ranges(view.account.size, 64), threads):
        pass
    return crowd
