"""The pages before one is known: signing in, setting a password, showing a code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from clearwater.app.identity.provider_settings import read_provider
from clearwater.errors import ParameterError
from clearwater.web.console.navigation import places_for
from clearwater.web.console.page import AtTheServer, Viewing, open_page, page, page_router
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.problems import own_address
from clearwater.web.console.rendering import rendered
from clearwater.web.served import Served

signing_in = page_router()
Then = Annotated[str, Query(max_length=500)]


@signing_in.get("/", **page(None))
def go_in(at: Viewing) -> Response:
    """Send whoever comes to the first place that they may see: the queue, for most."""
    return RedirectResponse(places_for(at.me.verbs)[0].path, HTTPStatus.SEE_OTHER)


@signing_in.get("/sign-in", **open_page())
def show_sign_in(request: Request, served: AtTheServer, then: Then = "/") -> Response:
    """Name, password, code; or the provider, where there is one."""
    return _outside(request, served, "sign_in", then)


@signing_in.get("/set-up", **open_page())
def show_set_up(request: Request, served: AtTheServer) -> Response:
    """Set a password with a one-time token; it comes behind the ``#``, which no server sees."""
    return _outside(request, served, "set_up", "/")


@signing_in.get("/second-factor", **page(None, any_factor=True))
def show_second_factor(at: Viewing, then: Then = "/") -> Response:
    """Show a code, or set up a device for codes."""
    return rendered(
        "second_factor",
        at.preferences,
        csrf=at.known_as.csrf or "",
        user=at.present.caller.user,
        needs=at.present.needs,
        then=own_address(then),
    )


def _outside(request: Request, served: Served, template: str, then: str) -> Response:
    return rendered(
        template,
        Preferences.of(request),
        organisations=served.settings.organisations,
        exercise=served.store.created.rehearsal is not None,
        provider=_has_provider(served),
        then=own_address(then),
    )


def _has_provider(served: Served) -> bool:
    """Return whether a login at a provider is worth offering."""
    try:
        return read_provider(served.store.files) is not None
    except ParameterError:
        # It was in order when the server began. A password must work all the same.
        return False
