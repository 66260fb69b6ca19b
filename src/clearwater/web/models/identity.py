"""Logging in, devices for codes, tokens of programs.

What proves something is answered once, to whom it is made for, and never again.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from clearwater.app.identity.login import LoggedIn
from clearwater.app.identity.setup import Enrolling, Issued
from clearwater.app.identity.tokens import IssuedToken
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.identity import ApiToken
from clearwater.web.models.base import In, Login, Out, Word

Organisation = Annotated[str, Field(min_length=1, max_length=200)]
Secret = Annotated[str, Field(min_length=1, max_length=1_000)]
OneTimeCode = Annotated[str, Field(min_length=1, max_length=20)]
Address = Annotated[str, Field(min_length=1, max_length=500)]


class LogIn(In):
    """A password, and a code where there is a device for codes."""

    organisation: Organisation
    user: Login
    password: Secret
    code: OneTimeCode | None = None


class UseSetup(In):
    """A set-up token, and the password that is set with it."""

    organisation: Organisation
    user: Login
    token: Secret
    password: Secret


class ProveAgain(In):
    """The same as at the login."""

    password: Secret
    code: OneTimeCode | None = None


class ShowCode(In):
    """A code of one's device."""

    code: OneTimeCode


class ChangePassword(In):
    """The password of now, and the one from now on."""

    password: Secret
    new: Secret
    code: OneTimeCode | None = None


class Nothing(In):
    """Nothing more has to be said."""


class ConfirmDevice(In):
    """A code that the new device shows."""

    ticket: Secret
    code: OneTimeCode


class LinkLogin(In):
    """Whom the provider knows a user as."""

    issuer: Address
    subject: Address


class IssueToken(In):
    """What a program may, and for how long."""

    scopes: Annotated[list[Word], Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=3_650)]


class SessionOut(Out):
    """A session has begun; its cookie comes beside this."""

    user: str
    organisation: str
    csrf: str
    """To be sent as ``X-CSRF-Token`` with everything that changes something."""
    second_factor: bool


class SessionStanding(Out):
    """The session that asks."""

    user: str
    organisation: str
    csrf: str | None
    needs: str
    """``codes`` (set up a device), ``code`` (show one), or nothing."""


class SetupIssued(Out):
    """A set-up token, which is shown once."""

    user: str
    token: str
    until: str


class Device(Out):
    """What a device is set up with."""

    address: str
    ticket: str


class TokenRow(Out):
    """A token of a program; its secret is kept nowhere."""

    token: str
    user: str
    scopes: list[str]
    issued: str
    until: str
    state: str


class TokenIssued(Out):
    """A token, which is shown once."""

    token: str
    bearer: str
    scopes: list[str]
    until: str


class Tokens(Out):
    """Tokens of programs."""

    tokens: list[TokenRow]


class LoginRow(Out):
    """By what somebody logs in."""

    user: str
    roles: list[str]
    password: bool
    codes: bool
    provider: str | None
    failures: int
    set_up_until: str | None
    locked_until: str | None


class Logins(Out):
    """By what people log in."""

    logins: list[LoginRow]


class Done(Out):
    """It is done."""

    done: bool


def session_of(logged_in: LoggedIn, csrf: str) -> SessionOut:
    """Return what is answered to a login."""
    said = logged_in.session
    return SessionOut(
        user=said.user,
        organisation=said.organisation,
        csrf=csrf,
        second_factor=said.second_factor,
    )


def setup_of(issued: Issued) -> SetupIssued:
    """Return a set-up token."""
    return SetupIssued(user=issued.user, token=issued.token, until=shown_time(issued.until_us))


def device_of(enrolling: Enrolling) -> Device:
    """Return what a device is set up with."""
    return Device(address=enrolling.address, ticket=enrolling.ticket)


def issued_of(issued: IssuedToken) -> TokenIssued:
    """Return a token that was made."""
    row = issued.row
    return TokenIssued(
        token=row.token,
        bearer=issued.bearer,
        scopes=row.scopes.split(","),
        until=shown_time(row.until_us),
    )


def token_of(row: ApiToken) -> TokenRow:
    """Return what is shown of a token."""
    return TokenRow(
        token=row.token,
        user=row.user,
        scopes=row.scopes.split(","),
        issued=shown_time(row.issued_us),
        until=shown_time(row.until_us),
        state=row.state,
    )


def token_row(row: dict[str, Any]) -> TokenRow:
    """Return what is shown of a token in a list."""
    times = {name: _time(row[name]) for name in ("issued", "until")}
    return TokenRow.model_validate(row | times | {"scopes": row["scopes"].split(",")})


def login_row(row: dict[str, Any]) -> LoginRow:
    """Return by what somebody logs in."""
    times = {name: _time(row[name]) for name in ("set_up_until", "locked_until")}
    return LoginRow.model_validate(row | times | {"roles": row["roles"].split()})


def _time(moment: Any) -> str | None:
    return None if moment is None else shown_time(round(moment.timestamp() * 1_000_000))
