"""There and back to a provider of logins (OpenID Connect)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

import httpx
from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from clearwater.app.identity.oidc import CameBack, begin_oidc, finish_oidc
from clearwater.app.identity.provider_settings import Provider, read_provider
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.web.models.identity import Organisation
from clearwater.web.operations import operation, router
from clearwater.web.routers.sessions import OPEN, AtTheGate
from clearwater.web.served import PREFIX, Served

provider = router("sessions")
HELD = "clearwater_login"
WITHIN_S = 600
TIMEOUT_S = 10.0
Text = Annotated[str, Query(min_length=1, max_length=2_000)]


@provider.get(
    "/provider/logins",
    **operation(
        Verb.LOG_IN, "Log in at a provider", None, status=302, openapi_extra=OPEN,
        response_class=RedirectResponse, slow=True),
)  # fmt: skip
def begin(served: AtTheGate, organisation: Annotated[Organisation, Query()]) -> Response:
    """Send the browser to the provider that is set up for this store."""
    with httpx.Client(timeout=TIMEOUT_S) as client:
        begun = begin_oidc(served.gate, organisation, _provider(served), client)
    answer = RedirectResponse(begun.address, 302)
    _hold(answer, begun.held, served)
    return answer


@provider.get(
    "/provider/returns",
    **operation(
        Verb.LOG_IN, "Come back from a provider", None, status=302, openapi_extra=OPEN,
        response_class=RedirectResponse, slow=True),
)  # fmt: skip
def come_back(
    served: AtTheGate, request: Request, state: Text, code: Text, iss: Text | None = None
) -> Response:
    """Let somebody in whom the provider knows and whom a lead has linked."""
    came = CameBack(unquote(request.cookies.get(HELD, "")), state, code, iss)
    with httpx.Client(timeout=TIMEOUT_S) as client:
        come_in = finish_oidc(served.gate, _provider(served), client, came)
    request.scope["state"]["session"] = come_in.cookie
    answer = RedirectResponse(f"{PREFIX}/sessions/current", 302)
    _hold(answer, "", served)
    return answer


def _provider(served: Served) -> Provider:
    found = read_provider(served.store.files)
    if found is None:
        raise NothingThereError("no provider of logins is set up here")
    return found


def _hold(answer: Response, held: str, served: Served) -> None:
    """Let the browser hold what it comes back with; it is sent on the way back from elsewhere."""
    answer.set_cookie(
        HELD,
        quote(held),
        max_age=WITHIN_S if held else 0,
        path=f"{PREFIX}/provider",
        secure=served.settings.tls,
        httponly=True,
        samesite="lax",
    )
