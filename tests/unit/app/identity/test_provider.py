"""What a provider answers, and what of it proves who somebody is. The provider is a real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from clearwater.app.identity.provider import (
    Answer,
    ProviderError,
    UnprovedError,
    answer_for,
    login_address,
    provider_client,
    published,
)
from clearwater.app.identity.provider_settings import SETTINGS_NAME, Provider, read_provider
from clearwater.errors import ParameterError
from tests.helpers.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, providing

NOW_S = 1_772_366_400
OTHERS = "别人的盐水"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with provider_client() as made:
        yield made


@pytest.fixture(scope="module")
def served() -> Iterator[OidcProvider]:
    with providing(lambda: NOW_S) as provider:
        yield provider


@pytest.fixture
def provider(served: OidcProvider) -> OidcProvider:
    served.claims, served.described, served.signs_with = {}, {}, None
    served.key, served.algorithm = ECKey.generate_key("P-256", {"kid": "now"}), "ES256"
    return served


def settings(provider: OidcProvider, **changed: Any) -> Provider:
    usual = Provider(provider.url, CLIENT_ID, "http://127.0.0.1/back", CLIENT_SECRET)
    return replace(usual, **changed)


def answer(provider: OidcProvider, client: httpx.Client, **changed: Any) -> Answer:
    mine = settings(provider, **changed)
    there = published(mine, client)
    secret = {"nonce": "n" * 43, "verifier": "v" * 43}
    back = provider.browse(login_address(mine, there, state="s" * 43, fresh=False, **secret))
    return answer_for(mine, there, client, code=back["code"], now_s=NOW_S, **secret)


def why_not(provider: OidcProvider, client: httpx.Client, **changed: Any) -> str:
    with pytest.raises(UnprovedError) as caught:
        answer(provider, client, **changed)
    return str(caught.value)


def test_an_honest_answer_says_who_and_when(provider: OidcProvider, client: httpx.Client) -> None:
    assert answer(provider, client) == Answer("24400320|王芳", NOW_S - 20, second_factor=True)
    provider.claims = {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID, "auth_time": None}
    assert answer(provider, client).proved_s is None


def test_rsa_is_read_too(provider: OidcProvider, client: httpx.Client) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "now"})
    for provider.algorithm in ("RS256", "PS256"):
        assert answer(provider, client)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "of another login"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["another client"]}, "aud"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "azp"),
        ({"aud": [CLIENT_ID, "another"]}, "azp"),
        ({"iss": "https://other.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": NOW_S - 61}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"iat": NOW_S + 61}, "in the future"),
        ({"iat": NOW_S - 601}, "iat"),
        ({"nbf": NOW_S + 61}, "not yet valid"),
        ({"auth_time": NOW_S + 3_600}, "auth_time"),
        ({"auth_time": "yesterday"}, "auth_time"),
        ({"amr": "mfa"}, "amr"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": None}, "sub"),
        ({"at_hash": "of another token"}, "at_hash"),
    ],
)
def test_what_the_provider_says_wrongly_proves_nothing(
    provider: OidcProvider, client: httpx.Client, claims: dict[str, Any], why: str
) -> None:
    provider.claims = claims
    assert why in why_not(provider, client)


def test_another_key_or_no_real_signature_proves_nothing(
    provider: OidcProvider, client: httpx.Client
) -> None:
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "now"})
    assert "BadSignature" in why_not(provider, client)
    provider.signs_with, provider.algorithm = None, "none"
    assert "UnsupportedAlgorithm" in why_not(provider, client)
    provider.algorithm = "HS256"
    provider.signs_with = OctKey.import_key(CLIENT_SECRET.encode())
    assert "UnsupportedAlgorithm" in why_not(provider, client)


def test_who_is_not_the_client_gets_no_answer(provider: OidcProvider, client: httpx.Client) -> None:
    assert "invalid_grant" in why_not(provider, client, client_secret=OTHERS)
    assert provider.tokens_refused[-1] == "client"
    assert "invalid_grant" in why_not(provider, client, client_secret="")


def test_a_second_factor_is_said_each_time_or_agreed_on_for_all(
    provider: OidcProvider, client: httpx.Client
) -> None:
    provider.claims = {"amr": ["pwd", "otp"]}
    assert not answer(provider, client).second_factor
    assert answer(provider, client, second_factor=True).second_factor


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
        {"token_endpoint": "https://[broken/"},
    ],
)
def test_a_provider_that_is_another_or_leads_elsewhere_is_none(
    provider: OidcProvider, client: httpx.Client, described: dict[str, Any]
) -> None:
    provider.described = described
    with pytest.raises(ProviderError, match="does not publish"):
        published(settings(provider), client)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_elsewhere_leads_to_nothing_on_this_machine(name: str) -> None:
    there = Provider("https://login.example", CLIENT_ID, "http://127.0.0.1/back")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    said = {"issuer": there.issuer, **dict.fromkeys(names, "https://login.example/x")}

    def answered(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=said)

    with httpx.Client(transport=httpx.MockTransport(answered)) as asked:
        assert published(there, asked)
        said[name] = "http://127.0.0.1:9200/_search"
        with pytest.raises(ProviderError, match="does not publish"):
            published(there, asked)


def test_an_answer_without_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    there, sent = Provider("https://login.example", CLIENT_ID, "http://127.0.0.1/back"), []

    def without_end() -> Iterator[bytes]:
        while True:
            sent.append(1)
            yield b" " * 65_536

    def answered(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=without_end())

    with httpx.Client(transport=httpx.MockTransport(answered)) as asked:
        with pytest.raises(ProviderError, match="does not answer"):
            published(there, asked)
        assert len(sent) == 17, "a megabyte, and the piece that is too much"
        monkeypatch.setattr("clearwater.app.identity.provider._WITHIN_S", 0.0)
        with pytest.raises(ProviderError, match="does not answer"):
            published(there, asked)
        assert len(sent) == 18, "as soon as it takes too long"


def test_a_provider_that_is_not_there_is_named(
    provider: OidcProvider, client: httpx.Client
) -> None:
    with pytest.raises(ProviderError, match="does not answer"):
        published(settings(provider, issuer=f"{provider.url}/nowhere"), client)
    provider.described = {"jwks_uri": f"{provider.url}/.well-known/openid-configuration"}
    with pytest.raises(ProviderError, match="does not publish"):
        answer(provider, client)


def write(files: Path, said: object) -> None:
    (files / SETTINGS_NAME).parent.mkdir(exist_ok=True)
    (files / SETTINGS_NAME).write_text(said if isinstance(said, str) else json.dumps(said))
    (files / SETTINGS_NAME).chmod(0o600)


GIVEN: dict[str, Any] = {
    "issuer": "https://login.example.org",
    "client_id": "clearwater",
    "redirect_uri": "https://clearwater.example.org/login/back",
}


def test_settings_are_read_and_the_secret_is_not_shown(tmp_path: Path) -> None:
    assert read_provider(tmp_path) is None
    write(tmp_path, GIVEN | {"client_secret": OTHERS, "second_factor": True})
    found = read_provider(tmp_path)
    assert found == Provider(**GIVEN, client_secret=OTHERS, second_factor=True)
    assert OTHERS not in repr(found)


def test_settings_that_others_can_read_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GIVEN)
    (tmp_path / SETTINGS_NAME).chmod(0o640)
    with pytest.raises(ParameterError) as caught:
        read_provider(tmp_path)
    assert caught.value.found == "mode 640"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{", "JSON"),
        ([], "an object"),
        (GIVEN | {"client_id": ""}, "client_id"),
        (GIVEN | {"client_id": 7}, "client_id as text"),
        (GIVEN | {"second_factor": "yes"}, "second_factor as true or false"),
        (GIVEN | {"issuer": "http://login.example.org"}, "issuer with https"),
        (GIVEN | {"redirect_uri": "https://a.example/#b"}, "redirect_uri with https"),
        (GIVEN | {"isuer": "https://a.example"}, "issuer"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, said: object, expected: str) -> None:
    write(tmp_path, said)
    with pytest.raises(ParameterError) as caught:
        read_provider(tmp_path)
    assert expected in caught.value.expected
    assert SETTINGS_NAME in caught.value.where
