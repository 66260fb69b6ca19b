"""One person at one store: what a command needs is looked up, the workflow asked, the steps saved.

Everything between the first look and the last row happens in one unit of work, so that what the
workflow was told is still so when its steps are written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from clearwater.app.case.summary import next_step
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Case
from clearwater.cases.records.people import Role, User
from clearwater.cases.records.policy import PolicyRow
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.asking import A_LOGIN, is_login
from clearwater.cases.workflow.base import (
    Caller,
    CaseFile,
    Context,
    Outcome,
    Refusal,
    Step,
)
from clearwater.cases.workflow.commands import Command, ReadPersonalData
from clearwater.cases.workflow.dispatch import decide_on, decide_without_case
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM, Verb, may, roles_that_may
from clearwater.errors import ParameterError

ACTIVE = "active"
"""`User.state` of somebody who may act."""
EVERY_ROLE = frozenset(Role)
Ask = Callable[[Unit, CaseFile], Command]
"""Makes a command from what the store holds."""


@dataclass(frozen=True)
class Desk:
    """One person at one store."""

    store: Store
    user: str
    organisation: str
    clock_us: Callable[[], int]
    """The time, microseconds, UTC."""
    open_to_all: bool
    """Whether somebody whom nobody has added may act, in every role: a store of one's own."""
    scopes: frozenset[str] | None = None
    """Verbs beyond which nothing is allowed, where a program acts for the person."""

    def on_case(self, case: str, ask: Ask) -> CaseFile:
        """Do what `ask` asks for in a case, and return the case file as it is then.

        Raises
        ------
        RefusedError
            If the rules do not allow it; nothing is changed.
        """
        with self.store.writing(self.organisation) as unit:
            context = self.context(unit)
            file = self.file_of(unit, case)
            return self.done(unit, context, file, ask(unit, file))

    def done(self, unit: Unit, context: Context, file: CaseFile, *commands: Command) -> CaseFile:
        """Do commands one after the other in a unit, and return the case file as it is then.

        Raises
        ------
        RefusedError
            If one of them is refused; leaving the unit with it undoes those before.
        """
        for command in commands:
            asked = counted(unit, context, command)
            steps = taken(_with_a_way_on(decide_on(file, asked, context), file))
            self.save(unit, steps, context)
            file = file.after(steps)
        return file

    def without_case(self, unit: Unit, context: Context, command: Command) -> tuple[Step, ...]:
        """Save what a command that is about no case leads to, and return it."""
        steps = taken(decide_without_case(counted(unit, context, command), context))
        self.save(unit, steps, context)
        return steps

    def file_of(self, unit: Unit, case: str) -> CaseFile:
        """Return a case file.

        Raises
        ------
        RefusedError
            If this organisation has no such case.
        """
        file = unit.case_file(case)
        if file is None:
            raise no_case(case)
        return file

    def context(self, unit: Unit) -> Context:
        """Return who acts, when, and under which policy.

        Raises
        ------
        ParameterError
            If nobody is named, by no login, or by the name that the software has for itself.
        """
        if not is_login(self.user) or self.user == SYSTEM:
            raise ParameterError(
                "nobody acts without a name",
                expected=f"your login with --as: {A_LOGIN}, other than {SYSTEM}",
                found=repr(self.user),
            )
        caller = Caller(self.user, self.organisation, self.roles(unit), self.scopes)
        return Context(caller, self.clock_us(), policy_of(unit, self.organisation), unit.fresh)

    def roles(self, unit: Unit) -> frozenset[Role]:
        """Return the roles of the person: those that were given, or what the store gives to all.

        In a store of one's own that is every role; in one with a list of users nothing, but that
        who made it leads.
        """
        row = unit.get(User, self.organisation, self.user)
        if row is not None:
            return frozenset(map(Role, row.roles.split())) if row.state == ACTIVE else frozenset()
        if self.open_to_all:
            return EVERY_ROLE
        return frozenset({Role.LEAD}) if self._made_it(unit) else frozenset()

    def _made_it(self, unit: Unit) -> bool:
        """Return whether the person made the store: somebody has to add the first others."""
        first = next(iter(unit.entries()), None)
        return first is not None and first.number == 0 and first.user == self.user

    def require(self, context: Context, verb: Verb) -> None:
        """Return if the person may do this.

        Raises
        ------
        RefusedError
            If not; it names the roles that may.
        """
        if may(context.caller, verb):
            return
        roles = " or ".join(roles_that_may(verb))
        has = ", ".join(sorted(context.caller.roles)) or "no role"
        refusal = refuse(
            Code.NOT_ALLOWED, expected=f"{roles} to {verb}", found=f"{context.caller.user}: {has}"
        )
        raise RefusedError(refusal)

    def save(self, unit: Unit, steps: Sequence[Step], context: Context) -> tuple[Entry, ...]:
        """Save steps of this person at the time of the context."""
        return unit.save(steps, context.caller.user, context.now_us)


def no_case(case: str) -> RefusedError:
    """Return the error that says so."""
    missing = refuse(
        Code.NO_CASE,
        found=repr(case[:80]),
        next_step="See `clearwater case list` for the cases that there are.",
    )
    return RefusedError(missing)


def counted(unit: Unit, context: Context, command: Command) -> Command:
    """Return a command to show something with what the person was shown of late; others unchanged.

    Here and nowhere else, so that no way of showing accounts can forget the quota.
    """
    if not isinstance(command, ReadPersonalData):
        return command
    since_us = context.now_us - context.policy.privacy.reveals_window_s * 1_000_000
    recent = unit.privacy.reads_since(context.caller.user, since_us)
    return replace(command, recent=tuple(recent))


def policy_of(unit: Unit, organisation: str) -> Policy:
    """Return the policy in force: the organisation's own, or the one that Clearwater brings."""
    row = unit.get(PolicyRow, organisation)
    return default_policy() if row is None else _read(row.policy)


@lru_cache(maxsize=64)
def _read(policy: str) -> Policy:
    """Return what a policy says; reading it takes longer than most questions to the store."""
    return Policy.of_json(policy)


def _with_a_way_on(outcome: Outcome, file: CaseFile) -> Outcome:
    """Return the outcome; a refusal that says no way on says what usually comes next."""
    if not isinstance(outcome, Refusal) or outcome.next_step or not file.all(Case):
        return outcome
    coming = next_step(file)
    return outcome if coming is None else replace(outcome, next_step=f"In this case: {coming}")


def taken(outcome: Outcome) -> tuple[Step, ...]:
    """Return the steps of an outcome.

    Raises
    ------
    RefusedError
        If it is a refusal.
    """
    if isinstance(outcome, Refusal):
        raise RefusedError(outcome)
    return outcome
