"""Who asks, at which store: what every route is given, and how it answers.

`Looking`, `Acting` and `Replacing` are what routes declare. Behind each stands the same door: the
request is from somebody who is known, a token was given out for such requests, nobody asks too
often. What the person may is asked by the use-case; no route knows a rule.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any, NoReturn

import pyarrow as pa
from fastapi import Depends, Header, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from clearwater.app import answering
from clearwater.app.answering import Answered
from clearwater.app.case.desk import Desk
from clearwater.app.identity.base import Gate, Present, desk_of, require_fresh
from clearwater.app.identity.present import second_factor_error
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.sessions import NEEDS_FRESH
from clearwater.web.base import Authenticator, Known, Shown
from clearwater.web.boundary import SESSION_COOKIE, too_often
from clearwater.web.cursors import MOST, Cursors, Place
from clearwater.web.models.tables import Rows, rows_of
from clearwater.web.one_reading import OneReading
from clearwater.web.problems import ProblemError
from clearwater.web.rate_limits import RateLimit
from clearwater.web.settings import ServerSettings

PREFIX = "/api/v1"
CSRF_HEADER = "X-CSRF-Token"
NO_VERB = "none"
"""``x-verb`` of what everybody may who is known, or who is not."""
ETAG_SIGNS = 32
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
PRIVATE = {"Cache-Control": "private, no-cache"}
"""Of what carries an ETag: kept by who asked, and asked about each time."""


@dataclass
class Served:
    """One server: its store, who knows people, its limits."""

    settings: ServerSettings
    gate: Gate
    authenticator: Authenticator
    by_caller: RateLimit
    by_reader: RateLimit
    by_login: RateLimit
    forgotten: dict[str, int] = field(default_factory=dict)
    """Organisation -> day on which its old answers were forgotten last."""
    verifying: threading.Lock = field(default_factory=threading.Lock)
    """A verification reads the whole store: one at a time."""

    @property
    def store(self) -> SqlStore:
        """The store that is served."""
        return self.gate.store


def served_by(request: Request) -> Served:
    """Return the server that a request is at."""
    served: Served = request.app.state.served
    return served


def shown_by(request: Request) -> Shown:
    """Return what a request shows of who asks."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return Shown(
        bearer=credential.strip() or None if scheme.lower() == "bearer" else None,
        session=request.cookies.get(SESSION_COOKIE),
    )


class At:
    """Somebody at a store, with one request.

    It is made before anything is known of who asks. `enter` is the door, and `guarded` sees to it
    that nothing else happens before.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.served = served_by(request)
        self._reading: OneReading | None = None
        self._known: Known | None = None
        self._gate: Gate = self.served.gate

    def enter(self) -> None:
        """Find out who asks and whether they may go on to the use-case.

        Raises
        ------
        ProblemError
            If it is not known who asks, or they ask too often.
        RefusedError
            If a second factor or a fresh proof is needed first.
        """
        self._reading = OneReading(self.served.store)
        self._gate = replace(self.served.gate, store=self._reading)
        self._known = through_the_door(self.request, self.served, self._gate)
        if self.request.method not in _SAFE:
            # What follows is a transaction of its own, and sees what was done meanwhile.
            self.leave()
            self._gate = self.served.gate

    def leave(self) -> None:
        """End what was begun for the request."""
        if self._reading is not None:
            self._reading.close()

    @property
    def known_as(self) -> Known:
        """Who asks."""
        if self._known is None:
            raise RuntimeError("nobody has come through the door")
        return self._known

    @property
    def gate(self) -> Gate:
        """The gate of the store, as this request sees it."""
        return self._gate

    @cached_property
    def desk(self) -> Desk:
        """The desk of who asks."""
        return desk_of(self._gate, self.present)

    @property
    def present(self) -> Present:
        """Who asks."""
        return self.known_as.present

    @property
    def organisation(self) -> str:
        """Whose cases are asked about."""
        return self.desk.organisation

    @property
    def verb(self) -> Verb | None:
        """The right that the route says it needs."""
        return declared_verb(self.request)

    def single(self, shown: BaseModel) -> Response:
        """Answer with one thing; 304 where who asks has it already."""
        return self.file(body_of(shown))

    def file(self, body: bytes, kind: str = JSON) -> Response:
        """Answer with a body and its ETag, or say that it is still the same."""
        etag = etag_of(body)
        headers = {"ETag": etag, **PRIVATE}
        if _named_in(self.request.headers.get("if-none-match", ""), etag, weak=True):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        return Response(body, HTTPStatus.OK, headers, kind)

    def listed(self, shown: BaseModel) -> Response:
        """Answer with a page of a list, or with what was asked about."""
        return self.sent(body_of(shown))

    def sent(self, body: bytes) -> Response:
        """Answer with a body that was made already."""
        return Response(body, HTTPStatus.OK, None, JSON)

    def table(self, page: Page, listing: str, found: pa.Table, kind: type[Rows]) -> Response:
        """Answer with a page of a whole table, in the order of its first column.

        That is a name, which stays: the order in which people read the table may change between two
        pages.
        """
        cursors = self.cursors(listing)
        place = page.after(cursors)
        name = found.column_names[0]
        rows = sorted(rows_of(found), key=lambda row: str(row[name]))
        left = [row for row in rows if place is None or str(row[name]) > str(place[0])]
        shown = left[: page.limit]
        more = len(left) > len(shown)
        return self.listed(
            kind(items=shown, next=cursors.write([shown[-1][name]]) if more else None)
        )

    def cursors(self, listing: str, *question: object) -> Cursors:
        """Return the cursors of a list as it was asked for."""
        organisation = self.organisation
        sign = self.served.store.keys.token

        def signed(said: str) -> str:
            return sign(organisation, "cursor", said)

        return Cursors(signed, f"{listing} {question!r}")


class Deed(At):
    """Somebody who asks for an act."""

    def __init__(self, request: Request, key: str | None) -> None:
        super().__init__(request)
        self._key = key

    def known(self, said: BaseModel | None) -> Response | None:
        """Return what was answered to the same request before, if it was."""
        answered = answering.known_answer(self.desk, self.asked(said))
        return None if answered is None else self._answer(answered)

    def done(
        self,
        do: Callable[[Desk], BaseModel],
        said: BaseModel | None = None,
        *,
        current: Callable[[Desk], BaseModel] | None = None,
        made: Callable[[Any], str] | None = None,
        shows_people: bool = False,
        apart: bool = False,
    ) -> Response:
        """Do it, in one transaction with its answer.

        Parameters
        ----------
        do
            Asks a use-case and returns what is shown of the outcome.
        said
            The body.
        current
            Returns what ``If-Match`` is about, as it is now.
        made
            Returns the address of what was made; the status is 201 then.
        shows_people
            See `answering.in_one_transaction`.
        apart
            Several transactions: `answering.after_each_other`.
        """

        def answered(desk: Desk) -> Answered:
            self._require_match(desk, current)
            shown = do(desk)
            body = body_of(shown).decode()
            place = None if made is None else made(shown)
            status = HTTPStatus.OK if made is None else HTTPStatus.CREATED
            etag = None if current is None else etag_of(body.encode())
            return Answered(status, body, place, etag)

        run = answering.after_each_other if apart else answering.in_one_transaction
        outcome = run(self.desk, answered, self.asked(said), shows_people=shows_people)
        self._forget()
        return self._answer(outcome)

    def asked(self, said: BaseModel | None) -> answering.Request | None:
        """Return the request as it can be known again; nothing without a key."""
        if self._key is None:
            return None
        body = "" if said is None else said.model_dump_json()
        match = self.request.headers.get("if-match", "")
        line = f"{self.request.method} {self.request.url.path}"
        return answering.Request(self._key, f"{line}\n{match}\n{body}", self.verb)

    def _require_match(self, desk: Desk, current: Callable[[Desk], BaseModel] | None) -> None:
        wanted = self.request.headers.get("if-match")
        if wanted is None or current is None:
            return
        etag = etag_of(body_of(current(desk)))
        if not _named_in(wanted, etag, weak=False):
            _refuse_stale(etag)

    def _answer(self, outcome: Answered) -> Response:
        headers = {"Idempotency-Replayed": "true"} if outcome.again else {}
        if outcome.place is not None:
            headers["Location"] = outcome.place
        if outcome.etag is not None:
            headers |= {"ETag": outcome.etag, **PRIVATE}
        return Response(outcome.body.encode(), outcome.status, headers, JSON)

    def _forget(self) -> None:
        """Once a day empty the old answers of the organisation, after an act of it."""
        today = self.served.settings.clock_us() // answering.DAY_US
        organisation = self.organisation
        if self._key is None or self.served.forgotten.get(organisation) == today:
            return
        self.served.forgotten[organisation] = today
        answering.forget_answers(self.served.store, organisation, today * answering.DAY_US)


class Replacement(At):
    """Somebody who puts something in the place of what is there."""

    def __init__(self, request: Request, match: str | None, none_match: str | None) -> None:
        super().__init__(request)
        self._match = match
        self._none_match = none_match

    def done(
        self, do: Callable[[Desk], BaseModel], current: Callable[[Desk], BaseModel | None]
    ) -> Response:
        """Do it if what is replaced is what who asks has seen; both in one transaction.

        Parameters
        ----------
        do
            Asks a use-case and returns what is there afterwards.
        current
            Returns what is there now; nothing where nothing is.
        """
        if self._match is None and self._none_match is None:
            raise ProblemError(
                HTTPStatus.PRECONDITION_REQUIRED,
                "no condition",
                "it is not said what is replaced",
                expected="If-Match with the ETag that you saw; If-None-Match: * for a new one",
            )

        def answered(desk: Desk) -> Answered:
            before = current(desk)
            self._require(before)
            body = body_of(do(desk)).decode()
            status = HTTPStatus.CREATED if before is None else HTTPStatus.OK
            return Answered(status, body, None, etag_of(body.encode()))

        outcome = answering.in_one_transaction(self.desk, answered, None)
        headers = {"ETag": outcome.etag or "", **PRIVATE}
        return Response(outcome.body.encode(), outcome.status, headers, JSON)

    def _require(self, before: BaseModel | None) -> None:
        etag = None if before is None else etag_of(body_of(before))
        if self._none_match is not None and before is not None:
            _refuse_stale(etag)
        if self._match is not None and (
            etag is None or not _named_in(self._match, etag, weak=False)
        ):
            _refuse_stale(etag)


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    cursor: str | None

    def after(self, cursors: Cursors) -> Place | None:
        """Return where the page before ended; nothing for the first."""
        return None if self.cursor is None else cursors.read(self.cursor)


def etag_of(body: bytes) -> str:
    """Return the ETag of a body: equal bytes have equal tags, on every server."""
    return f'"{hashlib.sha256(body).hexdigest()[:ETAG_SIGNS]}"'


def body_of(shown: BaseModel) -> bytes:
    """Return what is sent of a model."""
    return shown.model_dump_json().encode()


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
    if known.csrf is None or request.method in _SAFE:
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


async def _looking(
    request: Request,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,  # noqa: ARG001 - said in the description
) -> At:
    return At(request)


async def _listing(request: Request) -> At:
    return At(request)


async def _acting(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[!-~]{1,200}$",
            description="Chosen by you; the same request with the same key is done once a day.",
        ),
    ] = None,
) -> Deed:
    return Deed(request, idempotency_key)


async def _replacing(
    request: Request,
    if_match: Annotated[str | None, Header(max_length=1000)] = None,
    if_none_match: Annotated[str | None, Header(pattern=r"^\*$")] = None,
) -> Replacement:
    return Replacement(request, if_match, if_none_match)


async def _page(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=MOST)] = None,
) -> Page:
    return Page(limit, cursor)


Looking = Annotated[At, Depends(_looking)]
"""Somebody who looks at one thing."""
Listing = Annotated[At, Depends(_listing)]
"""Somebody who asks for a list."""
Acting = Annotated[Deed, Depends(_acting)]
"""Somebody who asks for an act."""
Replacing = Annotated[Replacement, Depends(_replacing)]
"""Somebody who replaces something."""
Paged = Annotated[Page, Depends(_page)]
"""Which page of a list."""


def _refuse_stale(etag: str | None) -> NoReturn:
    raise ProblemError(
        HTTPStatus.PRECONDITION_FAILED,
        "stale",
        "it is not what you have seen",
        found="nothing" if etag is None else etag,
        headers={} if etag is None else {"ETag": etag},
    )


def _named_in(said: str, etag: str, *, weak: bool) -> bool:
    """Return whether a condition names a tag; only a look may go by a weak one."""
    tags = [tag.strip() for tag in said.split(",")]
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
    return "*" in tags or etag in tags
