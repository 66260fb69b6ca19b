"""What is known of the objects of a log before any moment is asked about.

For each action: how its objects age, how their rates differ, and how far their honest bursts reach
at each width. Every account counts once on an object, with its first act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clearwater.detect.pushed.rates import Kind, spread_of_bursts
from clearwater.detect.pushed.tempo import EDGES_US, HOUR_US, MINUTE_US, Clock, Tempo
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.engine.shards import ranges, run_shards
from clearwater.kernels.surge_windows import life, surge_windows

WIDTHS_US = np.array([10 * MINUTE_US, HOUR_US, 6 * HOUR_US, 24 * HOUR_US], np.int64)
"""Widths of moments, microseconds."""


@dataclass(frozen=True)
class Acts:
    """First acts of accounts on the keys of one action."""

    keys: np.ndarray
    """int64, ascending. Trace keys of the log."""
    starts: np.ndarray
    """int64, shape (keys + 1,)."""
    rows: np.ndarray
    """int64. Rows of the log."""
    time: np.ndarray
    """int64, ascending for each key. Microseconds."""
    born: np.ndarray
    """int64, shape (keys,). Creation, or the first act where that is not known."""

    @property
    def total(self) -> np.ndarray:
        """Return int64, shape (keys,): accounts of each key."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class History:
    """What is known of one action; windows begin at its acts."""

    acts: Acts
    tempo: Tempo
    kind: Kind
    until: int
    """Microseconds. End of the log."""
    lives: np.ndarray
    """float64, shape (keys,). Life of each key in the log, in acts of rate one."""
    count: np.ndarray
    """int32, shape (acts, widths). Acts from each act to a width later."""
    mean: np.ndarray
    """float64, shape (acts, widths). Expected of the same by the acts outside it."""
    spread: np.ndarray
    """float64, shape (widths,). Variance of honest bursts relative to the mean squared."""

    def expected(self, place: int, start: int, end: int, outside: int) -> tuple[float, float]:
        """Return mean and spread of the acts from `start` to `end` on the key at `place`.

        Parameters
        ----------
        place
            Of the key in ``acts.keys``.
        start, end
            Microseconds.
        outside
            Acts on the key outside this time that count as its history.
        """
        clock, born = self.tempo.clock, int(self.acts.born[place])
        inside = life(
            born, max(start, born), min(end, self.until), self.tempo.curve, EDGES_US, clock.until,
            clock.origin, HOUR_US,
        )  # fmt: skip
        left = max(0.0, float(self.lives[place]) - inside)
        mean = self.kind.expected(np.array(outside), np.array(left), np.array(inside))
        width = int(np.abs(np.log(WIDTHS_US / max(1, end - start))).argmin())
        own = 1.0 / float(self.kind.own_shape(np.array(outside)))
        return float(mean), own + float(self.spread[width])


def histories(log: CodedLog, *, threads: int = 1) -> Iterator[History]:
    """Yield the history of each action of a log.

    Parameters
    ----------
    log
        With creation times where they are known; elsewhere an object is as old as its first act.
    """
    if log.events == 0:
        return
    clock, until = Clock.of(log.time), int(log.time.max())
    action = log.key_action.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    for one in range(int(action.max()) + 1):
        yield _history(first_acts(log, np.flatnonzero(action == one)), clock, until, threads)


def first_acts(log: CodedLog, keys: np.ndarray) -> Acts:
    """Return the first act of each account on each of `keys`, ascending."""
    mine = np.zeros(log.keys, bool)
    mine[keys] = True
    rows = np.flatnonzero(mine[log.key])
    pair = log.key[rows].astype(np.int64) * log.accounts + log.actor[rows]
    _, first = np.unique(pair, return_index=True)
    rows = rows[np.sort(first)]
    starts = np.searchsorted(log.key[rows], np.append(keys, log.keys)).astype(np.int64)
    time = np.ascontiguousarray(log.time[rows])
    created = log.created[log.object_of_key[keys]]
    oldest = time[starts[:-1]]
    born = np.where(created == UNKNOWN_TIME, oldest, np.minimum(created, oldest))
    return Acts(keys, starts, rows, time, born.astype(np.int64))


def _history(acts: Acts, clock: Clock, until: int, threads: int) -> History:
    tempo = Tempo.of(clock, acts.starts, acts.time, acts.born, until)
    count = np.empty((acts.time.size, WIDTHS_US.size), np.int32)
    inside = np.empty(count.shape)
    lives = np.empty(acts.keys.size)

    def work(first: int, end: int) -> None:
        surge_windows(
            first, end, acts.starts, acts.time, acts.born, until, tempo.curve, EDGES_US,
            clock.until, clock.origin, HOUR_US, WIDTHS_US, count, inside, lives,
        )  # fmt: skip

    for _ in run_shards(work, ranges(acts.keys.size, 64), threads):
        pass
    key = np.repeat(np.arange(acts.keys.size), acts.total)
    kind = Kind.of(acts.total, lives)
    total, living, mean = acts.total[key], lives[key], inside
    # Width by width and in place: at a million acts each array of all widths takes 32 MB.
    for w in range(WIDTHS_US.size):
        left = np.maximum(living - inside[:, w], 0.0)
        mean[:, w] = kind.expected(total - count[:, w], left, inside[:, w])
    # The first act is given, and explains nothing.
    spread = [spread_of_bursts(count[:, w] - 1, mean[:, w]) for w in range(WIDTHS_US.size)]
    return History(acts, tempo, kind, until, lives, count, mean, np.array(spread))
