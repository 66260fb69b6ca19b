"""Rules about what is kept back: small cells that are shown, or that can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearwater.cases.figures.crosscheck.base import PUBLIC, Fault, Rule, Source, fault, of_kind
from clearwater.cases.figures.crosscheck.rolled_up import counts_of, roll_ups, sums_of, whole
from clearwater.cases.figures.suppression import Sum, possible
from clearwater.cases.figures.tables import Key, cell
from clearwater.cases.measures.policy_fields import Words

MONTH = "month"


Counts = dict[Key, int | None]


@dataclass(frozen=True)
class _Cut:
    """Counts that were cut together, and by which rule."""

    source: Source
    smallest: int
    counts: Counts
    sums: tuple[Sum[Key], ...]
    named: str = ""


def _cuts(sources: Sequence[Source]) -> Iterator[_Cut]:
    for source in of_kind(sources, PUBLIC):
        counts = _counts(source)
        yield _Cut(source, source.document["smallest"], counts, _known(_sums(source), counts))
    for source, below in roll_ups(sources):
        counts = counts_of(below)
        sums = _known(sums_of(below), counts)
        yield _Cut(source, below["smallest"], counts, sums, "below ")


def _known(sums: Iterable[Sum[Key]], counts: Counts) -> tuple[Sum[Key], ...]:
    return tuple(one for one in sums if one.parts and counts.keys() >= {one.total, *one.parts})


def _shown(sources: Sequence[Source]) -> Iterable[Fault]:
    for cut in _cuts(sources):
        for key, count in cut.counts.items():
            if count is not None and 0 < count < cut.smallest:
                expected = f"no count from 1 to {cut.smallest - 1}"
                where = (cut.source, cut.named + _named(key))
                yield fault("cell.small", expected, count, where)


def _worked_out(sources: Sequence[Source]) -> Iterable[Fault]:
    for cut in _cuts(sources):
        left_out = frozenset(key for key, count in cut.counts.items() if count is None)
        known = {key: count for key, count in cut.counts.items() if count is not None}
        for key in sorted(left_out, key=repr):
            near = _near(key, cut.sums, left_out)
            unknown = (
                frozenset(one for some in near for one in (some.total, *some.parts)) & left_out
            )
            if not near or not _consistent(near, known, unknown):
                continue
            least, most = possible(key, known, near, unknown | {key})
            # One that was left out to protect others may be narrowed down; a small one may not.
            if most is not None and 0 < most < cut.smallest:
                expected, found = f"{cut.smallest} or more possible", f"{least} to {most}"
                where = (cut.source, cut.named + _named(key))
                yield fault("cell.worked_out", expected, found, where)


def _near(key: Key, sums: Sequence[Sum[Key]], left_out: frozenset[Key]) -> list[Sum[Key]]:
    """Return the sums that a count hangs together with through what is left out."""
    reached, before = {key}, 0
    near: list[Sum[Key]] = []
    while len(reached) > before:
        before = len(reached)
        near = [one for one in sums if reached & {one.total, *one.parts}]
        reached |= {one for some in near for one in (some.total, *some.parts)} & left_out
    return near


def _consistent(
    sums: Sequence[Sum[Key]], known: Mapping[Key, int], unknown: frozenset[Key]
) -> bool:
    """Return whether some whole table fits; where none does another rule has a fault to name."""
    for one in sums:
        parts = [known.get(part) for part in one.parts]
        total = known.get(one.total)
        added = sum(part for part in parts if part is not None)
        if total is not None and (added > total or (None not in parts and added != total)):
            return False
    return bool(unknown)


def _counts(source: Source) -> Counts:
    """Return every count of a publication, of tables and of months, by its cell."""
    found: Counts = {}
    document = source.document
    for one in document["figures"]:
        if one["unit"] == "count":
            found[cell(one["id"])] = _plain(one["total"])
            for month, value in zip(document["months"], one["months"], strict=True):
                found[cell(one["id"], month=month)] = _plain(value)
        elif one["unit"] == "distinct":
            found[cell(one["id"])] = _plain(one["total"])
    for table in document["tables"]:
        found |= dict(_table_counts(table))
    return found


def _plain(value: Mapping[str, Any] | None) -> int | None:
    return None if value is None else whole(value.get("value"))


def _table_counts(table: Mapping[str, Any]) -> Iterator[tuple[Key, int | None]]:
    figure, axes = table["figure"], table["axes"]
    for row, total in zip(table["rows"], table["row_totals"], strict=True):
        yield cell(figure, **{axes[0]: row}), whole(total)
    if len(axes) < 2:
        return
    for column, total in zip(table["columns"], table["column_totals"], strict=True):
        yield cell(figure, **{axes[1]: column}), whole(total)
    for row, line in zip(table["rows"], table["cells"], strict=True):
        for column, count in zip(table["columns"], line, strict=True):
            yield cell(figure, **{axes[0]: row, axes[1]: column}), whole(count)


def _sums(source: Source) -> Iterator[Sum[Key]]:
    document = source.document
    for one in document["figures"]:
        if one["unit"] == "count":
            months = tuple(cell(one["id"], month=month) for month in document["months"])
            yield Sum(cell(one["id"]), months)
    for table in document["tables"]:
        yield from _table_sums(table)


def _table_sums(table: Mapping[str, Any]) -> Iterator[Sum[Key]]:
    figure, axes = table["figure"], table["axes"]
    if table["rows"]:
        rows = tuple(cell(figure, **{axes[0]: row}) for row in table["rows"])
        yield Sum(cell(figure), rows)
    if len(axes) < 2 or not table["rows"]:
        return
    down, across = axes
    for row in table["rows"]:
        parts = [cell(figure, **{down: row, across: column}) for column in table["columns"]]
        yield Sum(cell(figure, **{down: row}), tuple(parts))
    for column in table["columns"]:
        parts = [cell(figure, **{down: row, across: column}) for row in table["rows"]]
        yield Sum(cell(figure, **{across: column}), tuple(parts))


def _named(key: Key) -> str:
    figure, place = key
    return " ".join([figure, *(f"{axis}={value}" for axis, value in place)])


RULES = (
    Rule(
        "cell.small",
        Words("A small count is published.", "公布了过小的计数。"),
        _shown,
    ),
    Rule(
        "cell.worked_out",
        Words(
            "A count that is kept back follows from what is published.",
            "未公布的计数可由已公布的数字推出。",
        ),
        _worked_out,
    ),
)
