"""Logging in at a provider: there and back, for users whom a lead linked, and for nobody else.

What the browser holds meanwhile is sealed and says which answer it waits for. An answer that was
begun in another browser is none: otherwise somebody could be logged in as whoever began it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Any

import httpx

from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate, steps_or_refusal
from clearwater.app.identity.login import LoggedIn, began
from clearwater.app.identity.provider import (
    Answer,
    UnprovedError,
    answer_for,
    login_address,
    published,
)
from clearwater.app.identity.provider_settings import Provider
from clearwater.app.identity.sealing import NONCE_BYTES
from clearwater.cases.records.identity import Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_identity import LinkLogin, LogInByProvider
from clearwater.cases.workflow.logins import SECOND_US
from clearwater.cases.workflow.refusals import Code, refuse

WITHIN_US = 600_000_000
"""Ten minutes to log in there."""
_ABOUT = "login at a provider"
_KIND = "oidc subject"


@dataclass(frozen=True)
class Begun:
    """A login that goes on at the provider."""

    address: str
    """Where the browser is sent."""
    held: str
    """What the browser is to hold until it comes back, and then no more."""


@dataclass(frozen=True)
class CameBack:
    """With what a browser came back."""

    held: str
    state: str
    code: str
    issuer: str | None = None
    """``iss``, where the provider names itself (RFC 9207)."""


def begin_oidc(
    gate: Gate, organisation: str, provider: Provider, client: httpx.Client, *, fresh: bool = False
) -> Begun:
    """Begin a login at a provider.

    Parameters
    ----------
    fresh
        Ask the provider to let the person prove anew who he is, whoever he was before.

    Raises
    ------
    ProviderError
        If it cannot be reached.
    """
    there = published(provider, client)
    waits = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    held = {
        **waits,
        "issuer": provider.issuer,
        "organisation": organisation,
        "fresh": fresh,
        "until_us": gate.clock_us() + WITHIN_US,
    }
    sealed = gate.browser_sealing.sealed_object(held, _ABOUT, secrets.token_bytes(NONCE_BYTES))
    return Begun(login_address(provider, there, **waits, fresh=fresh), sealed)


def finish_oidc(gate: Gate, provider: Provider, client: httpx.Client, came: CameBack) -> LoggedIn:
    """Let somebody in whom the provider knows, and whom a lead has linked to a user.

    Raises
    ------
    RefusedError
        With code ``login failed``, whatever it was; its cause says more, for the server's log.
    ProviderError
        If the provider cannot be reached.
    """
    try:
        waits = _waited_for(gate, provider, came)
        there, now_us = published(provider, client), gate.clock_us()
        if there.names_itself and came.issuer is None:
            raise UnprovedError("the provider names itself in every answer, and not in this one")
        answer = answer_for(
            provider,
            there,
            client,
            code=came.code,
            nonce=waits["nonce"],
            verifier=waits["verifier"],
            now_s=now_us // SECOND_US,
        )
        organisation = str(waits["organisation"])
        if waits["fresh"]:
            _require_fresh_answer(gate, organisation, answer, now_us)
        return _let_in(gate, organisation, provider, answer)
    except UnprovedError as error:
        raise RefusedError(refuse(Code.LOGIN_FAILED)) from error


def link_login(gate: Gate, desk: Desk, user: str, issuer: str, subject: str) -> None:
    """Say whom a provider knows a user as; only then he can log in there.

    Raises
    ------
    RefusedError
        If the person is no lead, or links himself, there is no such user, or somebody else is known
        there by this subject.
    """
    with desk.store.writing(desk.organisation) as unit:
        token = _subject_token(unit, issuer, subject)
        linked = unit.find(Credential, oidc_subject=token)
        command = LinkLogin(
            user=user,
            before=unit.get(Credential, desk.organisation, user),
            roles=gate.roles(unit, user),
            issuer=issuer,
            subject=token,
            linked_to=linked[0].user if linked else None,
        )
        desk.without_case(unit, desk.context(unit), command)


def unlink_login(gate: Gate, desk: Desk, user: str) -> None:
    """Say that a user logs in at a provider no more; his sessions end.

    Raises
    ------
    RefusedError
        As `link_login` does.
    """
    with desk.store.writing(desk.organisation) as unit:
        before = unit.get(Credential, desk.organisation, user)
        command = LinkLogin(user, before, gate.roles(unit, user), None, None, None)
        desk.without_case(unit, desk.context(unit), command)


def _waited_for(gate: Gate, provider: Provider, came: CameBack) -> dict[str, Any]:
    waits = gate.browser_sealing.opened_object(came.held, _ABOUT)
    if waits is None:
        raise UnprovedError("this browser began no login here")
    if gate.clock_us() >= waits["until_us"]:
        raise UnprovedError("the login was begun too long ago")
    if not hmac.compare_digest(str(waits["state"]).encode(), came.state.encode(errors="replace")):
        raise UnprovedError("another login was begun in this browser")
    if waits["issuer"] != provider.issuer or came.issuer not in {None, provider.issuer}:
        raise UnprovedError("the answer is another provider's")
    if not gate.lets_in(str(waits["organisation"])):
        raise UnprovedError("nobody of this organisation comes in here")
    return waits


def _require_fresh_answer(gate: Gate, organisation: str, answer: Answer, now_us: int) -> None:
    with gate.store.reading(organisation) as unit:
        fresh_s = policy_of(unit, organisation).identity.fresh_s
    if answer.proved_s is None or now_us // SECOND_US - answer.proved_s > fresh_s:
        raise UnprovedError("the provider asked for no fresh proof")


def _let_in(gate: Gate, organisation: str, provider: Provider, answer: Answer) -> LoggedIn:
    with gate.store.writing(organisation) as unit:
        subject = _subject_token(unit, provider.issuer, answer.subject)
        linked = unit.find(Credential, oidc_subject=subject)
        if not linked:
            raise UnprovedError("no user is linked to this account")
        (row,) = linked
        context = gate.context(unit, row.user)
        command = LogInByProvider(row, provider.issuer, subject)
        if isinstance(steps_or_refusal(unit, command, context), Refusal):
            raise UnprovedError("the user may not act any more")
    logged_in = began(gate, row, context.now_us, second_factor=answer.second_factor)
    # Who was logged in there since yesterday has proved nothing today.
    proved_us = 0 if answer.proved_s is None else answer.proved_s * SECOND_US
    session = replace(logged_in.session, proved_us=proved_us)
    return LoggedIn(session, cookies.written(gate, session))


def _subject_token(unit: Unit, issuer: str, subject: str) -> str:
    """Return the keyed hash of whom a provider knows somebody as; an address has no blank in it."""
    return unit.token(_KIND, f"{issuer} {subject}")
