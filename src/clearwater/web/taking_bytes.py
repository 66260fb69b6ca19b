"""Bytes that are no JSON: which routes take them, declared by each, and how they are read.

The boundary knows no routes. It is given what they declare when the application is made, so a route
that says nothing takes JSON and little of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anyio.from_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from clearwater.web.at import At

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


def declared_streams(app: FastAPI) -> tuple[Stream, ...]:
    """Return the routes of an application that take bytes."""
    return tuple(_streams(app))


def _streams(app: FastAPI) -> Iterator[Stream]:
    for route in app.routes:
        extra = getattr(route, "openapi_extra", None) or {}
        if isinstance(route, APIRoute) and "x-bytes" in extra:
            yield Stream(frozenset(route.methods), route.path_regex, int(extra["x-bytes"]))


def pieces_of(at: At) -> Iterator[bytes]:
    """Yield the bytes of a request as they come, in the thread in which its route works."""
    stream = at.request.stream().__aiter__()
    while True:
        try:
            yield anyio.from_thread.run(stream.__anext__)
        except StopAsyncIteration:
            return
