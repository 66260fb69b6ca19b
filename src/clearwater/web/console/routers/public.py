"""What anybody may see: what a body has published, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request
from starlette.responses import Response

from clearwater.app.publish.published import (
    CASEBOOK,
    Published,
    all_published,
    read_document,
    the_published,
)
from clearwater.app.publish.writing import PUBLIC_FORMATS
from clearwater.errors import NothingThereError
from clearwater.report.public.pages import Page
from clearwater.web.console.page import AtTheServer, open_page, page_router
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.rendering import rendered
from clearwater.web.models.bodies import BodyName
from clearwater.web.models.publishing import Period
from clearwater.web.routers.publishing import TYPES
from clearwater.web.served import Served

public = page_router()
Body = Annotated[BodyName, Path()]
PublishedName = Annotated[Period, Path()]
DATA = ("json", "csv")


@public.get("/public", **open_page())
def list_published(request: Request, served: AtTheServer) -> Response:
    """Every body of this server that has published something."""
    bodies = [(one, all_published(served.store, one)) for one in served.settings.organisations]
    return _shown(request, "public", bodies=[(one, files) for one, files in bodies if files])


@public.get("/public/{body}/{name}", **open_page())
def show_published(
    request: Request, served: AtTheServer, body: Body, name: PublishedName
) -> Response:
    """One published report, as it was published."""
    found, document = _read(served, body, name)
    preferences = Preferences.of(request)
    template = "public_casebook" if found.kind == CASEBOOK else "public_report"
    page = Page("zh" if preferences.language == "zh" else "en", document)
    return _shown(request, template, found=found, document=document, page=page, forms=DATA)


@public.get("/public/{body}/{name}/{form}", **open_page())
def send_published(
    served: AtTheServer, body: Body, name: PublishedName, form: Annotated[str, Path(max_length=10)]
) -> Response:
    """Send the very bytes that were published, or the same figures as CSV."""
    _known(served, body)
    found, content = the_published(served.store, body, name)
    if form == "json":
        return Response(content, 200, None, TYPES["json"])
    if form != "csv" or found.kind == CASEBOOK:
        raise NothingThereError("it was not published in this form", found=form)
    return Response(PUBLIC_FORMATS["csv"](read_document(content)), 200, None, TYPES["csv"])


def _read(served: Served, body: str, name: str) -> tuple[Published, dict[str, Any]]:
    _known(served, body)
    found, content = the_published(served.store, body, name)
    return found, read_document(content)


def _known(served: Served, body: str) -> None:
    if body not in served.settings.organisations:
        raise NothingThereError("nothing like that was published", found=body[:80])


def _shown(request: Request, template: str, **said: Any) -> Response:
    return rendered(template, Preferences.of(request), **said)
