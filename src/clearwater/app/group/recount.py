"""What is left of the objects' counts without what the group did together, and how sure that is.

The run's own table says so at three thresholds. Where the events are kept, the chance of each of
the members' acts to have been done to order is known too; then a person can move the threshold.
That counts the acts of this group alone; the run's figures count those of every finding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clearwater.app.group.dots import Dots, Whole, places_in
from clearwater.app.group.events import EVENTS, events_at
from clearwater.app.group.source import Group

STEPS = np.round(np.arange(0.05, 1.0, 0.05), 2)
"""Thresholds at which the acts that are more likely done to order than that are counted."""
FEW = 10
"""Fewer events than this are left: what is left says little."""
MOST = 2_000
"""Rows that are shown, those with most set aside first."""
FIGURES = ("reported", "authentic", "low", "high", "set_aside", "remaining", "strict", "lenient")


def recount_of(group: Group, dots: Dots, places_at: Whole | None) -> dict[str, Any]:
    """Return the rows of the recount, with objects by their numbers.

    Parameters
    ----------
    places_at
        `event_places` of the group; nothing where its events were not kept.
    """
    table = group.table("recount", ["object", "metric", "day", *FIGURES], coded=["object"])
    number = places_in(table["object"], dots.names)
    inside = number >= 0
    above = {} if places_at is None else _above(group, dots, places_at)
    rows = [
        {
            "object": int(obj),
            **{name: value for name, value in row.items() if name != "object"},
            "day": None if row["day"] is None else row["day"].isoformat(),
            # Only a count of acts loses one for each that is set aside.
            "above": above.get((int(obj), row["metric"])) if row["day"] is None else None,
        }
        for obj, row in zip(number[inside].tolist(), table.filter(inside).to_pylist(), strict=True)
    ]
    rows.sort(key=_order)
    return {
        "rows": rows[:MOST],
        "total": len(rows),
        "few": FEW,
        "steps": STEPS.tolist() if above else [],
    }


def _order(row: dict[str, Any]) -> tuple[bool, bool, float, int, str]:
    """Return the order of a row: whole counts first, most changed first; ranks and days later."""
    changed = abs((row["reported"] or 0.0) - (row["authentic"] or 0.0))
    is_rank = row["metric"].startswith("rank ")
    return row["day"] is not None, is_rank, -changed, row["object"], row["metric"]


def _above(group: Group, dots: Dots, places_at: Whole) -> dict[tuple[int, str], list[int]]:
    """Return (object, action) -> how many members' acts are surer than each of `STEPS`."""
    if "event" not in group.columns(EVENTS) or "event_weights" not in group.tables:
        return {}
    events = events_at(group, places_at, ["action", "event"])
    weights = group.table("event_weights", ["event", "p_inauthentic"])
    place = places_in(events["event"], weights["event"].combine_chunks())
    chance = np.append(weights["p_inauthentic"].to_numpy(), 0.0)[place]
    action = events["action"].unify_dictionaries().combine_chunks()
    names = action.dictionary.to_pylist()
    code = np.asarray(action.indices.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    return _counted(dots.sides["members"].object, code, names, chance)


def _counted(
    obj: Whole, code: Whole, names: list[str], chance: np.ndarray
) -> dict[tuple[int, str], list[int]]:
    known = np.flatnonzero(chance > 0)
    key = obj[known] * len(names) + code[known]
    order = np.lexsort((chance[known], key))
    keys, begins = np.unique(key[order], return_index=True)
    ends = np.r_[begins[1:], order.size]
    sorted_chance = chance[known][order]
    return {
        (int(one) // len(names), names[int(one) % len(names)]): (
            end - begin - np.searchsorted(sorted_chance[begin:end], STEPS, side="left")
        ).tolist()
        for one, begin, end in zip(keys.tolist(), begins.tolist(), ends.tolist(), strict=True)
    }
