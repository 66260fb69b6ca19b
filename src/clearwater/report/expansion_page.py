"""The drawn path of an expansion: one HTML page and one SVG picture, both whole in themselves.

The page runs no script and asks no network. It shows what the expansion holds and computes nothing.
"""

from __future__ import annotations

from pathlib import Path

from clearwater.errors import OutputError
from clearwater.findings.expansion import Expansion
from clearwater.report.path_drawing import drawing_of
from clearwater.report.templating import template
from clearwater.report.texts import Language, Speaker, catalogue

PAGE_NAME = "path.html"
PICTURE_NAME = "path.svg"
MOST_ROWS = 1_000
"""Accounts that the page lists; all are in the tables."""


def render_path(found: Expansion, *, language: Language = "en") -> tuple[str, str]:
    """Return (page, picture) of an expansion.

    Raises
    ------
    ParameterError
        If the page is not written in that language.
    """
    catalogue(language)
    speaker = Speaker(language)
    why = {row["account"]: row for row in found.steps.to_pylist()}
    shared = {
        "say": speaker.plain,
        "term": speaker.term,
        "found": found,
        "drawing": drawing_of(found),
        "language": language,
    }
    picture = template("path.svg.j2").render(standalone=True, **shared)
    inside = template("path.svg.j2").render(standalone=False, **shared)
    page = template("expansion.html.j2").render(
        picture=inside,
        why=why,
        rows=found.accounts.slice(0, MOST_ROWS).to_pylist(),
        explanations=found.explanations.to_pylist(),
        **shared,
    )
    return page, picture


def write_expansion(found: Expansion, folder: str | Path, language: Language = "en") -> Path:
    """Write ``path.html`` and ``path.svg`` into `folder`, and return the page.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    target = Path(folder)
    page, picture = render_path(found, language=language)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in ((PICTURE_NAME, picture), (PAGE_NAME, page)):
            partial = target / f"{name}.partial"
            partial.write_text(text, encoding="utf-8", newline="\n")
            partial.replace(target / name)
    except OSError as error:
        raise OutputError(
            "the drawn path cannot be written",
            where=str(target),
            found=error.strerror or str(error),
            next_step="Name another folder with --out, or make room.",
        ) from error
    return target / PAGE_NAME
