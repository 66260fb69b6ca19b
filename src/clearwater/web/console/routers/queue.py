"""The queue: what waits, in which order and why, and who works on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from clearwater.app.case.listing import (
    COUNTED_TO,
    OPEN_STATES,
    QueueAsked,
    QueuePage,
    WhyThere,
    placings,
    queue_page,
    queue_sizes,
)
from clearwater.cases.records.case import Case, CaseState, Source
from clearwater.cases.records.review import Lease
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewer, Viewing, page, page_router
from clearwater.web.cursors import MOST
from clearwater.web.models.base import Login
from clearwater.web.models.cases import State

queue = page_router()
A_PAGE = 50
SEVERITIES = (5, 4, 3, 2, 1)
Severity = Literal["1", "2", "3", "4", "5", ""]
Origin = Literal["finding", "report", "partner", "patrol", ""]


@dataclass(frozen=True)
class Line:
    """One case of the queue, as its row says it."""

    case: Case
    overdue: bool
    why: WhyThere
    lease: Lease | None


@dataclass(frozen=True)
class StateAt:
    """A state to look at, with how many cases are in it."""

    state: str
    """Empty for all that are open."""
    address: str
    size: int | None
    """Nothing where it was not counted."""
    or_more: bool
    current: bool


@queue.get("/queue", **page(Verb.READ))
def show_queue(
    at: Viewing,
    state: Annotated[list[State] | None, Query(max_length=6)] = None,
    assignee: Annotated[Login | Literal[""], Query()] = "",
    origin: Annotated[Origin, Query()] = "",
    severity: Annotated[Severity, Query()] = "",
    overdue: Annotated[bool, Query()] = False,  # noqa: FBT002 - a question
    cursor: Annotated[str | None, Query(max_length=MOST)] = None,
) -> Response:
    """Cases by harm, how sure that is, and what they cost; an old one cannot starve."""
    asked = QueueAsked(
        states=tuple(dict.fromkeys(state or OPEN_STATES)),
        assignee=assignee or None,
        origin=origin or None,
        severity=int(severity) if severity else None,
        overdue=overdue,
    )
    named = tuple(dict.fromkeys(state or ()))
    cursors = at.cursors("queue page", *asked.states, asked.assignee, *asked.narrowed())
    after = None if cursor is None else cursors.read(cursor)
    place = None if after is None else (int(after[0]), str(after[1]))
    found = queue_page(at.desk, asked, limit=A_PAGE, place=lambda _unit: place)
    last = found.cases[-1] if len(found.cases) == A_PAGE else None
    following = None if last is None else cursors.write([last.rank_us, last.case])
    return at.page(
        "queue",
        lines=tuple(_lines(at, found)),
        asked=asked,
        named=named,
        states=_states(at, asked, named),
        assignee=assignee,
        origins=tuple(map(str, Source)),
        severities=SEVERITIES,
        search=_address(asked, named),
        following=None if following is None else _address(asked, named, following),
        later=cursor is not None,
        now_us=found.now_us,
    )


def _lines(at: Viewer, found: QueuePage) -> Iterable[Line]:
    placed = placings(at.desk, found)
    for case in found.cases:
        why = found.why_there(case, placed.get(case.case))
        yield Line(case, found.overdue(case), why, found.worked_on.get(case.case))


def _states(at: Viewing, asked: QueueAsked, named: tuple[str, ...]) -> tuple[StateAt, ...]:
    """Return what one can look at by state; everything else that is asked stays."""
    # What is closed is most of a store: it is counted where that ends at the first ten thousand,
    # and not where few of them would have to be looked for.
    rare = bool(asked.narrowed()) or asked.assignee is not None
    counted = OPEN_STATES if rare else tuple(map(str, CaseState))
    sizes = queue_sizes(at.desk, replace(asked, states=counted))
    open_size = sum(sizes.get(one, 0) for one in OPEN_STATES)
    some_more = any(sizes.get(one) == COUNTED_TO for one in OPEN_STATES)
    first = StateAt("", _address(asked, ()), open_size, some_more, not named)
    return (
        first,
        *(
            StateAt(one, _address(asked, (one,)), size, size == COUNTED_TO, named == (one,))
            for one in map(str, CaseState)
            if (size := sizes.get(one)) or one in (*named, CaseState.CLOSED)
        ),
    )


def _address(asked: QueueAsked, states: tuple[str, ...], cursor: str | None = None) -> str:
    """Return the address of a part of the queue; it names nothing of any account."""
    said = [
        *(("state", one) for one in states),
        ("assignee", asked.assignee),
        ("origin", asked.origin),
        ("severity", asked.severity),
        ("overdue", "true" if asked.overdue else None),
        ("cursor", cursor),
    ]
    given = [(name, str(value)) for name, value in said if value is not None]
    return f"/queue?{urlencode(given)}" if given else "/queue"
