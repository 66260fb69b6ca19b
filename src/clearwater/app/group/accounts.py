"""The accounts of a group, a row each: what the run says of them, and what the store knows.

Being in a group proves nothing against one account. Beside its own evidence stands what is left of
the finding without it, what was decided about it before, and which appeals it won.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clearwater.app.group.dots import NEVER, Dots
from clearwater.app.group.source import Group
from clearwater.report.formats import significant

BITS = ("score_bits", "leave_one_out_bits")
WHOLE = ("objects", "partners", "events")


def accounts_of(group: Group, dots: Dots) -> dict[str, Any]:
    """Return what the run says of the members, a list a column, by their rows."""
    table = group.table("members", ["role", "q_value", *BITS, *WHOLE])
    targets = _targets(group)
    names = dots.accounts.to_pylist()
    side = dots.sides["members"]
    first = np.full(dots.rows, NEVER, np.int64)
    # In the order of time: what is written last is the earliest, if the order is turned around.
    first[side.row[::-1]] = side.time[::-1]
    total = (group.rows("findings") or [{"score_bits": None}])[0]["score_bits"]
    return {
        "role": table["role"].to_pylist(),
        "q_value": [significant(one, 3) for one in table["q_value"].to_pylist()],
        **{name: _rounded(table[name].to_pylist()) for name in BITS},
        **{name: table[name].to_pylist() for name in WHOLE},
        "first": [None if one == NEVER else one for one in first.tolist()],
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
