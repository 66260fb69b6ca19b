"""Erase what is due by the policy's times: by the clock alone, once a day or never, again at will.

A case is due ``privacy.keep_s`` after it was over: closed, its last measure ended, nothing left to
contest. Its words and frozen files are erased, and its accounts that nothing else is about. Who
reported, and in which words, is due ``privacy.keep_reports_s`` after the clue was set aside or its
case was closed. Each is an act of its own, and so is each part of a case with many members: whoever
is killed goes on with the next, and others write in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.privacy.erasing import Erasing, command_of, finished
from clearwater.app.privacy.gathering import Gathered, of_case, of_clue, of_members
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.work.due import remove_due
from clearwater.cases.records.case import Clue, Member
from clearwater.cases.records.privacy import Cause
from clearwater.cases.store.base import Due, Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Caller, Context, Refusal, Step
from clearwater.cases.workflow.commands_privacy import ErasePersonalData
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.refusals import Code
from clearwater.cases.workflow.rights import SYSTEM, Verb

PAGE = 200
"""How many that may be due are looked up at once."""
MOST_MEMBERS = 2_000
"""Members of a case that are erased in one act: about two seconds in which nobody else writes."""


@dataclass(frozen=True)
class Stopped:
    """Something that is due and is kept, because a hold stands on it."""

    what: str
    """``case`` or ``clue``."""
    name: str
    by: str
    """Which hold."""


@dataclass(frozen=True)
class Retained:
    """What one run did."""

    erasing: Erasing
    stopped: tuple[Stopped, ...]
    uploads: int = 0
    """Logs that somebody brought, and whose time is over."""


Gather = Callable[[Unit, str], Gathered | None]
Ask = Callable[[Unit, int, Due | None], tuple[Due, ...]]


def retain(store: SqlStore, desk: Desk, on_progress: ProgressListener = no_progress) -> Retained:
    """Erase what is due, and say what a hold stops.

    It acts in the name of the software, as the policy says it; that somebody may let it run is a
    right of theirs all the same.

    Raises
    ------
    RefusedError
        If the person may not.
    """
    with store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RETAIN)
    return retain_at(store, desk.organisation, context.now_us, on_progress)


def retain_at(
    store: SqlStore, organisation: str, now_us: int, on_progress: ProgressListener = no_progress
) -> Retained:
    """Do what `retain` does at a moment, for a server that does it by itself.

    Parameters
    ----------
    now_us
        Microseconds, UTC.
    """
    run = _Run(store, organisation, now_us, on_progress)
    with store.reading(organisation) as unit:
        privacy = policy_of(unit, organisation).privacy
    before_us = now_us - privacy.keep_reports_s * 1_000_000
    run.all(
        "clue", _clue, lambda unit, at, page: unit.privacy.clues_done(at, page, PAGE), before_us
    )
    before_us = now_us - privacy.keep_s * 1_000_000
    run.all(
        "case", _case, lambda unit, at, page: unit.privacy.cases_over(at, page, PAGE), before_us
    )
    removed = remove_due(store, store.files, organisation, now_us)
    return Retained(finished(store, organisation, run.steps), tuple(run.stopped), removed)


def _clue(unit: Unit, name: str) -> Gathered | None:
    clue = unit.get(Clue, name)
    return None if clue is None else of_clue(unit, clue)


def _case(unit: Unit, name: str) -> Gathered | None:
    file = unit.case_file(name)
    return None if file is None else of_case(unit, file)


def _members(names: frozenset[str], unit: Unit, name: str) -> Gathered | None:
    file = unit.case_file(name)
    return None if file is None else of_members(unit, file, names)


def system_context(unit: Unit, organisation: str, now_us: int) -> Context:
    """Return the context of the software itself: what a person decided before takes effect."""
    caller = Caller(SYSTEM, organisation, frozenset())
    return Context(caller, now_us, policy_of(unit, organisation), unit.fresh)


def _command(unit: Unit, gathered: Gathered) -> ErasePersonalData:
    return command_of(unit, gathered, Cause.RETENTION, whole_cases=bool(gathered.cases))


@dataclass
class _Run:
    store: SqlStore
    organisation: str
    now_us: int
    on_progress: ProgressListener
    steps: list[Step] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)

    def all(self, what: str, gather: Gather, ask: Ask, before_us: int) -> None:
        """Erase everything of a kind that is due, page by page."""
        last: Due | None = None
        while True:
            with self.store.reading(self.organisation) as unit:
                page = ask(unit, before_us, last)
            for due in page:
                parts = (*self._parts(what, due.name), gather)
                # Who stops one part stops those after it.
                all(self._one(what, due.name, part) for part in parts)
                self.on_progress(Progress("erase what is due", len(self.steps), 0))
            if len(page) < PAGE:
                return
            last = page[-1]

    def _parts(self, what: str, name: str) -> Iterator[Gather]:
        """Yield what gathers members of a case, so many at once, where it has too many for one."""
        if what != "case":
            return
        with self.store.reading(self.organisation) as unit:
            members = [member.subject for member in unit.find(Member, case=name)]
        # What is left of them when the others have gone is no more than one part.
        for start in range(0, len(members) - MOST_MEMBERS, MOST_MEMBERS):
            yield partial(_members, frozenset(members[start : start + MOST_MEMBERS]))

    def _one(self, what: str, name: str, gather: Gather) -> bool:
        """Erase something, and return whether nothing stopped that."""
        with self.store.writing(self.organisation) as unit:
            gathered = gather(unit, name)
            if gathered is None:
                return False
            context = system_context(unit, self.organisation, self.now_us)
            outcome = decide_without_case(_command(unit, gathered), context)
            if not isinstance(outcome, Refusal):
                unit.save(outcome, SYSTEM, self.now_us)
                self.steps += outcome
                return True
            if outcome.code == Code.HELD:
                self.stopped.append(Stopped(what, name, outcome.found))
            return False
