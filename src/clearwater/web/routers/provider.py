"""There and back to a provider of logins (OpenID Connect)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from clearwater.app.identity.oidc import CameBack, begin_oidc, finish_oidc
from clearwater.app.identity.provider import ProviderError, provider_client
from clearwater.app.identity.provider_settings import Provider, read_provider
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError
from clearwater.web.boundary import cookie_named
from clearwater.web.models.identity import Organisation
from clearwater.web.operations import operation, router
from clearwater.web.routers.sessions import OPEN, AtTheGate
from clearwater.web.served import Served

provider = router("sessions")
HELD = "clearwater_login"
WITHIN_S = 600
LANDING = "/"
"""Where a browser goes on once it is let in: the console, at the first place they may see."""
_LET_IN = f'<!doctype html><meta http-equiv="refresh" content="0; url={LANDING}">'.encode()
HTML = "text/html"
Text = Annotated[str, Query(min_length=1, max_length=2_000)]


@provider.get(
    "/provider/logins",
    **operation(
        Verb.LOG_IN, "Log in at a provider", None, status=302, openapi_extra=OPEN,
        response_class=RedirectResponse, slow=True),
)  # fmt: skip
def begin(
    served: AtTheGate,
    organisation: Annotated[Organisation, Query()],
    fresh: Annotated[bool, Query(description="Ask for a proof there, whoever was known.")] = False,  # noqa: FBT002 - of an address
) -> Response:
    """Send the browser to the provider that is set up for this store."""
    with provider_client() as client:
        begun = begin_oidc(served.gate, organisation, _provider(served), client, fresh=fresh)
    answer = RedirectResponse(begun.address, 302)
    _hold(answer, begun.held, served)
    return answer


@provider.get(
    "/provider/returns",
    **operation(
        Verb.LOG_IN, "Come back from a provider", None,
        openapi_extra=OPEN | {"x-answers": [HTML]}, slow=True),
)  # fmt: skip
def come_back(
    served: AtTheGate,
    request: Request,
    state: Text,
    code: Text | None = None,
    iss: Text | None = None,
    error: Text | None = None,
) -> Response:
    """Let somebody in whom the provider knows and whom a lead has linked.

    Answered with a page that goes on by itself. A redirect would still be the other site's request,
    and to those a browser does not show a cookie that is for this site alone.
    """
    settings = _provider(served)
    if code is None or error is not None:
        raise RefusedError(refuse(Code.LOGIN_FAILED))
    held = request.cookies.get(cookie_named(HELD, tls=served.settings.tls), "")
    came = CameBack(unquote(held), state, code, iss)
    try:
        with provider_client() as client:
            come_in = finish_oidc(served.gate, settings, client, came)
    except RefusedError as refused:
        # Whoever asks is not told why; whoever looks after the server is.
        request.scope["state"]["fault"] = f"login at a provider: {refused.__cause__}"[:300]
        raise
    request.scope["state"]["session"] = come_in.cookie
    answer = Response(_LET_IN, 200, None, HTML)
    _hold(answer, "", served)
    return answer


def _provider(served: Served) -> Provider:
    try:
        found = read_provider(served.store.files)
    except ParameterError as error:
        # It was in order when the server began, and is no mistake of whoever asks.
        raise ProviderError("the provider of logins is not set up as it should be") from error
    if found is None:
        raise NothingThereError("no provider of logins is set up here")
    return found


def _hold(answer: Response, held: str, served: Served) -> None:
    """Let the browser hold what it comes back with; it is sent on the way back from elsewhere."""
    answer.set_cookie(
        cookie_named(HELD, tls=served.settings.tls),
        quote(held),
        max_age=WITHIN_S if held else 0,
        path="/",
        secure=served.settings.tls,
        httponly=True,
        samesite="lax",
    )
