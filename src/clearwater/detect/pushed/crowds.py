"""The crowd of a surge: whether it is alike in address, text and life, or only large.

A surge's accounts are asked what a group's are asked (`clearwater.detect.families`). Addresses
concentrated and samples alike are tell-tales; many new accounts, or accounts that never came back,
are figures beside the same of other surges about as large, for a viral post has both.

To ask costs time, so that the most promising surges are asked first: those with accounts at one
place, words that repeat, or sign-ups of one day. What was not asked is said. Ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.detect.asking import Answers, Asking
from clearwater.detect.families import Draft
from clearwater.detect.families.shared_place import DEVICE, HOUSEHOLD, ReadyPlace
from clearwater.detect.innocent.public_device import ONE_HAND
from clearwater.detect.population import Population
from clearwater.detect.pushed.history import History
from clearwater.detect.pushed.surges import Surges, surges
from clearwater.detect.pushed.tempo import DAY_US
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog

MOST_ASKED = 200
"""Surges of a log that are asked, about 20 ms each."""
NEW_DAYS = 7.0
"""An account is new that was made, or first seen where that is not known, within so many days."""
LIKE_SIZED = 2.0
"""Surges within this factor of accounts are about as large."""
LEAST_LIKE = 10
"""So many of these are enough to compare with; otherwise all surges are."""


@dataclass(frozen=True)
class Crowd:
    """Who was there."""

    rows: np.ndarray
    """int64, ascending. Rows of the log: all acts of the moment."""
    members: np.ndarray
    """int32, ascending. Account codes."""


@dataclass(frozen=True)
class Beside:
    """A figure of each surge, and the same of surges about as large; not a number if unknown."""

    own: np.ndarray
    others: np.ndarray


@dataclass(frozen=True)
class AskedSurges:
    """The surges of a log and what their crowds share."""

    surges: Surges
    crowds: list[Crowd]
    answers: Mapping[int, Answers]
    """What the questions said, by number of the surge; those that are missing were not asked."""
    one_hand: frozenset[int]
    """Surges whose crowd changes accounts on a device faster than people can change seats."""
    new: Beside
    back: Beside


def asked_surges(asking: Asking, known: Sequence[History], *, q: float) -> AskedSurges:
    """Return the surges of a log, and what is asked of their crowds.

    Parameters
    ----------
    known
        The history of each action.
    q
        False discovery rate; surges above it are not asked about their crowd.
    """
    population = asking.population
    found = surges(population.log, known)
    crowds = crowds_of(population.log, found)
    answers = answers_of(asking, found, crowds, found.q_value <= q) if found.size else {}
    device = asking.places.get(DEVICE.spec.id) if answers else None
    return AskedSurges(
        found,
        crowds,
        answers,
        frozenset(n for n in answers if device is not None and _one_hand(device, crowds[n])),
        new_accounts(population, found, crowds),
        came_back(population.log, found, crowds),
    )


def _one_hand(device: ReadyPlace, crowd: Crowd) -> bool:
    quick = device.quick_hands(crowd.members, crowd.rows)
    return quick.size > 0 and float(quick.mean()) >= ONE_HAND


def crowds_of(log: CodedLog, found: Surges) -> list[Crowd]:
    """Return the crowd of each surge."""
    crowds = []
    for key, start, end in zip(
        *(a.tolist() for a in (found.key, found.start, found.end)), strict=True
    ):
        first, last = int(log.starts[key]), int(log.starts[key + 1])
        a, b = np.searchsorted(log.time[first:last], [start, end + 1])
        rows = np.arange(first + a, first + b, dtype=np.int64)
        crowds.append(Crowd(rows, np.unique(log.actor[rows]).astype(np.int32)))
    return crowds


def answers_of(
    asking: Asking, found: Surges, crowds: list[Crowd], wanted: np.ndarray
) -> dict[int, Answers]:
    """Return what the questions say of the most promising of the `wanted` surges, by number."""
    promise = np.array([_promise(asking, crowd) for crowd in crowds])
    numbers = np.flatnonzero(wanted)
    order = numbers[np.lexsort((numbers, found.p_value[numbers], -promise[numbers]))]
    return {
        number: asking.ask(
            Draft(crowds[number].members, crowds[number].rows, int(found.width_us[number])),
            crowds[number].members,
        )
        for number in order[:MOST_ASKED].tolist()
    }


def _promise(asking: Asking, crowd: Crowd) -> int:
    """Return the largest number of accounts that share a place, words or a day of sign-up."""
    population = asking.population
    log = population.log
    shared = [_most(place.home[crowd.members]) for place in asking.places.values()]
    said = [log.columns[name] for name in ("text", "media", "url") if name in log.columns]
    shared += [_most(column.code[crowd.rows]) for column in said]
    created = population.created[crowd.members]
    day = np.where(created == UNKNOWN_TIME, -1, created // DAY_US)
    return max(0, max([*shared, _most(day)], default=0) - HOUSEHOLD)


def _most(codes: np.ndarray) -> int:
    known = codes[codes >= 0]
    return int(np.unique(known, return_counts=True)[1].max()) if known.size else 0


def new_accounts(population: Population, found: Surges, crowds: list[Crowd]) -> Beside:
    """Return the share of accounts that were new at each surge."""
    log = population.log
    seen = np.full(log.accounts, np.iinfo(np.int64).max)
    np.minimum.at(seen, log.actor, log.time)
    made = np.where(population.created == UNKNOWN_TIME, seen, population.created)
    since = found.start - round(NEW_DAYS * DAY_US)
    # Before the log's first week is over, everybody without a creation time was first seen lately.
    early = (
        (found.start < int(log.time.min()) + round(NEW_DAYS * DAY_US)) if log.events else since > 0
    )
    unknown = population.created == UNKNOWN_TIME
    own = np.array(
        [
            np.nan if young and unknown[c.members].any() else float((made[c.members] >= at).mean())
            for c, at, young in zip(crowds, since.tolist(), early.tolist(), strict=True)
        ]
    )
    return Beside(own, _like_sized(found, own))


def came_back(log: CodedLog, found: Surges, crowds: list[Crowd]) -> Beside:
    """Return the share of accounts that did anything more than a day after each surge."""
    last = np.full(log.accounts, np.iinfo(np.int64).min)
    np.maximum.at(last, log.actor, log.time)
    late = found.end + DAY_US > (int(log.time.max()) if log.events else 0) - DAY_US
    own = np.array(
        [
            np.nan if too_late else float((last[c.members] > end + DAY_US).mean())
            for c, end, too_late in zip(crowds, found.end.tolist(), late.tolist(), strict=True)
        ]
    )
    return Beside(own, _like_sized(found, own))


def _like_sized(found: Surges, own: np.ndarray) -> np.ndarray:
    """Return the median of the figure over the other surges about as large."""
    size = found.accounts.astype(np.float64)
    order = np.argsort(size, kind="stable")
    ordered = size[order]
    out = np.full(own.size, np.nan)
    for number in range(own.size):
        low = np.searchsorted(ordered, size[number] / LIKE_SIZED)
        high = np.searchsorted(ordered, size[number] * LIKE_SIZED, "right")
        like = order[low:high]
        like = like[(like != number) & ~np.isnan(own[like])]
        if like.size < LEAST_LIKE:
            like = np.flatnonzero(~np.isnan(own) & (np.arange(own.size) != number))
        if like.size:
            out[number] = float(np.median(own[like]))
    return out
