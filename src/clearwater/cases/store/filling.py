"""Filling an empty database from the tables of a backup, and verifying it, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, insert

from clearwater.cases.ledger.check import Known, check_content
from clearwater.cases.ledger.content import Content, TableForm
from clearwater.cases.ledger.faults import Fault
from clearwater.cases.store.appending import set_organisation
from clearwater.cases.store.backup import FORMS
from clearwater.cases.store.backup_keys import KEY_FORMS
from clearwater.cases.store.connecting import APPLICATION, Place
from clearwater.cases.store.content_postgresql import PostgresqlContent, become_verifier
from clearwater.cases.store.content_sqlite import SqliteContent
from clearwater.cases.store.forms import RECORD_FORMS
from clearwater.cases.store.migrating import migrate_within
from clearwater.cases.store.tables import OF_AN_ORGANISATION, metadata
from clearwater.errors import StoreError

_AT_ONCE = 1_000


def fill(connection: Connection, place: Place, backup: Path, keys: Path | None) -> None:
    """Make the tables and put every row of a backup and of its key part into them.

    Without a key part the table of keys stays empty: enough to verify it, not to work with it.

    Raises
    ------
    StoreError
        If a line of the backup is no row.
    """
    migrate_within(connection, place)
    become_application(connection)
    for form in FORMS if keys is not None else (one for one in FORMS if one not in KEY_FORMS):
        folder = keys if keys is not None and form in KEY_FORMS else backup
        path = folder / "tables" / f"{form.name}.jsonl"
        for batch in _batches(path):
            _check_columns(batch, form, path)
            for organisation, rows in _by_organisation(form.name, batch).items():
                if organisation:
                    set_organisation(connection, organisation)
                connection.execute(insert(metadata.tables[form.name]), rows)


def verify_within(
    connection: Connection, place: Place, evidence: Path, known: Known
) -> list[Fault]:
    """Return what is wrong with the store as this transaction sees it."""
    if place.is_sqlite:
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        content: Content = SqliteContent(raw)
    else:
        become_verifier(connection, place)
        content = PostgresqlContent(connection)
    faults = check_content(content, RECORD_FORMS, evidence=evidence, known=known)
    become_application(connection)
    return faults


def become_application(connection: Connection) -> None:
    """On PostgreSQL, change into the application's role until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL ROLE {APPLICATION}")


def _batches(path: Path) -> Iterator[list[Any]]:
    if not path.is_file():
        raise StoreError("a table is missing in the backup", where=str(path))
    with path.open("rb") as file:
        number = 0
        while lines := list(islice(file, _AT_ONCE)):
            try:
                yield [json.loads(line) for line in lines]
            except (ValueError, RecursionError) as error:
                where = f"{path}, lines {number + 1} to {number + len(lines)}"
                raise StoreError("not a row", where=where, found=str(error)) from error
            number += len(lines)


def _check_columns(rows: list[Any], form: TableForm, path: Path) -> None:
    """Return if every row has the columns of the table, no fewer and no more."""
    wanted = set(form.columns)
    for row in rows:
        if not isinstance(row, dict) or row.keys() != wanted:
            raise StoreError(
                "not a row of this table",
                where=str(path),
                expected=", ".join(form.columns),
                found=", ".join(row)[:200] if isinstance(row, dict) else type(row).__name__,
            )


def _by_organisation(table: str, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows by whose they are: row-level security lets nobody else put them there."""
    if table not in OF_AN_ORGANISATION:
        return {"": rows}
    sorted_out: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sorted_out.setdefault(str(row.get("organisation")), []).append(row)
    return sorted_out
