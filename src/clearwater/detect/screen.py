"""Screen: which pairs of accounts met on at least three objects within the window.

The screen should lose no pair that could be significant. The crude Poisson mean it compares with
leaves out all that the pair itself can have added to its crowds, and its level is 1e-4, several
orders of magnitude above what survives the correction over all possible pairs. What it does not
know is the partner's hours and days: a pair whose true mean is several times smaller for them, and
that met often all the same, can be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clearwater.engine.coded_log import CodedLog
from clearwater.engine.shards import ranges, run_shards
from clearwater.kernels.co_action import (
    COUNT_MASK,
    most_repeats,
    own_events,
    scan_actors,
    window_bounds,
)
from clearwater.kernels.ordering import group_starts
from clearwater.kernels.tails import poisson_ceilings

LEAST_MEETINGS = 3
"""Fewer shared objects are never tested; they stand in the universe with p = 1."""
SCREEN_LEVEL = 1e-4
VISITS_AN_EVENT = 200
LEAST_BUDGET = 200_000_000
"""Window neighbours a log's screen may visit: so many an event, and at least these (about 2 s of
one core); above, see `crowd_ceiling`. In an hour around its birth a popular object has thousands,
who say little of each other, and the profile said that four fifths of a scan went there."""


_Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Left and right accounts, and the number of objects they met on."""


@dataclass(frozen=True)
class Candidates:
    """Pairs of one window that passed the screen."""

    left: np.ndarray
    """int32, shape (pairs,). Account codes, left < right, sorted."""
    right: np.ndarray
    shared: np.ndarray
    """int32, shape (pairs,). Distinct objects on which the pair met."""
    seen: CodedLog
    """The events that were looked at: the log, less those left out."""
    visits: int
    """Window neighbours visited: twice the number of event pairs within the window."""
    left_out: int
    """Events left out because their moment was too crowded to tell anybody apart."""
    ceiling: int
    """Largest crowd that was still looked at; 0 where nothing was left out."""


def screen(
    log: CodedLog,
    window_us: int,
    *,
    threads: int = 1,
    least: int = LEAST_MEETINGS,
    level: float = SCREEN_LEVEL,
    most_visits: int | None = None,
) -> Candidates:
    """Return the candidate pairs of `log` at one window.

    Parameters
    ----------
    window_us : int
        Microseconds, both ends included.
    least : int
        Smallest number of shared objects, at least 1.
    level : float
        Level of the crude Poisson prefilter, 0..1; 1 keeps every pair with `least` meetings.
    most_visits : int
        Window neighbours that may be visited; `budget` where not given. Above it the most crowded
        moments are left out, the same for everybody, until the rest fits; what was left out is
        counted.
    """
    lo = np.empty(log.events, np.int32)
    hi = np.empty(log.events, np.int32)
    window_bounds(log.starts, log.time, window_us, lo, hi)
    visits = int(hi.sum(dtype=np.int64) - lo.sum(dtype=np.int64)) - log.events
    allowed = budget(log) if most_visits is None else most_visits
    if visits > allowed:
        crowd = hi - lo - 1
        ceiling = crowd_ceiling(crowd, allowed)
        kept = np.flatnonzero(crowd <= ceiling)
        inner = _without_crowds(log, kept)
        found = screen(inner, window_us, threads=threads, least=least, level=level)
        left_out = log.events - kept.size
        return replace(found, visits=visits, left_out=left_out, ceiling=ceiling)
    left, right, shared = _scan(log, lo, hi, least, level, threads)
    return Candidates(left, right, shared, log, visits, left_out=0, ceiling=0)


def budget(log: CodedLog) -> int:
    """Return how many window neighbours a screen of `log` may visit."""
    return max(LEAST_BUDGET, VISITS_AN_EVENT * log.events)


def crowd_ceiling(crowd: np.ndarray, most_visits: int) -> int:
    """Return the largest crowd c such that events with a crowd of at most c fit the budget."""
    weight = np.cumsum(np.bincount(crowd) * np.arange(int(crowd.max()) + 1, dtype=np.float64))
    return max(1, int(np.searchsorted(weight, most_visits, side="right")) - 1)


def _without_crowds(log: CodedLog, kept: np.ndarray) -> CodedLog:
    key = log.key[kept]
    return CodedLog(
        actor=log.actor[kept],
        key=key,
        time=log.time[kept],
        starts=np.searchsorted(key, np.arange(log.keys + 1)).astype(np.int64),
        actors=log.actors,
        key_action=log.key_action,
        key_object=log.key_object,
        object_of_key=log.object_of_key,
        created=log.created,
        event=None,
        duplicates=0,
    )


def _scan(
    log: CodedLog, lo: np.ndarray, hi: np.ndarray, least: int, level: float, threads: int
) -> _Pairs:
    actor_starts = group_starts(log.actor, log.accounts)
    own = np.empty((log.events, 3), np.int32)
    own_events(actor_starts, log.actor, log.key, log.object_of_key, lo, hi, own)
    activity = np.diff(actor_starts).astype(np.float64)
    repeats = np.empty(log.accounts)
    most_repeats(actor_starts, own, repeats)
    ceilings = np.full(COUNT_MASK + 1, np.inf)
    if level < 1.0:
        # The last count stands for all larger ones, so no mean may be held against it.
        ceilings[:-1] = poisson_ceilings(level, COUNT_MASK)

    def work(first: int, end: int) -> list[_Pairs]:
        acc = np.zeros(log.accounts, np.int32)
        touched = np.empty(log.accounts, np.int32)
        capacity = max(log.accounts, 1 << 18)
        resume = np.array([first], np.int32)
        parts: list[_Pairs] = []
        while resume[0] < end:
            left, right, shared = (np.empty(capacity, np.int32) for _ in range(3))
            n = scan_actors(
                int(resume[0]),
                end,
                actor_starts,
                own,
                log.actor,
                activity,
                repeats,
                float(log.events),
                least,
                ceilings,
                acc,
                touched,
                left,
                right,
                shared,
                resume,
            )
            parts.append((left[:n].copy(), right[:n].copy(), shared[:n].copy()))
        return parts

    found = [
        part for parts in run_shards(work, ranges(log.accounts, 64), threads) for part in parts
    ]
    left, right, shared = (np.concatenate([part[k] for part in found]) for k in range(3))
    order = np.lexsort((right, left))
    return left[order], right[order], shared[order]
