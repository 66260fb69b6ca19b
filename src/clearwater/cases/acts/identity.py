"""What is done about how people and programs prove who they are.

Logins stand here, which name nobody outside of the organisation; never a secret or its hash.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class SetupIssued(Act):
    """A one-time set-up token was made for somebody."""

    NAME = "set-up issued"
    for_user: str
    until_us: int


@dataclass(frozen=True)
class PasswordSet(Act):
    """Somebody set a password."""

    NAME = "password set"
    for_user: str
    by: str
    """``set-up`` or ``password``: what was shown for it."""
    generation: int


@dataclass(frozen=True)
class TotpSet(Act):
    """Somebody proved to have a device that shows one-time codes."""

    NAME = "one-time codes set"
    for_user: str
    generation: int


@dataclass(frozen=True)
class LoginLinked(Act):
    """A lead said whom a provider of logins knows somebody as, or that it is nobody any more."""

    NAME = "login linked"
    for_user: str
    issuer: str | None
    generation: int


@dataclass(frozen=True)
class LoggedIn(Act):
    """Somebody proved who he is."""

    NAME = "logged in"
    for_user: str
    way: str
    """``password``, ``password and code``, ``provider`` or ``provider and code``."""
    rehashed: int
    """1 where the password's hash was made anew, with the parameters of today."""


@dataclass(frozen=True)
class LoginFailed(Act):
    """Somebody tried this login in vain; who it was is not known, so the software says it."""

    NAME = "login failed"
    for_user: str
    failures: int


@dataclass(frozen=True)
class LoginLocked(Act):
    """Somebody tried this login in vain, once too often: it is locked for a while."""

    NAME = "login locked"
    for_user: str
    failures: int
    until_us: int


@dataclass(frozen=True)
class SessionsEnded(Act):
    """All sessions of a user were ended."""

    NAME = "sessions ended"
    for_user: str
    generation: int


@dataclass(frozen=True)
class TokenIssued(Act):
    """A token for a program was made."""

    NAME = "token issued"
    token: str
    for_user: str
    scopes: str
    until_us: int


@dataclass(frozen=True)
class TokenRevoked(Act):
    """A token is not accepted any more."""

    NAME = "token revoked"
    token: str
    for_user: str
