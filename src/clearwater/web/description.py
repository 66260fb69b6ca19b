"""The description of the interface: OpenAPI 3.1, as the routes are declared."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from clearwater.web.boundary import SESSION_COOKIE, cookie_named
from clearwater.web.operations import PROBLEM_SCHEMA

_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")
SECURITY_SCHEMES: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": f"Behind TLS its name is `{cookie_named(SESSION_COOKIE, tls=True)}`.",
    },
}


def described(app: FastAPI) -> dict[str, Any]:
    """Return the description, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def description_of(app: FastAPI) -> bytes:
    """Return the description as it is sent, made once: strangers may ask for it."""
    kept: bytes | None = getattr(app.state, "description", None)
    if kept is None:
        kept = app.state.description = json.dumps(described(app), ensure_ascii=False).encode()
    return kept


def _made(app: FastAPI) -> dict[str, Any]:
    said = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        routes=app.routes,
    )
    schemas = said.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORKS_OWN:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    said["components"]["securitySchemes"] = SECURITY_SCHEMES
    for path in said["paths"].values():
        for operation in path.values():
            _correct(operation)
    return said


def _correct(operation: dict[str, Any]) -> None:
    # Problems are declared once, as 4XX: the framework's own form of 422 is never sent.
    operation["responses"].pop("422", None)
    kinds = operation.pop("x-answers", None)
    if kinds is not None:
        operation["responses"]["200"]["content"] = {kind: {} for kind in kinds}
    if "x-open" not in operation:
        operation["security"] = [{name: []} for name in SECURITY_SCHEMES]
