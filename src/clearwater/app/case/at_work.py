"""Who works on a case now: taken, left, asked for, given over; and the next one of the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clearwater.app.case.desk import Desk, no_case
from clearwater.app.case.leases import held_now
from clearwater.app.case.listing import QueueAsked
from clearwater.app.case.offering import waits_for
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.review import Lease
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.commands import Command
from clearwater.cases.workflow.commands_review import (
    AskForWork,
    HandWorkOver,
    ReleaseWork,
    TakeWork,
)
from clearwater.cases.workflow.leases import held_by_other
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError

A_PAGE = 50
LOOKED_AT = 200
"""Cases of the queue that are looked at for one that waits for this person."""


def at_work(desk: Desk) -> tuple[Lease, ...]:
    """Return who works on what now, in the order of the names of the cases."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        return unit.between(Lease, "until_us", context.now_us)


def take(desk: Desk, case: str) -> Lease:
    """Work on a case from now on, or go on to.

    Raises
    ------
    RefusedError
        If there is no such case, it is closed, or somebody else works on it.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _require_open(unit, case)
        return _taken(desk, unit, context, case)


def take_next(desk: Desk, asked: QueueAsked, after: str | None = None) -> Lease:
    """Work on the first case of the queue that waits for this person and that nobody works on.

    Two who ask at once get two cases: it is found and taken in one transaction.

    Parameters
    ----------
    after
        A case that is not meant: the one that was just worked on.

    Raises
    ------
    NothingThereError
        If nothing waits.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.WORK)
        for one in _queued(unit, asked, context):
            if one.case != after and _is_free(unit, context, one):
                file = desk.file_of(unit, one.case)
                if waits_for(file, context):
                    return _taken(desk, unit, context, one.case)
    raise NothingThereError(
        "nothing waits for you in this part of the queue",
        next_step="Look at the whole queue, or at what others work on.",
    )


def leave(desk: Desk, case: str) -> Lease | None:
    """Work on a case no more; nothing happens where somebody did not."""
    return _asked(desk, case, ReleaseWork)


def ask_for(desk: Desk, case: str) -> Lease | None:
    """Ask who works on a case to give it over."""
    return _asked(desk, case, AskForWork)


def give_over(desk: Desk, case: str) -> Lease | None:
    """Give a case to who asked for it."""
    return _asked(desk, case, HandWorkOver)


def _asked(desk: Desk, case: str, ask: Callable[[Lease | None], Command]) -> Lease | None:
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        if unit.get(Case, case) is None:
            raise no_case(case)
        desk.without_case(unit, context, ask(unit.get(Lease, unit.organisation, case)))
        return held_now(unit, case, context.now_us)


def _taken(desk: Desk, unit: Unit, context: Context, case: str) -> Lease:
    known = unit.get(Lease, unit.organisation, case)
    steps = desk.without_case(unit, context, TakeWork(case, known))
    puts = [put for step in steps for put in step.puts if isinstance(put, Lease)]
    if puts:
        return puts[0]
    if known is None:
        raise no_case(case)
    return known


def _queued(unit: Unit, asked: QueueAsked, context: Context) -> Iterator[Case]:
    among, after, seen = asked.among(context.now_us), None, 0
    while seen < LOOKED_AT:
        page = unit.queue_among(among, limit=A_PAGE, after=after)
        yield from page
        if len(page) < A_PAGE:
            return
        seen, after = seen + len(page), (page[-1].rank_us, page[-1].case)


def _is_free(unit: Unit, context: Context, case: Case) -> bool:
    user = context.caller.user
    if case.state == CaseState.IN_REVIEW and case.assignee not in {None, user}:
        return False
    lease = unit.get(Lease, unit.organisation, case.case)
    return held_by_other(lease, user, context.now_us) is None


def _require_open(unit: Unit, case: str) -> None:
    found = unit.get(Case, case)
    if found is None:
        raise no_case(case)
    if found.state == CaseState.CLOSED:
        raise RefusedError(
            refuse(Code.WRONG_STATE, expected="a case that is open", found=found.state)
        )
