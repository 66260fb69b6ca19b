"""What every operation declares of itself: its right, what it answers, whether it shows people."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from clearwater.cases.workflow.rights import Verb
from clearwater.web.at import NO_VERB
from clearwater.web.problems import MEDIA_TYPE, SCHEMA

PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = SCHEMA
"""Stands in the description under this name."""


def router(noun: str) -> APIRouter:
    """Return the router of a noun."""
    return APIRouter(tags=[noun])


def operation(
    verb: Verb | None,
    summary: str,
    answer: type[BaseModel] | None,
    *,
    status: int = 200,
    shows: bool = False,
    conditional: bool = False,
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
    """
    extra = {"x-verb": NO_VERB if verb is None else str(verb)}
    if shows:
        extra["x-shows"] = "people"
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
