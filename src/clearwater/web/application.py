"""The application: one store, whoever knows people, and the routes. Nothing is global."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

import clearwater
from clearwater.app.case.handing_out import remove_left
from clearwater.app.identity.base import Gate
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import ClearwaterError, ParameterError
from clearwater.web.boundary import Boundary, log_to, place_of
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.problems import as_page
from clearwater.web.console.routers import CONSOLE
from clearwater.web.delivering import deliver_now_and_then
from clearwater.web.description import described
from clearwater.web.form_words import mistake
from clearwater.web.problems import ProblemError, problem, problem_of, status_of
from clearwater.web.rate_limits import RateLimit
from clearwater.web.routers import ROUTERS
from clearwater.web.routers.health import health
from clearwater.web.served import PREFIX, Served
from clearwater.web.settings import ServerSettings
from clearwater.web.streams import declared_streams
from clearwater.web.working import working

TITLE = "Clearwater"
_NO_TELEMETRY: Any = dict.fromkeys(
    ("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False
)
"""The framework's own records hold addresses and messages of errors; ours hold neither."""
_CODES = {404: "nothing there", 405: "method", 408: "too slow", 413: "too large"}
_MOST_MISTAKES = 20


def create_app(settings: ServerSettings) -> FastAPI:
    """Return a server's application; the store is open from now until its life ends.

    Raises
    ------
    ParameterError
        If nothing knows people, or the store lets everybody act who gives a name.
    StoreError
        If there is no store, or it cannot be opened.
    """
    if settings.identity is None:
        raise ParameterError(
            "a server needs to know who asks",
            expected="a source of identity",
            found="none",
        )
    store = open_store(settings.store, settings.files, create=False)
    try:
        _require_listed(store)
        gate = Gate(store, settings.clock_us, organisations=frozenset(settings.organisations))
        authenticator = settings.identity(gate, settings.organisations)
    except BaseException:
        store.close()
        raise
    rates, clock = settings.rates, settings.monotonic_s
    served = Served(
        settings,
        gate,
        authenticator,
        by_caller=RateLimit(rates.caller, clock),
        by_reader=RateLimit(rates.reveal, clock),
        by_login=RateLimit(rates.login, clock),
    )
    log = log_to(settings)
    app = described_app(_life(served, log))
    app.state.served = served
    streams = declared_streams(ROUTERS, PREFIX)
    app.add_middleware(Boundary, settings=settings, log=log, told=_of_web, streams=streams)
    return app


def described_app(lifespan: Any = None) -> FastAPI:
    """Return the routes and their description, at no store: what the documentation is made from."""
    app = FastAPI(
        title=TITLE,
        version=clearwater.__version__,
        summary="From a finding to a decision, over HTTP.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry=_NO_TELEMETRY,
        redirect_slashes=False,
    )
    for one in (health, *ROUTERS):
        app.include_router(one, prefix=PREFIX)
    for pages in CONSOLE:
        app.include_router(pages)
    app.add_exception_handler(ClearwaterError, _of_use_case)
    app.add_exception_handler(RequestValidationError, _of_form)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(ProblemError, _of_web)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    return app


def _require_listed(store: SqlStore) -> None:
    if store.created.users != "listed":
        raise ParameterError(
            "in this store whoever gives a name may act",
            where=store.place.shown,
            expected="a store with a list of users",
            found=store.created.users,
            next_step="Make one: clearwater case init --users listed --as YOU.",
        )


def _life(served: Served, log: Any) -> Any:
    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = served.settings.threads
        remove_left(served.store)
        delivering = asyncio.create_task(deliver_now_and_then(served, log))
        try:
            with working(served, log):
                yield
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering
            served.store.close()

    return life


def _number(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_number", "none"))


def _language(request: Request) -> str:
    return Preferences.of(request).language


async def _of_use_case(request: Request, error: Exception) -> Response:
    assert isinstance(error, ClearwaterError)  # noqa: S101 - as it was registered
    if status_of(error) == HTTPStatus.SERVICE_UNAVAILABLE:
        request.scope["state"]["fault"] = place_of(error)
    return as_page(request, problem_of(error, _number(request), _language(request)))


async def _of_web(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - as it was registered
    answer = problem(
        error.status,
        error.code,
        _number(request),
        _language(request),
        what=error.what,
        headers=error.headers,
        expected=error.expected,
        found=error.found,
    )
    return as_page(request, answer)


async def _of_form(request: Request, error: Exception) -> Response:
    """Say which fields cannot be used and why; what was sent is not said back."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as it was registered
    language = _language(request)
    mistakes = [mistake(language, one) for one in error.errors()[:_MOST_MISTAKES]]
    where = ", ".join(dict.fromkeys(mistake.partition(":")[0] for mistake in mistakes))
    answer = problem(
        422,
        "unusable",
        _number(request),
        language,
        where=where,
        found="; ".join(mistakes),
    )
    return as_page(request, answer)


async def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as it was registered
    code = _CODES.get(error.status_code, "unusable")
    answer = problem(
        error.status_code, code, _number(request), _language(request), headers=error.headers
    )
    return as_page(request, answer)
