"""What a log answers to a question: how many, when, and who and what stands at the top.

Plain counting over columns of codes, in memory: two million events take a fraction of a second. It
is bounded all the same, and stops between two steps where it takes longer than it may.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from clearwater.app.investigate.open_log import (
    ACCOUNT,
    ACTION,
    NOBODY,
    OBJECT,
    TEXT,
    OpenLog,
    Values,
)
from clearwater.app.investigate.question import ANY, NONE, Question
from clearwater.errors import CannotRunError

TOP = 12
"""Values of a kind that are listed."""
MOST_BINS = 200
"""Steps of a series at most."""
LONGEST_S = 10.0
"""Seconds that an answer may take."""
_MINUTE_US, _DAY_US = 60_000_000, 86_400_000_000
STEPS_US = (
    *(1_000_000, 10_000_000, _MINUTE_US, 10 * _MINUTE_US, 60 * _MINUTE_US),
    *(6 * 60 * _MINUTE_US, _DAY_US, 7 * _DAY_US, 30 * _DAY_US, 365 * _DAY_US),
)
"""Lengths of a step of a series, microseconds. Longer logs get more steps."""


@dataclass(frozen=True)
class Top:
    """One value and what was counted of it."""

    code: int
    """Of an account, object or other value; of an action its place among the log's actions."""
    events: int
    accounts: int
    """Distinct accounts among these events."""
    finding: str | None = None
    """Of an account: the finding that it is a member of."""
    row: int | None = None
    """Of an account or object: its row in the run's table, where it has one."""


@dataclass(frozen=True)
class Series:
    """Events over time, those of members of findings and the others."""

    step_us: int
    start_us: int
    """Where the first step begins."""
    members: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What was counted."""

    events: int
    of: int
    """Events of the log."""
    first_us: int | None
    last_us: int | None
    distinct: Mapping[str, int]
    """Kind -> distinct values among the events."""
    series: Series
    tops: Mapping[str, tuple[Top, ...]]
    """Kind -> its values with most events."""
    seconds: float = field(compare=False)
    """How long it took."""


class Deadline:
    """How long something may take."""

    def __init__(self, longest_s: float, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s, self._longest_s = clock_s, longest_s
        self._began_s = clock_s()

    @property
    def taken_s(self) -> float:
        """Return the seconds since it began."""
        return self._clock_s() - self._began_s

    def require_time(self) -> None:
        """Return if there is time left.

        Raises
        ------
        CannotRunError
            If not.
        """
        if self.taken_s > self._longest_s:
            raise CannotRunError(
                "the answer took too long",
                expected=f"at most {self._longest_s:g} s",
                next_step="Ask about a shorter time or fewer values.",
            )


def answer(log: OpenLog, question: Question, deadline: Deadline | None = None) -> Answer:
    """Return what the log answers.

    Raises
    ------
    ParameterError
        If the question names what the log does not have.
    CannotRunError
        If it takes too long.
    """
    within = Deadline(LONGEST_S) if deadline is None else deadline
    question.require_fits(log)
    rows = chosen(log, question, within)
    actor = log.log.actor[rows]
    times = log.log.time[rows]
    distinct, tops = {}, {}
    for kind in (ACTION, *log.kinds):
        within.require_time()
        many, tops[kind] = _counted(log, kind, rows, actor)
        distinct[kind] = many
    return Answer(
        events=len(rows),
        of=log.log.events,
        first_us=int(times.min()) if len(rows) else None,
        last_us=int(times.max()) if len(rows) else None,
        distinct=distinct,
        series=series(times, log.finding_of[actor] != NOBODY),
        tops=tops,
        seconds=within.taken_s,
    )


def chosen(log: OpenLog, question: Question, deadline: Deadline) -> np.ndarray:
    """Return the rows of the log that a question is about, int64, in the log's order."""
    coded = log.log
    rows = np.arange(coded.events)
    if question.since_us is not None:
        rows = rows[coded.time >= question.since_us]
    if question.until_us is not None:
        rows = rows[coded.time[rows] < question.until_us]
    if question.actions:
        wanted = np.isin(log.action_of_key, [log.actions.index(one) for one in question.actions])
        rows = rows[wanted[coded.key[rows]]]
    if question.members is not None:
        rows = rows[_members(log, question.members)[coded.actor[rows]]]
    for kind, codes in question.values.items():
        deadline.require_time()
        values = log.values(kind)
        # The place behind the last is where events without a value look.
        wanted = np.zeros(values.many + 1, np.bool_)
        wanted[list(codes)] = True
        rows = rows[wanted[values.code[rows]]]
    return rows


def _members(log: OpenLog, members: str) -> np.ndarray:
    inside: np.ndarray = log.finding_of != NOBODY
    if members in {ANY, NONE}:
        return inside if members == ANY else ~inside
    wanted = np.zeros(log.log.accounts, np.bool_)
    wanted[log.members_of[members]] = True
    return wanted


def series(times: np.ndarray, member: np.ndarray) -> Series:
    """Return events over time, those of members and the others."""
    if not len(times):
        return Series(STEPS_US[0], 0, (), ())
    start, step, place, bins = steps_of(times)
    others, members = (np.bincount(place[mask], minlength=bins) for mask in (~member, member))
    return Series(step, start, tuple(members.tolist()), tuple(others.tolist()))


def steps_of(times: np.ndarray) -> tuple[int, int, np.ndarray, int]:
    """Return (start, step, place of each time, steps) for a readable number of steps.

    Parameters
    ----------
    times
        Microseconds, at least one.
    """
    first, last = int(times.min()), int(times.max())
    fits = (step for step in STEPS_US if last // step - first // step < MOST_BINS)
    step = next(fits, STEPS_US[-1])
    begin = first // step
    return begin * step, step, times // step - begin, int(last // step - begin) + 1


def _counted(
    log: OpenLog, kind: str, rows: np.ndarray, actor: np.ndarray
) -> tuple[int, tuple[Top, ...]]:
    """Return how many distinct values there are among the rows, and those with most events."""
    code, many = _codes(log, kind, rows)
    counts = np.bincount(code[code != NOBODY] if (code == NOBODY).any() else code, minlength=many)
    # By events, then by code, so that the same question has the same answer.
    best = np.lexsort((np.arange(many), -counts))[:TOP] if many <= TOP else _best(counts)
    top = [int(one) for one in best if counts[one]]
    accounts = dict.fromkeys(top, 1) if kind == ACCOUNT else _accounts(code, actor, top)
    listed = (Top(one, int(counts[one]), accounts[one], *_known(log, kind, one)) for one in top)
    return int(np.count_nonzero(counts)), tuple(listed)


def _codes(log: OpenLog, kind: str, rows: np.ndarray) -> tuple[np.ndarray, int]:
    if kind == ACTION:
        return log.action_of_key[log.log.key[rows]], len(log.actions)
    values: Values = log.values(kind)
    return values.code[rows], values.many


def _best(counts: np.ndarray) -> np.ndarray:
    """Return the places of the largest counts, of equal ones the first."""
    least = np.partition(counts, len(counts) - TOP)[len(counts) - TOP]
    above = np.flatnonzero(counts > least)
    equal = np.flatnonzero(counts == least)[: TOP - len(above)]
    best = np.concatenate([above, equal])
    return best[np.lexsort((best, -counts[best]))]


def _accounts(code: np.ndarray, actor: np.ndarray, top: list[int]) -> dict[int, int]:
    """Return for each value how many distinct accounts its events have."""
    if not top:
        return {}
    # The place behind the last is where events without a value look.
    place = np.full(int(code.max()) + 2, NOBODY, np.int64)
    place[top] = np.arange(len(top))
    of = place[code]
    kept = of != NOBODY
    size = int(actor.max()) + 1
    seen = np.zeros(len(top) * size, np.bool_)
    seen[of[kept] * size + actor[kept]] = True
    counts = seen.reshape(len(top), size).sum(axis=1)
    return {one: int(counts[at]) for at, one in enumerate(top)}


def _known(log: OpenLog, kind: str, code: int) -> tuple[str | None, int | None]:
    if kind == ACCOUNT:
        finding, row = int(log.finding_of[code]), int(log.account_row[code])
        return (
            None if finding == NOBODY else log.findings[finding],
            None if row == NOBODY else row,
        )
    return (None, log.object_row.get(code)) if kind == OBJECT else (None, None)


__all__ = ["LONGEST_S", "TEXT", "TOP", "Answer", "Deadline", "Series", "Top", "answer", "series"]
