"""Who works on which case now."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.review import Lease
from clearwater.web.models.base import In, Login, Name, Out
from clearwater.web.models.cases import Severity, State


class AtWork(Out):
    """Somebody works on a case until then, unless they go on."""

    case: str
    by: str
    since: str
    until: str
    asked_by: str | None
    """Who would like to have it."""
    asked: str | None


class Works(Out):
    """Everybody who works on something now."""

    items: list[AtWork]


class LeftWork(Out):
    """Who works on a case now; nothing where nobody does."""

    case: str
    at_work: AtWork | None


class TakeWork(In):
    """Somebody works on it, leaves it, asks for it, or gives it over to who asked."""


class TakeNext(In):
    """The next case of a part of the queue."""

    state: Annotated[list[State], Field(max_length=6)] = Field(default_factory=list)
    assignee: Login | None = None
    origin: Annotated[str, Field(max_length=40)] | None = None
    severity: Severity | None = None
    overdue: bool = False
    after: Name | None = None
    """Not this one: it was just worked on."""


def at_work_of(lease: Lease) -> AtWork:
    """Return what is shown of a lease."""
    return AtWork(
        case=lease.held,
        by=lease.by,
        since=shown_time(lease.since_us),
        until=shown_time(lease.until_us),
        asked_by=lease.asked_by,
        asked=None if lease.asked_us is None else shown_time(lease.asked_us),
    )
