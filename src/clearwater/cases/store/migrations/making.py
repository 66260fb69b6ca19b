"""What the versions share: tables from a short form, and who may see and change their rows.

Columns are written short: ``#`` a whole number, else text; ``!`` part of the key; ``?`` may be
nothing. A table that exists is never changed: the ledger keeps the digest of every row as it was
written, and one column more would be another row. What is new gets a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from alembic import op

TARGETS: Mapping[str, str] = {
    "case": "cases",
    "ring": "rings",
    "subject": "subjects",
    "decision": "decisions",
    "measure": "measures",
    "appeal": "appeals",
}
"""A column of this name holds the key of that table."""


def make_tables(
    tables: Mapping[str, str], references: Mapping[str, str], indexes: Iterable[tuple[str, str]]
) -> None:
    """Make tables with their references and indexes.

    Parameters
    ----------
    tables
        Name -> columns in the short form, separated by blanks.
    references
        Table -> its columns that refer to another table (`TARGETS`), separated by blanks.
    indexes
        (table, columns); one that ends in `` unique`` is unique.
    """
    server = op.get_bind().dialect.name == "postgresql"
    text = sa.Text(collation="C") if server else sa.Text()
    whole = sa.BigInteger() if server else sa.Integer()
    for table, columns in tables.items():
        op.create_table(
            table,
            *(_column(said, text, whole) for said in columns.split()),
            *(_reference(table, name) for name in references.get(table, "").split()),
            sqlite_strict=True,
        )
    for table, said in indexes:
        unique = said.endswith(" unique")
        names = said.removesuffix(" unique").split()
        op.create_index(f"{table}_{'_'.join(names)}", table, names, unique=unique)


def keep_apart(tables: Sequence[str]) -> None:
    """On PostgreSQL, let an organisation see its own rows of these tables only."""
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "organisation = current_setting('clearwater.organisation', true)"
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # Else whoever owns the tables would see every organisation.
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_own ON {table} TO clearwater_application "
            f"USING ({own}) WITH CHECK ({own})"
        )
        op.execute(
            f"CREATE POLICY {table}_verified ON {table} FOR SELECT TO clearwater_verifier "
            "USING (true)"
        )


def grant(tables: Sequence[str], *, change: bool) -> None:
    """On PostgreSQL, let the application read and add rows, and `change` them; nobody removes."""
    if op.get_bind().dialect.name != "postgresql":
        return
    names = ", ".join(tables)
    verbs = "SELECT, INSERT, UPDATE" if change else "SELECT, INSERT"
    op.execute(f"GRANT {verbs} ON {names} TO clearwater_application")
    op.execute(f"GRANT SELECT ON {names} TO clearwater_verifier")


def add_records(
    tables: Mapping[str, str], references: Mapping[str, str], indexes: Iterable[tuple[str, str]]
) -> None:
    """Make the tables of new records, with all that a record's table has."""
    if not tables:
        return
    make_tables(tables, references, indexes)
    keep_apart(tuple(tables))
    grant(tuple(tables), change=True)


def _column(said: str, text: sa.Text, whole: sa.Integer) -> sa.Column[str | int | None]:
    name = said.rstrip("#!?")
    return sa.Column(
        name,
        whole if "#" in said else text,
        primary_key="!" in said,
        nullable="?" in said,
        autoincrement=False,
    )


def _reference(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name],
        [f"{TARGETS[name]}.{name}"],
        name=f"{table}_{name}_fkey",
        deferrable=True,
        initially="DEFERRED",
    )
