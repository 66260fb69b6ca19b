"""Is it chance? Both nulls for the candidate pairs of one layer and one window.

A pair counts when the *larger* of its two p-values survives Benjamini-Hochberg over all pairs that
could have met. Choice alone accuses every honest fan club; timing alone has nothing to say about
two accounts that met three times in a year. Both must fail before a pair is called significant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.screen import Candidates, screen
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.shards import ranges, run_shards
from clearwater.kernels.account_view import (
    AccountView,
    Rates,
    account_view,
    own_company,
    rates,
)
from clearwater.kernels.appearance import UNKNOWN, Appearance, appearance
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.choice_null import choice_p_values
from clearwater.kernels.clock_steps import clock_step, creation_steps, read_alike
from clearwater.kernels.habits import concentration
from clearwater.kernels.timing_null import timing_p_values

BANDS = (10, 100)
"""Widths of the timing bands, in windows."""
LEAST_GAP_US = 3_600_000_000
"""Meetings closer than the larger of this hour and two windows are one occasion."""


@dataclass(frozen=True)
class Background:
    """What the nulls need to know of a log."""

    rates: Rates
    appearances: tuple[tuple[int, Appearance], ...]
    """(shortest window it is for, when keys appeared), ascending; the first is for any window."""
    activity: np.ndarray
    """float64, shape (accounts,). Events of each account."""
    coarse: int
    """Keys whose creation time is too coarse for some window, and is guessed there instead."""

    def appearance(self, window_us: int) -> Appearance:
        """Return when the keys appeared, as finely as is needed at this window."""
        return [one for shortest, one in self.appearances if shortest <= window_us][-1]


@dataclass(frozen=True)
class PairEvidence:
    """Tested pairs of one window, sorted by (left, right); arrays of one length."""

    window_us: int
    left: np.ndarray
    right: np.ndarray
    meetings: np.ndarray
    """int32. Occasions on which the pair met."""
    expected: np.ndarray
    """float64. Mean of the same under the choice null."""
    p_choice: np.ndarray
    p_timing: np.ndarray
    """float64. Larger of the near and the far band."""
    occasions: np.ndarray
    """int32. Occasions on which both touched an object within the far band."""
    q_value: np.ndarray
    """float64. Over all possible pairs, not yet corrected for the number of windows."""
    visits: int
    left_out: int
    ceiling: int

    @property
    def p_value(self) -> np.ndarray:
        """Return the larger of the two p-values."""
        larger: np.ndarray = np.maximum(self.p_choice, self.p_timing)
        return larger


def background(log: CodedLog) -> Background:
    """Return the rates and appearances of `log`."""
    created = read_alike(log.created, log.time)
    steps = creation_steps(created)
    steps[steps <= clock_step(log.time)] = 1  # the acts are no finer, so nothing is lost
    appearances = [
        (
            shortest,
            appearance(
                log.actor, log.time, log.starts, np.where(steps <= shortest, created, UNKNOWN)
            ),
        )
        for shortest in np.unique(np.append(steps, 1)).tolist()
    ]
    return Background(
        rates(log.time),
        tuple(appearances),
        np.bincount(log.actor, minlength=log.accounts).astype(float),
        coarse=int((steps > 1).sum()),
    )


def pair_evidence(
    log: CodedLog,
    known: Background,
    window_us: int,
    *,
    threads: int = 1,
    candidates: Candidates | None = None,
) -> PairEvidence:
    """Return both p-values and the q-value of every candidate pair at one window.

    Parameters
    ----------
    window_us : int
        Microseconds, both ends included.
    candidates : Candidates, optional
        Pairs to test instead of those that `screen` finds; calibration tests pairs of its own.
    """
    found = screen(log, window_us, threads=threads) if candidates is None else candidates
    n = found.left.size
    meetings, expected, p_choice = np.zeros(n, np.int32), np.zeros(n), np.ones(n)
    p_bands, counts = np.ones((n, len(BANDS))), np.zeros((n, 2), np.int32)
    if n:
        nulls = _nulls(log, known, found, window_us)

        def work(first: int, end: int) -> None:
            nulls.choice(first, end, meetings, expected, p_choice)
            nulls.timing(first, end, p_bands, counts)

        for _ in run_shards(work, ranges(n, 64), threads):
            pass
    p_timing = p_bands.max(axis=1)
    return PairEvidence(
        window_us=window_us,
        left=found.left,
        right=found.right,
        meetings=meetings,
        expected=expected,
        p_choice=p_choice,
        p_timing=p_timing,
        occasions=counts[:, 0],
        q_value=q_values(np.maximum(p_choice, p_timing), log.possible_pairs),
        visits=found.visits,
        left_out=found.left_out,
        ceiling=found.ceiling,
    )


@dataclass(frozen=True)
class _Nulls:
    """Everything the two kernels ask for, of the candidate pairs of one window."""

    left: np.ndarray
    right: np.ndarray
    view: AccountView
    crowd: np.ndarray
    share: np.ndarray
    habit: np.ndarray
    bands: np.ndarray
    known: Background
    window_us: int

    @property
    def _gap(self) -> int:
        return max(LEAST_GAP_US, 2 * self.window_us)

    def choice(
        self, first: int, end: int, meetings: np.ndarray, expected: np.ndarray, p: np.ndarray
    ) -> None:
        view, days = self.view, self.known.rates
        choice_p_values(
            first, end, self.left, self.right, view.starts, view.key, view.time, self.crowd,
            self.share, view.hour_ratio, view.day_ratio, days.day_zero, days.day_length,
            self.window_us, self._gap, meetings, expected, p,
        )  # fmt: skip

    def timing(self, first: int, end: int, p: np.ndarray, counts: np.ndarray) -> None:
        view, near = self.view, self.known.appearance(self.window_us)
        timing_p_values(
            first, end, self.left, self.right, view.account, view.starts, view.key, view.time,
            view.clocks, view.lag, view.lags, near.log_lag, self.habit, near.created, near.wrong,
            near.first_actor, near.first_time, self.window_us, self.bands, self._gap, p, counts,
        )  # fmt: skip


def _nulls(log: CodedLog, known: Background, found: Candidates, window_us: int) -> _Nulls:
    # What was left out of the crowds must be left out of the meetings too.
    seen = found.seen
    chosen = np.unique(np.concatenate([found.left, found.right]))
    appeared = known.appearance(window_us)
    view = account_view(chosen, seen.actor, seen.key, seen.time, appeared, known.rates)
    bands = np.array([window_us * width for width in BANDS], np.int64)
    habit = np.empty((chosen.size, bands.size))
    concentration(view.starts, view.clocks, view.onset_lags, window_us, bands, habit)
    return _Nulls(
        left=np.searchsorted(chosen, found.left).astype(np.int32),
        right=np.searchsorted(chosen, found.right).astype(np.int32),
        view=view,
        crowd=_others(view, found.crowd, window_us),
        share=known.activity[chosen] / log.events,
        habit=habit,
        bands=bands,
        known=known,
        window_us=window_us,
    )


def _others(view: AccountView, crowd: np.ndarray, window_us: int) -> np.ndarray:
    """Return the crowd around each event of the view without the account's own other events."""
    own = np.zeros(view.row.size, np.int32)
    own_company(view.starts, view.key, view.time, window_us, own)
    others: np.ndarray = crowd[view.row] - own
    return others
