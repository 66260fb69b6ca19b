"""What the commands about figures of work do. Imports the database, so: lazily."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from clearwater.app.publish.casebook import casebook
from clearwater.app.publish.checking import check_files
from clearwater.app.publish.documents import Document, figure_document
from clearwater.app.publish.published import keep_and_put_on_record
from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import one_figure, weekly
from clearwater.app.publish.writing import (
    chosen_formats,
    put_on_record,
    write_casebook,
    write_transparency,
    write_weekly,
)
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.values import Stated
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

FIGURE = pa.schema(
    [
        ("figure", pa.string()),
        ("by", pa.string()),
        ("value", pa.int64()),
        ("count", pa.int64()),
        ("of", pa.int64()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("median", pa.float64()),
        ("p90", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Weekly:
    """Options of ``clearwater report weekly``."""

    week: str
    out: Path
    formats: str
    language: str
    below: bool
    publish: bool


def weekly_and_say(where: Where, asked: Weekly) -> None:
    """Write a weekly report, and say where."""
    formats = chosen_formats(asked.formats)
    with at_store(where) as (_, desk):
        document = weekly(desk, asked.week, below=asked.below)
        _say_written(write_weekly(document, asked.out, formats, _short(asked.language)))
        if asked.publish:
            say(f"on record: {put_on_record(desk, document)}")


def figure_and_print(
    where: Where,
    name: str,
    periods: Sequence[str | None],
    ledger_size: int | None,
    form: str,
) -> None:
    """Print a figure, and the numbers of the entries that were counted."""
    named = [one for one in periods if one is not None]
    if len(named) != 1:
        raise ParameterError(
            "one period is counted at a time",
            expected="one of --week, --month, --quarter",
            found=f"{len(named)} of them",
        )
    check_form(form)
    with at_store(where) as (_, desk):
        found, basis = one_figure(desk, name, named[0], size=ledger_size)
    if form == "json":
        said = {**basis.document(), **figure_document(found, basis), "entries": found.entries}
        json.dump(said, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    write_rows(_figure_table(found), form, shown=_filled(found))
    numbers = " ".join(map(str, found.entries)) or "none"
    say(f"entries counted ({len(found.entries)}): {numbers}")
    say(f"ledger: {basis.size} entries, root {basis.root}")


def figures_and_print(language: str, form: str) -> None:
    """Print every figure with its definition."""
    check_form(form)
    said = _short(language)
    rows = [
        {
            "figure": one.id,
            "version": one.version,
            "unit": str(one.unit),
            "by": ", ".join(one.by),
            "name": one.words.in_language(said),
            "definition": one.definition.in_language(said),
        }
        for one in FIGURES
    ]
    write_rows(pa.Table.from_pylist(rows), form)


def transparency_and_say(where: Where, quarter: str, out: Path, *, publish: bool) -> None:
    """Write the public figures of a quarter, and say where."""
    with at_store(where) as (store, desk):
        document = transparency(desk, quarter)
        _say_written(write_transparency(document, out))
        if publish:
            say(f"on record: {keep_and_put_on_record(desk, store.blobs, document)}")


def casebook_and_say(where: Where, out: Path) -> None:
    """Write case studies, and say where."""
    with at_store(where) as (store, desk):
        document: Document = casebook(desk, store.blobs)
    _say_written(write_casebook(document, out))


def check_and_print(
    where: Where, sources: Sequence[Path], language: str, form: str, *, ledger: bool
) -> bool:
    """Print what does not go together, and return whether anything does not."""
    check_form(form)
    if ledger:
        with at_store(where) as (_, desk):
            checked = check_files(sources, desk)
    else:
        checked = check_files(sources)
    write_rows(checked.table(_short(language)), form)
    for one in checked.skipped:
        say(f"not asked: {one.rule}: {one.why}")
    say(f"{len(checked.faults)} faults in {len(checked.sources)} sources")
    return bool(checked.faults)


def _figure_table(found: Stated) -> pa.Table:
    rows = [{"figure": found.figure.id, "by": "", **found.total}]
    for cell, value in found.cells:
        pairs = zip(found.figure.by, cell, strict=True)
        by = "; ".join(f"{name}={one}" for name, one in pairs)
        rows.append({"figure": found.figure.id, "by": by, **value})
    return pa.Table.from_pylist(rows, FIGURE)


def _filled(found: Stated) -> tuple[str, ...]:
    return ("figure", "by", *found.total) if found.figure.by else ("figure", *found.total)


def _say_written(files: Sequence[Path]) -> None:
    for file in files:
        say(f"written: {file}")


def _short(language: str) -> Literal["en", "zh"]:
    return "zh" if language.startswith("zh") else "en"
