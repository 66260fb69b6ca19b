"""One provider of logins, by OpenID Connect: what it publishes, and what it answers.

authlib builds the requests of the authorization code flow with PKCE and checks the claims; the
requests go through an `httpx.Client` of ours (authlib's own one has moved to another library). No
redirect is followed and no proxy is taken from the environment.

https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636, RFC 9700
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from clearwater.app.identity.provider_settings import Provider, is_safe
from clearwater.errors import CannotRunError

_WORD = re.compile(r"[a-z_]{1,40}")
ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that are read: never one with a shared secret, never none."""
CLOCKS_APART_S = 60
OLDEST_S = 600
"""An answer of the provider is used at once, or not at all."""
_TIMEOUT_S = 10.0
"""Without a sign of the provider."""
_WITHIN_S = 30.0
"""For a whole answer, however it drips."""
_MOST_ANSWER = 1_048_576
"""Bytes of one."""


class ProviderError(CannotRunError):
    """The provider of logins cannot be reached, or does not publish what it should."""


class UnprovedError(Exception):
    """The provider's answer proves nothing; the words are for whoever looks after the server."""


@dataclass(frozen=True)
class Published:
    """What a provider publishes about itself."""

    authorization: str
    token: str
    keys: str
    names_itself: bool = False
    """Whether every answer of its says ``iss`` (RFC 9207)."""


@dataclass(frozen=True)
class Answer:
    """Whom the provider says somebody is."""

    subject: str
    proved_s: int | None
    """When he proved it there, seconds since 1970; None: it does not say."""
    second_factor: bool


def provider_client() -> httpx.Client:
    """Return what requests to a provider go through."""
    return httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False)


def published(provider: Provider, client: httpx.Client) -> Published:
    """Return what a provider publishes.

    Raises
    ------
    ProviderError
        If it cannot be reached, is another one, or names an address that is not safe.
    """
    said = _get(provider.issuer.rstrip("/") + "/.well-known/openid-configuration", client)
    if said.get("issuer") != provider.issuer:
        raise _unfit(provider.issuer, f"issuer {provider.issuer}", str(said.get("issuer"))[:200])
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = [str(said.get(name, "")) for name in names]
    for name, address in zip(names, addresses, strict=True):
        # A provider elsewhere has no business at addresses of this machine.
        elsewhere = provider.issuer.startswith("https:") and not address.startswith("https:")
        if elsewhere or not is_safe(address):
            raise _unfit(provider.issuer, f"an https address as {name}", address[:200])
    names_itself = said.get("authorization_response_iss_parameter_supported") is True
    authorization, token, keys = addresses
    return Published(authorization, token, keys, names_itself)


def login_address(
    provider: Provider, there: Published, *, state: str, nonce: str, verifier: str, fresh: bool
) -> str:
    """Return where a browser is sent to log in."""
    client = _oauth_client(provider, None)
    again = {"prompt": "login", "max_age": "0"} if fresh else {}
    address, _ = client.create_authorization_url(
        there.authorization, state=state, code_verifier=verifier, nonce=nonce, **again
    )
    return str(address)


def answer_for(
    provider: Provider,
    there: Published,
    client: httpx.Client,
    *,
    code: str,
    nonce: str,
    verifier: str,
    now_s: int,
) -> Answer:
    """Exchange a code for whom the provider says somebody is.

    Raises
    ------
    UnprovedError
        If the code is not taken, or the answer is signed by another key, for somebody else, about
        another login, or too old.
    ProviderError
        If the provider cannot be reached.
    """
    keys = _keys(_get(there.keys, client), provider)
    try:
        said = _oauth_client(provider, client).fetch_token(
            there.token, grant_type="authorization_code", code=code, code_verifier=verifier
        )
        signed = jwt.decode(str(said["id_token"]), keys, ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            params={
                "nonce": nonce,
                "client_id": provider.client_id,
                "access_token": said.get("access_token"),
            },
        )
        claims.validate(now=now_s, leeway=CLOCKS_APART_S)
    except httpx.HTTPError as error:
        raise _unreachable(there.token, error) from error
    except OAuth2Error as error:
        # Its description is the provider's own text, and may name somebody.
        raise UnprovedError(f"the provider says {_as_word(error.error)}") from error
    except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError) as error:
        raise UnprovedError(f"{type(error).__name__}: {error}") from error
    return _answer(provider, claims, now_s)


def _answer(provider: Provider, claims: Mapping[str, Any], now_s: int) -> Answer:
    subject, proved, ways = claims["sub"], claims.get("auth_time"), claims.get("amr") or []
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise UnprovedError("sub is no name")
    if claims["iat"] < now_s - OLDEST_S:
        raise UnprovedError(f"iat is {now_s - claims['iat']:.0f} seconds ago")
    if proved is not None and proved > now_s + CLOCKS_APART_S:
        raise UnprovedError("auth_time lies ahead")
    return Answer(
        subject,
        None if proved is None else min(int(proved), now_s),
        provider.second_factor or "mfa" in ways,
    )


class _Posts:
    """What authlib sends a request for a token through."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth
    ) -> httpx.Response:
        address, said, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _answered(self._client, "POST", address, content=body, headers=said)


def _oauth_client(provider: Provider, client: httpx.Client | None) -> OAuth2Client:
    made = OAuth2Client(
        None if client is None else _Posts(client),
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        scope="openid",
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
    )
    made.register_client_auth_method(("client_secret_basic", _basic))
    return made


def _basic(
    client: ClientAuth, _method: str, address: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """Return a request with who the client is, encoded as RFC 6749 section 2.3.1 says.

    authlib leaves the encoding out: a colon in a client's name, or a sign of another alphabet in
    its secret, would make it another client.
    """
    said = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {base64.b64encode(said.encode()).decode()}"
    return address, headers, body


def _keys(said: dict[str, Any], provider: Provider) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": said["keys"]})
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise _unfit(
            provider.issuer, "keys of JSON Web signatures", type(error).__name__
        ) from error


def _get(address: str, client: httpx.Client) -> dict[str, Any]:
    try:
        answer = _answered(client, "GET", address, headers={"accept": "application/json"})
        answer.raise_for_status()
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _unreachable(address, error) from error
    if answer.status_code != httpx.codes.OK or not isinstance(said, dict):
        raise _unfit(address, "an object of JSON", f"status {answer.status_code}")
    return said


def _answered(client: httpx.Client, method: str, address: str, **asked: Any) -> httpx.Response:
    """Return a whole answer; one that is too long, or takes too long, is none."""
    ends_s, body = time.monotonic() + _WITHIN_S, bytearray()
    with client.stream(method, address, **asked) as answer:
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > _MOST_ANSWER or time.monotonic() > ends_s:
                raise httpx.ReadError("the answer does not end", request=answer.request)
    return httpx.Response(answer.status_code, content=bytes(body), request=answer.request)


def _as_word(said: object) -> str:
    """Return a code of an error as it is, and of anything else nothing."""
    return said if isinstance(said, str) and _WORD.fullmatch(said) else "something else"


def _unreachable(address: str, error: Exception) -> ProviderError:
    return ProviderError(
        "the provider of logins does not answer",
        where=address,
        found=f"{type(error).__name__}: {error}"[:200],
    )


def _unfit(where: str, expected: str, found: str) -> ProviderError:
    return ProviderError(
        "the provider of logins does not publish what it should",
        where=where,
        expected=expected,
        found=found,
    )
