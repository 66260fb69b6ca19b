"""What changes about the credential of one user: by a lead, or by the user who proved who he is."""

from __future__ import annotations

import hmac
from dataclasses import replace

from clearwater.cases.acts import LoginLinked, PasswordSet, SessionsEnded, SetupIssued, TotpSet
from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow.asking import first_refusal
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_identity import (
    ChangePassword,
    EndSessions,
    IssueSetup,
    LinkLogin,
    Session,
    SetTotp,
    UseSetup,
)
from clearwater.cases.workflow.logins import SECOND_US, own_row, usable_step
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb, may
from clearwater.cases.workflow.sessions import is_fresh, session_refused

LONGEST_ISSUER = 400
"""Signs of an issuer's address."""


def issue_setup(command: IssueSetup, context: Context) -> Outcome:
    """Return the step that lets a user set a password, once and for a while.

    What he could log in with until then stays until he uses it: a token that nobody fetches locks
    nobody out. A lead does it for others. Only where no lead can log in yet may he do it for
    himself, as nobody else could.
    """
    if not command.roles:
        return refuse(Code.NO_SUCH_USER, found=repr(command.user[:80]))
    if command.user == context.caller.user and not command.no_lead_yet:
        return refuse(Code.OWN_SETUP, found=command.user, next_step="Ask another lead.")
    until_us = context.now_us + context.policy.identity.setup_s * SECOND_US
    before = command.before or Credential(context.caller.organisation, command.user)
    row = replace(before, setup=command.token, setup_until_us=until_us)
    return (Step(SetupIssued(command.user, until_us), (row,)),)


def use_setup(command: UseSetup, context: Context) -> Outcome:
    """Return the step that sets a password, with the token that a lead issued.

    Everything begins anew: codes of an earlier device, locks and sessions are gone. It is what
    helps who lost a telephone as well as who lost a password.
    """
    before = own_row(command.before, context)
    if (
        before is None
        or before.setup is None
        or before.setup_until_us is None
        or before.setup_until_us <= context.now_us
        or not hmac.compare_digest(before.setup, command.token)
    ):
        return refuse(Code.SETUP_FAILED, next_step="Ask a lead for another one.")
    row = replace(
        before,
        password=command.password,
        totp=None,
        totp_step=None,
        setup=None,
        setup_until_us=None,
        failures=0,
        locked_until_us=None,
        generation=before.generation + 1,
    )
    return (Step(PasswordSet(row.user, "set-up", row.generation), (row,)),)


def change_password(command: ChangePassword, context: Context) -> Outcome:
    """Return the step that sets another password and ends every session."""
    before = own_row(command.before, context)
    refused = _unproved(before, command.session, context)
    if refused is not None or before is None:
        return refused or refuse(Code.SESSION_OVER)
    row = replace(before, password=command.password, generation=before.generation + 1)
    return (Step(PasswordSet(row.user, "password", row.generation), (row,)),)


def set_totp(command: SetTotp, context: Context) -> Outcome:
    """Return the step that asks for this device's codes from now on, and ends every session.

    The code that was shown is used up by it.
    """
    before = own_row(command.before, context)
    refused = _unproved(before, command.session, context)
    if refused is not None or before is None:
        return refused or refuse(Code.SESSION_OVER)
    if before.totp is not None and not command.session.second_factor:
        return refuse(Code.PROVE_AGAIN, expected="a code of the device until now")
    step = usable_step(command.steps, None, context.now_us)
    if step is None:
        return refuse(
            Code.CODE_WRONG,
            expected="six digits that the device shows now",
            next_step="Check the clock of the device, and type the next code.",
        )
    row = replace(before, totp=command.totp, totp_step=step, generation=before.generation + 1)
    return (Step(TotpSet(row.user, row.generation), (row,)),)


def link_login(command: LinkLogin, context: Context) -> Outcome:
    """Return the step that says whom a provider knows a user as, and ends every session."""
    refused = _link_refused(command, context)
    if refused is not None:
        return refused
    before = command.before or Credential(context.caller.organisation, command.user)
    row = replace(
        before,
        oidc_issuer=command.issuer,
        oidc_subject=command.subject,
        generation=before.generation + 1,
    )
    return (Step(LoginLinked(row.user, row.oidc_issuer, row.generation), (row,)),)


def end_sessions(command: EndSessions, context: Context) -> Outcome:
    """Return the step that ends every session of a user: his own, or by a lead anybody's."""
    caller = context.caller
    if command.user != caller.user and not may(caller, Verb.CHANGE_USERS):
        return refuse(Code.NOT_ALLOWED, expected="one's own sessions", found=command.user[:80])
    before = command.before
    if before is None:
        return refuse(Code.NO_SUCH_USER, found=repr(command.user[:80]))
    row = replace(before, generation=before.generation + 1)
    return (Step(SessionsEnded(row.user, row.generation), (row,)),)


def _unproved(before: Credential | None, session: Session, context: Context) -> Refusal | None:
    rules = context.policy.identity
    fresh = is_fresh(session, rules, context.now_us)
    return first_refusal(
        (
            session_refused(session, before, rules, context.now_us),
            None if fresh else refuse(Code.PROVE_AGAIN, expected="password and code once more"),
        )
    )


def _link_refused(command: LinkLogin, context: Context) -> Refusal | None:
    if not command.roles:
        return refuse(Code.NO_SUCH_USER, found=repr(command.user[:80]))
    # Whoever may link could otherwise let an account of his own choice in as himself, alone.
    if command.user == context.caller.user:
        return refuse(Code.SAME_PERSON, found=command.user, next_step="Ask another lead.")
    if (command.issuer is None) is not (command.subject is None):
        return refuse(Code.OUT_OF_RANGE, expected="an issuer and a subject, or neither")
    if command.issuer is not None and not 1 <= len(command.issuer) <= LONGEST_ISSUER:
        return refuse(Code.OUT_OF_RANGE, expected=f"an issuer of at most {LONGEST_ISSUER} signs")
    if command.linked_to not in {None, command.user}:
        return refuse(Code.LOGIN_LINKED, found=str(command.linked_to))
    return None
