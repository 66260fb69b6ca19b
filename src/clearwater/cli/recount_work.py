"""What ``clearwater recount`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.parts import Parts
from clearwater.app.recount_job import RecountRequest, recount_job
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError

SHOWN = ("object", "metric", "reported", "authentic", "low", "high", "remaining")


def by_day(by: str | None) -> bool:
    """Return whether one row a day was asked for.

    Raises
    ------
    ParameterError
        If anything but a day was.
    """
    if by not in (None, "day"):
        raise ParameterError("--by is out of range", expected="day", found=repr(by))
    return by == "day"


def recount_and_print(parts: Parts, folder: Path, request: RecountRequest, form: str) -> None:
    """Count again and print it, saying what has no row."""
    check_form(form)
    with shown_progress() as on_progress:
        table = recount_job(parts, folder, request, on_progress)
    if form == "table" and not request.by_day:
        table = most_changed_first(table)
    write_rows(table, form, shown=("day", *SHOWN) if request.by_day else SHOWN)
    unchanged = sorted(set(request.objects) - set(table["object"].to_pylist()))
    for name in unchanged:
        say(f"{name}: as it was reported; no finding acted on it")
    say(f"{len(set(table['object'].to_pylist())):,} objects counted again; 90 % intervals")


def most_changed_first(table: pa.Table) -> pa.Table:
    """Return rows as a person reads them: what lost most events first, then the ranks."""
    lost = pc.multiply(table["set_aside"], table["reported"])
    moved = pc.abs(pc.subtract(table["reported"], table["authentic"]))
    rank = pc.starts_with(table["metric"], "rank ")
    columns = {"rank": pc.cast(rank, pa.int8()), "lost": lost, "moved": moved}
    columns |= {name: table[name] for name in ("object", "metric")}
    down, up = ("lost", "moved"), ("object", "metric")
    keys = [("rank", "ascending"), *((name, "descending") for name in down)]
    keys += [(name, "ascending") for name in up]
    return table.take(pc.sort_indices(pa.table(columns), sort_keys=keys))
