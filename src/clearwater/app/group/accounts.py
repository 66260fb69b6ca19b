"""The accounts of a group, a row each: what the run says of them, and what the store knows.

Being in a group proves nothing against one account. Beside its own evidence stands what is left of
the finding without it, what was decided about it before, and which appeals it won.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from clearwater.app.case.desk import Desk
from clearwater.app.case.found import named_accounts
from clearwater.app.group.dots import Dots
from clearwater.app.group.source import Group
from clearwater.cases.measures.strikes import strikes_milli
from clearwater.cases.records.case import Member
from clearwater.cases.records.decision import Measure, MeasureState
from clearwater.cases.records.notice import Appellant
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.rights import Verb
from clearwater.report.formats import significant

BITS = ("score_bits", "leave_one_out_bits")
WHOLE = ("objects", "partners", "events")
OVERTURNED = "overturned"


def accounts_of(group: Group, dots: Dots) -> dict[str, Any]:
    """Return what the run says of the members, a list a column, by their rows."""
    table = group.table("members", ["role", "q_value", *BITS, *WHOLE])
    targets = _targets(group)
    names = dots.accounts.to_pylist()
    side = dots.sides["members"]
    first = np.full(dots.rows, -1, np.int64)
    # In the order of time: what is written last is the earliest, if the order is turned around.
    first[side.row[::-1]] = side.time[::-1]
    total = (group.rows("findings") or [{"score_bits": None}])[0]["score_bits"]
    return {
        "role": table["role"].to_pylist(),
        "q_value": [significant(one, 3) for one in table["q_value"].to_pylist()],
        **{name: _rounded(table[name].to_pylist()) for name in BITS},
        **{name: table[name].to_pylist() for name in WHOLE},
        "first": [None if one < 0 else one for one in first.tolist()],
        "target": [place for place, name in enumerate(names) if name in targets],
        "finding_bits": total,
    }


def _rounded(values: list[float | None]) -> list[float | None]:
    return [None if one is None else round(one, 2) for one in values]


def _targets(group: Group) -> frozenset[str]:
    """Return who gains by the pushed objects: a member among them may be the one to be harmed."""
    if "pushed" not in group.tables:
        return frozenset()
    table = group.table("pushed", ["target", "findings"])
    return frozenset(
        str(target)
        for target, findings in zip(*(column.to_pylist() for column in table), strict=True)
        if target is not None and group.finding in (findings or ())
    )


def known_of(desk: Desk, dots: Dots, case: str, key: str) -> dict[str, Any]:
    """Return what the store knows of the members of a case, by their rows.

    Parameters
    ----------
    key
        Column of the answer that holds their names in the store.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        named = named_accounts(unit, dots.accounts.to_pylist())
        subjects = [named[name].subject for name in dots.accounts.to_pylist()]
        members = {one.subject: one for one in unit.find(Member, case=case)}
        measures = _by_subject(unit, Measure, case)
        appeals = _by_subject(unit, Appellant, case)
    policy, now_us = context.policy, context.now_us
    rows = []
    for subject in subjects:
        own = measures[subject] if subject is not None else ()
        rows.append(
            {
                key: subject,
                "standing": members[subject].standing if subject in members else None,
                "before": sum(
                    one.case != case and one.state == MeasureState.BEGUN for one in own
                ),
                "strikes": strikes_milli(own, policy, now_us) / 1000 if own else 0.0,
                "won": sum(
                    one.outcome == OVERTURNED for one in appeals[subject]
                )
                if subject is not None
                else 0,
            }
        )
    return {name: [row[name] for row in rows] for name in (key, "standing", *_COUNTS)}


_COUNTS = ("before", "strikes", "won")


def _by_subject(unit: Unit, kind: type[Any], case: str) -> defaultdict[str | None, list[Any]]:
    found: defaultdict[str | None, list[Any]] = defaultdict(list)
    for one in unit.among(kind, "subject", Member, case=case):
        found[one.subject].append(one)
    return found
