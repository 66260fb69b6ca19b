"""Reports into folders: each file whole or not at all, the JSON first, and on demand on record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.publish.documents import Document, canonical_bytes
from clearwater.cases.workflow.commands_figures import PublishFigures
from clearwater.errors import OutputError, ParameterError, near_names
from clearwater.report.public.pages import casebook_page, methods_page, public_csv, public_page
from clearwater.report.weekly.pdf import pdf_of
from clearwater.report.weekly.rows import csv_of
from clearwater.report.weekly.texts import Language
from clearwater.report.weekly.workbook import workbook_of

WEEKLY_FORMATS: Mapping[str, Callable[[Document, Language], bytes]] = {
    "json": lambda document, _: canonical_bytes(document),
    "csv": lambda document, _: csv_of(document),
    "xlsx": workbook_of,
    "pdf": pdf_of,
}
"""Form -> what makes it of a document and a language."""


PUBLIC_FORMATS: Mapping[str, Callable[[Document], bytes]] = {
    "json": canonical_bytes,
    "csv": public_csv,
    "html": lambda document: public_page(document).encode(),
    "methods": lambda document: methods_page(document).encode(),
}
"""Form -> what makes it of the public figures."""


def chosen_formats(said: str) -> tuple[str, ...]:
    """Return the forms that an option names; the JSON is always among them.

    Raises
    ------
    ParameterError
        If there is no such form.
    """
    names = [name.strip() for name in said.split(",") if name.strip()]
    for name in names:
        if name not in WEEKLY_FORMATS:
            raise ParameterError(
                "there is no such form of a report",
                expected=", ".join(WEEKLY_FORMATS),
                found=repr(name),
                next_step=near_names(name, WEEKLY_FORMATS),
            )
    return tuple(form for form in WEEKLY_FORMATS if form == "json" or form in names)


def write_weekly(
    document: Document, folder: Path, formats: Sequence[str], language: Language
) -> tuple[Path, ...]:
    """Write a weekly report, and return its files."""
    name = _name(document)
    made = {f"{name}.{form}": WEEKLY_FORMATS[form](document, language) for form in formats}
    return _written(folder, made)


def write_transparency(document: Document, folder: Path) -> tuple[Path, ...]:
    """Write the public figures of a quarter, and return their files: JSON, CSV, two pages."""
    return _written(
        folder,
        {
            "transparency.json": PUBLIC_FORMATS["json"](document),
            "transparency.csv": PUBLIC_FORMATS["csv"](document),
            "index.html": PUBLIC_FORMATS["html"](document),
            "methods.html": PUBLIC_FORMATS["methods"](document),
        },
    )


def write_casebook(document: Document, folder: Path) -> tuple[Path, ...]:
    """Write case studies, and return their files."""
    pages = {
        "casebook.json": canonical_bytes(document),
        "casebook.html": casebook_page(document).encode(),
    }
    return _written(folder, pages)


def put_on_record(desk: Desk, document: Document) -> str:
    """Write into the ledger that a report is published, and return the SHA-256 of its JSON.

    Raises
    ------
    RefusedError
        If the person may not publish figures.
    """
    digest = digest_of(document)
    kind = str(document["format"]).removeprefix("clearwater ")
    period, ledger = document["period"], document["ledger"]
    assert isinstance(period, dict)  # noqa: S101 - of our making
    assert isinstance(ledger, dict)  # noqa: S101 - of our making
    command = PublishFigures(kind, str(period["name"]), digest, int(ledger["size"]))
    with desk.store.writing(desk.organisation) as unit:
        desk.without_case(unit, desk.context(unit), command)
    return digest


def digest_of(document: Document) -> str:
    """Return the SHA-256, in hex, of a report's JSON: by this it is on record."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def _name(document: Document) -> str:
    period = document["period"]
    assert isinstance(period, dict)  # noqa: S101 - of our making
    return f"weekly-{period['name']}"


def _written(folder: Path, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            partial = folder / f"{name}.partial"
            partial.write_bytes(content)
            partial.replace(folder / name)
    except OSError as error:
        raise OutputError(
            "the report cannot be written",
            where=str(folder),
            found=error.strerror or str(error),
            next_step="Name another folder with --out, or make room.",
        ) from error
    return tuple(folder / name for name in made)
