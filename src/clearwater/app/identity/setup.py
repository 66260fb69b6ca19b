"""Setting up a login: a lead's one-time token, then a password, then a device for codes."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from clearwater.app.case.desk import Desk, taken
from clearwater.app.identity.base import Gate, Present, could_be, steps_or_refusal
from clearwater.app.identity.codes import device_address, steps_of
from clearwater.app.identity.login import LoggedIn, began, device_of, log_in
from clearwater.app.identity.sealing import NONCE_BYTES
from clearwater.cases.records.base import Record
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import Role
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_identity import (
    ChangePassword,
    IssueSetup,
    SetTotp,
    UseSetup,
)
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.passwords import password_refused
from clearwater.cases.workflow.refusals import Code, refuse

PREFIX = "cws_"
"""Begins every set-up token, so that one in a log or a mail is recognised."""
TICKET_US = 600_000_000
"""A device has to show its first code within ten minutes."""
SECRET_BYTES = 20
"""Of a device: as long as the hash, RFC 4226 section 4."""


@dataclass(frozen=True)
class Issued:
    """A set-up token, which is shown once and kept nowhere."""

    user: str
    token: str
    until_us: int


@dataclass(frozen=True)
class Enrolling:
    """A device that is being set up: nothing is kept before it has shown a code."""

    address: str
    """``otpauth://``, with the device's secret."""
    ticket: str
    """To be shown again with the code; only this store can read it."""


def issue_setup(gate: Gate, desk: Desk, user: str) -> Issued:
    """Return a token with which a user sets a password, once; a lead hands it over.

    Raises
    ------
    RefusedError
        If the person is no lead, or asks for himself where a lead can log in, or nobody of this
        login may act.
    """
    with desk.store.writing(desk.organisation) as unit:
        token = PREFIX + base64.urlsafe_b64encode(bytes.fromhex(unit.fresh.salt())).decode()[:43]
        command = IssueSetup(
            user=user,
            before=unit.get(Credential, desk.organisation, user),
            roles=gate.roles(unit, user),
            token=digest(token),
            no_lead_yet=not _a_lead_can_log_in(gate, unit),
        )
        steps = desk.without_case(unit, desk.context(unit), command)
    return Issued(user, token, _row(steps[0].puts).setup_until_us or 0)


def use_setup(gate: Gate, organisation: str, user: str, token: str, password: str) -> LoggedIn:
    """Set a password with a set-up token, and let its user in.

    Raises
    ------
    RefusedError
        ``weak password``; else ``set-up failed``, in the same words whether the login, the token
        or its time is not right.
    """
    require_strong(password, user)
    if not could_be(gate, organisation, user):
        raise _setup_failed()
    with gate.store.reading(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        # So that a wrong token costs nobody the work of a hash.
        tried = decide_without_case(UseSetup(before, digest(token), ""), gate.context(unit, user))
        salt = unit.fresh.salt()
    if isinstance(tried, Refusal):
        raise _setup_failed()
    hashed = gate.hashing.hashed(password, salt)
    with gate.store.writing(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        context = gate.context(unit, user)
        outcome = steps_or_refusal(unit, UseSetup(before, digest(token), hashed), context)
    if isinstance(outcome, Refusal):
        raise _setup_failed()
    return began(gate, _row(outcome[0].puts), context.now_us, second_factor=False)


def change_password(
    gate: Gate,
    organisation: str,
    user: str,
    password: str,
    new: str,
    code: str | None = None,
) -> LoggedIn:
    """Set another password in the place of one's own, and end every other session.

    Raises
    ------
    RefusedError
        ``weak password``, or as `log_in` does.
    """
    require_strong(new, user)
    proved = log_in(gate, organisation, user, password, code).session
    with gate.store.reading(organisation) as unit:
        salt = unit.fresh.salt()
    hashed = gate.hashing.hashed(new, salt)
    with gate.store.writing(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        context = gate.context(unit, user)
        steps = taken(steps_or_refusal(unit, ChangePassword(before, proved, hashed), context))
    row = _row(steps[0].puts)
    return began(gate, row, context.now_us, second_factor=proved.second_factor)


def enrol_totp(gate: Gate, present: Present) -> Enrolling:
    """Return what a device for codes is set up with; `confirm_totp` keeps it.

    Raises
    ------
    RefusedError
        If a program asks.
    """
    user, organisation = present.caller.user, present.caller.organisation
    if present.session is None:
        raise RefusedError(refuse(Code.PROVE_AGAIN, expected="a person", found="a program"))
    with gate.store.reading(organisation) as unit:
        secret = bytes.fromhex(unit.fresh.salt())[:SECRET_BYTES]
    until_us = gate.clock_us() + TICKET_US
    ticket = gate.browser_sealing.sealed_object(
        {
            "secret": secret.hex(),
            "until_us": until_us,
            "generation": present.session.generation,
        },
        _ticket_of(user, organisation),
        secrets.token_bytes(NONCE_BYTES),
    )
    return Enrolling(device_address(secret, user, organisation), ticket)


def confirm_totp(gate: Gate, present: Present, ticket: str, code: str) -> LoggedIn:
    """Ask for the codes of a device from now on, since it has shown one; end other sessions.

    Raises
    ------
    RefusedError
        ``code wrong``, or ``prove again`` where the person logged in too long ago.
    """
    user, organisation = present.caller.user, present.caller.organisation
    secret = _secret_of(gate, present, ticket)
    if secret is None or present.session is None:
        raise RefusedError(refuse(Code.CODE_WRONG, next_step="Begin again with a new secret."))
    with gate.store.writing(organisation) as unit:
        before = unit.get(Credential, organisation, user)
        context = gate.context(unit, user)
        about = device_of(before or Credential(organisation, user))
        nonce = bytes.fromhex(unit.fresh.salt())[:NONCE_BYTES]
        command = SetTotp(
            before,
            present.session,
            gate.device_sealing.sealed(secret, about, nonce),
            steps_of(secret, code, context.now_us),
        )
        steps = taken(steps_or_refusal(unit, command, context))
    return began(gate, _row(steps[0].puts), context.now_us, second_factor=True)


def require_strong(password: str, user: str) -> None:
    """Return if a password may be set.

    Raises
    ------
    RefusedError
        If it would be guessed.
    """
    refused = password_refused(password, user)
    if refused is not None:
        raise RefusedError(refused)


def digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.strip().encode(errors="replace")).hexdigest()


def _secret_of(gate: Gate, present: Present, ticket: str) -> bytes | None:
    """Return the secret of a device that is being set up; nothing where the ticket is over.

    Setting one up raises the generation, so a ticket works once, and so does its code.
    """
    about = _ticket_of(present.caller.user, present.caller.organisation)
    said = gate.browser_sealing.opened_object(ticket, about)
    if said is None or present.session is None or gate.clock_us() >= int(said["until_us"]):
        return None
    if said["generation"] != present.session.generation:
        return None
    return bytes.fromhex(said["secret"])


def _a_lead_can_log_in(gate: Gate, unit: Unit) -> bool:
    """Return whether somebody could issue a set-up token after a login."""
    return any(
        Role.LEAD in gate.roles(unit, row.user)
        for row in unit.find(Credential)
        if row.password is not None or row.oidc_subject is not None
    )


def _row(puts: Sequence[Record]) -> Credential:
    (row,) = (put for put in puts if isinstance(put, Credential))
    return row


def _ticket_of(user: str, organisation: str) -> str:
    return f"new device of {user} of {organisation}"


def _setup_failed() -> RefusedError:
    return RefusedError(refuse(Code.SETUP_FAILED, next_step="Ask a lead for another one."))
