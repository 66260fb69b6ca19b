"""Who proves who he is, and what becomes of a try that does not.

One refusal stands for every failure, in the same words: no such login, no password, a wrong one, a
wrong or used code, a lock. What differs is only what the software writes down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clearwater.cases.acts import LoggedIn, LoginFailed, LoginLocked
from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow.base import Context, Outcome, Step
from clearwater.cases.workflow.commands_identity import (
    LogIn,
    LogInByProvider,
    Proof,
    ProveCode,
    RecordFailedLogin,
)
from clearwater.cases.workflow.refusals import Code, refuse

SECOND_US = 1_000_000
STEP_S = 30
"""Seconds for which one code is shown (RFC 6238)."""
CLOCKS_APART = 1
"""Steps by which the clock of a device may be wrong."""


def log_in(command: LogIn, context: Context) -> Outcome:
    """Return the step that writes down that somebody proved who he is.

    Where the user has a device for codes, a code is needed; its step, and every earlier one, is
    used up. Whether the roles need codes at all is asked of the session, see `sessions`.
    """
    before = own_row(command.before, context)
    failed = refuse(Code.LOGIN_FAILED)
    if before is None or before.password is None or is_locked(before, context.now_us):
        return failed
    if command.proof.password != before.password:
        return failed
    step = _step_shown(before, command.proof, context)
    if before.totp is not None and step is None:
        return failed
    rehashed = command.rehashed is not None
    row = replace(
        before,
        password=command.rehashed if command.rehashed is not None else before.password,
        totp_step=step,
        failures=0,
        locked_until_us=None,
    )
    way = "password" if before.totp is None else "password and code"
    return (Step(LoggedIn(row.user, way, int(rehashed)), _if_changed(row, before)),)


def log_in_by_provider(command: LogInByProvider, context: Context) -> Outcome:
    """Return the step that writes down that a provider said who somebody is.

    A lock is against guessing a password, and nobody guesses one here.
    """
    before = own_row(command.before, context)
    linked = (command.issuer, command.subject)
    if before is None or (before.oidc_issuer, before.oidc_subject) != linked:
        return refuse(Code.LOGIN_FAILED)
    return (Step(LoggedIn(before.user, "provider", 0)),)


def prove_code(command: ProveCode, context: Context) -> Outcome:
    """Return the step that writes down a code, shown besides what a provider said.

    The app has seen that the session stands. A code can be guessed as a password can, only sooner,
    so the lock holds here too.
    """
    before = own_row(command.before, context)
    if before is None or before.totp is None or is_locked(before, context.now_us):
        return refuse(Code.LOGIN_FAILED)
    step = _step_shown(before, command.proof, context)
    if step is None or command.session.generation != before.generation:
        return refuse(Code.LOGIN_FAILED)
    row = replace(before, totp_step=step, failures=0, locked_until_us=None)
    return (Step(LoggedIn(row.user, "provider and code", 0), (row,)),)


def record_failed(command: RecordFailedLogin, context: Context) -> Outcome:
    """Return the step that counts a failure, and locks the login if it is one too many.

    While it is locked nothing is counted: the ledger does not grow by what somebody hammers at it,
    and who knows the password waits no longer than the lock that he finds.
    """
    before, rules = command.before, context.policy.identity
    if is_locked(before, context.now_us):
        return refuse(Code.LOGIN_FAILED)
    failures = before.failures + 1
    lock_s = rules.lock_s(failures)
    if not lock_s:
        row = replace(before, failures=failures)
        return (Step(LoginFailed(row.user, failures), (row,)),)
    until_us = context.now_us + lock_s * SECOND_US
    row = replace(before, failures=failures, locked_until_us=until_us)
    return (Step(LoginLocked(row.user, failures, until_us), (row,)),)


def is_locked(credential: Credential, now_us: int) -> bool:
    """Return whether no password is accepted now."""
    return credential.locked_until_us is not None and now_us < credential.locked_until_us


def own_row(row: Credential | None, context: Context) -> Credential | None:
    """Return the row if it is that of whoever asks."""
    caller = context.caller
    own = row is not None and (row.organisation, row.user) == (caller.organisation, caller.user)
    return row if own else None


def usable_step(steps: Iterable[int], last: int | None, now_us: int) -> int | None:
    """Return the first step that is about now and was not used, or nothing."""
    now = now_us // (STEP_S * SECOND_US)
    near = (step for step in sorted(steps) if abs(step - now) <= CLOCKS_APART)
    return next((step for step in near if last is None or step > last), None)


def _step_shown(before: Credential, proof: Proof, context: Context) -> int | None:
    """Return the step that a code uses up; nothing where it fits no device of the row."""
    if before.totp is None or proof.totp != before.totp:
        return None
    return usable_step(proof.steps, before.totp_step, context.now_us)


def _if_changed(row: Credential, before: Credential) -> tuple[Credential, ...]:
    return (row,) if row != before else ()
