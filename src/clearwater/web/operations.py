"""What every operation declares of itself: its right, what it answers, whether it shows people."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial, update_wrapper, wraps
from typing import Any, get_type_hints

import anyio.to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from clearwater.cases.workflow.rights import Verb
from clearwater.web.at import At
from clearwater.web.door import NO_VERB
from clearwater.web.problems import MEDIA_TYPE, SCHEMA
from clearwater.web.served import Served, served_by

PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = SCHEMA
"""Stands in the description under this name."""


class NounRouter(APIRouter):
    """Routes of one noun. None of them begins before it is known who asks."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        """Add a route, guarded."""
        extra = said.get("openapi_extra") or {}
        asked = guarded(endpoint, is_open="x-open" in extra)
        super().add_api_route(path, _aside(asked) if "x-slow" in extra else asked, **said)


def guarded(endpoint: Callable[..., Any], *, is_open: bool) -> Callable[..., Any]:
    """Return an endpoint that asks who is there first, in the thread in which it works.

    Raises
    ------
    TypeError
        If the endpoint takes nobody and does not say that it is open to all.
    """
    hints = get_type_hints(endpoint)
    takes = [
        name for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, At)
    ]
    if is_open and not takes:
        return endpoint
    if len(takes) != 1 or is_open:
        raise TypeError(f"{endpoint.__name__} has to take who asks, once, or be open to all")
    (name,) = takes

    @wraps(endpoint)
    def asked(**given: Any) -> Response:
        at: At = given[name]
        try:
            at.enter()
            answer: Response = endpoint(**given)
        finally:
            at.leave()
        return answer

    return asked


def _aside(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return an endpoint that works beside the others: it takes long, and they must not wait."""
    signature = inspect.signature(endpoint)
    hints = get_type_hints(inspect.unwrap(endpoint), include_extras=True)

    async def aside(**given: Any) -> Response:
        limiter = _served_among(given.values()).slow
        return await anyio.to_thread.run_sync(partial(endpoint, **given), limiter=limiter)

    # The framework looks through `__wrapped__`, and would take this for what it wraps.
    update_wrapper(aside, endpoint)
    del aside.__wrapped__  # type: ignore[attr-defined]  # set right above
    aside.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[
            one.replace(annotation=hints[one.name]) for one in signature.parameters.values()
        ]
    )
    return aside


def _served_among(given: Iterable[object]) -> Served:
    for one in given:
        if isinstance(one, At):
            return one.served
        if isinstance(one, Served):
            return one
        if isinstance(one, Request):
            return served_by(one)
    raise TypeError("the route takes nothing that knows the server")


def router(noun: str) -> NounRouter:
    """Return the router of a noun."""
    return NounRouter(tags=[noun])


def operation(
    verb: Verb | None,
    summary: str,
    answer: type[BaseModel] | None,
    *,
    status: int = 200,
    shows: bool = False,
    conditional: bool = False,
    slow: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """Return what a route is declared with.

    Parameters
    ----------
    verb
        The right that the use-case asks for; None where everybody may.
    answer
        The model of what is answered.
    shows
        Whether identifiers or words of people are shown: a stricter limit holds.
    conditional
        Whether it may be answered with 304.
    slow
        Whether it may take longer than a moment: then it works beside the others.
    """
    extra = {"x-verb": NO_VERB if verb is None else str(verb)}
    if shows:
        extra["x-shows"] = "people"
    if slow:
        extra["x-slow"] = "may take longer than a moment"
    problem = {"description": "A problem (RFC 9457).", "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    responses: dict[int | str, dict[str, Any]] = {"4XX": problem, "5XX": problem}
    if conditional:
        responses[304] = {"description": "It is what you have."}
    return {
        "summary": summary,
        "response_model": answer,
        "status_code": status,
        "responses": responses,
        "openapi_extra": extra | more.pop("openapi_extra", {}),
        **more,
    }
