"""What needs no login: whether the server is there, and what it can be asked."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from clearwater.web.at import JSON
from clearwater.web.description import description_of
from clearwater.web.door import NO_VERB
from clearwater.web.models.base import Out
from clearwater.web.operations import operation, router

health = router("server")
_OPEN = {"x-verb": NO_VERB, "x-open": "no login"}


class Health(Out):
    """That the server is there."""

    status: str


@health.get("/health", **operation(None, "Is it there?", Health, openapi_extra=_OPEN))
async def show_health() -> Response:
    """Answers without asking the store."""
    return Response(b'{"status":"up"}', 200, None, JSON)


@health.get("/openapi.json", **operation(None, "This description", None, openapi_extra=_OPEN))
async def show_description(request: Request) -> Response:
    """What can be asked, in OpenAPI 3.1."""
    return Response(description_of(request.app), 200, None, JSON)
