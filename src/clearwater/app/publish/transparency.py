"""Figures of a quarter for the public: aggregates, cut so that no small count stands in them.

All tables are cut together: totals, months, categories by measure and by origin. Numbers that two
tables share stand in both or in neither. Stocks and figures of single platforms are not published,
and of distinct accounts, shares and times the whole quarter only: their parts do not add up, but
bound each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clearwater.app.case.desk import Desk
from clearwater.app.intake.rate import count_reports
from clearwater.app.publish.below import atoms_of
from clearwater.app.publish.counting import Basis, basis_for, counted
from clearwater.app.publish.documents import Document, definitions, words_document
from clearwater.app.publish.facts_at import CountReports
from clearwater.cases.figures.base import Figure, Unit
from clearwater.cases.figures.identities import PART, shared_totals
from clearwater.cases.figures.periods import QUARTER, months_of
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.tables import Atom, Cells, Table, published
from clearwater.cases.figures.values import Stated
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

FORMAT, FORMAT_VERSION = "clearwater transparency report", 1
MONTH = "month"
PUBLIC: tuple[Figure, ...] = tuple(one for one in FIGURES if one.public and not one.stock)
CROSSED: Mapping[str, tuple[tuple[str, str], ...]] = {
    # All have the category in common: then nothing follows from them but by their sums.
    "measures.begun": (("category", "kind"), ("category", "origin"), ("category", MONTH)),
}
NOT_DIVIDED = frozenset({"platform"})


def transparency(
    desk: Desk, quarter: str, *, count_reports: CountReports | None = count_reports
) -> Document:
    """Return the public figures of a quarter.

    Raises
    ------
    RefusedError
        If the person may not read the figures.
    ParameterError
        If it is no quarter, or not over.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        basis = basis_for(desk, unit, quarter)
        if basis.period.kind != QUARTER:
            raise ParameterError("not a quarter", expected="such as 2026-Q1", found=repr(quarter))
        by_month = {
            month.name: counted(unit, basis.of(month), PUBLIC, count_reports)
            for month in months_of(basis.period)
        }
        whole = counted(unit, basis, PUBLIC, count_reports)
    cells = cut(by_month, whole, basis.policy.publishing.smallest)
    tables = [_table(cells, one.id, axes) for one in PUBLIC for axes in _divided(one)]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **basis.document(),
        "smallest": basis.policy.publishing.smallest,
        "months": list(by_month),
        "figures": [_figure(one, cells, basis, [*by_month]) for one in whole],
        "tables": tables,
        "definitions": definitions(PUBLIC),
        "words": words_document(_words_used(tables), basis.policy),
    }


def cut(by_month: Mapping[str, Sequence[Stated]], whole: Sequence[Stated], smallest: int) -> Cells:
    """Return the counts of every table, and which are kept back."""
    atoms = [*_month_atoms(by_month), *_quarter_atoms(whole)]
    tables = [table for one in PUBLIC for table in _tables(one)]
    return published(atoms, tables, smallest, shared_totals({}))


def _words_used(tables: Sequence[Document]) -> dict[str, set[str]]:
    """Return dimension -> the values that stand in some table: the names of platforms do not."""
    used: dict[str, set[str]] = {MONTH: set()}
    for table in tables:
        axes, lines = table["axes"], (table["rows"], table.get("columns", ()))
        for axis, values in zip(axes, lines, strict=False):  # type: ignore[call-overload]  # lists
            if axis != MONTH:
                used.setdefault(axis, set()).update(values)
    return used


def _month_atoms(by_month: Mapping[str, Sequence[Stated]]) -> Iterator[Atom]:
    for month, some in by_month.items():
        for one in some:
            if one.figure.unit == Unit.COUNT:
                yield from atoms_of(one, {MONTH: month})


def _quarter_atoms(whole: Sequence[Stated]) -> Iterator[Atom]:
    for one in whole:
        if one.figure.unit != Unit.COUNT:
            yield from atoms_of(one, {})


def _tables(one: Figure) -> Iterator[Table]:
    if one.unit == Unit.SHARE:
        yield Table(one.id, (PART,))
    elif one.unit != Unit.COUNT:
        yield Table(one.id)
    else:
        yield Table(one.id, (MONTH,))
        yield from (Table(one.id, axes) for axes in _divided(one))


def _divided(one: Figure) -> tuple[tuple[str, ...], ...]:
    if one.unit != Unit.COUNT:
        return ()
    return CROSSED.get(one.id) or tuple((by,) for by in one.by if by not in NOT_DIVIDED)


def _figure(one: Stated, cells: Cells, basis: Basis, months: Sequence[str]) -> Document:
    figure = one.figure
    additive = figure.unit == Unit.COUNT
    return {
        "id": figure.id,
        "version": figure.version,
        "unit": str(figure.unit),
        "total": _total(one, cells, basis.policy.publishing.smallest),
        "months": [_value(cells.shown(figure.id, month=month)) for month in months]
        if additive
        else None,
    }


def _total(one: Stated, cells: Cells, smallest: int) -> Document | None:
    figure = one.figure
    if figure.unit == Unit.SHARE:
        parts = [cells.shown(figure.id, part=part) for part in ("counted", "others")]
        return None if None in parts or cells.shown(figure.id) is None else dict(one.total)
    count = cells.shown(figure.id)
    if figure.unit == Unit.HOURS:
        return dict(one.total) if count is not None and (count >= smallest or not count) else None
    return _value(count)


def _value(count: int | None) -> Document | None:
    return None if count is None else {"value": count}


def _table(cells: Cells, figure: str, axes: tuple[str, ...]) -> Document:
    """Return a table with its sums; null where a count is kept back."""
    down, across = (axes[0], axes[1] if len(axes) > 1 else None)
    rows = cells.values[figure, down]
    said: Document = {
        "figure": figure,
        "axes": list(axes),
        "rows": list(rows),
        "row_totals": [cells.shown(figure, **{down: row}) for row in rows],
        "total": cells.shown(figure),
    }
    if across is not None:
        columns = cells.values[figure, across]
        said["columns"] = list(columns)
        said["column_totals"] = [cells.shown(figure, **{across: column}) for column in columns]
        said["cells"] = [
            [cells.shown(figure, **{down: row, across: column}) for column in columns]
            for row in rows
        ]
    return said
