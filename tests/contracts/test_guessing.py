"""After an erasure nobody can try names until something fits: not a digest, not a token.

Whoever has the database and all of the store's secrets is taken to know everything but one thing:
the name, the address, the body. What is left must not say whether a guess is right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from clearwater.app.answering import Answered, Request, in_one_transaction
from clearwater.app.case.opening import set_aside_clue
from clearwater.app.exchange.arriving import TakenIn, take_signed
from clearwater.app.intake.receiving import Reported, receive_report
from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.privacy.retention import retain
from clearwater.cases.records.base import Record, row_digest
from clearwater.cases.records.exchange import Arrived
from clearwater.cases.records.reports import ReportArrival
from clearwater.cases.records.request import Answer
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.tables import TABLES
from tests.helpers.case_desk import DAY_US
from tests.helpers.exchange_life import Exchanging, request

NOW_S = 1_800_000_000
SAID = {"type": "clue.report", "data": {"account": "小明_07"}}


@pytest.fixture
def life(store: SqlStore) -> Exchanging:
    return Exchanging(store)


def taken(life: Exchanging, said: object) -> TakenIn:
    return take_signed(
        life.store,
        life.organisation,
        request(said, NOW_S, "msg_1"),
        clock_us=lambda: life.now_us,
        now_s=lambda: NOW_S,
    )


def digests(unit: Unit, kind: type[Record]) -> set[str]:
    """Return every digest that the ledger has of rows of a kind."""
    writes = (write for entry in unit.entries() for write in entry.writes)
    return {write.digest for write in writes if write.table == kind.TABLE}


def everything_kept(unit: Unit) -> str:
    """Return all that can be read of entries and rows."""
    rows = (row for kind in TABLES for row in unit.find(kind))
    return "".join(map(repr, (*unit.entries(), *rows)))


def test_a_body_that_was_taken_in_cannot_be_guessed(life: Exchanging) -> None:
    life.partner()
    first = taken(life, SAID)
    assert taken(life, SAID).again
    set_aside_clue(life.desk(), str(first.row.clue), "nothing in it")
    erase(life.store, life.desk(), Who("小明_07"), "asked")
    body = request(SAID, NOW_S, "msg_1").body
    sha256 = hashlib.sha256(body).hexdigest()
    with life.store.reading("main") as unit:
        assert sha256 not in everything_kept(unit)
        (row,) = unit.find(Arrived)
        guess = replace(row, sha256=sha256)
        assert row_digest(Arrived.TABLE, guess.row()) not in digests(unit, Arrived)
        assert row_digest(Arrived.TABLE, row.row()) in digests(unit, Arrived), "one can look"
        entries = sum(1 for _ in unit.entries())
    assert taken(life, SAID).again, "the same message still does nothing"
    with life.store.reading("main") as unit:
        assert sum(1 for _ in unit.entries()) == entries
    assert life.store.check() == []


def test_where_a_reporter_wrote_from_cannot_be_guessed(life: Exchanging) -> None:
    reported = Reported(
        reporter="u-17",
        category="fake engagement",
        account="小明_07",
        words="刷屏",
        place="203.0.113.7",
        device="imei-350000000000017",
    )
    report = receive_report(life.desk(), reported).report
    with life.store.reading("main") as unit:
        (before,) = unit.find(ReportArrival)
        places = [unit.token("report place", "203.0.113.7"), before.place]
        devices = [unit.token("report device", "imei-350000000000017"), before.device]
        assert places[0] == places[1], "who looks for the same place finds it"
    set_aside_clue(life.desk(), report.clue, "nothing in it")
    life.now_us += 400 * DAY_US
    retain(life.store, life.desk())
    with life.store.reading("main") as unit:
        (after,) = unit.find(ReportArrival)
        assert (after.text, after.place, after.device) == (None, None, None)
        known = digests(unit, ReportArrival)
    assert len(known) == 2
    for place, device, text in product(places, devices, (before.text, None)):
        guess = replace(after, text=text, place=place, device=device)
        assert row_digest(ReportArrival.TABLE, guess.row()) not in known
    assert life.store.check() == []


def test_whom_a_request_was_about_cannot_be_guessed(life: Exchanging) -> None:
    asked = "POST /restrictions/searches\n" + json.dumps({"account": "小明_07"})
    key = "3f0c6c1e-8d8d-4c5e-9a57-1f2b8f1f5e21"
    done: Iterator[int] = iter(range(3))

    def do(_desk: object) -> Answered:
        return Answered(200, str(next(done)))

    first = in_one_transaction(life.desk(), do, Request(key, asked))
    assert in_one_transaction(life.desk(), do, Request(key, asked)).body == first.body
    with life.store.reading("main") as unit:
        (row,) = unit.find(Answer)
        guess = replace(row, request=unit.token("request", asked))
        assert row_digest(Answer.TABLE, guess.row()) not in digests(unit, Answer)
