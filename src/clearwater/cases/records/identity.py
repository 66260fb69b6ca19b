"""By what people and programs prove who they are. No row holds what could be shown at a login.

A password is kept as its argon2id hash, the secret of one-time codes sealed with a key that is not
in the database, a token as the SHA-256 of 256 random bits. The subject at a provider of logins is
kept as a keyed hash: it names a person, and is only ever compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class TokenState(StrEnum):
    """Where an API token stands; whether it is over is what the time says."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Credential(Record):
    """By what one user of an organisation can log in. What he may then do is in `User`."""

    TABLE = "credentials"
    KEY = ("organisation", "user")

    user: str
    """Login name."""
    password: str | None = None
    """argon2id hash with its parameters and salt, in the usual form of ``$argon2id$...``."""
    totp: str | None = None
    """Secret of one-time codes, sealed."""
    totp_step: int | None = None
    """Step of 30 seconds since 1970 whose code was used last: none up to it works again."""
    setup: str | None = None
    """SHA-256, in hex, of the one-time set-up token that waits."""
    setup_until_us: int | None = None
    oidc_issuer: str | None = None
    """Address of the provider at which the user logs in, if at one."""
    oidc_subject: str | None = None
    """Keyed hash of whom the provider knows the user as."""
    failures: int = 0
    """Failed logins since the last one that succeeded."""
    locked_until_us: int | None = None
    """No password is accepted before."""
    generation: int = 1
    """Sessions of an earlier generation are over."""


@dataclass(frozen=True)
class ApiToken(Record):
    """What a program shows that acts for a user."""

    TABLE = "api_tokens"
    KEY = ("token",)

    token: str
    user: str
    """For whom it acts, never with more rights than he has at that moment."""
    secret: str
    """SHA-256, in hex, of the secret."""
    scopes: str
    """Verbs that it may, sorted, joined by commas."""
    issued_us: int
    until_us: int
    """Not accepted from then on."""
    state: str
    """A `TokenState`."""
