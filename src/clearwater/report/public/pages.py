"""Public documents as pages and CSV. Nothing is counted here, and no page runs a script."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clearwater.report.neutral import Cell, csv_text
from clearwater.report.public.words import LANGUAGES, closed, say
from clearwater.report.templating import template
from clearwater.report.weekly.reading import NOT_SHOWN, Reader, number

Document = dict[str, Any]
CSV_COLUMNS = (
    *("organisation", "period", "figure", "version", "unit", "by", "value", "count", "of"),
    *("share", "low", "high", "median", "p90", "kept_back"),
)
_VALUES = ("value", "count", "of", "share", "low", "high", "median", "p90")


@dataclass(frozen=True)
class Page:
    """One language of a page: what its template asks for."""

    language: str
    document: Document

    def say(self, key: str, **values: object) -> str:
        """Return one of our words."""
        return say(self.language, key, **values)

    def closed(self, family: str, word: object) -> str:
        """Return a word of a closed list."""
        return closed(self.language, family, str(word))

    @property
    def reader(self) -> Reader:
        """The document, read in this language."""
        return Reader(self.document, "zh" if self.language == "zh" else "en")

    def value(self, unit: str, value: dict[str, Any] | None) -> str:
        """Return a value as people read it."""
        if value is None:
            return NOT_SHOWN
        if unit == "share":
            if not value["of"]:
                return self.say("nothing")
            percents = {name: f"{value[name] * 100:.1f}" for name in ("share", "low", "high")}
            counts = {name: number(value[name]) for name in ("count", "of")}
            return self.say("share", **percents, **counts)
        if unit == "hours":
            return self.say("hours", **value) if value["count"] else self.say("nothing")
        return number(value["value"])

    @property
    def again(self) -> str:
        """The command that counts a figure of the document again, as a shell reads it."""
        document = self.document
        words = ["clearwater", "report", "figure", "measures.begun"]
        words += [f"--{document['period']['kind']}", document["period"]["name"]]
        words += ["--organisation", document["organisation"]]
        words += ["--ledger-size", str(document["ledger"]["size"])]
        return shlex.join(words)

    def axes(self, table: dict[str, Any]) -> str:
        """Return by what a table divides a figure."""
        return self.say("and").join(self.reader.dimension(axis) for axis in table["axes"])

    def count(self, value: int | None) -> str:
        """Return a count of a table."""
        return number(value)

    def about(self, said: dict[str, int]) -> str:
        """Return a rounded number."""
        (key, n), *_ = said.items()
        return self.say(key, n=number(n))


def public_page(document: Document) -> str:
    """Return the figures as one page in both languages."""
    return _page("transparency.html.j2", document)


def methods_page(document: Document) -> str:
    """Return what each figure counts, and what is not published."""
    return _page("methods.html.j2", document)


def casebook_page(document: Document) -> str:
    """Return case studies as one page in both languages."""
    return _page("casebook.html.j2", document)


def public_csv(document: Document) -> bytes:
    """Return the figures as CSV: one row for each count, kept back ones without a value."""
    return csv_text(CSV_COLUMNS, _rows(document))


def _page(name: str, document: Document) -> str:
    pages = [Page(language, document) for language in LANGUAGES]
    return template(name).render(pages=pages, document=document)


def _rows(document: Document) -> Iterator[list[Cell]]:
    period = document["period"]["name"]
    versions = {one["id"]: one["version"] for one in document["figures"]}
    for one in document["figures"]:
        yield _row(document, period, one["id"], one["version"], one["unit"], "", one["total"])
        for month, value in zip(document["months"], one["months"] or (), strict=False):
            yield _row(document, month, one["id"], one["version"], one["unit"], "", value)
    for table in document["tables"]:
        figure, version = table["figure"], versions[table["figure"]]
        for by, count in _table_cells(table):
            value = None if count is None else {"value": count}
            yield _row(document, period, figure, version, "count", by, value)


def _table_cells(table: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    axes = table["axes"]
    for row, total in zip(table["rows"], table["row_totals"], strict=True):
        yield f"{axes[0]}={row}", total
    for row, line in zip(table["rows"], table.get("cells", ()), strict=False):
        for column, count in zip(table["columns"], line, strict=True):
            yield f"{axes[0]}={row}; {axes[1]}={column}", count


def _row(
    document: Document,
    period: str,
    figure: str,
    version: int,
    unit: str,
    by: str,
    value: dict[str, Any] | None,
) -> list[Cell]:
    said = {} if value is None else value
    kept_back = "yes" if value is None else ""
    numbers = [said.get(name) for name in _VALUES]
    return [document["organisation"], period, figure, version, unit, by, *numbers, kept_back]
