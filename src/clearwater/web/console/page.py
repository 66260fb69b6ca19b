"""What a page is made of: somebody who looks, with the door of the HTTP interface before them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from clearwater.app.case import looking
from clearwater.app.case.organisation import policy_in_force
from clearwater.cases.measures.policy import Purpose
from clearwater.cases.workflow.rights import Verb
from clearwater.web.at import At
from clearwater.web.console.navigation import places_for
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.rendering import rendered
from clearwater.web.door import NO_VERB
from clearwater.web.operations import NounRouter
from clearwater.web.served import Served, served_by


class Viewer(At):
    """Somebody who looks at a page. A page changes nothing; its scripts ask the interface."""

    @cached_property
    def preferences(self) -> Preferences:
        """How they want to see it."""
        return Preferences.of(self.request)

    @cached_property
    def me(self) -> looking.Me:
        """Who looks, and what they may."""
        return looking.me(self.desk)

    @cached_property
    def purposes(self) -> tuple[Purpose, ...]:
        """For what somebody may be shown names, by the policy in force."""
        return policy_in_force(self.desk).purposes

    def may(self, verb: Verb) -> bool:
        """Return whether something is worth offering; the use-case decides."""
        return verb in self.me.verbs

    def page(self, template: str, status: int = 200, **said: Any) -> Response:
        """Return a page of the console, with its frame around it."""
        return rendered(
            template,
            self.preferences,
            status,
            me=self.me,
            csrf=self.known_as.csrf or "",
            places=places_for(self.me.verbs),
            exercise=self.served.store.created.rehearsal is not None,
            path=self.request.url.path,
            **said,
        )


async def _viewer(request: Request) -> Viewer:
    return Viewer(request)


Viewing = Annotated[Viewer, Depends(_viewer)]
"""Somebody who looks at a page."""


def page_router() -> NounRouter:
    """Return a router for pages; they are not part of the described interface."""
    return NounRouter(include_in_schema=False)


def page(verb: Verb | None, *, any_factor: bool = False, slow: bool = False) -> dict[str, Any]:
    """Return what a page is declared with.

    Parameters
    ----------
    verb
        The right that the page needs; None where everybody may who is known.
    any_factor
        Whether it may be seen before a second factor was shown.
    slow
        Whether it may take longer than a moment: then it works beside the others.
    """
    extra = {"x-verb": NO_VERB if verb is None else str(verb), "x-page": "for people"}
    if any_factor:
        extra |= {"x-any-factor": "also before a second factor was shown", "x-any-proof": "any"}
    if slow:
        extra["x-slow"] = "may take longer than a moment"
    return {"openapi_extra": extra, "response_model": None}


def open_page() -> dict[str, Any]:
    """Return what a page is declared with that everybody may see, known or not."""
    extra = {"x-verb": NO_VERB, "x-page": "for people", "x-open": "no login"}
    return {"openapi_extra": extra, "response_model": None}


async def _server(request: Request) -> Served:
    return served_by(request)


AtTheServer = Annotated[Served, Depends(_server)]
"""The server, for a page that everybody may see."""
