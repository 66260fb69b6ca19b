"""Lists: the queue of cases, clues that wait, who may act. None names an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.intake.priority import forward, place_us
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState, Placing
from clearwater.cases.records.people import User
from clearwater.cases.records.review import Lease
from clearwater.cases.store.base import Among, Unit
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, near_names
from clearwater.events.schema import TIME_TYPE

OPEN_STATES = tuple(str(state) for state in CaseState if state is not CaseState.CLOSED)
"""What a queue shows where nobody asks for more."""
COUNTED_TO = 9_999
"""A queue is counted so far and no further: a look at it must not read a hundred thousand rows."""
_HIDDEN = frozenset({"organisation", "fingerprint", "note", "reporter", "rank_us", "subject"})
"""Fields that say nothing to a reader of a list, or more than a list may say."""


def cases(
    desk: Desk,
    *,
    states: Sequence[str] = OPEN_STATES,
    assignee: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> pa.Table:
    """Return cases in the order of the queue: what harms most and is surest first, none starves.

    Parameters
    ----------
    states
        Only cases in one of these.
    assignee
        Only cases of this person.
    limit
        At most so many, 1 to 10,000.
    after
        Go on after this case, the last of the page before.

    Returns
    -------
    pa.Table
        One row a case: case, state, origin, title, ring, severity, confidence (0..1), due,
        assignee, opened, opened by, closed, outcome, overdue.

    Raises
    ------
    ParameterError
        If a state is none, or `after` is no case.
    """
    if not 1 <= limit <= 10_000:
        raise ParameterError("--limit is out of range", expected="1 to 10000", found=str(limit))
    asked = QueueAsked(tuple(states), assignee)
    page = queue_page(desk, asked, limit=limit, place=lambda unit: _place(unit, after))
    table = records_table(page.cases, Case)
    return table.append_column("overdue", pa.array(map(page.overdue, page.cases), pa.bool_()))


@dataclass(frozen=True)
class QueueAsked:
    """What somebody wants to see of the queue."""

    states: tuple[str, ...] = OPEN_STATES
    assignee: str | None = None
    origin: str | None = None
    severity: int | None = None
    overdue: bool = False
    """Only cases whose present step should have been done."""

    def narrowed(self) -> tuple[object, ...]:
        """Return what it is narrowed by beyond states and assignee; nothing for most."""
        said = (self.origin, self.severity, self.overdue)
        return said if any(said) else ()

    def among(self, now_us: int) -> Among:
        """Return what that is at a moment; nothing that is closed is overdue.

        Raises
        ------
        ParameterError
            If a state is none.
        """
        for state in self.states:
            if state not in set(CaseState):
                raise ParameterError(
                    "cases have no such state",
                    expected=", ".join(CaseState),
                    found=repr(state),
                    next_step=near_names(state, map(str, CaseState)),
                )
        open_too = tuple(one for one in self.states if one != CaseState.CLOSED)
        states = (open_too or OPEN_STATES) if self.overdue else self.states
        late_us = now_us if self.overdue else None
        return Among(states, self.assignee, self.origin, self.severity, late_us)


@dataclass(frozen=True)
class WhyThere:
    """Why a case stands where it stands: it was opened then, and moved forward by so much."""

    opened_us: int
    by_harm_us: int
    """Severity times confidence times what the policy gave for a step."""
    by_reports_us: int
    """What users' reports gave besides."""
    by_effort_us: int = 0
    """How much of what harm gave the effort took away."""
    effort_s: int | None = None
    """What it would cost to judge; nothing where it was placed before that was weighed."""


@dataclass(frozen=True)
class QueuePage:
    """A part of the queue."""

    cases: tuple[Case, ...]
    now_us: int
    head_start_s: int = 0
    """What the policy gives for a step of severity, at full confidence."""
    worked_on: Mapping[str, Lease] = field(default_factory=dict)
    """Case -> who works on it now."""

    def overdue(self, case: Case) -> bool:
        """Return whether the present step of a case should have been done."""
        return case.due_us < self.now_us and case.state != CaseState.CLOSED

    def why_there(self, case: Case, at: Placing | None) -> WhyThere:
        """Return why a case stands where it stands; the clock moves none past another."""
        if at is not None:
            return WhyThere(
                case.opened_us, at.by_harm_us, at.by_reports_us, at.by_effort_us, at.effort_s
            )
        whole_us = case.opened_us - case.rank_us
        by_harm_us = min(whole_us, case.severity * case.confidence_milli * self.head_start_s * 1000)
        return WhyThere(case.opened_us, by_harm_us, whole_us - by_harm_us)


def queue_page(
    desk: Desk,
    asked: QueueAsked,
    *,
    limit: int,
    place: Callable[[Unit], tuple[int, str] | None],
) -> QueuePage:
    """Return `limit` cases of the queue as rows, from a place on: rank and name of a case.

    Raises
    ------
    ParameterError
        If a state is none.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        among = asked.among(context.now_us)
        found = unit.queue_among(among, limit=limit, after=place(unit))
        held = {one.held: one for one in unit.between(Lease, "until_us", context.now_us)}
    return QueuePage(found, context.now_us, context.policy.queue.head_start_s, held)


def placings(desk: Desk, page: QueuePage) -> Mapping[str, Placing]:
    """Return why the cases of a page stand there, by case, as it was kept when they were placed."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        found = unit.those(Placing, "placed", [one.case for one in page.cases])
    return {one.placed: one for one in found}


def queue_sizes(desk: Desk, asked: QueueAsked) -> Mapping[str, int]:
    """Return state -> how many cases are asked about; `COUNTED_TO` stands for that many or more."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        return unit.queue_sizes(asked.among(context.now_us), COUNTED_TO)


def _place(unit: Unit, after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    last = unit.get(Case, after)
    if last is None:
        raise ParameterError("--after names no case", found=repr(after))
    return last.rank_us, last.case


def clues(desk: Desk, state: str = "waiting") -> pa.Table:
    """Return clues in a state: clue, source, state, case, times, first, last.

    Oldest first, less the head start that users' reports give. How often it was said moves none: a
    crowd that says it a hundred times is a crowd.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        found = list(unit.find(Clue, state=state))
        moved = forward(unit, context, found) if state == ClueState.WAITING else {}
    found.sort(key=lambda clue: (place_us(clue, moved), clue.clue))
    return records_table(found, Clue)


def users(desk: Desk) -> pa.Table:
    """Return who was added: user, roles, state, since."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        return records_table(unit.find(User), User)


def records_table(records: Sequence[Record], kind: type[Record]) -> pa.Table:
    """Return records as a table for people and programs: times as times, thousandths as parts."""
    names = [one.name for one in fields(kind) if one.name not in _HIDDEN]
    columns = {}
    for name in names:
        values = [getattr(record, name) for record in records]
        columns[shown_name(name)] = _column(name, values, kind)
    return pa.table(columns)


def shown_name(name: str) -> str:
    """Return the name of a field without its unit, where the value is shown without it too."""
    return name.removesuffix("_us").removesuffix("_millibits").removesuffix("_milli") + (
        "_bits" if name.endswith("_millibits") else ""
    )


def _column(name: str, values: Sequence[object], kind: type[Record]) -> pa.Array:
    annotated = str(kind.__annotations__.get(name, "str"))
    if name.endswith("_us"):
        return pa.array(values, pa.int64()).cast(TIME_TYPE)
    if name.endswith(("_milli", "_millibits")):
        return pa.array([None if v is None else int(str(v)) / 1000 for v in values], pa.float64())
    if annotated.startswith("int"):
        return pa.array(values, pa.int64())
    return pa.array([None if v is None else str(v) for v in values], pa.string())
