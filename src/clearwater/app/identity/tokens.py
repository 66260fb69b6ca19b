"""Tokens of programs: ``cw_<organisation>_<token>_<secret>``, shown once.

The first part is the organisation's name in base32, the second names the row. Whoever holds a token
learns from it what he knows already.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.wording import as_named
from clearwater.app.identity.base import LONGEST_NAME, Gate, Present
from clearwater.app.identity.setup import digest
from clearwater.cases.records.identity import ApiToken
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.base import Caller
from clearwater.cases.workflow.commands_identity import IssueToken, RevokeToken
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from clearwater.cases.workflow.tokens import scopes_of, token_refused

DAY_US = 86_400_000_000
_FORM = re.compile(r"cw_(?P<organisation>[a-z2-7]+)_(?P<token>[0-9a-z]+)_(?P<secret>[0-9a-f]{64})")
_NAME = "token-"
"""Begins the name of every token's row (`Fresh.name`)."""


@dataclass(frozen=True)
class IssuedToken:
    """A token, which is shown once and kept nowhere."""

    row: ApiToken
    bearer: str


def issue_token(desk: Desk, scopes: Iterable[str], days: int) -> IssuedToken:
    """Return a token with which a program acts for the person.

    Parameters
    ----------
    scopes
        Verbs; hyphens for blanks are understood.
    days
        For how long, at least 1.

    Raises
    ------
    RefusedError
        If the person may not do one of these himself, a program never may, or it is for too long.
    """
    named = frozenset(as_named(scope, FOR_PROGRAMS) for scope in scopes)
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        secret = unit.fresh.salt()
        until_us = context.now_us + days * DAY_US
        steps = desk.without_case(unit, context, IssueToken(digest(secret), named, until_us))
    (row,) = (put for put in steps[0].puts if isinstance(put, ApiToken))
    part = base64.b32encode(desk.organisation.encode()).decode().rstrip("=").lower()
    return IssuedToken(row, f"cw_{part}_{row.token.removeprefix(_NAME)}_{secret}")


def caller_of_token(gate: Gate, bearer: str) -> Present:
    """Return who is present by a token: its user, within its scopes and his rights of now.

    Raises
    ------
    RefusedError
        With code ``token failed``, in the same words for every reason.
    """
    said = _FORM.fullmatch(bearer.strip())
    organisation = None if said is None else _organisation(said["organisation"])
    if said is None or not organisation or not gate.lets_in(organisation):
        raise RefusedError(refuse(Code.TOKEN_FAILED))
    with gate.store.reading(organisation) as unit:
        token = unit.get(ApiToken, _NAME + said["token"])
        roles = frozenset() if token is None else gate.roles(unit, token.user)
    refused = token_refused(token, digest(said["secret"]), gate.clock_us())
    if refused is not None or token is None or not roles:
        raise RefusedError(refused or refuse(Code.TOKEN_FAILED))
    return Present(Caller(token.user, organisation, roles, scopes_of(token)), None)


def revoke_token(desk: Desk, token: str) -> ApiToken:
    """Take a token back: one's own, or by a lead anybody's.

    Raises
    ------
    RefusedError
        If there is no such token, or it was taken back before.
    """
    with desk.store.writing(desk.organisation) as unit:
        before = unit.get(ApiToken, token)
        steps = desk.without_case(unit, desk.context(unit), RevokeToken(before))
    (row,) = (put for put in steps[0].puts if isinstance(put, ApiToken))
    return row


def _organisation(part: str) -> str | None:
    try:
        name = base64.b32decode(part.upper() + "=" * (-len(part) % 8)).decode()
    except ValueError:
        return None
    return name if name.isprintable() and len(name) <= LONGEST_NAME else None
