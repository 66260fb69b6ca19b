"""The outermost layer: numbers requests, bounds them, dresses every answer, and writes the log.

A plain ASGI middleware. Whatever goes wrong inside without a name becomes a problem without
internals here; its place in the code goes to the log. The log holds the route as it is declared,
never the address as it was asked for, no query, no body, and nobody's name.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clearwater.web.problems import ProblemError
from clearwater.web.rate_limits import RateLimit, line_of
from clearwater.web.settings import ServerSettings
from clearwater.web.streams import OCTETS, Stream

SECURITY: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Set on every answer that does not set them itself."""
SESSION_COOKIE = "clearwater_session"
HSTS = "max-age=31536000"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Those that the log says; any other word is what somebody made up."""
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def log_to(settings: ServerSettings) -> Any:
    """Return the log of a server: one JSON object a line; nothing global is configured."""
    return structlog.wrap_logger(
        structlog.WriteLogger(settings.log),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


class Boundary:
    """See above.

    Parameters
    ----------
    app
        What answers.
    settings
        Of the server.
    log
        See `log_to`.
    problems
        How a problem is told to whoever asked: as data, or as a page.
    streams
        Routes that take bytes; all others take JSON.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        log: Any,
        problems: Callable[[Request, ProblemError], Awaitable[Response]],
        streams: tuple[Stream, ...] = (),
    ) -> None:
        self._app = app
        self._problems = problems
        self._streams = streams
        self._settings = settings
        self._log = log
        self._by_address = RateLimit(settings.rates.address, settings.monotonic_s)
        self._dress = dict(SECURITY)
        if settings.tls:
            self._dress["Strict-Transport-Security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Answering(self, scope, send).answer(receive)


class _Answering:
    """One request."""

    def __init__(self, boundary: Boundary, scope: Scope, send: Send) -> None:
        self.of = boundary
        self.scope = scope
        self._send = send
        self.headers = Headers(scope=scope)
        self.number = secrets.token_hex(8)
        self.status = 0
        self.received = 0
        self.stream: Stream | None = None
        scope.setdefault("state", {})["request_number"] = self.number

    async def answer(self, receive: Receive) -> None:
        began = time.perf_counter()
        fault = ""
        try:
            self._check()
            await self.of._app(self.scope, self._bounded(receive), self.send)
        except ProblemError as error:
            await self._problem(error)
        except Exception as error:  # noqa: BLE001 - the top of the web
            fault = place_of(error)
            if self.status == 0:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                await self._problem(ProblemError(status, "fault", "the server made a mistake"))
        finally:
            self._write_log(time.perf_counter() - began, fault)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            for name, value in self.of._dress.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = self.number
            session = self.scope["state"].get("session")
            if session is not None:
                headers.append("Set-Cookie", session_cookie(session, tls=self.of._settings.tls))
        await self._send(message)

    def _check(self) -> None:
        method, path = self.scope["method"], self.scope["path"]
        self.stream = next((one for one in self.of._streams if one.fits(method, path)), None)
        wait = self.of._by_address.wait_s(who_asks(self.scope))
        if wait:
            raise too_often(wait)
        declared = self.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared[:12]) > self.most:
            raise _too_large(self.most)
        has_body = declared != "0" or "transfer-encoding" in self.headers
        said = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        fits = said == OCTETS if self.stream is not None else _is_json(said)
        if self.scope["method"] in _WITH_BODY and has_body and not fits:
            raise _other_kind(self.stream)

    @property
    def most(self) -> int:
        """Bytes of the body, at most."""
        return self.of._settings.most_body if self.stream is None else self.stream.most

    def _bounded(self, receive: Receive) -> Receive:
        ends_s: float | None = asyncio.get_running_loop().time() + self.of._settings.body_within_s

        async def bounded() -> Message:
            nonlocal ends_s
            try:
                async with asyncio.timeout_at(ends_s):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}
                ) from None
            if not message.get("more_body", False):
                # What is still waited for is that whoever asked hangs up.
                ends_s = None
            self.received += len(message.get("body", b""))
            if self.received > self.most:
                # The framework reads the body, and lets only an error of its own kind through.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        return bounded

    async def _problem(self, error: ProblemError) -> None:
        answer = await self.of._problems(Request(self.scope), error)
        await answer(self.scope, _nothing_more, self.send)

    def _write_log(self, took_s: float, fault: str) -> None:
        route, method = self.scope.get("route"), self.scope["method"]
        # What the application answered by itself, and says here alone.
        fault = fault or self.scope["state"].get("fault", "")
        said = {
            "request": self.number,
            "method": method if route is not None and method in METHODS else "-",
            "route": getattr(route, "path_format", None) or "-",
            "status": self.status,
            "ms": round(took_s * 1000, 1),
        }
        self.of._log.info("request", **said, **({"fault": fault} if fault else {}))


def who_asks(scope: Scope) -> str:
    """Return whose limits of addresses a request counts against."""
    return line_of((scope.get("client") or ("",))[0])


def cookie_named(name: str, *, tls: bool) -> str:
    """Return what a cookie is called.

    With this prefix a browser takes it from this very host alone, over TLS, for all of its paths.
    Another host of the same domain could set one of the plain name, and so let somebody go on in a
    session that is not theirs.
    """
    return f"__Host-{name}" if tls else name


def session_cookie(session: str, *, tls: bool) -> str:
    """Return the header that gives a browser its session; an empty one takes it away.

    No script reads it, and no other site's page sends it.
    """
    name = cookie_named(SESSION_COOKIE, tls=tls)
    over = "" if session else "; Max-Age=0"
    secure = "; Secure" if tls else ""
    return f"{name}={session}; Path=/; HttpOnly; SameSite=Strict{secure}{over}"


def too_often(wait_s: float) -> ProblemError:
    """Return what somebody is told who asks too often."""
    after = str(max(1, math.ceil(wait_s)))
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too often",
        "too many requests",
        expected=f"the next one in {after} seconds",
        headers={"Retry-After": after},
    )


def _is_json(said: str) -> bool:
    return said == "application/json" or said.endswith("+json")


def _other_kind(stream: Stream | None) -> ProblemError:
    if stream is not None:
        return ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "not bytes",
            "only bytes are taken here",
            expected=f"Content-Type: {OCTETS}",
        )
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "not json",
        "only JSON is taken",
        expected="Content-Type: application/json",
    )


def _too_large(most: int) -> ProblemError:
    return ProblemError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too large",
        "the body is too large",
        expected=f"at most {most} bytes",
    )


def place_of(error: Exception) -> str:
    """Return kind and place of an error; its words may hold what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "clearwater" in frame.filename] or list(frames)
    place = f" at {own[-1].name}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}
