"""From documents to claims: every number of a report, with where it stands.

A document may come from anybody. What has another form is refused with the place, and what is a
wrong number is no matter of form: rules find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clearwater.cases.figures.crosscheck.base import PARTS, By, Claim
from clearwater.cases.figures.crosscheck.forms import needed
from clearwater.cases.figures.registry import FIGURES

_VERSIONS = {one.id: one.version for one in FIGURES}


def weekly_claims(document: Mapping[str, Any]) -> Iterator[Claim]:
    """Yield what a weekly report states of the organisation itself."""
    period = str(needed(document, "period", dict)["name"])
    for place, one in enumerate(needed(document, "figures", list)):
        figure, where = str(needed(one, "id", str)), f"figures[{place}]"
        common = (figure, one.get("version"), str(one.get("unit")))
        named = f"{where} {figure}"
        yield from _values(common, (), needed(one, "total", dict), named, period, total=True)
        for number, each in enumerate(needed(one, "cells", list)):
            at = f"{named} cells[{number}]"
            yield from _values(common, by_of(each), each, at, period)
        for margin in one.get("margins", ()):
            for number, each in enumerate(needed(margin, "cells", list)):
                at = f"{named} by {' and '.join(margin['by'])} [{number}]"
                yield from _values(common, by_of(each), each, at, period)


def public_claims(document: Mapping[str, Any]) -> Iterator[Claim]:
    """Yield what a transparency report states: totals, months, and tables with their sums."""
    period = str(needed(document, "period", dict)["name"])
    months = needed(document, "months", list)
    for place, one in enumerate(needed(document, "figures", list)):
        figure, where = str(needed(one, "id", str)), f"figures[{place}]"
        common = (figure, one.get("version"), str(one.get("unit")))
        total = one["total"]
        named = f"{where} {figure}"
        if total is not None:
            yield from _values(common, (), total, named, period, total=True)
        for month, value in zip(months, one["months"] or (), strict=False):
            if value is not None:
                yield from _values(common, (), value, f"{named} {month}", str(month))
    for place, table in enumerate(needed(document, "tables", list)):
        yield from _table(table, f"tables[{place}]", period)


def self_report_claims(rows: list[Mapping[str, Any]], week: str) -> Iterator[Claim]:
    """Yield what a platform states of itself."""
    for place, row in enumerate(rows, start=1):
        figure = str(needed(row, "figure", str))
        by: By = tuple(sorted((str(k), str(v)) for k, v in row.get("by", {}).items()))
        where = f"row {place} {figure}"
        version = row.get("version") if type(row.get("version")) is int else None
        value = row.get("value")
        yield Claim(figure, version, "count", by, "value", value, where, week, total=not by)


def _table(table: Mapping[str, Any], where: str, period: str) -> Iterator[Claim]:
    figure = str(needed(table, "figure", str))
    axes = needed(table, "axes", list)
    named = f"{where} {figure}"

    def claim(count: object, **by: str) -> Claim:
        shown = " ".join(f"{axis}={value}" for axis, value in by.items())
        at = f"{named} {shown}"
        version = _VERSIONS.get(figure)
        return Claim(
            figure, version, "count", tuple(sorted(by.items())), "value", count, at, period
        )

    columns = table.get("columns", ())
    for row, total in zip(table["rows"], table["row_totals"], strict=True):
        if total is not None:
            yield claim(total, **{axes[0]: row})
    for row, line in zip(table["rows"], table.get("cells", ()), strict=False):
        for column, count in zip(columns, line, strict=True):
            if count is not None:
                yield claim(count, **{axes[0]: row, axes[1]: column})


def _values(
    common: tuple[str, int | None, str],
    by: By,
    said: Mapping[str, Any],
    where: str,
    period: str,
    *,
    total: bool = False,
) -> Iterator[Claim]:
    for part in PARTS:
        if part in said:
            yield Claim(*common, by, part, said[part], f"{where} {part}", period, total)


def by_of(cell: Mapping[str, Any]) -> By:
    """Return of which part a cell is."""
    by = needed(cell, "by", dict)
    return tuple(sorted((str(name), str(value)) for name, value in by.items()))
