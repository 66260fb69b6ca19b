"""How somebody wants to see the console: language, theme, what is blurred."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from clearwater.web.console.page import AtTheServer, Viewing, open_page, page, page_router
from clearwater.web.console.preferences import CHOICES, Preferences
from clearwater.web.console.problems import own_address

preferences = page_router()


@preferences.get("/preferences", **page(None))
def show_preferences(at: Viewing) -> Response:
    """What can be chosen."""
    return at.page("preferences", choices=CHOICES)


@preferences.get("/preferences/keep", **open_page())
def keep_preferences(
    request: Request,
    served: AtTheServer,
    then: Annotated[str, Query(max_length=500)] = "/",
) -> Response:
    """Keep what is named in the query, in a cookie; nothing of anybody else is changed."""
    # A link on somebody else's page could show a reviewer again what they have blurred.
    from_elsewhere = request.headers.get("sec-fetch-site") == "cross-site"
    chosen = Preferences.of(request).changed({} if from_elsewhere else request.query_params)
    answer = RedirectResponse(own_address(then), HTTPStatus.SEE_OTHER)
    answer.headers["Set-Cookie"] = chosen.cookie(tls=served.settings.tls)
    return answer
