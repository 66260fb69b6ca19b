"""The tables of records in the form in which the verification knows them."""

from __future__ import annotations

from dataclasses import fields

from clearwater.cases.ledger.content import TableForm
from clearwater.cases.store.tables import RECORDS

RECORD_FORMS: tuple[TableForm, ...] = tuple(
    TableForm(kind.TABLE, tuple(field.name for field in fields(kind)), kind.KEY) for kind in RECORDS
)
VERSION_FORM = TableForm("alembic_version", ("version_num",), ("version_num",))


def quoted(name: str) -> str:
    """Return a name of ours as SQL; some, such as ``case``, are words of the language."""
    return f'"{name}"'


def select_all(form: TableForm) -> str:
    """Return the statement that reads a table in the order of its key."""
    columns = ", ".join(map(quoted, form.columns))
    keys = ", ".join(map(quoted, form.key))
    return f"SELECT {columns} FROM {quoted(form.name)} ORDER BY {keys}"  # noqa: S608 - names of ours
