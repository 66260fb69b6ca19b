"""The two questions that are asked most, as statements that are made once and asked with values.

Making the statement of the queue anew takes longer than the database takes to answer it, and every
request asks for some rows by their key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BindParameter, Integer, and_, bindparam, or_, select, union_all

from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.case import Case, CaseState
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


def queue(
    organisation: str,
    states: Sequence[str],
    assignee: str | None,
    limit: int,
    after: tuple[int, str] | None,
) -> Asked:
    """Return what asks for cases by rank: the first `limit` of each state, and of these the first.

    An index holds the cases of one state in the order of the queue. Asking state by state reads
    `limit` rows of each; asking for several at once would sort every case that has one of them.
    """
    wanted = tuple(dict.fromkeys(map(str, states or tuple(CaseState))))
    values: dict[str, Value] = {"own": organisation, "most": limit}
    values |= {f"state_{place}": state for place, state in enumerate(wanted)}
    if assignee is not None:
        values["assignee"] = assignee
    if after is not None:
        values["rank_us"], values["name"] = after
    return Asked(_queue(len(wanted), assignee is not None, after is not None), values)


@lru_cache(maxsize=100)
def _queue(states: int, assigned: bool, continued: bool) -> Statement:  # noqa: FBT001 - kept by them
    cases = TABLES[Case]
    common = [cases.c.organisation == _text("own")]
    if assigned:
        common.append(cases.c.assignee == _text("assignee"))
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
        for place in range(states)
    ]
    if len(each) == 1:
        return select(each[0]).order_by(each[0].c.rank_us, each[0].c.case)
    together = union_all(*(select(one) for one in each)).subquery()
    return select(together).order_by(together.c.rank_us, together.c.case).limit(most)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=TABLES[Case].c.case.type)
