"""Rules about parts and wholes: cells and totals, months and quarters, weeks and quarters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clearwater.cases.figures.crosscheck.base import (
    PUBLIC,
    SELF_REPORT,
    WEEKLY,
    By,
    Claim,
    Fault,
    Rule,
    Skipped,
    Source,
    fault,
    of_kind,
)
from clearwater.cases.figures.crosscheck.rolled_up import counts_of, roll_ups, sums_of
from clearwater.cases.figures.periods import week_of, weeks_within
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.measures.policy_fields import Words

_FLOWS = frozenset(one.id for one in FIGURES if not one.stock and one.unit == "count")


def _parts(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield totals that are not the sum of their parts, along each set of dimensions."""
    for source in of_kind(sources, WEEKLY, SELF_REPORT):
        lots: dict[tuple[str, tuple[str, ...]], list[Claim]] = defaultdict(list)
        for claim in source.claims:
            if claim.unit == "count" and claim.by and claim.part == "value":
                lots[claim.figure, tuple(name for name, _ in claim.by)].append(claim)
        for (figure, names), cells in lots.items():
            total = source.at(figure)
            numbers = [cell.number for cell in _once(cells)]
            if total is None or total.number is None or None in numbers:
                continue
            added = sum(number for number in numbers if number is not None)
            if added != total.number:
                by = " and ".join(names)
                places = ((source, total.where), (source, f"{cells[0].where} and beside it"))
                yield fault("sum.parts", f"{added}, the parts by {by}", total.number, *places)


def _once(cells: Iterable[Claim]) -> Iterable[Claim]:
    """Return cells without repetitions, which another rule names."""
    return {cell.by: cell for cell in cells}.values()


def _tables(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield sums of published tables that are not what their cells add up to."""
    for source in of_kind(sources, PUBLIC):
        for number, table in enumerate(source.document.get("tables", ())):
            where = f"tables[{number}] {table['figure']} by {' and '.join(table['axes'])}"
            for line, total, named in _lines_of(table):
                whole = all(type(one) is int for one in (*line, total))
                if whole and sum(line) != total:
                    places = (source, f"{where}, {named}")
                    yield fault("sum.tables", sum(line), total, places)
    yield from _below(sources)


def _below(sources: Sequence[Source]) -> Iterator[Fault]:
    """Yield sums of a roll-up that are not what its columns and rows add up to."""
    for source, below in roll_ups(sources):
        counts = counts_of(below)
        for one in sums_of(below):
            parts = [counts.get(part) for part in one.parts]
            known = [part for part in parts if part is not None]
            total = counts.get(one.total)
            if total is None or not parts or len(known) < len(parts) or sum(known) == total:
                continue
            figure, place = one.total
            where = " ".join(["below", figure, *(f"{axis}={value}" for axis, value in place)])
            yield fault("sum.tables", sum(known), total, (source, where))


def _lines_of(table: dict[str, Any]) -> Iterator[tuple[list[Any], Any, str]]:
    yield table["row_totals"], table["total"] if table["rows"] else None, "total"
    if "cells" not in table:
        return
    yield table["column_totals"], table["total"] if table["columns"] else None, "total"
    for name, line, total in zip(table["rows"], table["cells"], table["row_totals"], strict=True):
        yield line, total if table["columns"] else None, f"row {name}"
    for place, name in enumerate(table["columns"]):
        column = [line[place] for line in table["cells"]]
        yield column, table["column_totals"][place], f"column {name}"


def _months(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in of_kind(sources, PUBLIC):
        months = source.document.get("months", ())
        for figure in sorted({claim.figure for claim in source.claims} & _FLOWS):
            found = [_value(source, month, figure) for month in months]
            total = source.at(figure)
            numbers = [one.number if one else None for one in found]
            if total is None or total.number is None or None in numbers or not numbers:
                continue
            added = sum(number for number in numbers if number is not None)
            if added != total.number:
                places = ((source, total.where), (source, f"{figure} by month"))
                yield fault("sum.months", f"{added}, its months", total.number, *places)


def _value(source: Source, period: str, figure: str, by: By = ()) -> Claim | None:
    return next((one for one in source.claims if one.place == (period, figure, by, "value")), None)


def _weeks(sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    """Yield quarters that are less than the weeks within them, or more than those that touch them.

    Weeks do not fit into quarters; so the weeks within it are a least, and with those at its ends
    they are a most. The ledger itself says it exactly.
    """
    for quarter in of_kind(sources, PUBLIC):
        weeks = {
            one.period_name: one
            for one in of_kind(sources, WEEKLY)
            if one.organisation == quarter.organisation
        }
        if quarter.period is None or not weeks:
            continue
        within = [week.name for week in weeks_within(quarter.period)]
        ends = [week_of(at, quarter.period.offset_min).name for at in _edges(quarter)]
        missing = [name for name in within if name not in weeks]
        if missing:
            yield Skipped("sum.weeks", f"{quarter.period_name}: no report of {missing[0]}")
            continue
        touching = [*within, *(name for name in dict.fromkeys(ends) if name not in within)]
        yield from _bounds(quarter, weeks, within, touching)


def _edges(quarter: Source) -> tuple[int, int]:
    assert quarter.period is not None  # noqa: S101 - asked before
    return quarter.period.start_us, quarter.period.end_us - 1


def _bounds(
    quarter: Source, weeks: dict[str, Source], within: list[str], touching: list[str]
) -> Iterator[Fault]:
    for figure in sorted({claim.figure for claim in quarter.claims} & _FLOWS):
        total = quarter.at(figure)
        least = _added(weeks, within, figure)
        if total is None or total.number is None or least is None:
            continue
        places = ((quarter, total.where), (weeks[within[0]], f"{figure}, and the weeks after it"))
        if total.number < least:
            yield fault("sum.weeks", f"{least} or more, the weeks in it", total.number, *places)
        most = _added(weeks, touching, figure)
        if most is not None and total.number > most:
            yield fault("sum.weeks", f"{most} or less, the weeks of it", total.number, *places)


def _added(weeks: dict[str, Source], names: list[str], figure: str) -> int | None:
    numbers = [weeks[name].number(figure) if name in weeks else None for name in names]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(names) else None


def _rows(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        seen: dict[object, Claim] = {}
        for claim in source.claims:
            # Tables of one figure have sums in common; within a table nothing stands twice.
            table = claim.where.split(" ")[0] if source.kind == PUBLIC else ""
            first = seen.setdefault((claim.place, claim.total, table), claim)
            if first is not claim:
                places = ((source, first.where), (source, claim.where))
                yield fault("row.twice", "each row once", claim.figure, *places)


RULES = (
    Rule(
        "sum.parts",
        Words("A total is not the sum of its parts.", "合计与各部分之和不符。"),
        _parts,
    ),
    Rule(
        "sum.tables",
        Words(
            "A published sum is not what its cells add up to.", "公开表格的合计与单元格之和不符。"
        ),
        _tables,
    ),
    Rule(
        "sum.months",
        Words("A quarter is not the sum of its months.", "季度数与各月之和不符。"),
        _months,
    ),
    Rule(
        "sum.weeks",
        Words("A quarter does not go with its weeks.", "季度数与各周不符。"),
        _weeks,
    ),
    Rule("row.twice", Words("A row stands there twice.", "同一行出现两次。"), _rows),
)
