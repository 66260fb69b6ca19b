"""Problems as people read them: a page where the interface answers with problem+json."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from jinja2 import TemplateError
from starlette.responses import RedirectResponse, Response

from clearwater.cases.workflow.refusals import Code
from clearwater.web.console import assets
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.rendering import rendered
from clearwater.web.problems import TYPE
from clearwater.web.served import PREFIX

SIGN_IN = "/sign-in"
SECOND_FACTOR = "/second-factor"
_NOT_PAGES = (f"{PREFIX}/", f"{assets.PREFIX}/")


def is_page(path: str) -> bool:
    """Return whether somebody at this address is to be answered with a page."""
    return not path.startswith(_NOT_PAGES)


def as_page(request: Request, problem: Response) -> Response:
    """Return a problem as whoever asked can use it: as it is, as a page, or as a way to sign in."""
    if not is_page(request.url.path):
        return problem
    said = json.loads(bytes(problem.body))
    code = said["type"].removeprefix(TYPE)
    if problem.status_code == HTTPStatus.UNAUTHORIZED:
        return _on_the_way(request, SIGN_IN)
    if code == Code.SECOND_FACTOR.replace(" ", "-"):
        return _on_the_way(request, SECOND_FACTOR)
    try:
        page = rendered("problem", Preferences.of(request), problem.status_code, problem=said)
    except TemplateError:
        return problem  # what keeps one page from being made may keep this one, too
    if "retry-after" in problem.headers:
        page.headers["Retry-After"] = problem.headers["retry-after"]
    return page


def _on_the_way(request: Request, place: str) -> Response:
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{place}?then={quote(path + query)}", HTTPStatus.SEE_OTHER)


def own_address(said: str) -> str:
    """Return an address of this console that somebody wants to come back to, else its beginning.

    Examples
    --------
    >>> own_address("/cases/7?tab=texts"), own_address("//elsewhere"), own_address("https://x")
    ('/cases/7?tab=texts', '/', '/')
    """
    fits = said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable()
    return said if fits and "\\" not in said else "/"
