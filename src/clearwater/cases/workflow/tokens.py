"""Tokens by which a program acts for a user: given by himself, taken back by him or by a lead."""

from __future__ import annotations

import hmac
from dataclasses import replace

from clearwater.cases.acts import TokenIssued, TokenRevoked
from clearwater.cases.records.identity import ApiToken, TokenState
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_identity import IssueToken, RevokeToken
from clearwater.cases.workflow.logins import SECOND_US
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb, may
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from clearwater.errors import near_names

SEPARATOR = ","
"""Between the scopes of `ApiToken.scopes`; verbs have blanks in them."""


def issue(command: IssueToken, context: Context) -> Outcome:
    """Return the step that makes a token for whoever asks."""
    refused = _issue_refused(command, context)
    if refused is not None:
        return refused
    token = ApiToken(
        organisation=context.caller.organisation,
        token=context.fresh.name("token"),
        user=context.caller.user,
        secret=command.secret,
        scopes=SEPARATOR.join(sorted(map(str, command.scopes))),
        issued_us=context.now_us,
        until_us=command.until_us,
        state=TokenState.ACTIVE,
    )
    return (Step(TokenIssued(token.token, token.user, token.scopes, token.until_us), (token,)),)


def revoke(command: RevokeToken, context: Context) -> Outcome:
    """Return the step that ends a token; of somebody else's only a lead knows."""
    before, caller = command.before, context.caller
    if before is None or (before.user != caller.user and not may(caller, Verb.CHANGE_USERS)):
        return refuse(Code.NO_SUCH_TOKEN)
    if before.state != TokenState.ACTIVE:
        return refuse(Code.STANDING_SAME, found=f"{before.token} was revoked")
    row = replace(before, state=TokenState.REVOKED)
    return (Step(TokenRevoked(row.token, row.user), (row,)),)


def token_refused(token: ApiToken | None, secret: str, now_us: int) -> Refusal | None:
    """Return why a token is not accepted, if it is not; the words do not tell which reason it was.

    Parameters
    ----------
    secret
        SHA-256 of what was shown, in hex.
    """
    accepted = (
        token is not None
        and hmac.compare_digest(token.secret, secret)
        and token.state == TokenState.ACTIVE
        and now_us < token.until_us
    )
    return None if accepted else refuse(Code.TOKEN_FAILED)


def scopes_of(token: ApiToken) -> frozenset[str]:
    """Return the verbs that a token may."""
    return frozenset(token.scopes.split(SEPARATOR))


def _issue_refused(command: IssueToken, context: Context) -> Refusal | None:
    known = sorted(map(str, FOR_PROGRAMS))
    for scope in sorted(command.scopes):
        if scope not in FOR_PROGRAMS:
            expected = "verbs that a program may: " + " | ".join(known)
            near = near_names(scope, known)
            return refuse(
                Code.OUT_OF_RANGE, expected=expected, found=repr(scope[:80]), next_step=near
            )
        if not may(context.caller, Verb(scope)):
            return refuse(Code.NOT_ALLOWED, expected="scopes that you have yourself", found=scope)
    if not command.scopes:
        return refuse(Code.OUT_OF_RANGE, expected="at least one scope", found="none")
    longest_us = context.now_us + context.policy.identity.token_s * SECOND_US
    if not context.now_us < command.until_us <= longest_us:
        days = context.policy.identity.token_s / 86_400
        return refuse(Code.OUT_OF_RANGE, expected=f"an end within {days:g} days", found="another")
    return None
