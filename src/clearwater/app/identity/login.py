"""Logging in with password and code, proving it again, and ending sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clearwater.app.case.desk import Desk
from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate, could_be, steps_or_refusal
from clearwater.app.identity.codes import steps_of
from clearwater.cases.records.identity import Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_identity import (
    EndSessions,
    LogIn,
    Proof,
    ProveCode,
    RecordFailedLogin,
    Session,
)
from clearwater.cases.workflow.refusals import Code, refuse


@dataclass(frozen=True)
class LoggedIn:
    """Somebody proved who he is."""

    session: Session
    cookie: str
    """The session as the browser is to hold it."""


def log_in(
    gate: Gate, organisation: str, user: str, password: str, code: str | None = None
) -> LoggedIn:
    """Let somebody in who shows a password, and a code where he has a device for codes.

    Where his roles need a device and he has none, he is let in and can do nothing but set one up.

    Raises
    ------
    RefusedError
        With code ``login failed``: in the same words and about the same time whether there is no
        such login, a password or code is wrong, a code was used before, or the login is locked.
    """
    began_s = gate.waiting.clock_s()
    if not could_be(gate, organisation, user):
        gate.hashing.fits(password, None)
        raise _failed(gate, began_s)
    # Hashing is slow, and writers come one after the other: so it is done before.
    with gate.store.reading(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        salt = unit.fresh.salt()
    proof = proof_of(gate, before, password, code)
    rehashed = None
    if proof.password is not None and gate.hashing.is_old(proof.password):
        rehashed = gate.hashing.hashed(password, salt)
    with gate.store.writing(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        context = gate.context(unit, user)
        outcome = steps_or_refusal(unit, LogIn(before, proof, rehashed), context)
        if isinstance(outcome, Refusal):
            _write_down(gate, unit, before)
    if isinstance(outcome, Refusal) or before is None:
        raise _failed(gate, began_s)
    second = before.totp is not None
    return began(gate, before, context.now_us, second_factor=second)


def prove_again(gate: Gate, session: Session, password: str, code: str | None = None) -> LoggedIn:
    """Return the session with a fresh proof: what cannot be undone is allowed again for a while.

    Raises
    ------
    RefusedError
        As `log_in` does.
    """
    again = log_in(gate, session.organisation, session.user, password, code)
    return _handed_out(gate, replace(again.session, began_us=session.began_us))


def show_code(gate: Gate, session: Session, code: str) -> LoggedIn:
    """Return the session of somebody whom a provider let in, once he has shown a code besides.

    Raises
    ------
    RefusedError
        As `log_in` does.
    """
    began_s = gate.waiting.clock_s()
    with gate.store.writing(session.organisation) as unit:
        before = unit.get(Credential, session.organisation, session.user)
        proof = _code_shown(gate, before, code)
        context = gate.context(unit, session.user)
        outcome = steps_or_refusal(unit, ProveCode(before, session, proof), context)
        if isinstance(outcome, Refusal):
            _write_down(gate, unit, before)
    if isinstance(outcome, Refusal):
        raise _failed(gate, began_s)
    return _handed_out(gate, replace(session, second_factor=True))


def end_sessions(desk: Desk, user: str) -> None:
    """End every session of somebody: one's own, or by a lead anybody's. It is how one logs out.

    Raises
    ------
    RefusedError
        If there is no such user, or it is somebody else and the person is no lead.
    """
    with desk.store.writing(desk.organisation) as unit:
        before = unit.get(Credential, desk.organisation, user)
        desk.without_case(unit, desk.context(unit), EndSessions(user, before))


def began(gate: Gate, credential: Credential, now_us: int, *, second_factor: bool) -> LoggedIn:
    """Return a session that begins now."""
    session = Session(
        organisation=credential.organisation,
        user=credential.user,
        generation=credential.generation,
        began_us=now_us,
        seen_us=now_us,
        proved_us=now_us,
        second_factor=second_factor,
    )
    return _handed_out(gate, session)


def proof_of(gate: Gate, row: Credential | None, password: str, code: str | None) -> Proof:
    """Return what a password and a code fit of a row; the work is done where there is no row."""
    kept = None if row is None else row.password
    fits = gate.hashing.fits(password, kept)
    return replace(_code_shown(gate, row, code or ""), password=kept if fits else None)


def _code_shown(gate: Gate, row: Credential | None, code: str) -> Proof:
    if row is None or row.totp is None:
        return Proof(None)
    secret = gate.device_sealing.opened(row.totp, device_of(row))
    if secret is None:
        # Another store's key: nobody can be let in, and nobody is.
        return Proof(None)
    return Proof(None, row.totp, steps_of(secret, code, gate.clock_us()))


def device_of(row: Credential) -> str:
    """Return what the sealed secret of a device is about."""
    return f"device of {row.user} of {row.organisation}"


def _failed(gate: Gate, began_s: float) -> RefusedError:
    gate.waiting.to_the_beat(began_s)
    return RefusedError(refuse(Code.LOGIN_FAILED))


def _handed_out(gate: Gate, session: Session) -> LoggedIn:
    return LoggedIn(session, cookies.written(gate, session))


def _write_down(gate: Gate, unit: Unit, before: Credential | None) -> None:
    """Count a failure, where there is a password or a device that somebody could be guessing."""
    if before is not None and (before.password is not None or before.totp is not None):
        # Refused where it is locked: then nothing is counted.
        steps_or_refusal(unit, RecordFailedLogin(before), gate.system(unit))
