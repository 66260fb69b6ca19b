"""Logging in and out, proving it again, one's own password and device.

What is answered here lets somebody in, so it is never kept: an ``Idempotency-Key`` means nothing.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from clearwater.app.identity import login, setup
from clearwater.app.identity.login import LoggedIn
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.commands_identity import Session
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Listing, Looking
from clearwater.web.at import JSON, At
from clearwater.web.boundary import too_often, who_asks
from clearwater.web.etags import body_of
from clearwater.web.known_by_store import csrf_of
from clearwater.web.models import identity as m
from clearwater.web.operations import operation, router
from clearwater.web.served import Served, served_by

sessions = router("sessions")
OPEN = {"x-open": "no login"}
ANY_FACTOR = {"x-any-factor": "also before a second factor was shown", "x-any-proof": "any"}


def _at_the_gate(request: Request) -> Served:
    """Return the server, for somebody who is not known yet and may not try too often."""
    served = served_by(request)
    wait = served.by_login.wait_s(who_asks(request.scope))
    if wait:
        raise too_often(wait)
    return served


async def _slowly(request: Request) -> Served:
    return _at_the_gate(request)


async def _own(request: Request) -> At:
    _at_the_gate(request)
    return At(request)


AtTheGate = Annotated[Served, Depends(_slowly)]
Own = Annotated[At, Depends(_own)]
"""Somebody who proves something again: as slow as logging in, or a cookie would let one guess."""


@sessions.post(
    "/sessions",
    **operation(Verb.LOG_IN, "Log in", m.SessionOut, status=201, openapi_extra=OPEN, slow=True),
)
def log_in(served: AtTheGate, request: Request, said: m.LogIn) -> Response:
    """With a password, and a code where there is a device for codes."""
    come_in = login.log_in(served.gate, said.organisation, said.user, said.password, said.code)
    return let_in(served, request, come_in)


@sessions.post(
    "/set-ups",
    **operation(
        Verb.CHANGE_CREDENTIAL,
        "Set a password",
        m.SessionOut,
        status=201,
        openapi_extra=OPEN,
        slow=True,
    ),
)
def use_setup(served: AtTheGate, request: Request, said: m.UseSetup) -> Response:
    """With the one-time token that a lead handed over."""
    come_in = setup.use_setup(served.gate, said.organisation, said.user, said.token, said.password)
    return let_in(served, request, come_in)


@sessions.get(
    "/sessions/current",
    **operation(None, "The session", m.SessionStanding, conditional=True, openapi_extra=ANY_FACTOR),
)
def show_session(at: Looking) -> Response:
    """Who asks, and whether a second factor is needed first."""
    caller = at.present.caller
    return at.single(
        m.SessionStanding(
            user=caller.user,
            organisation=caller.organisation,
            csrf=at.known_as.csrf,
            needs=at.present.needs,
        )
    )


@sessions.delete(
    "/sessions/current",
    **operation(Verb.END_SESSIONS, "Log out", m.Done, openapi_extra=ANY_FACTOR),
)
def log_out(at: Listing) -> Response:
    """Every session of the person ends, on every device. Nobody has to wait for that."""
    caller = at.present.caller
    _session(at)
    # Also before a second factor was shown, when nothing else may be done.
    login.end_sessions(at.served.gate.desk(caller.user, caller.organisation), caller.user)
    at.request.scope["state"]["session"] = ""
    return _answer(m.Done(done=True))


@sessions.post(
    "/sessions/current/proofs",
    **operation(Verb.LOG_IN, "Prove it again", m.SessionOut, openapi_extra=ANY_FACTOR, slow=True),
)
def prove_again(at: Own, said: m.ProveAgain) -> Response:
    """What cannot be undone is allowed again for a while."""
    again = login.prove_again(at.served.gate, _session(at), said.password, said.code)
    return let_in(at.served, at.request, again, 200)


@sessions.post(
    "/sessions/current/codes",
    **operation(Verb.LOG_IN, "Show a code", m.SessionOut, openapi_extra=ANY_FACTOR, slow=True),
)
def show_code(at: Own, said: m.ShowCode) -> Response:
    """By somebody whom a provider let in, and whose roles need a second factor."""
    come_in = login.show_code(at.served.gate, _session(at), said.code)
    return let_in(at.served, at.request, come_in, 200)


@sessions.post(
    "/me/passwords",
    **operation(
        Verb.CHANGE_CREDENTIAL,
        "Change one's password",
        m.SessionOut,
        openapi_extra=ANY_FACTOR,
        slow=True,
    ),
)
def change_password(at: Own, said: m.ChangePassword) -> Response:
    """Every other session ends."""
    session = _session(at)
    changed = setup.change_password(
        at.served.gate, session.organisation, session.user, said.password, said.new, said.code
    )
    return let_in(at.served, at.request, changed, 200)


@sessions.post(
    "/me/devices",
    **operation(
        Verb.CHANGE_CREDENTIAL, "Set up a device for codes", m.Device, openapi_extra=ANY_FACTOR
    ),
)
def enrol_device(at: Own, said: m.Nothing) -> Response:  # noqa: ARG001 - nothing is said
    """Nothing is kept before the device has shown a code."""
    return _answer(m.device_of(setup.enrol_totp(at.served.gate, at.present)))


@sessions.post(
    "/me/devices/confirmations",
    **operation(
        Verb.CHANGE_CREDENTIAL,
        "Show the device's first code",
        m.SessionOut,
        openapi_extra=ANY_FACTOR,
    ),
)
def confirm_device(at: Own, said: m.ConfirmDevice) -> Response:
    """From now on its codes are asked for; every other session ends."""
    confirmed = setup.confirm_totp(at.served.gate, at.present, said.ticket, said.code)
    return let_in(at.served, at.request, confirmed, 200)


def let_in(served: Served, request: Request, come_in: LoggedIn, status: int = 201) -> Response:
    """Answer to a login, and give the browser its session."""
    request.scope["state"]["session"] = come_in.cookie
    csrf = csrf_of(served.gate, come_in.session)
    return _answer(m.session_of(come_in, csrf), status)


def _session(at: At) -> Session:
    session = at.present.session
    if session is None:
        raise RefusedError(refuse(Code.PROVE_AGAIN, expected="a person", found="a program"))
    return session


def _answer(shown: BaseModel, status: int = 200) -> Response:
    return Response(body_of(shown), status, None, JSON)
