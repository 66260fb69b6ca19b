"""When each account of a view acts: its reaction lags, its clocks, and how concentrated it is.

What the timing null asks for. It is laid out for those accounts only whose pairs the choice null
could not explain: of a log without campaigns that is hardly anybody, and it is most of the memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.kernels.account_view import AccountView
from clearwater.kernels.appearance import UNKNOWN, Appearance, born_for
from clearwater.kernels.habits import CLOCKS, concentration


@dataclass(frozen=True)
class Reactions:
    """Lags and clocks of the accounts of a view; entries are its events unless said otherwise."""

    clocks: np.ndarray
    """int64, shape (1 + clocks, events). Times, then phases in each period of
    `habits.CLOCKS`; each row sorted within each account."""
    lag: np.ndarray
    """int64, shape (events,). Time since the object appeared (`born_for`), or UNKNOWN; also
    UNKNOWN where the event does not begin a touch, so that each touch is one reaction."""
    lags: np.ndarray
    """int64, shape (2, events). Lags sorted within each account; and in the order of its times."""
    habit: np.ndarray
    """float64, shape (accounts, bands), 0..1. Concentration since objects' onsets."""


def reactions(view: AccountView, appeared: Appearance, window: int, bands: np.ndarray) -> Reactions:
    """Return when the accounts of `view` act; `window` and `bands` in microseconds."""
    who = np.repeat(np.arange(view.account.size, dtype=np.int32), np.diff(view.starts))
    born = born_for(view.object, view.account[who], appeared)
    lag = np.where(view.begins & (born != UNKNOWN), view.time - born, UNKNOWN)
    since_onset = np.where(view.begins, view.time - appeared.onset[view.object], UNKNOWN)
    clocks = _clocks(view.time, who)
    by_time = np.lexsort((view.time, who))
    habit = np.empty((view.account.size, bands.size))
    onset_lags = _both_orders(since_onset, who, by_time)
    concentration(view.starts, clocks, onset_lags, window, bands, habit)
    return Reactions(clocks, lag, _both_orders(lag, who, by_time), habit)


def _clocks(time: np.ndarray, who: np.ndarray) -> np.ndarray:
    out = np.empty((1 + len(CLOCKS), time.size), np.int64)
    for row, phase in enumerate([time, *(time % period for period, _ in CLOCKS)]):
        out[row] = phase[np.lexsort((phase, who))]
    return out


def _both_orders(lag: np.ndarray, who: np.ndarray, by_time: np.ndarray) -> np.ndarray:
    return np.stack([lag[np.lexsort((lag, who))], lag[by_time]])
