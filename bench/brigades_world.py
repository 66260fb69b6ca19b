"""Made-up reports of a platform's users, with brigades whose truth is known.

Ordinary people report now and then, most of them once or twice, at the hours at which people are
awake; they choose a sentence of the form, write their own words or nothing. Some things look like a
brigade and are none: an incident that hundreds report within the hour, some of them with the words
of a call that goes round; neighbours of one forum who report the same accounts on the same
evenings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.app.intake.brigade_log import Line, ReportLog
from clearwater.app.intake.receiving import Reported
from clearwater.cases.intake.windows import window_start_us
from clearwater.cases.records.reports import ReportArrival, UserReport

START_US = 1_772_409_600_000_000
"""Monday, 2026-03-02 00:00 UTC."""
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
WEEK_S = 7 * 86_400
FORM = tuple(f"表单选项 {n}" for n in range(8))
"""The sentences that a form offers."""
_HOURS = np.array(
    [*(1, 0.5, 0.4, 0.3, 0.3, 0.5, 1, 2, 3, 4, 4, 5), *(5, 4, 4, 4, 5, 6, 7, 8, 8, 7, 5, 2)]
)


@dataclass(frozen=True)
class Said:
    """One message by which somebody reports an account."""

    reporter: str
    account: str
    time_us: int
    words: str | None
    place: str
    device: str
    joined_us: int
    brigade: bool = False

    def reported(self, number: int) -> Reported:
        """Return it as a platform sends it."""
        return Reported(
            reporter=self.reporter,
            category="fake engagement",
            account=self.account,
            id=f"K{number}",
            time_us=self.time_us,
            words=self.words,
            place=self.place,
            device=self.device,
            joined_us=self.joined_us,
        )


@dataclass(frozen=True)
class World:
    """An ordinary platform."""

    weeks: int = 4
    a_week: int = 500
    reporters: int = 1_500
    accounts: int = 250


@dataclass(frozen=True)
class Crowd:
    """A brigade: who goes together, against how many accounts, and what they share."""

    size: int
    targets: int
    jitter_s: float = 120.0
    """Typical time after the first of them."""
    words: bool = False
    """The same words against one account."""
    a_line: int = 0
    """So many of them at one line and device; 0: each at a place of his own."""
    new: bool = False
    """Accounts made in the days before."""
    turnout: float = 0.85


class Drawing:
    """Draws the messages of one log."""

    def __init__(self, seed: int, world: World = World()) -> None:
        self.rng = np.random.default_rng(seed)
        self.world = world
        self.said: list[Said] = []
        self._share = _shares(self.rng.pareto(1.3, world.reporters) + 0.3)
        self._fame = _shares(1 / np.arange(1, world.accounts + 1) ** 0.9)
        self._age = self.rng.uniform(0, 1_100, world.reporters)
        self._line = [
            f"campus {n % 3}" if self.rng.random() < 0.06 else f"line {n // 2}"
            for n in range(world.reporters)
        ]

    @property
    def span_us(self) -> int:
        return self.world.weeks * 7 * DAY_US

    def ordinary(self) -> Drawing:
        """Add everybody's ordinary reports."""
        count = int(self.rng.poisson(self.world.a_week * self.world.weeks))
        days = self.rng.integers(0, self.world.weeks * 7, count)
        hours = self.rng.choice(24, count, p=_HOURS / _HOURS.sum())
        who = self.rng.choice(self.world.reporters, count, p=self._share)
        whom = self.rng.choice(self.world.accounts, count, p=self._fame)
        for day, hour, one, other in zip(days, hours, who, whom, strict=True):
            at = int(day) * DAY_US + int(hour) * 3_600 * SECOND_US
            at += int(self.rng.integers(0, 3_600 * SECOND_US))
            self._person(int(one), f"account {other}", at)
        return self

    def incident(self, size: int, called: float = 0.0) -> Drawing:
        """Add an incident: so many report one account within the hour, some in a call's words."""
        start = int(self.rng.uniform(3 * DAY_US, self.span_us - 2 * DAY_US))
        # Everybody may hear of it, whoever reports otherwise; and some report for the first time.
        for one in self.rng.permutation(self.world.reporters)[: size * 3 // 5]:
            self._heard(int(one), start, called)
        for n in range(size - size * 3 // 5):
            self._heard(f"first {n}", start, called)
        return self

    def _heard(self, who: int | str, start: int, called: float) -> None:
        at = start + int(self.rng.exponential(1_800 * SECOND_US))
        words = "请大家一起举报 the call" if self.rng.random() < called else None
        self._person(who, "account 3", at, words)

    def neighbours(self, size: int, evenings: int) -> Drawing:
        """Add people of one forum who report the same spam, each when he sees it that evening."""
        some = self.rng.permutation(self.world.reporters)[:size]
        for evening in range(evenings):
            day = int(self.rng.integers(0, self.world.weeks * 7 - 1))
            start = day * DAY_US + 18 * 3_600 * SECOND_US
            for one in some[self.rng.random(size) < 0.6]:
                lag = self.rng.lognormal(np.log(2_400), 1.0)
                self._person(int(one), f"spam {evening}", start + int(lag * SECOND_US))
        return self

    def crowd(self, crowd: Crowd, name: str = "b") -> Drawing:
        """Add a brigade against honest accounts, which others report now and then as well."""
        for target in range(crowd.targets):
            account = f"honest {name} {target}"
            start = int(self.rng.uniform(0, self.span_us - DAY_US))
            for n in range(crowd.size):
                if self.rng.random() < crowd.turnout:
                    self._of_crowd(crowd, (name, n), account, start)
            for _ in range(int(self.rng.poisson(2))):
                at = int(self.rng.uniform(0, self.span_us))
                self._person(int(self.rng.integers(self.world.reporters)), account, at)
        return self

    def _of_crowd(self, crowd: Crowd, who: tuple[str, int], account: str, start: int) -> None:
        name, n = who
        at = start + int(abs(self.rng.normal(0, crowd.jitter_s)) * SECOND_US)
        desk = None if not crowd.a_line else n // crowd.a_line
        made = 1.0 + n % 4 if crowd.new else 30.0 + 37.0 * n % 900
        words = f"这个账号造假 {account}" if crowd.words else None
        self.said.append(
            Said(
                reporter=f"{name} {n}",
                account=account,
                time_us=START_US + at,
                words=words if words is not None else self._words(f"{name} {n}", at),
                place=f"{name} line {n if desk is None else desk}",
                device=f"{name} device {n if desk is None else desk}",
                # New at each of its jobs would be another account each time.
                joined_us=START_US + (at if crowd.targets == 1 else 0) - int(made * DAY_US),
                brigade=True,
            )
        )

    def _person(self, who: int | str, account: str, at: int, words: str | None = None) -> None:
        # Who reports for the first time is of any age too, and nobody reports before he joined.
        age = self._age[who] if isinstance(who, int) else self.rng.uniform(0, 1_100)
        made = 0 if isinstance(who, int) else at
        self.said.append(
            Said(
                reporter=f"person {who}",
                account=account,
                time_us=START_US + at,
                words=words if words is not None else self._words(f"person {who}", at),
                place=self._line[who] if isinstance(who, int) else f"line of {who}",
                device=f"device {who}",
                joined_us=START_US + made - int(age * DAY_US),
            )
        )

    def _words(self, who: str, at: int) -> str | None:
        drawn = self.rng.random()
        if drawn < 0.3:
            return None
        return str(self.rng.choice(FORM)) if drawn < 0.6 else f"自己的话 {who} {at}"


def as_log(said: Iterable[Said]) -> ReportLog:
    """Return messages as intake would keep them, without a store."""
    reports: dict[tuple[str, str, int], UserReport] = {}
    lines = []
    for number, one in enumerate(sorted(said, key=lambda one: (one.time_us, one.reporter))):
        window_us = window_start_us(one.time_us, WEEK_S)
        key = (one.reporter, one.account, window_us)
        if key not in reports:
            reports[key] = _report(one, f"report-{number:06d}", window_us)
        lines.append(Line(reports[key], _arrival(one, number, reports[key].report)))
    return ReportLog(tuple(lines))


def _report(said: Said, name: str, window_us: int) -> UserReport:
    return UserReport(
        organisation="main",
        report=name,
        clue=f"clue {said.account}",
        reporter=said.reporter,
        subject=said.account,
        category="fake engagement",
        window_us=window_us,
        times=1,
        first_us=said.time_us,
        last_us=said.time_us,
        brigade=None,
        blind="00" * 32,
    )


def _arrival(said: Said, number: int, report: str) -> ReportArrival:
    return ReportArrival(
        organisation="main",
        arrival=f"arrival-{number:06d}",
        report=report,
        received_us=said.time_us,
        sender=None,
        words=None,
        text=_token(said.words),
        place=_token(said.place),
        device=_token(said.device),
        joined_us=said.joined_us,
    )


def of_brigades(said: Sequence[Said]) -> frozenset[tuple[str, str]]:
    """Return (reporter, account) of everything that a brigade reported."""
    return frozenset((one.reporter, one.account) for one in said if one.brigade)


def _token(value: str | None) -> str | None:
    return None if value is None else hashlib.sha256(value.encode()).hexdigest()


def _shares(weights: np.ndarray) -> np.ndarray:
    shares: np.ndarray = weights / weights.sum()
    return shares
