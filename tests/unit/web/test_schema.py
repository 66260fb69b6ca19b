"""Made-up requests by the description: none ends in a fault, and every answer is as described."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from clearwater.web.at import At
from tests.helpers import web_cases as cases
from tests.helpers.web_server import API, Server, server_at

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from hypothesis import HealthCheck, Phase, seed, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

pytestmark = pytest.mark.slow

SEED = 4711
EXAMPLES = {True: 16, False: 8}
"""Requests that are made up for an operation: with a body, and without. A number and not a time, so
that a loaded machine asks the same; what takes no parameter is asked once."""
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
_MUTED_HEALTH = (
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.function_scoped_fixture,
)
MUTED = {"POST /sessions", "POST /set-ups", "GET /provider/logins", "GET /provider/returns"}
"""Guessing passwords is slow on purpose."""


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
def test_made_up_requests(tmp_path: Path) -> None:
    server = server_at(tmp_path / "cases.db", tmp_path / "files")
    with server.client:
        case, appeal = cases.appealed(server)
        known = {"case": case, "appeal": appeal, "clue": cases.a_clue(server), "user": "ines"}
        schema = schemathesis.openapi.from_dict(server.get(None, "/openapi.json").json())
        operations: list[Any] = [one.ok() for one in _all(schema)]
        assert len(operations) > 50
        for operation in operations:
            if f"{operation.method.upper()} {operation.path.removeprefix(API)}" not in MUTED:
                _walk(server, operation, known)
    assert not server.store.check()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, b"{}", "application/json"), (200, b'{"case": 1}', "application/json"),
        (200, b"{}", "text/plain"), (207, b"{}", "application/json"),
    ],
)  # fmt: skip
def test_it_sees_what_is_wrong(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, kind: str
) -> None:
    case = cases.opened(server)

    def wrong(*_: object) -> Response:
        return Response(body, status, None, kind)

    monkeypatch.setattr(At, "single", wrong)
    schema = schemathesis.openapi.from_dict(server.get(None, "/openapi.json").json())
    operation = schema[f"{API}/cases/{{case}}"]["GET"]
    with pytest.raises((FailureGroup, AssertionError)):
        _walk(server, operation, {"case": case})


def _walk(server: Server, operation: Any, known: dict[str, str]) -> None:
    @seed(SEED)
    @settings(
        max_examples=EXAMPLES[bool(operation.body)], deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=_MUTED_HEALTH,
    )  # fmt: skip
    @schemathesis_given(operation)  # type: ignore[untyped-decorator]  # of any operation
    def one(case: Any) -> None:
        for name, value in known.items():
            # Half of the requests are about something that is there.
            if name in (case.path_parameters or {}) and len(str(case.path_parameters[name])) % 2:
                case.path_parameters[name] = value
        case.headers = {**(case.headers or {}), "Authorization": "Bearer max"}
        asked = case.as_transport_kwargs(base_url="http://testserver")
        answer = server.client.request(**{k: v for k, v in asked.items() if k != "cookies"})
        case.validate_response(answer, checks=CHECKS)

    one()


def _all(schema: Any) -> Any:
    return schema.get_all_operations()


def schemathesis_given(operation: Any) -> Any:
    from hypothesis import given  # noqa: PLC0415 - beside its strategy

    return given(case=operation.as_strategy())
