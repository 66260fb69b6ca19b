"""The roll-up of a week: a column for each body below, in which small counts are not shown.

One's own figures stand beside it in full. Of the others a count below the smallest is left out, and
with it whatever it would follow from: other bodies, the parts of a sum, how much was open before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clearwater.app.publish.counting import Basis, counted
from clearwater.app.publish.documents import Document
from clearwater.app.publish.facts_at import CountReports
from clearwater.app.publish.policies import Policies
from clearwater.cases.figures.base import Figure, Unit
from clearwater.cases.figures.identities import PART, shared_totals
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.suppression import Sum
from clearwater.cases.figures.tables import Atom, Cells, Key, Table, cell, published
from clearwater.cases.figures.values import Stated
from clearwater.cases.records.bodies import Body
from clearwater.cases.store.base import Unit as StoreUnit

BODY = "body"
DIVIDED: Mapping[str, tuple[str, ...]] = {
    "clues.received": ("source",),
    "cases.opened": ("origin",),
    "cases.closed": ("outcome",),
    "decisions.taken": ("kind",),
    "measures.begun": ("kind", "category"),
    "appeals.resolved": ("outcome",),
}
"""Figures of which a roll-up shows parts, by what; of the others the totals alone."""

BALANCES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("cases", ("cases.opened", "cases.reopened"), ("cases.closed",), "cases.open"),
    ("appeals", ("appeals.filed",), ("appeals.resolved",), "appeals.open"),
    ("measures", ("measures.begun",), ("measures.lifted", "measures.lapsed"), "measures.in_force"),
)
"""What came in, what went out, what is left: with what was left before, each follows from the
others."""


def below_document(
    unit: StoreUnit,
    basis: Basis,
    bodies: Sequence[Body],
    count_reports: CountReports | None = None,
) -> Document:
    """Return the roll-up over bodies below the organisation of a unit.

    The rules by which it is cut are the strictest of all bodies: nobody learns more by making
    their own policy milder.
    """
    stated: dict[str, tuple[Stated, ...]] = {}
    smallest = basis.policy.publishing.smallest
    for body in bodies:
        there = unit.beside(body.body)
        _, policy = Policies(there).at(basis.period.end_us - 1)
        smallest = max(smallest, policy.publishing.smallest)
        stated[body.body] = counted(there, basis, count_reports=count_reports)
    cells = cut(stated, smallest)
    named = [{"body": one.body, "name": one.name, "level": one.level} for one in bodies]
    return {
        "bodies": named,
        "smallest": smallest,
        "figures": [_figure(one, stated, cells, smallest) for one in FIGURES],
    }


def cut(stated: Mapping[str, Sequence[Stated]], smallest: int) -> Cells:
    """Return the counts of several bodies, and which are kept back."""
    atoms = [one for body, some in stated.items() for one in _atoms(body, some)]
    atoms += [one for body, some in stated.items() for one in _balance_atoms(body, some)]
    tables = [table for one in FIGURES for table in _tables(one)]
    tables += [Table(name, (BODY,)) for name in _balance_names()]
    # The report of the week before says what was left then: keeping it back here hides nothing.
    before = {_before(name) for name, *_ in BALANCES}
    return published(atoms, tables, smallest, _identities([*stated]), before)


def _tables(one: Figure) -> Iterator[Table]:
    if one.unit == Unit.SHARE:
        yield Table(one.id, (BODY, PART))
        return
    yield Table(one.id, (BODY,))
    yield from (Table(one.id, (BODY, by)) for by in DIVIDED.get(one.id, ()))


def _atoms(body: str, some: Iterable[Stated]) -> Iterator[Atom]:
    for one in some:
        yield from atoms_of(one, {BODY: body})


def atoms_of(one: Stated, place: Mapping[str, str]) -> Iterator[Atom]:
    """Yield the counts of a figure that are not divided further, at a place."""
    figure = one.figure
    match figure.unit:
        case Unit.COUNT if figure.by:
            for values, value in one.cells:
                where = dict(place) | dict(zip(figure.by, values, strict=True))
                yield Atom(figure.id, where, _whole(value["value"]))
        case Unit.COUNT | Unit.DISTINCT:
            yield Atom(figure.id, place, _whole(one.total["value"]))
        case Unit.HOURS:
            yield Atom(figure.id, place, _whole(one.total["count"]))
        case Unit.SHARE:
            count, of = _whole(one.total["count"]), _whole(one.total["of"])
            yield Atom(figure.id, dict(place) | {PART: "counted"}, count)
            yield Atom(figure.id, dict(place) | {PART: "others"}, of - count)


def _whole(value: int | float | None) -> int:
    return int(value or 0)


def _before(name: str) -> str:
    return f"{name} before"


def _in_all(name: str) -> str:
    return f"{name} in all"


def _balance_names() -> Iterator[str]:
    for name, *_ in BALANCES:
        yield from (_before(name), _in_all(name))


def _balance_atoms(body: str, some: Sequence[Stated]) -> Iterator[Atom]:
    totals = {one.figure.id: _whole(one.total.get("value")) for one in some}
    for name, came, went, left in BALANCES:
        in_all = totals[left] + sum(totals[one] for one in went)
        yield Atom(_in_all(name), {BODY: body}, in_all)
        before = in_all - sum(totals[one] for one in came)
        # Only a damaged ledger closes what was never opened; then nothing follows from it either.
        yield Atom(_before(name), {BODY: body}, max(before, 0))


def _identities(bodies: Sequence[str]) -> Iterator[Sum[Key]]:
    places: list[dict[str, str]] = [{}, *({BODY: body} for body in bodies)]
    for place in places:
        for name, came, went, left in BALANCES:
            in_all, before = cell(_in_all(name), **place), cell(_before(name), **place)
            yield Sum(in_all, (before, *(cell(one, **place) for one in came)))
            yield Sum(in_all, (cell(left, **place), *(cell(one, **place) for one in went)))
        yield from shared_totals(place)


def _figure(
    one: Figure, stated: Mapping[str, Sequence[Stated]], cells: Cells, smallest: int
) -> Document:
    found = {
        body: next(each for each in some if each.figure.id == one.id)
        for body, some in stated.items()
    }
    rows: list[Document] = [_row({}, one, found, cells, smallest)]
    for by in DIVIDED.get(one.id, ()):
        values = cells.values.get((one.id, by), ())
        rows += [_row({by: value}, one, found, cells, smallest) for value in values]
    return {"id": one.id, "version": one.version, "unit": str(one.unit), "rows": rows}


def _row(
    by: dict[str, str],
    one: Figure,
    found: Mapping[str, Stated],
    cells: Cells,
    smallest: int,
) -> Document:
    values = [_shown(one, {**by, BODY: body}, found[body], cells, smallest) for body in found]
    whole = {} if one.unit not in {Unit.COUNT} else {"total": cells.shown(one.id, **by)}
    return {"by": by, "bodies": values, **whole}


def _shown(
    one: Figure, place: Mapping[str, str], found: Stated, cells: Cells, smallest: int
) -> Document | None:
    """Return a value of one body, or nothing where it is kept back."""
    if one.unit == Unit.SHARE:
        parts = (cells.shown(one.id, **place, **{PART: part}) for part in ("counted", "others"))
        return None if None in parts else dict(found.total)
    count = cells.shown(one.id, **place)
    if count is None:
        return None
    if one.unit == Unit.HOURS:
        # A median of few is the time of one.
        return dict(found.total) if count >= smallest or not count else None
    return {"value": count}
