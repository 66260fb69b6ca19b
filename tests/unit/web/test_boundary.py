"""The outermost layer: headers, bounds, the log, faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.case import looking
from clearwater.errors import StoreError
from clearwater.web.boundary import SECURITY, session_cookie
from tests.helpers import web_cases as cases
from tests.helpers.web_server import API, Server, server_at

CANARY = "金丝雀-canary-4711"


def test_every_answer_is_dressed(shared: Server) -> None:
    for answer in (
        shared.get("ines", "/cases"),
        shared.get(None, "/cases"),
        shared.get("ines", "/nothing"),
        shared.get(None, "/health"),
        shared.ask("PATCH", "ines", "/cases"),
    ):
        for name, value in SECURITY.items():
            assert answer.headers[name] == value
        assert len(answer.headers["x-request-id"]) == 16
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


def test_no_other_origin_is_let_in(shared: Server) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = shared.ask("OPTIONS", "ines", "/cases", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_tls_is_remembered(tmp_path: Path) -> None:
    server = server_at(
        tmp_path / "c.db", tmp_path / "files", lambda settings: replace(settings, tls=True)
    )
    with server.client:
        answer = server.get(None, "/health")
        assert "max-age" in answer.headers["strict-transport-security"]
    assert "; Secure" in session_cookie("x", tls=True)
    assert "Max-Age=0" in session_cookie("", tls=False)


def test_bodies_are_bounded(tmp_path: Path) -> None:
    server = server_at(
        tmp_path / "c.db", tmp_path / "files", lambda settings: replace(settings, most_body=1_000)
    )

    def chunks() -> Any:
        for _ in range(20):
            yield b'{"source": "patrol", "note": "' + b"x" * 100

    headers = {"Authorization": "Bearer ines", "Content-Type": "application/json"}
    with server.client:
        whole = server.client.post(f"{API}/clues", content=b"x" * 1_001, headers=headers)
        parts = server.client.post(f"{API}/clues", content=chunks(), headers=headers)
        lying = server.client.post(
            f"{API}/clues", content=b"{}", headers=headers | {"Content-Length": "9" * 40}
        )
    for answer in (whole, parts, lying):
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:clearwater:problem:too-large"


def test_the_log_names_nobody(server: Server) -> None:
    case = cases.opened(server)
    said = {"source": "report", "account": CANARY, "reporter": CANARY, "note": CANARY}
    server.post("ines", "/clues", said, headers={"Idempotency-Key": "canary-key"})
    server.get("ines", f"/cases/{case}?q={CANARY}")
    server.get("ines", f"/{CANARY}")
    server.get("canary", "/me")
    server.post("ines", "/restrictions/searches", {"purpose": "enforcement", "account": CANARY})
    server.post("ines", f"/cases/{case}/exclusions", {"subject": CANARY, "why": CANARY})
    text = server.log.getvalue()
    for word in (CANARY, "金丝雀", "canary", "ines", case, "q=", "testclient", "main"):
        assert word not in text, word
    lines = server.log_lines()
    assert [line["route"] for line in lines[:2]] == ["/clues", "/cases/{case}"]
    assert {"request", "method", "route", "status", "ms", "event", "timestamp"} <= lines[0].keys()


def test_the_log_says_no_method_that_somebody_made_up(server: Server) -> None:
    assert server.ask("CANARY", None, "/health").status_code == 405
    assert server.ask("HEAD", None, "/health").status_code == 405
    assert [line["method"] for line in server.log_lines()] == ["-", "HEAD"]


def test_what_is_not_there_is_in_the_log_with_its_place(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreError("the database is away", where=f"/srv/{CANARY}")

    case = cases.opened(server)
    monkeypatch.setattr(looking, "case_file", away)
    answer = server.get("ines", f"/cases/{case}")
    assert answer.status_code == 503
    assert server.log_lines()[-1]["fault"].startswith("StoreError at standing:")
    assert CANARY not in answer.text + server.log.getvalue()
    monkeypatch.undo()
    server.get("ines", "/cases/case-none")
    server.get("only-intake", "/cases")
    assert not [line for line in server.log_lines()[-2:] if "fault" in line], "no fault of ours"


def test_a_fault_has_a_number_and_no_inside(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{CANARY} at /srv/secret")

    case = cases.opened(server)
    monkeypatch.setattr(looking, "case_file", broken)
    answer = server.get("ines", f"/cases/{case}")
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert "/srv" not in answer.text
    line = server.log_lines()[-1]
    assert line["request"] == answer.headers["x-request-id"]
    assert line["fault"].startswith("RuntimeError at standing:")
    assert CANARY not in server.log.getvalue()


def test_a_fault_of_a_page_is_a_page_in_the_language_of_whoever_looks(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearwater.web.console.page.places_for", None)
    headers = {"Authorization": "Bearer ines", "Accept-Language": "zh-CN"}
    answer = server.client.get("/preferences", headers=headers)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "服务内部出错" in answer.text
    assert answer.headers["x-request-id"] in answer.text
