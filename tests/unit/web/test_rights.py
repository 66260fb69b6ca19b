"""Every operation, by every role, from both organisations, without login, with a token that was
given out for something else: what comes of it is what the rights say.

The operations are those of the description; one without a request in `REQUESTS` fails.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from schemathesis.openapi import from_dict

from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import OWN_RIGHTS, RIGHTS, Verb
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from tests.helpers.web_description import description
from tests.helpers.web_request import Request
from tests.helpers.web_requests import REQUESTS
from tests.helpers.web_server import API, BY_ROLE, ELSEWHERE, Server

pytestmark = pytest.mark.slow

OPERATIONS: Mapping[str, dict[str, Any]] = {
    f"{method.upper()} {path.removeprefix(API)}": operation
    for path, operations in description()["paths"].items()
    for method, operation in operations.items()
}
OPEN = frozenset(name for name, said in OPERATIONS.items() if "x-open" in said)
WITHOUT_STORE = {
    "POST /cases/{case}/findings": "from a run: test_runs.py",
    "POST /cases/{case}/evidence": "from a run: test_runs.py",
    "GET /runs": "test_runs.py",
    "GET /runs/{run}/findings": "test_runs.py",
    "GET /runs/{run}": "test_work.py",
    "GET /runs/{run}/comparisons/{other}": "test_work.py",
    "GET /runs/{run}/agreement": "test_work.py",
    "POST /runs/{run}/reports/readings": "test_work.py",
    "PUT /uploads/{upload}/bytes/{offset}": "bytes, and no JSON: test_work.py",
    "POST /logs/readings": "begins a process: test_work.py",
    "POST /runs/{run}/events/questions": "test_events.py",
    "POST /runs/{run}/events/searches": "test_events.py",
    "POST /runs/{run}/events/readings": "test_events.py",
    "POST /cases/{case}/events/questions": "from a run: test_events.py",
    "POST /cases/{case}/events/searches": "from a run: test_events.py",
    "POST /cases/{case}/events/readings": "from a run: test_events.py",
    "POST /runs/{run}/accounts/{row}/histories": "test_events.py",
    "POST /runs/{run}/expansions": "test_events.py",
    "POST /runs/{run}/claims/matches": "test_events.py",
    "POST /runs/{run}/claims/judgements": "test_events.py",
    "POST /claims/imports": "beside runs: test_events.py",
    "POST /known-findings": "from a run: test_known_cases.py",
    "POST /cases/{case}/findings/{place}/readings": "from frozen evidence: test_groups.py",
    "POST /cases/{case}/findings/{place}/words": "from frozen evidence: test_groups.py",
    "POST /runs/{run}/findings/{finding}/readings": "from a run: test_groups.py",
    "POST /runs/{run}/findings/{finding}/words": "from a run: test_groups.py",
    "POST /tree": "once a store: test_bodies.py",
    "POST /arrivals/{organisation}/{partner}": "signed by a partner: test_arrivals.py",
    "POST /sessions": "nobody is known yet: test_sessions.py",
    "POST /set-ups": "nobody is known yet: test_sessions.py",
    "GET /provider/logins": "nobody is known yet: test_sessions.py",
    "GET /provider/returns": "nobody is known yet: test_sessions.py",
}
"""What needs more than a store, and where its rights are tested with the same function."""
ASKED = sorted(set(OPERATIONS) - set(WITHOUT_STORE))
KNOWN = sorted(set(ASKED) - OPEN)


SCHEMA: Any = from_dict(deepcopy(description()))


def as_described(operation: str, answer: Any) -> None:
    """Hold an answer against the description."""
    method, _, path = operation.partition(" ")
    SCHEMA[API + path][method].validate_response(answer)


def verb_of(operation: str) -> Verb | None:
    said = OPERATIONS[operation]["x-verb"]
    return None if said == "none" else Verb(said)


def sent(server: Server, who: str | None, operation: str, asked: Request) -> Any:
    method = operation.partition(" ")[0]
    return server.ask(method, who, asked.path, json=asked.said, headers=dict(asked.headers))


def test_every_operation_says_its_verb_and_has_a_request() -> None:
    assert all(said["x-verb"] in {"none", *Verb} for said in OPERATIONS.values())
    assert set(REQUESTS) == set(ASKED), set(REQUESTS) ^ set(ASKED)
    assert {
        *("GET /health", "GET /openapi.json", "POST /sessions", "POST /set-ups"),
        *("GET /provider/logins", "GET /provider/returns"),
        "POST /arrivals/{organisation}/{partner}",
    } == OPEN


@pytest.mark.parametrize("operation", KNOWN)
def test_each_role_in_its_own_organisation(shared: Server, operation: str) -> None:
    verb = verb_of(operation)
    for role in Role:
        who = BY_ROLE[role]
        asked = REQUESTS[operation](shared, who)
        before = shared.entries()
        answer = sent(shared, who, operation, asked)
        allowed = verb is None or verb in RIGHTS[role] | OWN_RIGHTS
        if allowed:
            assert answer.status_code in {200, 201}, (role, answer.text)
            as_described(operation, answer)
        else:
            assert answer.status_code == 403, (role, answer.text)
            assert shared.entries() == before, f"{role} was refused and left an entry"


@pytest.mark.parametrize("operation", KNOWN)
def test_somebody_without_a_role_may_nothing(shared: Server, operation: str) -> None:
    asked = REQUESTS[operation](shared, "ines")
    before = shared.entries()
    answer = sent(shared, "noone", operation, asked)
    own = verb_of(operation) in {None, *OWN_RIGHTS}
    assert answer.status_code in ({200, 401, 403, 422} if own else {403}), answer.text
    assert shared.entries() == before


@pytest.mark.parametrize("operation", KNOWN)
def test_another_organisation_sees_and_changes_nothing(shared: Server, operation: str) -> None:
    asked = REQUESTS[operation](shared, "ines")
    before, there = shared.entries(), shared.entries(ELSEWHERE)
    answer = sent(shared, "mia", operation, asked)
    assert shared.entries() == before, "an act of another organisation"
    if names_something(operation, asked):
        assert answer.status_code == 404, answer.text
        assert shared.entries(ELSEWHERE) == there
    told = set(words_of(answer.text)) - set(words_of(f"{asked.path} {asked.said}"))
    assert not named_of_main(shared) & told, answer.text


@pytest.mark.parametrize("operation", KNOWN)
def test_without_login(shared: Server, operation: str) -> None:
    asked = REQUESTS[operation](shared, "ines")
    before = shared.entries()
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"X-User": "ines"}):
        answer = server_said(shared, operation, asked, headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:clearwater:problem:not-logged-in"
    assert shared.entries() == before


@pytest.mark.parametrize("operation", [one for one in KNOWN if verb_of(one) is not None])
def test_a_token_for_something_else(shared: Server, operation: str) -> None:
    verb = verb_of(operation)
    asked = REQUESTS[operation](shared, "max")
    other = "read" if verb is not Verb.READ else "verify"
    before = shared.entries()
    assert sent(shared, f"max/{other}", operation, asked).status_code == 403
    assert shared.entries() == before
    # Whoever is shown people reads besides, whatever it is for.
    scopes = f"{verb},read" if "x-shows" in OPERATIONS[operation] else verb
    right = sent(shared, f"max/{scopes}", operation, asked)
    if verb in FOR_PROGRAMS:
        assert right.status_code in {200, 201}, right.text


def server_said(server: Server, operation: str, asked: Request, headers: Mapping[str, str]) -> Any:
    method = operation.partition(" ")[0]
    return server.ask(
        method, None, asked.path, json=asked.said, headers={**asked.headers, **headers}
    )


OF_NOBODY = {"week", "quarter", "figure"}
"""Named in addresses, and everybody's: of one's own organisation it is said what was there."""
NEW_HERE = {"PUT /users/{user}", "PUT /policy"}
"""Of one's own organisation, whatever another has under the same name."""


def names_something(operation: str, asked: Request) -> bool:
    """Return whether a request names a thing of the first organisation."""
    if operation in NEW_HERE:
        return False
    return bool(set(re.findall(r"{(\w+)}", operation)) - OF_NOBODY) or "clue" in (asked.said or {})


def named_of_main(server: Server) -> set[str]:
    return {
        str(key)
        for entry in server.ledger("main")
        for write in entry.writes
        for key in write.key
        if len(str(key)) > 6
    } - {"main"}


def words_of(text: str) -> list[str]:
    return re.split(r"[^\w-]+", text)
