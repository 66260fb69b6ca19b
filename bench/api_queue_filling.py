"""Fills a store with a million cases and ten million entries, as saving them one by one would.

Rows and entries are made by the code that a unit of work makes them with, and go in by COPY: the
ledger verifies. Every batch is one transaction that ends with a signed head, so whoever is killed
goes on from there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psycopg
from sqlalchemy.engine import make_url
from tests.helpers.stores import START_US, a_case

from clearwater.cases.acts import Act, CaseOpened, PersonalDataRead
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.cases.ledger.entry import Entry, Write
from clearwater.cases.ledger.tree import Frontier, leaf_hash, peaks_of
from clearwater.cases.records.case import Case
from clearwater.cases.store.appending import entry_row
from clearwater.cases.store.rows import write_of
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step

ENTRIES_A_CASE = 10
BATCH = 10_000
"""Cases in one transaction."""
SECOND_US = 1_000_000
STATES = ("open", "in review", "proposed", "decided", "notified")
CLOSED_SHARE = 0.8
ANALYSTS = tuple(f"analyst{number:02d}" for number in range(50))
_LEDGER = ("number", "organisation", "act", "case", "time_us", "user", "entry")


def the_case(number: int, cases: int) -> Case:
    """Return one case: most are closed, and those have the lowest ranks."""
    # Multiplying by an odd number scatters states and users without a table of random numbers.
    scattered = number * 2_654_435_761 % 2**32
    state = STATES[scattered % len(STATES)] if number >= cases * CLOSED_SHARE else "closed"
    return a_case(
        f"case-{scattered:010d}",
        state=state,
        rank_us=START_US + number * SECOND_US,
        due_us=START_US + number * SECOND_US,
        assignee=None if state == "open" else ANALYSTS[scattered // 7 % len(ANALYSTS)],
    )


def fill_sqlite(store: SqlStore, cases: int) -> None:
    """Fill through units of work, a thousand cases each."""
    for start in range(0, cases, 1_000):
        steps = [
            Step(act, (case,) if place == 0 else ())
            for number in range(start, min(start + 1_000, cases))
            for case in (the_case(number, cases),)
            for place, act in enumerate(_acts(case))
        ]
        with store.writing("main") as unit:
            unit.save(steps, "王芳", START_US)


def fill_postgresql(store: SqlStore, url: str, cases: int) -> None:
    """Fill by COPY, and go on from where an earlier filling was interrupted."""
    # As the owner of the tables: rows of one organisation, the one that is served.
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        there = _cases_there(connection)
        for start in range(there, cases, BATCH):
            batch = [the_case(n, cases) for n in range(start, min(start + BATCH, cases))]
            with connection.transaction():
                _add(connection, store, batch)
            _say(f"{start + len(batch):,} of {cases:,} cases")
        if there < cases:
            connection.execute("ANALYZE")


def _cases_there(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM cases").fetchone()
    return 0 if row is None else int(row[0])


def _add(connection: psycopg.Connection, store: SqlStore, batch: list[Case]) -> None:
    size, frontier, last = _end(connection)
    entries: list[dict[str, object]] = []
    nodes: list[tuple[int, int, str]] = []
    for case in batch:
        for place, act in enumerate(_acts(case)):
            writes = (write_of(case),) if place == 0 else ()
            entry = _entry(size + len(entries), act, writes, last)
            kept = entry.canonical()
            leaf = leaf_hash(kept)
            nodes += [(n.level, n.place, n.hash.hex()) for n in frontier.append(leaf)]
            entries.append(entry_row(entry, kept))
            last = leaf.hex()
    _copy(connection, "ledger", _LEDGER, (tuple(row[n] for n in _LEDGER) for row in entries))
    _copy(connection, "ledger_nodes", ("level", "place", "hash"), iter(nodes))
    columns = tuple(batch[0].row())
    _copy(connection, "cases", columns, (tuple(case.row().values()) for case in batch))
    key = store.keys.signing
    head = Checkpoint(origin_of(key.public), frontier.size, frontier.root()).signed(key)
    connection.execute(
        "UPDATE ledger_head SET size = %s, root = %s, checkpoint = %s",
        (frontier.size, frontier.root().hex(), head.note()),
    )


def _acts(case: Case) -> Iterator[Act]:
    yield CaseOpened(case.case, "clue-1", case.origin)
    for number in range(1, ENTRIES_A_CASE):
        yield PersonalDataRead(case.case, "case", number, "case work")


def _entry(number: int, act: Act, writes: tuple[Write, ...], previous: str) -> Entry:
    return Entry(
        number=number,
        time_us=START_US + number,
        organisation="main",
        user="王芳",
        act=act.NAME,
        case=act.of_case,
        details=act.details(),
        writes=writes,
        previous=previous,
    )


def _end(connection: psycopg.Connection) -> tuple[int, Frontier, str]:
    row = connection.execute("SELECT size FROM ledger_head FOR UPDATE").fetchone()
    assert row is not None
    size = int(row[0])
    peaks = tuple(_node(connection, level, place) for level, place in peaks_of(size))
    return size, Frontier(size, peaks), _node(connection, 0, size - 1).hex()


def _node(connection: psycopg.Connection, level: int, place: int) -> bytes:
    row = connection.execute(
        "SELECT hash FROM ledger_nodes WHERE level = %s AND place = %s", (level, place)
    ).fetchone()
    assert row is not None
    return bytes.fromhex(row[0])


def _copy(
    connection: psycopg.Connection,
    table: str,
    columns: tuple[str, ...],
    rows: Iterator[tuple[object, ...]],
) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _say(text: str) -> None:
    print(f"[api_queue] {text}", file=sys.stderr, flush=True)
