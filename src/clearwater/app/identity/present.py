"""Who stands behind what a browser or a program shows, and what he may do at this moment."""

from __future__ import annotations

from dataclasses import replace

from clearwater.app.case.desk import policy_of
from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate, Present
from clearwater.cases.records.identity import Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.base import Caller
from clearwater.cases.workflow.commands_identity import Session
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.sessions import second_factor_refused, session_refused

RENEWED_AFTER_US = 60_000_000
"""So exactly is it known when a session was last used."""
NOTHING: frozenset[str] = frozenset()


def session_of(gate: Gate, cookie: str) -> Present:
    """Return who is present by a session.

    Raises
    ------
    RefusedError
        With code ``session over``: it is none of ours, too old, unused for too long, ended since,
        or its user has left.
    """
    session = cookies.read(gate, cookie)
    if session is None or not gate.lets_in(session.organisation):
        raise RefusedError(refuse(Code.SESSION_OVER, next_step="Log in again."))
    now_us = gate.clock_us()
    with gate.store.reading(session.organisation) as unit:
        credential = unit.get(Credential, session.organisation, session.user)
        rules = policy_of(unit, unit.organisation).identity
        roles = gate.roles(unit, session.user)
    refused = session_refused(session, credential, rules, now_us)
    if refused is not None or not roles:
        raise RefusedError(refused or refuse(Code.SESSION_OVER, next_step="Log in again."))
    session, renewed = _used(gate, session, now_us)
    caller = Caller(session.user, session.organisation, roles)
    if second_factor_refused(session, roles, rules) is None:
        return Present(caller, session, "", renewed)
    has_device = credential is not None and credential.totp is not None
    needs = "code" if has_device else "codes"
    return Present(replace(caller, scopes=NOTHING), session, needs, renewed)


def second_factor_error(gate: Gate, present: Present) -> RefusedError | None:
    """Return what somebody is told who has to set up or show a second factor first."""
    if present.session is None or not present.needs:
        return None
    with gate.store.reading(present.caller.organisation) as unit:
        rules = policy_of(unit, unit.organisation).identity
    refused = second_factor_refused(present.session, present.caller.roles, rules)
    return None if refused is None else RefusedError(refused)


def _used(gate: Gate, session: Session, now_us: int) -> tuple[Session, str | None]:
    """Return the session as it is used now, and as text where that is worth a new one."""
    if now_us - session.seen_us < RENEWED_AFTER_US:
        return session, None
    used = replace(session, seen_us=now_us)
    return used, cookies.written(gate, used)
