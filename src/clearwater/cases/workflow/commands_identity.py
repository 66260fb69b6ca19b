"""What somebody can ask for about how people and programs prove who they are.

What was shown, a password, a code, a token, is looked at before and outside: it takes a tenth of a
second, and no secret goes into a command. So a command says what it was compared with, and the step
sees whether that is still what stands in the row.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class Proof:
    """What a password and a code were found to fit."""

    password: str | None
    """`Credential.password` that the password fits; nothing where it fits none."""
    totp: str | None = None
    """`Credential.totp` that the code fits."""
    steps: tuple[int, ...] = ()
    """Steps of 30 seconds whose code it is."""


@dataclass(frozen=True)
class Session:
    """Somebody who proved who he is, and goes on asking."""

    organisation: str
    user: str
    generation: int
    """`Credential.generation` when it began."""
    began_us: int
    seen_us: int
    """When something was asked last, to the minute."""
    proved_us: int
    """When the person last proved who he is: at the beginning, or again since."""
    second_factor: bool
    """Whether a code was shown besides the password, or the provider says it asked for more."""


@dataclass(frozen=True)
class IssueSetup(Command):
    """Somebody gets a one-time token with which to set a password."""

    user: str
    before: Credential | None
    roles: frozenset[Role]
    """What the user may do; nothing where there is no such user."""
    token: str
    """SHA-256 of the token, in hex."""
    no_lead_yet: bool
    """Whether no lead of the organisation can log in."""


@dataclass(frozen=True)
class UseSetup(Command):
    """Somebody sets his password with a one-time token."""

    before: Credential | None
    token: str
    """SHA-256 of what was shown, in hex."""
    password: str
    """argon2id hash of the new password."""


@dataclass(frozen=True)
class ChangePassword(Command):
    """Somebody who has a session sets another password."""

    before: Credential | None
    session: Session
    password: str
    """argon2id hash of the new password."""


@dataclass(frozen=True)
class SetTotp(Command):
    """Somebody who has a session shows the first code of a device."""

    before: Credential | None
    session: Session
    totp: str
    """The device's secret, sealed."""
    steps: tuple[int, ...]
    """Steps whose code was shown; none where it was no code of the device."""


@dataclass(frozen=True)
class LogIn(Command):
    """Somebody proves who he is."""

    before: Credential | None
    proof: Proof
    rehashed: str | None = None
    """The hash of the same password with the parameters of today, where they have changed."""


@dataclass(frozen=True)
class LogInByProvider(Command):
    """A provider of logins says who somebody is."""

    before: Credential | None
    issuer: str
    subject: str
    """Keyed hash of whom the provider knows him as."""


@dataclass(frozen=True)
class ProveCode(Command):
    """Somebody whom a provider let in shows a code besides."""

    before: Credential | None
    session: Session
    proof: Proof
    """Of the code."""


@dataclass(frozen=True)
class RecordFailedLogin(Command):
    """Somebody, who it was is not known, tried in vain."""

    before: Credential


@dataclass(frozen=True)
class LinkLogin(Command):
    """A lead says whom a provider of logins knows somebody as."""

    user: str
    before: Credential | None
    roles: frozenset[Role]
    """What the user may do; nothing where there is no such user."""
    issuer: str | None
    """None: he logs in there no more."""
    subject: str | None
    """Keyed hash."""
    linked_to: str | None
    """Who is known there by this subject now."""


@dataclass(frozen=True)
class EndSessions(Command):
    """All sessions of somebody end."""

    user: str
    before: Credential | None


@dataclass(frozen=True)
class IssueToken(Command):
    """Somebody lets a program act for him."""

    secret: str
    """SHA-256 of the token's secret, in hex."""
    scopes: frozenset[str]
    """Verbs."""
    until_us: int


@dataclass(frozen=True)
class RevokeToken(Command):
    """A program's token is not accepted any more."""

    before: ApiToken | None
