"""The door: who asks, by what, and whether they may go on to a use-case.

What the person may is asked by the use-case. Here it is asked whether a token was given out for
such requests, whether a page of ours asked, whether it is too often, and what is proved first.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Any

from fastapi import Request

from clearwater.app.identity.base import Gate, Present, require_fresh
from clearwater.app.identity.present import second_factor_error
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.sessions import NEEDS_FRESH
from clearwater.web.base import Known, Shown
from clearwater.web.boundary import SESSION_COOKIE, cookie_named, too_often
from clearwater.web.problems import ProblemError
from clearwater.web.served import Served, served_by

CSRF_HEADER = "X-CSRF-Token"
NO_VERB = "none"
"""``x-verb`` of what everybody may who is known, or who is not."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def shown_by(request: Request) -> Shown:
    """Return what a request shows of who asks."""
    tls = served_by(request).settings.tls
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return Shown(
        bearer=credential.strip() or None if scheme.lower() == "bearer" else None,
        session=request.cookies.get(cookie_named(SESSION_COOKIE, tls=tls)),
    )


def declared_verb(request: Request) -> Verb | None:
    """Return the verb that a route declares.

    Raises
    ------
    RuntimeError
        If it declares none: nobody is let through by a route that forgot it.
    """
    said = _extra(request).get("x-verb")
    if said is None:
        raise RuntimeError("this route does not say what right it needs")
    return None if said == NO_VERB else Verb(said)


def _extra(request: Request) -> dict[str, Any]:
    extra: dict[str, Any] = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    return extra


def through_the_door(request: Request, served: Served, gate: Gate) -> Known:
    """Return who asks; see `At.enter`."""
    verb = declared_verb(request)
    known = served.authenticator.identify(gate, shown_by(request))
    if known is None:
        raise _unknown()
    present = known.present
    _require_own_page(request, known)
    if present.renewed is not None:
        request.scope["state"]["session"] = present.renewed
    _require_slow(request, served, f"{present.caller.organisation} {present.caller.user}")
    if not _extra(request).get("x-any-factor"):
        missing = second_factor_error(gate, present)
        if missing is not None:
            raise missing
    if verb is not None:
        _require_scope(present, verb)
        if verb in NEEDS_FRESH and not _extra(request).get("x-any-proof"):
            require_fresh(gate, present, verb)
    return known


def _unknown() -> ProblemError:
    return ProblemError(
        HTTPStatus.UNAUTHORIZED,
        "not logged in",
        "it is not known who asks",
        expected="a session, or a token",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _require_own_page(request: Request, known: Known) -> None:
    """Return if a browser was told to ask by a page of ours, and not by another's."""
    if known.csrf is None or request.method in SAFE:
        return
    said = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(said.encode(), known.csrf.encode()):
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "csrf",
            "another page may have asked for this",
            expected=f"{CSRF_HEADER} as it was given at the login",
        )


def _require_slow(request: Request, served: Served, whose: str) -> None:
    limits = [served.by_caller, *([served.by_reader] if _extra(request).get("x-shows") else [])]
    wait = max(limit.wait_s(whose) for limit in limits)
    if wait:
        raise too_often(wait)


def _require_scope(present: Present, verb: Verb) -> None:
    """Return if a token was given out for this; the workflow would refuse it too, later."""
    scopes = None if present.session is not None else present.caller.scopes
    if scopes is not None and verb not in scopes:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "scope",
            "the token was not given out for this",
            expected=f"the scope {verb}",
        )
