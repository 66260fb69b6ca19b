"""By what anybody could prove who he is. Where there is nothing, nothing is served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.app.identity.base import Gate
from clearwater.app.identity.provider_settings import Provider, read_provider
from clearwater.cases.records.identity import Credential
from clearwater.errors import CannotRunError


class NoIdentitySourceError(CannotRunError):
    """Nobody could prove who he is, so nothing is served."""


@dataclass(frozen=True)
class Sources:
    """What there is."""

    passwords: int
    """Users who have set a password."""
    set_ups: int
    """Users with a set-up token that still waits."""
    linked: int
    """Users who are linked to an account of the provider that is set up."""
    provider: Provider | None

    @property
    def any(self) -> bool:
        """Whether somebody can log in, or begin to."""
        return bool(self.passwords or self.set_ups or self.linked)


def identity_sources(gate: Gate, organisations: Iterable[str]) -> Sources:
    """Return by what users of these organisations, who may still act, can prove who they are.

    Raises
    ------
    ParameterError
        If the settings of the provider of logins are not as they should be.
    """
    now_us, passwords, set_ups, linked = gate.clock_us(), 0, 0, 0
    provider = read_provider(gate.store.files)
    issuer = None if provider is None else provider.issuer
    for organisation in organisations:
        with gate.store.reading(organisation) as unit:
            rows = [row for row in unit.find(Credential) if gate.roles(unit, row.user)]
        passwords += sum(row.password is not None for row in rows)
        set_ups += sum((row.setup_until_us or 0) > now_us for row in rows)
        linked += sum(row.oidc_issuer == issuer for row in rows if row.oidc_subject is not None)
    return Sources(passwords, set_ups, linked, provider)


def require_identity_source(gate: Gate, organisations: Iterable[str]) -> Sources:
    """Return what `identity_sources` does, if there is anything.

    Raises
    ------
    NoIdentitySourceError
        If there is nothing.
    """
    sources = identity_sources(gate, organisations)
    if not sources.any:
        raise NoIdentitySourceError(
            "nobody could prove who they are",
            where=str(gate.store.files),
            expected="a password, a set-up token that waits, or somebody whom a lead linked to an "
            "account of the provider of logins",
            found="none of them",
            next_step="Run `clearwater identity set-up USER`, and hand the token to that person.",
        )
    return sources
