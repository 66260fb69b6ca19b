"""Who belongs to a group: every account asked against the group's moments, itself left out.

Claims about accounts are controlled at their own level: Benjamini-Hochberg over all accounts of the
log times all groups asked about, not over the few that were near.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.background import Background
from clearwater.detect.moments import Moments
from clearwater.detect.pair_evidence import BANDS, bands_us, gap_us
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.account_view import account_view
from clearwater.kernels.membership import membership_p_values
from clearwater.kernels.reactions import reactions
from clearwater.kernels.tails import poisson_tail

LEAST_OBJECTS = 3
"""Moments' objects an account must have touched to be asked at all; the others count as p = 1."""


@dataclass(frozen=True)
class Membership:
    """Accounts asked about one group; arrays of one length, by account code."""

    account: np.ndarray
    """int32. Account codes."""
    hits: np.ndarray
    """int32. Moments at which the account was there."""
    expected: np.ndarray
    """float64. Mean of the same under the choice null, the group left out."""
    p_choice: np.ndarray
    p_timing: np.ndarray
    trial_account: np.ndarray
    """int32, shape (trials,). Row of `account`; a trial is a moment that the account came near."""
    trial_moment: np.ndarray
    """int32, shape (trials,)."""
    trial_chance: np.ndarray
    """float64, shape (trials,). Chance of a hit by the account's own habits."""
    trial_hit: np.ndarray
    """bool, shape (trials,)."""


def membership(
    log: CodedLog,
    known: Background,
    touches: np.ndarray,
    members: np.ndarray,
    moments: Moments,
    window_us: int,
) -> Membership:
    """Return the evidence of every account that came near a group's moments.

    `touches` holds those of each account of the log, float64.
    """
    asked, trials = _near(log, moments)
    near = known.appearance(window_us)
    view = account_view(asked, log, known.rates, window_us)
    own = reactions(view, near, window_us, bands_us(window_us))
    p = np.ones((asked.size, len(BANDS)))
    hits = np.zeros(asked.size, np.int32)
    expected = np.zeros(asked.size)
    trial_account, trial_moment = np.empty(trials, np.int32), np.empty(trials, np.int32)
    trial_chance, trial_hit = np.empty(trials), np.empty(trials, bool)
    listed = membership_p_values(
        0, asked.size, view.account, np.isin(asked, members), view.starts, view.object, view.key,
        view.time, own.clocks, own.lag, own.lags, near.log_lag, own.habit, near.created,
        near.wrong, near.first_actor, near.first_time, moments.object, moments.keys,
        moments.key_starts, moments.starts, log.time[moments.row], log.actor[moments.row],
        moments.others, touches[asked] / touches.sum(), view.hour_ratio, view.day_ratio,
        known.rates.day_zero, known.rates.day_length, window_us, np.array(BANDS, np.int64),
        gap_us(window_us), p, hits, expected,
        trial_account, trial_moment, trial_chance, trial_hit,
    )  # fmt: skip
    return Membership(
        account=asked,
        hits=hits,
        expected=expected,
        p_choice=np.array(
            [poisson_tail(mean, int(x)) for mean, x in zip(expected, hits, strict=True)]
        ),
        p_timing=p.max(axis=1),
        trial_account=trial_account[:listed],
        trial_moment=trial_moment[:listed],
        trial_chance=trial_chance[:listed],
        trial_hit=trial_hit[:listed],
    )


def _near(log: CodedLog, moments: Moments) -> tuple[np.ndarray, int]:
    """Return the accounts with events on at least `LEAST_OBJECTS` of the moments' objects.

    And the largest number of (account, moment) trials that they can make.
    """
    objects, moments_on = np.unique(moments.object, return_counts=True)
    edges = log.object_starts
    touched = [np.unique(log.actor[edges[o] : edges[o + 1]]) for o in objects.tolist()]
    if not touched:
        return np.zeros(0, np.int32), 0
    count = np.bincount(np.concatenate(touched), minlength=log.accounts)
    trials = sum(part.size * int(n) for part, n in zip(touched, moments_on, strict=True))
    return np.flatnonzero(count >= LEAST_OBJECTS).astype(np.int32), trials
