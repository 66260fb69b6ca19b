"""Routes that take bytes and no JSON: each declares it, and how many.

The boundary knows no routes. It is given what they declare when the application is made, so a route
that says nothing takes JSON and little of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path

OCTETS = "application/octet-stream"


def takes_bytes(most: int) -> dict[str, Any]:
    """Return what a route declares that takes up to `most` bytes."""
    schema = {"type": "string", "format": "binary", "maxLength": most}
    return {
        "x-bytes": most,
        "requestBody": {"required": True, "content": {OCTETS: {"schema": schema}}},
    }


@dataclass(frozen=True)
class Stream:
    """A route that takes bytes."""

    methods: frozenset[str]
    path: re.Pattern[str]
    most: int

    def fits(self, method: str, path: str) -> bool:
        """Return whether a request is for it."""
        return method in self.methods and self.path.fullmatch(path) is not None


def declared_streams(routers: Iterable[APIRouter], prefix: str) -> tuple[Stream, ...]:
    """Return the routes of routers that take bytes."""
    return tuple(one for router in routers for one in _streams(router, prefix))


def _streams(router: APIRouter, prefix: str) -> Iterator[Stream]:
    for route in router.routes:
        extra = getattr(route, "openapi_extra", None) or {}
        if isinstance(route, APIRoute) and "x-bytes" in extra:
            pattern, *_ = compile_path(prefix + route.path)
            yield Stream(frozenset(route.methods or ()), pattern, int(extra["x-bytes"]))
