"""Where the console ends: what others' pages and addresses can make it do, and what it lets out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from clearwater.web.console.preferences import COOKIE
from tests.helpers.web_server import Server, server_at

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("frontiers")
    made = server_at(folder / "cases.db", folder / "files")
    with made.client:
        yield made


@pytest.mark.parametrize(
    "then",
    [
        *("//elsewhere.invalid", "https://elsewhere.invalid", "http:elsewhere.invalid", ""),
        *("/\\elsewhere.invalid", "\\\\elsewhere.invalid", "/\t/elsewhere.invalid"),
        *("javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/\u2028/x", "queue"),
    ],
)
def test_nobody_is_sent_elsewhere(server: Server, then: str) -> None:
    kept = server.client.get(f"/preferences/keep?then={quote(then)}", follow_redirects=False)
    assert (kept.status_code, kept.headers["location"]) == (303, "/")
    page = server.client.get(f"/sign-in?then={quote(then)}").text
    assert 'data-then="/"' in page
    assert "elsewhere" not in page


@pytest.mark.parametrize(("site", "kept"), [("cross-site", "blurred"), ("same-origin", "shown")])
def test_a_link_elsewhere_unblurs_nothing(server: Server, site: str, kept: str) -> None:
    answer = server.client.get(
        "/preferences/keep?pictures=shown",
        headers={"Sec-Fetch-Site": site, "Cookie": f"{COOKIE}=pictures=blurred"},
        follow_redirects=False,
    )
    assert f"pictures={kept}&" in answer.headers["set-cookie"]
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PROPFIND"])
@pytest.mark.parametrize(
    "path",
    [
        *("/queue", "/sign-in", "/nowhere", "/static/0/frame.js", "/static/0/%2e%2e/%2e%2e/x"),
        *("/public", f"/queue?x={'a' * 20_000}", f"/{'a' * 9_000}", "/cases/%00", "/api/v1/x"),
        f"/runs/w/report/1-{'a' * 40}",
    ],
)
def test_every_answer_is_dressed(server: Server, method: str, path: str) -> None:
    answer = server.client.request(method, path, follow_redirects=False)
    assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
