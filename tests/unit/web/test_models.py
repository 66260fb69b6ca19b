"""Models: what the server owns cannot be sent, and hostile texts come back as they were."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clearwater.app.case.listing import QueueAsked, queue_page
from clearwater.cases.records.case import CaseState
from clearwater.web.models.base import In
from clearwater.web.models.cases import Queue, queue_bytes
from tests.helpers import web_cases as cases
from tests.helpers.web_description import description
from tests.helpers.web_requests import REQUESTS
from tests.helpers.web_server import API, Server

DESCRIPTION = description()
OWNED = (
    *("organisation", "user", "by", "opened_by", "decided_by", "second_by", "filed_by", "roles_of"),
    *("state", "rank_us", "due_us", "opened_us", "closed_us", "decided_us", "now_us", "at_us"),
    *("case", "decision", "needs_second", "blast_radius", "alone_recently", "policy_text"),
    *("supersedes", "evidence", "fingerprint", "token", "commitment", "salt", "number", "hash"),
    *("frozen", "folder", "path", "strikes", "in_force", "outcome_of", "verified", "scopes_of"),
)
"""Names of what the server alone says, of every record."""
WITH_BODY = sorted(name for name in REQUESTS if name.partition(" ")[0] in {"POST", "PUT"})
HOSTILE = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u202eevil\u202c", "a\r\nSet-Cookie: x=y",
    "{{7*7}}${7*7}", "'; DROP TABLE cases; --", "零宽\u200b字符", "👩\u200d👩\u200d👧",
    "%0d%0aX: y", "﷽", "\x1b[31m",
)  # fmt: skip


def subclasses(kind: type[In]) -> list[type[In]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *subclasses(sub))]


def test_every_model_that_comes_in_is_strict() -> None:
    found = subclasses(In)
    assert len(found) > 20
    for model in found:
        assert model.model_config.get("extra") == "forbid"
        assert model.model_config.get("strict") is True


@pytest.mark.parametrize("operation", [one for one in WITH_BODY if one != "PUT /policy"])
def test_what_the_server_owns_cannot_be_sent(shared: Server, operation: str) -> None:
    asked = REQUESTS[operation](shared, "max")
    method = operation.partition(" ")[0]
    before = shared.entries()
    said: dict[str, Any] = asked.said or {}
    for name in OWNED:
        if name in said:
            continue
        answer = shared.ask(
            method, "max", asked.path, json=said | {name: "x"}, headers=dict(asked.headers)
        )
        assert answer.status_code == 422, (name, answer.text)
        assert name in answer.json()["where"]
    assert shared.entries() == before


def test_no_way_into_the_description_is_open_to_more() -> None:
    sent = {
        reference.rsplit("/", 1)[1]
        for path in DESCRIPTION["paths"].values()
        for operation in path.values()
        for reference in re.findall(r"#/components/schemas/\w+", str(operation.get("requestBody")))
    }
    assert len(sent) > 20
    for name in sent - {"ReplacePolicy"}:
        assert DESCRIPTION["components"]["schemas"][name]["additionalProperties"] is False, name


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_as_they_were(shared: Server, text: str) -> None:
    title = text.replace("\r", "").replace("\n", "").replace("\x1b", "")
    said = {"source": "partner", "account": f"acc {text}", "note": f"note {text}"}
    clue = shared.post("ines", "/clues", said)
    assert clue.status_code == 201, clue.text
    opened = shared.post("ines", "/cases", {"clue": clue.json()["clue"], "title": title or "x"})
    if opened.status_code != 201:  # a title has one line of visible signs
        assert opened.status_code == 422
        return
    assert opened.json()["title"] == title
    read = shared.post("ines", f"/cases/{opened.json()['case']}/readings", {"purpose": "case work"})
    (shown,) = read.json()["clues"]
    assert (shown["account"], shown["note"]) == (f"acc {text}", f"note {text}")
    for answer in (clue, opened, read):
        assert all(text not in value for value in answer.headers.values())
        assert "x=y" not in answer.headers.get("set-cookie", "")


def test_the_queue_is_what_its_model_says(shared: Server) -> None:
    cases.decided(shared)
    cases.opened(shared)
    asked = QueueAsked(tuple(map(str, CaseState)))
    page = queue_page(shared.desk("max"), asked, limit=200, place=lambda _unit: None)
    sent = queue_bytes(page, "next")
    assert Queue.model_validate_json(sent).model_dump_json().encode() == sent


def test_no_address_names_a_person() -> None:
    allowed = {
        *("case", "clue", "appeal", "number", "run", "user", "token", "body", "duty", "figure"),
        *("handover", "hold", "organisation", "part", "partner", "quarter", "report", "week"),
        *("review", "finding", "place", "row", "upload", "offset", "job", "other"),
        # The store's own random name of an account: it says nothing to who has not the store.
        "subject",
    }
    names = {name for path in DESCRIPTION["paths"] for name in re.findall(r"{(\w+)}", path)}
    assert names - allowed <= set(), "an account is named by the store's name for it"
    queries = {
        parameter["name"]
        for path in DESCRIPTION["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert not queries & {"account", "identifier", "reporter", "name", "q", "text"}


def test_prefix() -> None:
    assert all(path.startswith(API) for path in DESCRIPTION["paths"])
    assert DESCRIPTION["openapi"].startswith("3.1")
