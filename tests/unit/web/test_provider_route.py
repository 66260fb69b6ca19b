"""There to a provider of logins and back again over HTTP, against a small real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from clearwater.app.identity.oidc import link_login
from clearwater.app.identity.provider_settings import SETTINGS_NAME
from clearwater.web.known_by_store import KnownByStore
from tests.helpers.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, providing
from tests.helpers.web_requests import gate_of, with_password
from tests.helpers.web_server import API, ELSEWHERE, Server, server_again, server_at

pytestmark = pytest.mark.slow
FAILED = (401, "urn:clearwater:problem:login-failed")


@dataclass
class There:
    server: Server
    provider: OidcProvider
    settings: Path

    def begun(self, **more: str) -> str:
        query = "&".join(f"{name}={quote(said)}" for name, said in more.items())
        begun = self.server.get(
            None, f"/provider/logins?organisation=main&{query}", follow_redirects=False
        )
        assert begun.status_code == 302, begun.text
        return str(begun.headers["location"])

    def back(self, address: str, **instead: str | None) -> Any:
        said = self.provider.browse(address) | instead
        query = "&".join(f"{name}={quote(one)}" for name, one in said.items() if one is not None)
        return self.server.get(None, f"/provider/returns?{query}", follow_redirects=False)

    def last_fault(self) -> str:
        return str(self.server.log_lines()[-1].get("fault", ""))


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    """Return a server whose investigator is known at a provider, and has no password."""
    first = server_at(tmp_path / "cases.db", tmp_path / "files")
    with_password(first, "lea")
    with providing(lambda: first.clock.now_us // 1_000_000) as provider:
        link_login(gate_of(first), first.desk("lea"), "ines", provider.url, provider.subject)
        first.store.close()
        settings = tmp_path / "files" / SETTINGS_NAME
        said = {
            "issuer": provider.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "redirect_uri": f"http://127.0.0.1{API}/provider/returns",
        }  # fmt: skip
        settings.write_text(json.dumps(said))
        settings.chmod(0o600)
        server = server_again(
            tmp_path / "cases.db",
            tmp_path / "files",
            lambda usual: replace(usual, identity=KnownByStore.of, organisations=("main",)),
        )
        server.clock = first.clock
        server.app.state.served.gate = replace(
            server.app.state.served.gate, clock_us=first.clock.us
        )
        with server.client:
            yield There(server, provider, settings)


def of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


def test_there_and_back(there: There) -> None:
    answer = there.back(there.begun())
    assert answer.status_code == 200, answer.text
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    # Not a redirect: as a request of the other site's it would go without the cookie.
    assert "location" not in answer.headers
    assert 'url=/"' in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    landed = there.server.client.get("/", follow_redirects=False)
    assert (landed.status_code, landed.headers["location"]) == (303, "/queue")
    standing = there.server.get(None, "/sessions/current").json()
    assert (standing["user"], standing["needs"]) == ("ines", "")


def test_who_signs_in_is_offered_the_provider(there: There) -> None:
    page = there.server.client.get("/sign-in?then=/runs", headers={"Accept-Language": "en"})
    assert f'href="{API}/provider/logins?organisation=main"' in page.text
    there.settings.unlink()
    page = there.server.client.get("/sign-in", headers={"Accept-Language": "en"})
    assert "provider/logins" not in page.text


def test_settings_in_disorder_leave_the_password(there: There) -> None:
    there.settings.write_text("{")
    page = there.server.client.get("/sign-in")
    assert page.status_code == 200
    assert "provider/logins" not in page.text


def test_a_fresh_proof_can_be_asked_for(there: There) -> None:
    there.provider.claims = {"auth_time": None}
    assert there.back(there.begun()).status_code == 200
    csrf = {"X-CSRF-Token": there.server.get(None, "/sessions/current").json()["csrf"]}
    said = {"scopes": ["read"], "days": 1}
    stale = there.server.post(None, "/tokens", said, headers=csrf)
    assert of(stale) == (403, "urn:clearwater:problem:prove-again")
    there.provider.claims = {}
    assert there.back(there.begun(fresh="true")).status_code == 200
    assert there.provider.asked[-1]["prompt"] == "login"
    csrf = {"X-CSRF-Token": there.server.get(None, "/sessions/current").json()["csrf"]}
    assert there.server.post(None, "/tokens", said, headers=csrf).status_code == 201


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ({"state": "another"}, "another login was begun in this browser"),
        ({"iss": "https://other.example"}, "the answer is another provider's"),
        ({"code": "made up"}, "the provider says invalid_grant"),
    ],
)
def test_why_it_failed_is_for_the_log_alone(
    there: There, instead: dict[str, str], why: str
) -> None:
    answer = there.back(there.begun(), **instead)
    assert of(answer) == FAILED
    assert why not in answer.text
    assert there.last_fault() == f"login at a provider: {why}"
    assert "set-cookie" not in answer.headers


def test_who_turned_back_there_is_told_so(there: There) -> None:
    address = there.begun()
    assert of(there.back(address, code=None, error="access_denied")) == FAILED
    assert of(there.back(address, error="access_denied")) == FAILED


def test_an_answer_of_a_provider_that_names_itself_says_iss(there: There) -> None:
    assert there.back(there.begun(), iss=None).status_code == 200
    there.provider.described = {"authorization_response_iss_parameter_supported": True}
    assert of(there.back(there.begun(), iss=None)) == FAILED
    assert "names itself" in there.last_fault()
    assert there.back(there.begun()).status_code == 200


def test_no_proxy_of_the_environment_hears_of_it(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert there.begun()


def test_settings_that_are_wrong_are_the_servers_own_mistake(there: There) -> None:
    there.settings.chmod(0o644)
    answer = there.server.get(None, "/provider/logins?organisation=main")
    assert of(answer) == (503, "urn:clearwater:problem:not-available")
    assert not {"expected", "found", "where"} & answer.json().keys()
    assert there.last_fault().startswith("ProviderError at _provider:")


def test_a_provider_that_is_away_is_in_the_log(there: There) -> None:
    said = json.loads(there.settings.read_text()) | {"issuer": "http://127.0.0.1:9"}
    there.settings.write_text(json.dumps(said))
    answer = there.server.get(None, "/provider/logins?organisation=main")
    assert of(answer) == (503, "urn:clearwater:problem:not-available")
    assert there.last_fault().startswith("ProviderError at ")
    assert "127.0.0.1" not in there.server.log.getvalue()


def test_nobody_of_an_organisation_that_is_not_served(there: There) -> None:
    begun = there.server.get(
        None, f"/provider/logins?organisation={quote(ELSEWHERE)}", follow_redirects=False
    )
    assert of(there.back(begun.headers["location"])) == FAILED
    assert "nobody of this organisation" in there.last_fault()
