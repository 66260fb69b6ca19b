"""Looking without being shown people: single things by name, and lists a page at a time.

No identifier of an account and nobody's words stand in what is returned here, so it is no act. For
those there is `clearwater.app.case.showing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from clearwater.app.case.desk import Desk
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Appellant
from clearwater.cases.records.people import Role, User
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.rights import Verb, may
from clearwater.errors import NothingThereError, ParameterError, near_names

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Me:
    """Who asks, as the store knows them."""

    user: str
    organisation: str
    roles: tuple[Role, ...]
    verbs: tuple[Verb, ...]
    """What they may ask for."""
    purposes: tuple[str, ...]
    """What they can say that they look at people for."""
    categories: tuple[str, ...]
    """As what behaviour can be reported. Whoever takes reports in needs both of these words, and
    has no right to read the policy, where they are."""
    idle_s: int
    """A session in which nothing happens is over after so many seconds."""


def me(desk: Desk) -> Me:
    """Return who asks, what they may, and in which of the policy's words."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
    caller, policy = context.caller, context.policy
    verbs = tuple(verb for verb in Verb if may(caller, verb))
    return Me(
        user=caller.user,
        organisation=caller.organisation,
        roles=tuple(sorted(caller.roles)),
        verbs=verbs,
        purposes=tuple(one.name for one in policy.purposes) if verbs else (),
        categories=tuple(one.name for one in policy.categories) if verbs else (),
        idle_s=policy.identity.idle_s,
    )


def case_file(desk: Desk, case: str) -> CaseFile:
    """Return a case file: rows with commitments, no words.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        return desk.file_of(unit, case)


def the_clue(desk: Desk, clue: str) -> Clue:
    """Return one clue."""
    return _one(desk, Clue, (clue,), "there is no such clue")


def the_user(desk: Desk, user: str) -> User:
    """Return somebody who was added."""
    return _one(desk, User, (desk.organisation, user), "nobody of that name was added")


def clue_page(
    desk: Desk, state: str, *, limit: int, after: tuple[str, ...] | None
) -> tuple[Clue, ...]:
    """Return clues in a state, in the order of their names: it stays when a clue comes in again.

    Raises
    ------
    ParameterError
        If clues have no such state.
    """
    if state not in set(ClueState):
        raise ParameterError(
            "clues have no such state",
            expected=", ".join(ClueState),
            found=repr(state),
            next_step=near_names(state, ClueState),
        )
    return _page(desk, Clue, limit, after, state=state)


def user_page(desk: Desk, *, limit: int, after: tuple[str, ...] | None) -> tuple[User, ...]:
    """Return who was added, in the order of their logins."""
    return _page(desk, User, limit, after)


def entry_page(desk: Desk, case: str | None, *, limit: int, after: int | None) -> tuple[Entry, ...]:
    """Return entries of the organisation, oldest first, after a number."""
    found = []
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.VERIFY)
        entries = unit.entries(case, after)
        for entry in entries:
            found.append(entry)
            if len(found) == limit:
                break
        # A generator that is left half read keeps its cursor until somebody collects it.
        del entries
    return tuple(found)


def member_page(
    desk: Desk, case: str, *, limit: int, after: tuple[str, ...] | None
) -> tuple[Member, ...]:
    """Return the accounts of a case by their names in the store, never by the platform's."""
    return _of_case(desk, Member, case, limit, after)


def evidence_page(
    desk: Desk, case: str, *, limit: int, after: tuple[str, ...] | None
) -> tuple[Evidence, ...]:
    """Return what was frozen for a case: names, sizes and hashes, no content."""
    return _of_case(desk, Evidence, case, limit, after)


def decision_page(
    desk: Desk, case: str, *, limit: int, after: tuple[str, ...] | None
) -> tuple[Decision, ...]:
    """Return the decisions of a case."""
    return _of_case(desk, Decision, case, limit, after)


def measure_page(
    desk: Desk, case: str, *, limit: int, after: tuple[str, ...] | None
) -> tuple[Measure, ...]:
    """Return the measures of a case."""
    return _of_case(desk, Measure, case, limit, after)


@dataclass(frozen=True)
class AppealOf:
    """One appeal with who is in it."""

    appeal: Appeal
    appellants: tuple[Appellant, ...]


def appeals_of(desk: Desk, case: str) -> tuple[AppealOf, ...]:
    """Return the appeals of a case, with their appellants by their names in the store."""
    file = case_file(desk, case)
    return tuple(
        AppealOf(one, tuple(a for a in file.all(Appellant) if a.appeal == one.appeal))
        for one in file.all(Appeal)
    )


def is_overdue(case: Case, now_us: int) -> bool:
    """Return whether the present step of a case should have been done."""
    return case.due_us < now_us and case.state != CaseState.CLOSED


def _one(desk: Desk, kind: type[R], key: tuple[str, ...], missing: str) -> R:
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        found = unit.get(kind, *key)
    if found is None:
        raise NothingThereError(missing, found=repr(key[-1][:80]))
    return found


def _page(
    desk: Desk, kind: type[R], limit: int, after: tuple[str, ...] | None, **equal: str
) -> tuple[R, ...]:
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        return unit.page(kind, limit=limit, after=after, **equal)


def _of_case(
    desk: Desk, kind: type[R], case: str, limit: int, after: tuple[str, ...] | None
) -> tuple[R, ...]:
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        if unit.get(Case, case) is None:
            desk.file_of(unit, case)  # says that there is none
        return unit.page(kind, limit=limit, after=after, case=case)
