"""The two questions that are asked most, as statements that are made once and asked with values.

Making the statement of the queue anew takes longer than the database takes to answer it, and every
request asks for some rows by their key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    Integer,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.store.base import Among
from clearwater.cases.store.questions import Statement
from clearwater.cases.store.tables import TABLES, metadata


class Asked(NamedTuple):
    """A statement and what to fill in."""

    statement: Statement
    values: Mapping[str, Value]


def found_by(kind: type[Record], organisation: str, equal: Mapping[str, Value]) -> Asked:
    """Return what `questions.found_by` asks.

    Raises
    ------
    ValueError
        If the record has no such field.
    """
    unknown = sorted(equal.keys() - TABLES[kind].c.keys())
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]}")
    given = {name: value for name, value in equal.items() if value is not None}
    missing = frozenset(equal.keys() - given.keys())
    statement = _found_by(kind.TABLE, kind.KEY, tuple(sorted(given)), missing)
    return Asked(statement, {"own": organisation, **{f"f_{n}": v for n, v in given.items()}})


@lru_cache(maxsize=1_000)
def _found_by(
    name: str, key: tuple[str, ...], given: tuple[str, ...], missing: frozenset[str]
) -> Statement:
    table = metadata.tables[name]
    conditions = [table.c[n] == bindparam(f"f_{n}", type_=table.c[n].type) for n in given]
    conditions += [table.c[one].is_(None) for one in sorted(missing)]
    own = table.c.organisation == bindparam("own", type_=table.c.organisation.type)
    return select(table).where(own, *conditions).order_by(*(table.c[one] for one in key))


def queue(organisation: str, among: Among, limit: int, after: tuple[int, str] | None) -> Asked:
    """Return what asks for cases by rank: the first `limit` of each state, and of these the first.

    An index holds the cases of one state in the order of the queue. Asking state by state reads
    `limit` rows of each; asking for several at once would sort every case that has one of them.
    """
    form, values = _form(organisation, among)
    values["most"] = limit
    if after is not None:
        values["rank_us"], values["name"] = after
    return Asked(_queue(form, after is not None), values)


def queue_sizes(organisation: str, among: Among, most: int) -> Asked:
    """Return what counts the cases of each state, up to `most`: a look costs no more than that."""
    form, values = _form(organisation, among)
    return Asked(_queue_sizes(form), values | {"most": most})


class _Form(NamedTuple):
    """What statements are kept by: how many states, and what else is asked."""

    states: int
    assignee: bool
    origin: bool
    severity: bool
    late: bool


def _form(organisation: str, among: Among) -> tuple[_Form, dict[str, Value]]:
    wanted = tuple(dict.fromkeys(map(str, among.states or tuple(CaseState))))
    given: dict[str, Value] = {
        "assignee": among.assignee,
        "origin": among.origin,
        "severity": among.severity,
        "late": among.due_before_us,
    }
    said = {name: value for name, value in given.items() if value is not None}
    form = _Form(len(wanted), *(name in said for name in given))
    states = {f"state_{place}": state for place, state in enumerate(wanted)}
    return form, {"own": organisation, **states, **said}


@lru_cache(maxsize=200)
def _queue(form: _Form, continued: bool) -> Statement:  # noqa: FBT001 - kept by them
    cases = TABLES[Case]
    common = _common(form)
    if continued:
        rank_us = bindparam("rank_us", type_=cases.c.rank_us.type)
        later = and_(cases.c.rank_us == rank_us, cases.c.case > _text("name"))
        # The first condition alone bounds the walk through the index.
        common += [cases.c.rank_us >= rank_us, or_(cases.c.rank_us > rank_us, later)]
    most = bindparam("most", type_=Integer())
    each = [
        select(cases)
        .where(*common, cases.c.state == _text(f"state_{place}"))
        .order_by(cases.c.rank_us, cases.c.case)
        .limit(most)
        .subquery()
        for place in range(form.states)
    ]
    if len(each) == 1:
        return select(each[0]).order_by(each[0].c.rank_us, each[0].c.case)
    together = union_all(*(select(one) for one in each)).subquery()
    return select(together).order_by(together.c.rank_us, together.c.case).limit(most)


@lru_cache(maxsize=100)
def _queue_sizes(form: _Form) -> Statement:
    cases = TABLES[Case]
    most = bindparam("most", type_=Integer())
    each = []
    for place in range(form.states):
        state = _text(f"state_{place}")
        some = select(literal(1)).where(*_common(form), cases.c.state == state).limit(most)
        each.append(
            select(state.label("state"), func.count().label("cases")).select_from(some.subquery())
        )
    return select(union_all(*each).subquery())


def _common(form: _Form) -> list[ColumnElement[bool]]:
    cases = TABLES[Case]
    found = [cases.c.organisation == _text("own")]
    if form.assignee:
        found.append(cases.c.assignee == _text("assignee"))
    if form.origin:
        found.append(cases.c.origin == _text("origin"))
    if form.severity:
        found.append(cases.c.severity == bindparam("severity", type_=cases.c.severity.type))
    if form.late:
        found.append(cases.c.due_us < bindparam("late", type_=cases.c.due_us.type))
    return found


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=TABLES[Case].c.case.type)
