"""The questions that a unit of work asks, as statements that an index answers.

Every one names the organisation. On PostgreSQL row-level security holds besides; on SQLite this is
all there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement

from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.notice import Message, MessageState
from clearwater.cases.store.base import EntriesAsked
from clearwater.cases.store.tables import LEDGER, TABLES

Statement = Select[Any]


def is_value(column: Column[Value], value: Value) -> ColumnElement[bool]:
    """Return the condition that a column holds `value`, which may be nothing."""
    return column.is_(None) if value is None else column == value


def found_by(kind: type[Record], organisation: str, equal: dict[str, Value]) -> Statement:
    """Return rows whose fields have these values, in the order of their keys.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    table = TABLES[kind]
    unknown = sorted(equal.keys() - table.c.keys())
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]}")
    conditions = [is_value(table.c[name], value) for name, value in equal.items()]
    own = table.c.organisation == organisation
    return select(table).where(own, *conditions).order_by(*(table.c[name] for name in kind.KEY))


def found_among(
    kind: type[Record],
    organisation: str,
    field: str,
    other: type[Record],
    equal: dict[str, Value],
) -> Statement:
    """Return rows whose `field` has a value that it also has in such rows of another kind.

    Raises
    ------
    ValueError
        If a record has no such field.
    """
    there = (
        found_by(other, organisation, equal)
        .order_by(None)
        .with_only_columns(TABLES[other].c[field])
    )
    table = TABLES[kind]
    return found_by(kind, organisation, {}).where(table.c[field].in_(there))


def found_with(
    kind: type[Record], organisation: str, field: str, values: Sequence[str]
) -> Statement:
    """Return rows whose `field` has one of these values."""
    return found_by(kind, organisation, {}).where(TABLES[kind].c[field].in_(values))


def page_of(
    kind: type[Record],
    organisation: str,
    equal: dict[str, Value],
    after: tuple[str, ...] | None,
    limit: int,
) -> Statement:
    """Return the first `limit` rows of `found_by` whose key comes after another.

    Raises
    ------
    ValueError
        If the record has no such field, or a key of another form.
    """
    statement = found_by(kind, organisation, equal).limit(limit)
    if after is None:
        return statement
    columns = [TABLES[kind].c[name] for name in kind.KEY]
    return statement.where(tuple_(*columns) > tuple_(*_of_columns(columns, after)))


def _of_columns(
    columns: Sequence[Column[Value]], values: tuple[str, ...]
) -> Iterator[BindParameter[Value]]:
    for column, value in zip(columns, values, strict=True):
        yield bindparam(None, value, type_=column.type)


def counted(kind: type[Record], organisation: str, since: tuple[str, int]) -> Select[int]:
    """Return how many rows have in a column that value or a larger one.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    table = TABLES[kind]
    name, lowest = since
    if name not in table.c:
        raise ValueError(f"{kind.__name__} has no field {name}")
    own = table.c.organisation == organisation
    return select(func.count()).select_from(table).where(own, table.c[name] >= lowest)


def tallied(
    kind: type[Record], organisation: str, by: str, before: tuple[str, int] | None
) -> Select[Value, int]:
    """Return each value of a column with how many rows have it.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    table = TABLES[kind]
    named = [by] if before is None else [by, before[0]]
    unknown = [name for name in named if name not in table.c]
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]}")
    wanted = [table.c.organisation == organisation]
    if before is not None:
        wanted.append(table.c[before[0]] < before[1])
    column = table.c[by]
    return select(column, func.count()).where(*wanted).group_by(column).order_by(column)


def due_messages(organisation: str, now_us: int, limit: int) -> Statement:
    """Return waiting messages whose time has come, those first that have waited longest."""
    messages = TABLES[Message]
    return (
        select(messages)
        .where(
            messages.c.organisation == organisation,
            messages.c.state == str(MessageState.WAITING),
            messages.c.next_us <= now_us,
            messages.c.not_before_us <= now_us,
        )
        .order_by(messages.c.next_us, messages.c.message)
        .limit(limit)
    )


def entries(organisation: str, case: str | None, after: int | None = None) -> Select[str]:
    """Return the bytes of entries as text, oldest first; only those after a number."""
    wanted = [LEDGER.c.organisation == organisation]
    if case is not None:
        wanted.append(LEDGER.c.case == case)
    if after is not None:
        wanted.append(LEDGER.c.number > after)
    return select(LEDGER.c.entry).where(*wanted).order_by(LEDGER.c.number)


def newest_entries(organisation: str, case: str, limit: int) -> Select[str]:
    """Return the bytes of the last entries of a case, newest first."""
    own = (LEDGER.c.organisation == organisation, LEDGER.c.case == case)
    return select(LEDGER.c.entry).where(*own).order_by(LEDGER.c.number.desc()).limit(limit)


def of_case() -> tuple[tuple[type[Record], Table], ...]:
    """Return the kinds of records that belong to one case."""
    return tuple((kind, table) for kind, table in TABLES.items() if "case" in table.c)


def entries_asked(
    organisation: str, asked: EntriesAsked, cases: Sequence[str] | None
) -> Select[str]:
    """Return the bytes of entries of some acts, oldest first; only of some cases."""
    wanted = [
        LEDGER.c.organisation == organisation,
        LEDGER.c.act.in_(asked.acts),
        LEDGER.c.number < asked.size,
    ]
    if asked.since_us is not None:
        wanted.append(LEDGER.c.time_us >= asked.since_us)
    if asked.until_us is not None:
        wanted.append(LEDGER.c.time_us < asked.until_us)
    if cases is not None:
        wanted.append(LEDGER.c.case.in_(cases))
    return select(LEDGER.c.entry).where(*wanted).order_by(LEDGER.c.number)


def last_number(organisation: str, until_us: int) -> Select[int]:
    """Return the largest number of an entry before a moment, or nothing."""
    before = (LEDGER.c.organisation == organisation, LEDGER.c.time_us < until_us)
    return select(func.max(LEDGER.c.number)).where(*before)


def between(
    kind: type[Record], organisation: str, field: str, since_us: int, until_us: int | None
) -> Statement:
    """Return rows whose time in a field lies from one moment on and before another.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    when = _time_of(kind, field)
    table = TABLES[kind]
    wanted = [table.c.organisation == organisation, when >= since_us]
    if until_us is not None:
        wanted.append(when < until_us)
    return select(table).where(*wanted).order_by(*(table.c[name] for name in kind.KEY))


def lasting(
    kind: type[Record], organisation: str, fields: tuple[str, str], time_us: int
) -> Statement:
    """Return rows that had begun before a moment, by one field, and not ended, by another.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    begun, ended = (_time_of(kind, field) for field in fields)
    table = TABLES[kind]
    wanted = (
        table.c.organisation == organisation,
        begun < time_us,
        or_(ended.is_(None), ended >= time_us),
    )
    return select(table).where(*wanted).order_by(*(table.c[name] for name in kind.KEY))


def _time_of(kind: type[Record], field: str) -> Column[Value]:
    if field not in TABLES[kind].c:
        raise ValueError(f"{kind.__name__} has no field {field}")
    return TABLES[kind].c[field]
