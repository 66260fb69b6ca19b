"""What every use-case here works with: the gate of a store, and who stands inside of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.sealing import Sealing, key_for
from clearwater.cases.records.people import Role
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.asking import is_login
from clearwater.cases.workflow.base import Caller, Context, Refusal, Step
from clearwater.cases.workflow.commands import Command
from clearwater.cases.workflow.commands_identity import Session
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import SYSTEM, Verb
from clearwater.cases.workflow.sessions import fresh_refused

LONGEST_NAME = 200
"""Signs of an organisation's name."""
BEAT_S = 0.25
"""Failures are answered at whole multiples of this after they began."""


@dataclass(frozen=True)
class Waiting:
    """Lets a failed login take a time that says nothing about why it failed."""

    clock_s: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def to_the_beat(self, began_s: float) -> None:
        """Return at the next whole multiple of `BEAT_S` after `began_s`.

        Whether a failure was written down, as it is for logins that there are, takes milliseconds;
        what is rounded up does not show them.
        """
        gone = self.clock_s() - began_s
        self.sleep(math.ceil(gone / BEAT_S) * BEAT_S - gone)


@dataclass(frozen=True)
class Gate:
    """Where people and programs come in: a store, the time, and how passwords are hashed."""

    store: SqlStore
    clock_us: Callable[[], int]
    """The time, microseconds, UTC."""
    hashing: Hashing = field(default_factory=Hashing)
    waiting: Waiting = field(default_factory=Waiting)
    organisations: frozenset[str] | None = None
    """Those whose people may come in; None: every one of the store."""

    @cached_property
    def device_sealing(self) -> Sealing:
        """What seals the secrets of devices, which are kept."""
        return Sealing(key_for("devices", self.store.keys.lookup))

    @cached_property
    def browser_sealing(self) -> Sealing:
        """What seals what a browser holds between two requests."""
        return Sealing(key_for("browsers", self.store.keys.lookup))

    @cached_property
    def session_key(self) -> bytes:
        """What signs sessions."""
        return key_for("sessions", self.store.keys.lookup)

    def lets_in(self, organisation: str) -> bool:
        """Return whether people of an organisation may come in here at all."""
        return self.organisations is None or organisation in self.organisations

    def desk(self, user: str, organisation: str) -> Desk:
        """Return the desk of somebody who may act because somebody added him, not of anybody."""
        return Desk(self.store, user, organisation, self.clock_us, open_to_all=False)

    def context(self, unit: Unit, user: str) -> Context:
        """Return the circumstances under which a user acts, whoever it turns out to be."""
        return Context(
            Caller(user, unit.organisation, self.roles(unit, user)),
            self.clock_us(),
            policy_of(unit, unit.organisation),
            unit.fresh,
        )

    def system(self, unit: Unit) -> Context:
        """Return the circumstances under which the software itself writes something down."""
        policy = policy_of(unit, unit.organisation)
        caller = Caller(SYSTEM, unit.organisation, frozenset())
        return Context(caller, self.clock_us(), policy, unit.fresh)

    def roles(self, unit: Unit, user: str) -> frozenset[Role]:
        """Return what a user may do at this moment; nothing where there is none of this name."""
        return self.desk(user, unit.organisation).roles(unit)


@dataclass(frozen=True)
class Present:
    """Somebody, or a program for somebody, who has proved it."""

    caller: Caller
    """With the roles of this moment, and the bounds within which they count."""
    session: Session | None
    """None for a program."""
    needs: str = ""
    """What has to be done before anything else: ``codes`` (set up a device), ``code`` (show one),
    or nothing. Until then the caller may do nothing."""
    renewed: str | None = None
    """What the browser is to hold from now on instead; None: what it holds."""


def could_be(gate: Gate, organisation: str, user: str) -> bool:
    """Return whether such a login could come in; a database cannot be asked for every text."""
    named = 0 < len(organisation) <= LONGEST_NAME and organisation.isprintable()
    return named and gate.lets_in(organisation) and is_login(user)


def desk_of(gate: Gate, present: Present) -> Desk:
    """Return the desk of somebody present, for every use-case of cases."""
    caller = present.caller
    return Desk(
        gate.store,
        caller.user,
        caller.organisation,
        gate.clock_us,
        open_to_all=False,
        scopes=caller.scopes,
    )


def require_fresh(gate: Gate, present: Present, verb: Verb) -> None:
    """Return if what cannot be undone may be done now by somebody present.

    Raises
    ------
    RefusedError
        With code ``prove again``, if who asks proved who he is too long ago, or is a program.
    """
    with gate.store.reading(present.caller.organisation) as unit:
        rules = policy_of(unit, unit.organisation).identity
    refused = fresh_refused(present.session, verb, rules, gate.clock_us())
    if refused is not None:
        raise RefusedError(refused)


def steps_or_refusal(unit: Unit, command: Command, context: Context) -> tuple[Step, ...] | Refusal:
    """Save what a command leads to and return it, or return why it is refused."""
    outcome = decide_without_case(command, context)
    if not isinstance(outcome, Refusal):
        unit.save(outcome, context.caller.user, context.now_us)
    return outcome
