"""Problems: their form, their language, and what is never in them."""

from __future__ import annotations

import json

import pytest

from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import (
    CannotRunError,
    ClearwaterError,
    NothingThereError,
    ParameterError,
    SourceError,
    StoreError,
)
from clearwater.web.problems import MEDIA_TYPE, STATUS, language_of, problem_of, status_of
from tests.helpers import web_cases as cases
from tests.helpers.web_server import API, Server

FORM = {"type", "title", "status", "detail", "instance", "what"}


def body(error: ClearwaterError, language: str = "en") -> dict[str, object]:
    said: dict[str, object] = json.loads(bytes(problem_of(error, "7", language).body))
    return said


@pytest.mark.parametrize("code", list(Code))
def test_every_refusal_is_a_problem_in_both_languages(code: Code) -> None:
    error = RefusedError(refuse(code, expected="a", found="b", next_step="c"), where="d")
    assert 400 < status_of(error) < 500
    for language in ("en", "zh"):
        said = body(error, language)
        assert said.keys() >= FORM
        assert said["type"] == f"urn:clearwater:problem:{str(code).replace(' ', '-')}"
        assert (said["where"], said["expected"], said["found"], said["next"]) == tuple("dabc")
    assert body(error)["what"] != body(error, "zh")["what"]


def test_no_code_has_two_statuses() -> None:
    found = [code for codes in STATUS.values() for code in codes]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NothingThereError("none"), 404),
        (ParameterError("wrong"), 422),
        (StoreError("x"), 503),
        (SourceError("x"), 503),
        (CannotRunError("x"), 503),
    ],
)
def test_errors_of_use_cases(error: ClearwaterError, status: int) -> None:
    assert status_of(error) == status


def test_what_a_database_said_is_not_said_on() -> None:
    error = StoreError(
        "the database did not do what was asked",
        where="postgresql://u:***@db/cases",
        found="relation secret does not exist; 小红",
        next_step="Look at /srv/cases",
    )
    said = body(error)
    assert said["what"] == "the database did not do what was asked"
    assert not said.keys() & {"where", "found", "expected", "next"}
    assert not any(word in json.dumps(said) for word in ("postgresql", "secret", "/srv"))


def test_where_on_the_machine_is_not_said() -> None:
    assert "where" not in body(ParameterError("no such finding", where="/srv/runs/main/week-2"))
    assert body(ParameterError("wrong", where="field appeal_window_s"))["where"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB, zh;q=0.5", "en"), ("de, fr", "en"),
        ("en;q=0.1, zh-Hant;q=0.2", "zh"), ("zh;q=0", "en"), ("zh;q=x", "en"), ("*", "en"),
        ("ZH", "zh"), (",;,;q=,", "en"),
    ],
)  # fmt: skip
def test_languages(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_a_problem_over_the_wire(shared: Server) -> None:
    case = cases.decided(shared, "ban")
    answer = shared.post("ines", f"/cases/{case}/approvals", headers={"Accept-Language": "zh-CN"})
    said = answer.json()
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert (said["status"], said["title"]) == (403, "无权执行此操作")
    assert said["instance"].endswith(answer.headers["x-request-id"])
    assert said["detail"].startswith(said["what"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404), ("DELETE", "/cases", 405), ("GET", "/cases/", 404),
        ("OPTIONS", "/cases", 405), ("HEAD", "/cases", 405), ("GET", "/cases/%00", 422),
        ("GET", "/cases/..%2f..", 404), ("GET", "/cases/UPPER", 422),
        ("GET", "/users/" + "a" * 65, 422),
    ],
)  # fmt: skip
def test_what_the_framework_refuses_is_a_problem_too(
    shared: Server, method: str, path: str, status: int
) -> None:
    answer = shared.ask(method, "max", path)
    assert answer.status_code == status
    if method != "HEAD":
        assert answer.json().keys() >= FORM
        assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b"null", b"\xff\xfe", b'{"purpose": 1}', b'{"purpose": "a", "more": 1}',
        b'{"purpose": "\\ud800"}', b'{"\\ud800": 1}', b"[" * 5_000,
        b'{"purpose": ' + b"9" * 5_000 + b"}",
        b"NaN", b'{"purpose": NaN}', b"", b'{"purpose": ["x"]}',
    ],
)  # fmt: skip
def test_bodies_that_are_none(shared: Server, body: bytes) -> None:
    headers = {"Authorization": "Bearer max", "Content-Type": "application/json"}
    path = f"{API}/cases/{cases.opened(shared)}/readings"
    answer = shared.client.post(path, content=body, headers=headers)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json().keys() >= FORM


def test_other_types_than_json(shared: Server) -> None:
    headers = {"Authorization": "Bearer max"}
    answer = shared.client.post(f"{API}/clues", content=b"{}", headers=headers)
    assert answer.status_code == 415
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    answer = shared.client.post(f"{API}/clues", content=b"source=patrol", headers=headers)
    assert answer.status_code == 415
