"""Ways of doing it wrong, each of which the kill harness has to find.

They are installed in a child, from outside, before its life begins. Each returns the connector that
the life uses.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from clearwater.app.case import deliver
from clearwater.cases.delivery.base import Connector, Outgoing, Receipt
from clearwater.cases.delivery.rendering import rendered
from clearwater.cases.records.base import Record
from clearwater.cases.records.notice import Message
from clearwater.cases.store import unit
from clearwater.cases.store.connecting import transaction
from clearwater.cases.store.rows import put_rows
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.commands import BeginDelivery
from tests.helpers.killing import Points


class Both:
    """Hands every message to two connectors, one after the other."""

    def __init__(self, *inner: Connector) -> None:
        self._inner = inner

    @property
    def patience_s(self) -> int:
        return sum(one.patience_s for one in self._inner)

    def deliver(self, message: Outgoing) -> Receipt:
        return Receipt("; ".join(one.deliver(message).words for one in self._inner))


BETWEEN = "between two transactions"
"""A point that there is only where something is done wrong."""


class NewIds:
    """Gives a message another id at every attempt."""

    def __init__(self, inner: Connector) -> None:
        self._inner = inner

    @property
    def patience_s(self) -> int:
        return self._inner.patience_s

    def deliver(self, message: Outgoing) -> Receipt:
        again = f"{message.message}-{secrets.token_hex(4)}"
        return self._inner.deliver(replace(message, message=again))


def new_ids(connector: Connector, _: Points) -> Connector:
    """Another id for a message at every attempt."""
    return NewIds(connector)


def rows_first(connector: Connector, points: Points) -> Connector:
    """Rows in one transaction, their entries in the next."""

    def put_and_commit(connection: Connection, records: Iterable[Record]) -> None:
        put_rows(connection, records)
        connection.exec_driver_sql("COMMIT")
        points.reached(BETWEEN)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    _replace(unit, "put_rows", put_and_commit)
    return connector


def entries_first(connector: Connector, points: Points) -> Connector:
    """Entries in one transaction, the rows that they name in the next."""
    writing = SqlStore.writing
    kept: list[list[Record]] = []

    @contextmanager
    def written_later(store: SqlStore, organisation: str) -> Iterator[unit.SqlUnit]:
        with writing(store, organisation) as opened:
            yield opened
        points.reached(BETWEEN)
        with transaction(store._engine, store.place, writes=True) as connection:
            for records in kept:
                put_rows(connection, records)
        kept.clear()

    def keep(_: Connection, records: Iterable[Record]) -> None:
        kept.append(list(records))

    _replace(unit, "put_rows", keep)
    _replace(SqlStore, "writing", written_later)
    return connector


def not_begun(connector: Connector, _: Points) -> Connector:
    """A message is handed over without a word, and written down as begun and taken afterwards."""
    taken = deliver._Run._taken

    def handed_over(run: Any, of: Any, _file: Any, message: Any, _context: Any) -> Outgoing:
        return rendered(of, message)

    def begun_and_taken(run: Any, of: Any, name: str, receipt: Receipt) -> Any:
        file = deliver._measure_file(of, of.get(Message, name))
        run._save(of, file, BeginDelivery(name, 1), run._context(of))
        return taken(run, of, name, receipt)

    _replace(deliver._Run, "_handed_over", handed_over)
    _replace(deliver._Run, "_taken", begun_and_taken)
    return connector


def _replace(owner: object, name: str, by: object) -> None:
    """Replace what `owner` calls `name`; a name that it has not would replace nothing."""
    assert hasattr(owner, name)
    setattr(owner, name, by)


BREAKS: Mapping[str, Callable[[Connector, Points], Connector]] = {
    "rows first": rows_first,
    "entries first": entries_first,
    "new ids": new_ids,
    "not begun": not_begun,
}
"""Name -> what installs it."""
