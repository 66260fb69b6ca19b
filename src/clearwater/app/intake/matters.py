"""What users report, by what it is about: how urgent, how alike, how reliable its reporters are.

Nobody who reported is named here, and nothing is said of so few of them that it would be said of a
person: of fewer than `FEWEST` no reliability is given, as the same interval under two clues would
say that one person is behind both. What is given is rounded outwards to tenths, head starts to
hours.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from clearwater.app.case.desk import Desk
from clearwater.app.intake.answers import waiting_in
from clearwater.app.intake.standing import Standing, standing_now
from clearwater.cases.intake.effective_rate import EffectiveRate
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.intake.priority import head_start_us, voices
from clearwater.cases.intake.reliability import Prior, Reliability, reliability
from clearwater.cases.measures.policy import Policy, Purpose
from clearwater.cases.measures.policy_work import Category
from clearwater.cases.records.case import Clue, ClueState
from clearwater.cases.records.reports import Brigade, ReportArrival, UserReport
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError

FEWEST = 3
"""Of fewer reporters nothing is said of how reliable they are."""
HOUR_US = 3_600_000_000
MOST_ANSWERS = 1_000
"""Waiting answers are counted up to here: no more are handed out at once."""


@dataclass(frozen=True)
class Matter:
    """One thing that is reported: the reports of one clue."""

    clue: str
    state: str
    case: str | None
    """The case that the clue joined."""
    categories: tuple[tuple[str, int], ...]
    """Name and reports of it, most first."""
    reports: int
    messages: int
    """How often it was said; the same person may say it again."""
    alike: int
    """How many messages say it in the words that come most often."""
    wordings: int
    """How many different wordings there are."""
    reporters: int
    brigades: int
    """Crowds among the reporters; each counts as one voice."""
    in_brigades: int
    """Reports that come of them."""
    outcomes: Mapping[str, int]
    reliable: tuple[float, float] | None
    """Between which shares the reporters' reports were effective, to tenths; see above."""
    head_start_h: int
    """By how many hours reports move the clue forward."""
    first_us: int
    last_us: int
    place_us: int
    """Its place among those that wait, smallest first."""


@dataclass(frozen=True)
class Asked:
    """Which matters are meant; what is empty is not asked."""

    state: str = ""
    category: str = ""
    outcome: str = ""
    crowd: bool = False
    """Only those that a brigade reported."""


@dataclass(frozen=True)
class Intake:
    """Everything that users report, as it stands now."""

    now_us: int
    matters: tuple[Matter, ...]
    """In the order in which they should be looked at."""
    states: Mapping[str, int]
    """State of the clue -> how many matters, whatever was asked."""
    brigades: tuple[Brigade, ...]
    """Newest first."""
    targets: Mapping[str, int]
    """Brigade -> accounts that it reported."""
    rate: EffectiveRate
    answers: int
    """How many answers wait to be given, up to `MOST_ANSWERS`."""
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True)
class ReportIn:
    """One report of a matter; who made it is not here."""

    report: UserReport
    outcome: Outcome


def intake(desk: Desk, asked: Asked = Asked()) -> Intake:
    """Return what users report, the most urgent first.

    Raises
    ------
    RefusedError
        If the person may not read reports.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        standing = standing_now(unit, context.now_us)
        every = tuple(_matters(unit, context.policy, standing))
        brigades = sorted(unit.find(Brigade), key=lambda one: (-one.marked_us, one.brigade))
        return Intake(
            now_us=context.now_us,
            matters=tuple(one for one in every if _meant(one, asked)),
            states=Counter(one.state for one in every),
            brigades=tuple(brigades),
            targets=_targets(standing.reports),
            rate=standing.rate(),
            answers=sum(1 for _ in islice(waiting_in(unit, standing), MOST_ANSWERS)),
            categories=context.policy.categories,
            purposes=context.policy.purposes,
        )


@dataclass(frozen=True)
class MatterIn:
    """One matter with everything that its page says."""

    matter: Matter
    reports: tuple[ReportIn, ...]
    """Newest first."""
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]
    """For what a reporter may be shown."""


def matter(desk: Desk, clue: str) -> MatterIn:
    """Return one matter with its reports, newest first.

    Raises
    ------
    NothingThereError
        If nobody reported anything under such a clue.
    RefusedError
        If the person may not read reports.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        standing = standing_now(unit, context.now_us)
        some = [one for one in standing.reports if one.clue == clue]
        row = unit.get(Clue, clue)
        if row is None or not some:
            raise NothingThereError("users reported nothing under this clue", found=clue[:80])
        said = [arrival for one in some for arrival in unit.find(ReportArrival, report=one.report)]
        found = _matter(row, some, _weighing(context.policy, standing, said))
    some.sort(key=lambda one: (-one.last_us, one.report))
    reports = tuple(ReportIn(one, standing.outcomes[one.report]) for one in some)
    return MatterIn(found, reports, context.policy.categories, context.policy.purposes)


@dataclass(frozen=True)
class _Weighing:
    policy: Policy
    standing: Standing
    prior: Prior
    known: Mapping[str, Reliability]
    said: Mapping[str, Sequence[str]]
    """Report -> tokens of the words of its messages."""


def _weighing(policy: Policy, standing: Standing, said: Iterable[ReportArrival]) -> _Weighing:
    words: dict[str, list[str]] = {}
    for one in said:
        if one.text is not None:
            words.setdefault(one.report, []).append(one.text)
    prior, known = standing.prior(policy), standing.reliabilities(policy)
    return _Weighing(policy, standing, prior, known, words)


def _matters(unit: Unit, policy: Policy, standing: Standing) -> Iterable[Matter]:
    of_clue: dict[str, list[UserReport]] = {}
    for one in standing.reports:
        of_clue.setdefault(one.clue, []).append(one)
    weighing = _weighing(policy, standing, unit.find(ReportArrival))
    found = []
    for clue, some in of_clue.items():
        row = unit.get(Clue, clue)
        if row is not None:
            found.append(_matter(row, some, weighing))
    # What waits comes first, in the order of its places; of the rest the newest.
    waiting = str(ClueState.WAITING)
    return sorted(
        found,
        key=lambda one: (
            one.state != waiting,
            one.place_us if one.state == waiting else -one.last_us,
            one.clue,
        ),
    )


def _matter(row: Clue, some: Sequence[UserReport], by: _Weighing) -> Matter:
    categories = Counter(one.category for one in some)
    wordings = Counter(text for one in some for text in by.said.get(one.report, ()))
    forward_us = head_start_us(voices(some, by.known, by.prior), by.policy.intake.head_start_s)
    forward_h = round(forward_us / HOUR_US)
    return Matter(
        clue=row.clue,
        state=row.state,
        case=row.case,
        categories=tuple(categories.most_common()),
        reports=len(some),
        messages=sum(one.times for one in some),
        alike=max(wordings.values(), default=0),
        wordings=len(wordings),
        reporters=len({one.reporter for one in some}),
        brigades=len({one.brigade for one in some} - {None}),
        in_brigades=sum(one.brigade is not None for one in some),
        outcomes=Counter(str(by.standing.outcomes[one.report]) for one in some),
        reliable=_reliable({one.reporter for one in some}, by),
        head_start_h=forward_h,
        first_us=min(one.first_us for one in some),
        last_us=max(one.last_us for one in some),
        place_us=row.first_us - forward_h * HOUR_US,
    )


def _reliable(reporters: set[str], by: _Weighing) -> tuple[float, float] | None:
    if len(reporters) < FEWEST:
        return None
    theirs = [by.known[one] for one in sorted(reporters)]
    together = reliability(
        sum(one.effective for one in theirs), sum(one.decided for one in theirs), by.prior
    )
    return math.floor(together.low * 10) / 10, math.ceil(together.high * 10) / 10


def _meant(one: Matter, asked: Asked) -> bool:
    return (
        asked.state in {"", one.state}
        and (not asked.category or asked.category in dict(one.categories))
        and (not asked.outcome or one.outcomes.get(asked.outcome, 0) > 0)
        and (not asked.crowd or one.brigades > 0)
    )


def _targets(reports: Iterable[UserReport]) -> dict[str, int]:
    of_brigade: dict[str, set[str]] = {}
    for one in reports:
        if one.brigade is not None:
            of_brigade.setdefault(one.brigade, set()).add(one.subject)
    return {brigade: len(subjects) for brigade, subjects in of_brigade.items()}
