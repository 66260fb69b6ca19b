"""The roll-up in a weekly report: its counts with their sums, as who holds it can add them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clearwater.cases.figures.crosscheck.base import WEEKLY, By, Source, of_kind
from clearwater.cases.figures.identities import PART, shared_totals
from clearwater.cases.figures.suppression import Sum
from clearwater.cases.figures.tables import Key, cell

BODY = "body"
Below = Mapping[str, Any]


def roll_ups(sources: Sequence[Source], kind: str = WEEKLY) -> Iterator[tuple[Source, Below]]:
    """Yield reports that have a roll-up, with it."""
    for source in of_kind(sources, kind):
        below = source.document.get("below")
        if below is not None:
            yield source, below


def bodies_of(below: Below) -> list[str]:
    """Return the bodies, in the order of the columns."""
    return [str(one["body"]) for one in below["bodies"]]


def whole(number: object) -> int | None:
    """Return a count; nothing where it is kept back, or is none: then another rule names it."""
    return number if type(number) is int and number >= 0 else None


def counts_of(below: Below) -> dict[Key, int | None]:
    """Return every count of a roll-up by its cell; nothing where it is kept back."""
    found: dict[Key, int | None] = {}
    bodies = bodies_of(below)
    for one in below["figures"]:
        for row in one["rows"]:
            for body, value in zip(bodies, row["bodies"], strict=True):
                place = {**row["by"], BODY: body}
                found |= {cell(one["id"], **place, **part): n for part, n in _parts(one, value)}
            if "total" in row:
                found[cell(one["id"], **row["by"])] = whole(row["total"])
    return found


def _parts(one: Mapping[str, Any], value: Any) -> Iterator[tuple[dict[str, str], int | None]]:
    said = {} if value is None else value
    if one["unit"] != "share":
        yield {}, whole(said.get("count" if one["unit"] == "hours" else "value"))
        return
    count, of = whole(said.get("count")), whole(said.get("of"))
    yield {PART: "counted"}, count
    yield {PART: "others"}, None if count is None or of is None else whole(of - count)


def sums_of(below: Below) -> Iterator[Sum[Key]]:
    """Yield how the counts of a roll-up hang together."""
    bodies = bodies_of(below)
    places: list[dict[str, str]] = [{}, *({BODY: body} for body in bodies)]
    for one in below["figures"]:
        rows = [row["by"] for row in one["rows"]]
        for by in rows:
            yield Sum(cell(one["id"], **by), tuple(cell(one["id"], **by, body=b) for b in bodies))
        for axis in sorted({name for by in rows for name in by}):
            parts = [by for by in rows if [*by] == [axis]]
            for place in places:
                along = tuple(cell(one["id"], **place, **by) for by in parts)
                yield Sum(cell(one["id"], **place), along)
    for place in places:
        yield from shared_totals(place)


def values_of(below: Below) -> Iterator[tuple[str, str, By, Mapping[str, Any], str]]:
    """Yield what a roll-up says of a body: the body, figure, part, value, and where it stands."""
    bodies = bodies_of(below)
    for one in below["figures"]:
        for row in one["rows"]:
            by: By = tuple(sorted(row["by"].items()))
            for body, value in zip(bodies, row["bodies"], strict=True):
                if value is not None:
                    named = " ".join(["below", one["id"], *(f"{k}={v}" for k, v in by), body])
                    yield body, one["id"], by, value, named
