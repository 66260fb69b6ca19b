"""A weekly report held against a count by hand, number by number.

It reads the report as a reader does, and shares no code with what made it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.helpers.week_by_hand import ByHand, Cell

Document = Mapping[str, Any]
COUNTED = frozenset(
    {
        *("clues.received", "clues.set_aside", "cases.opened", "cases.handed_over"),
        *("cases.closed", "cases.reopened", "cases.open", "decisions.proposed"),
        *("decisions.refused", "decisions.taken", "decisions.objects", "measures.begun"),
        *("measures.started", "measures.lifted", "measures.lapsed", "measures.in_force"),
        *("accounts.restricted", "appeals.filed", "appeals.appellants", "appeals.resolved"),
        *("appeals.open", "appeals.overturned", "appeals.overturn_share", "times.to_decision"),
        *("times.to_answer", "reports.effective", "reports.pending", "platforms.asked"),
        *("platforms.received", "platforms.overdue", "platforms.faults"),
    }
)
"""Every figure of a weekly report: one that is not here fails."""


def differences(document: Document, hand: ByHand, body: str) -> list[str]:
    """Return every number of the report of a body that is not the one counted by hand."""
    figures = {one["id"]: one for one in document["figures"]}
    wrong = [f"not counted by hand, or not stated: {one}" for one in COUNTED ^ figures.keys()]
    for name in sorted(COUNTED & figures.keys()):
        wrong += _of_figure(figures[name], hand, body)
    return wrong


def _of_figure(figure: Document, hand: ByHand, body: str) -> Iterator[str]:
    name, unit, by = figure["id"], figure["unit"], figure["by"]
    total = hand.total(body, name, unit)
    yield from _unlike(f"{body} {name}", figure["total"], total)
    cells = hand.cells(body, name, unit)
    stated = {tuple(one["by"][each] for each in by): one["value"] for one in figure["cells"]}
    yield from _unlike(f"{body} {name} by {by}", stated, cells)
    for margin in figure["margins"]:
        places = [by.index(each) for each in margin["by"]]
        sums = {
            tuple(one["by"][each] for each in margin["by"]): one["value"] for one in margin["cells"]
        }
        yield from _unlike(f"{body} {name} by {margin['by']}", sums, _summed(cells, places))


def _summed(cells: Mapping[Cell, int], places: Sequence[int]) -> dict[Cell, int]:
    sums: Counter[Cell] = Counter()
    for cell, count in cells.items():
        sums[tuple(cell[place] for place in places)] += count
    return dict(sums)


def _unlike(what: str, stated: object, counted: object) -> Iterator[str]:
    if stated != counted:
        yield f"{what}: stated {stated}, counted {counted}"


# The roll-up -----------------------------------------------------------------------------------


def differences_below(document: Document, hand: ByHand, bodies: Sequence[str]) -> list[str]:
    """Return what is wrong with a roll-up: other numbers, and small ones that are shown.

    What is kept back besides, for small ones would follow from it, may be kept back; a nought and a
    number of one's own may not be small.
    """
    below, wrong = document["below"], []
    if [one["body"] for one in below["bodies"]] != list(bodies):
        wrong.append(f"bodies: {[one['body'] for one in below['bodies']]}")
    if {one["id"] for one in below["figures"]} != COUNTED:
        wrong.append("figures are missing")
    for figure in below["figures"]:
        for row in figure["rows"]:
            wrong += _of_row(figure, row, hand, bodies, below["smallest"])
    return wrong


def _of_row(
    figure: Document, row: Document, hand: ByHand, bodies: Sequence[str], smallest: int
) -> Iterator[str]:
    name, unit = figure["id"], figure["unit"]
    counted = [_part(hand, body, name, unit, row["by"]) for body in bodies]
    for body, stated, known in zip(bodies, row["bodies"], counted, strict=True):
        what = f"below: {body} {name} {row['by']}"
        if stated is not None:
            yield from _unlike(what, stated, known)
            size = int(known["count"] if "count" in known else known["value"])
            others = int(known.get("of", size)) - size
            if 0 < size < smallest or (unit == "share" and 0 < others < smallest):
                yield f"{what}: {stated} is small, and shown"
    if row.get("total") is not None:
        yield from _unlike(f"below: {name}", row["total"], sum(one["value"] for one in counted))


def _part(hand: ByHand, body: str, name: str, unit: str, by: Mapping[str, str]) -> dict[str, Any]:
    if not by:
        return hand.total(body, name, unit)
    ((axis, value),) = by.items()
    place = AXES[name].index(axis)
    cells = hand.cells(body, name, unit)
    return {"value": sum(n for cell, n in cells.items() if cell[place] == value)}


AXES: Mapping[str, tuple[str, ...]] = {
    "clues.received": ("source", "again"),
    "cases.opened": ("origin",),
    "cases.closed": ("outcome",),
    "decisions.taken": ("people", "kind"),
    "measures.begun": ("kind", "category", "origin"),
    "appeals.resolved": ("outcome",),
}
"""By what a roll-up shows parts, in the order in which they are counted by hand."""
