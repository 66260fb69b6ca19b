"""Somebody at a store with one request, and how they are answered.

An `At` looks, a `Deed` asks for an act, a `Replacement` puts something in the place of what is
there. Routes take them by the names in `clearwater.web.asking`; no route knows a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from typing import Any

import pyarrow as pa
from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from clearwater.app import answering
from clearwater.app.answering import Answered
from clearwater.app.case.desk import Desk
from clearwater.app.identity.base import Gate, Present, desk_of
from clearwater.cases.workflow.rights import Verb
from clearwater.web.base import Known
from clearwater.web.cursors import Cursors, Place
from clearwater.web.door import SAFE, declared_verb, through_the_door
from clearwater.web.etags import PRIVATE, body_of, etag_of, named_in, refuse_stale
from clearwater.web.models.tables import Rows, rows_of
from clearwater.web.one_reading import OneReading
from clearwater.web.problems import ProblemError, language_of
from clearwater.web.served import served_by

JSON = "application/json"
After = Callable[[int, str | None], pa.Table]
"""(limit, name after which) -> the next rows of a table in the order of its first column."""


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
        if self.request.method not in SAFE:
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
    def language(self) -> str:
        """In which language whoever asks reads."""
        return language_of(self.request.headers.get("accept-language", ""))

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
        if named_in(self.request.headers.get("if-none-match", ""), etag, weak=True):
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

    def paged(self, page: Page, listing: str, find: After, kind: type[Rows]) -> Response:
        """Answer with a page of a table that is read a page at a time, by its first column."""
        cursors = self.cursors(listing)
        place = page.after(cursors)
        # One more than is shown says whether there are more.
        found = find(page.limit + 1, None if place is None else str(place[0]))
        shown = rows_of(found.slice(0, page.limit))
        more = found.num_rows > len(shown)
        following = cursors.write([shown[-1][found.column_names[0]]]) if more else None
        return self.listed(kind(items=shown, next=following))

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
        if not named_in(wanted, etag, weak=False):
            refuse_stale(etag)

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
            refuse_stale(etag)
        if self._match is not None and (
            etag is None or not named_in(self._match, etag, weak=False)
        ):
            refuse_stale(etag)


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    cursor: str | None

    def after(self, cursors: Cursors) -> Place | None:
        """Return where the page before ended; nothing for the first."""
        return None if self.cursor is None else cursors.read(self.cursor)
