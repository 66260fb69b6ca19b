"""What is left of the objects' counts without what the group did together, and how sure that is.

The run's own table says so at three thresholds. Where the events are kept, the chance of each of
the members' acts to have been done to order is known too; then a person can move the threshold.
That counts the acts of this group alone; the run's figures count those of every finding.
What a threshold gets wrong, and how sure that is: `clearwater.app.group.cuts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from clearwater.app.group.cuts import Cuts, cuts_of
from clearwater.app.group.dots import Dots, Whole, places_in
from clearwater.app.group.events import EVENTS, events_at
from clearwater.app.group.source import Group

STEPS = np.round(np.arange(0.05, 1.0, 0.05), 2)
"""Thresholds at which the acts that are more likely done to order than that are counted."""
FEW = 10
"""Fewer events than this are left: what is left says little."""
MOST = 2_000
"""Rows that are shown, those with most set aside first."""
UNCUT: dict[str, Any] = {"above": None, "own": None, "ordered": None}
"""What thresholds do to a row that counts no acts, or none of this group's."""
FIGURES = ("reported", "authentic", "low", "high", "set_aside", "remaining", "strict", "lenient")


def recount_of(group: Group, dots: Dots, places_at: Whole | None) -> dict[str, Any]:
    """Return the rows of the recount, with objects by their numbers.

    Parameters
    ----------
    places_at
        `event_places` of the group; nothing where its events were not kept.

    Returns
    -------
    dict
        `rows`, of which each has the run's figures, and where thresholds can be told for it, lists
        of whole numbers, one for each of `steps`: `above`, how many of the members' acts are at
        least so likely; `own`, how many of these were done of their own accord; `ordered`, how many
        of the others were done to order, either as `low` and `high` of a 90 % interval.
    """
    table = group.table("recount", ["object", "metric", "day", *FIGURES], coded=["object"])
    number = places_in(table["object"], dots.names)
    inside = number >= 0
    rows = [
        {
            "object": int(obj),
            **{name: value for name, value in row.items() if name != "object"},
            "day": None if row["day"] is None else row["day"].isoformat(),
        }
        for obj, row in zip(number[inside].tolist(), table.filter(inside).to_pylist(), strict=True)
    ]
    rows.sort(key=_order)
    acts = None if places_at is None else _acts(group, dots, places_at)
    return {
        "rows": _with_cuts(rows[:MOST], acts),
        "total": len(rows),
        "few": FEW,
        "steps": [] if acts is None else STEPS.tolist(),
    }


def _order(row: dict[str, Any]) -> tuple[bool, bool, float, int, str]:
    """Return the order of a row: whole counts first, most changed first; ranks and days later."""
    changed = abs((row["reported"] or 0.0) - (row["authentic"] or 0.0))
    is_rank = row["metric"].startswith("rank ")
    return row["day"] is not None, is_rank, -changed, row["object"], row["metric"]


@dataclass(frozen=True)
class _Acts:
    """The members' acts of which the run knows how likely they were done to order."""

    key: Whole
    """Object and action, as `number_of` numbers them."""
    chance: np.ndarray
    """float64, above 0."""
    names: dict[str, int]
    """Action -> its number."""

    def number_of(self, row: dict[str, Any]) -> int:
        """Return the key of a row; -1 where it is no count of acts, or the count of one day."""
        if row["day"] is not None or row["metric"] not in self.names:
            return -1
        return int(row["object"]) * len(self.names) + self.names[row["metric"]]


def _acts(group: Group, dots: Dots, places_at: Whole) -> _Acts | None:
    """Return the members' acts; nothing where the chance of none is known."""
    if "event" not in group.columns(EVENTS) or "event_weights" not in group.tables:
        return None
    events = events_at(group, places_at, ["action", "event"])
    weights = group.table("event_weights", ["event", "p_inauthentic"])
    place = places_in(events["event"], weights["event"].combine_chunks())
    chance = np.append(weights["p_inauthentic"].to_numpy(), 0.0)[place]
    action = events["action"].unify_dictionaries().combine_chunks()
    names = {name: code for code, name in enumerate(action.dictionary.to_pylist())}
    code = np.asarray(action.indices.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    known = np.flatnonzero(chance > 0)
    key = dots.sides["members"].object[known] * len(names) + code[known]
    return _Acts(key, chance[known], names) if known.size else None


def _with_cuts(rows: list[dict[str, Any]], acts: _Acts | None) -> list[dict[str, Any]]:
    """Return the rows with what each threshold does to them."""
    if acts is None:
        return [row | UNCUT for row in rows]
    number = [acts.number_of(row) for row in rows]
    counts = np.intersect1d(np.array(number, np.int64), acts.key)
    cuts = cuts_of(acts.key, acts.chance, counts, STEPS)
    at = {key: place for place, key in enumerate(counts.tolist())}
    return [
        row | (_cut(cuts, at[own]) if own in at else UNCUT)
        for row, own in zip(rows, number, strict=True)
    ]


def _cut(cuts: Cuts, at: int) -> dict[str, Any]:
    return {
        "above": cuts.above[at].tolist(),
        **{
            name: {"low": one.low[at].tolist(), "high": one.high[at].tolist()}
            for name, one in (("own", cuts.own), ("ordered", cuts.ordered))
        },
    }
