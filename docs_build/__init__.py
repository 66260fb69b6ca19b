"""Reference pages that are made from the code, so that they cannot say anything else.

`PAGES` maps a file under ``docs/`` to the function that gives its text. ``python -m docs_build``
writes them; a test fails where a committed page is not what its function gives.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs_build.api_page import api_page, openapi_file
from docs_build.cli_page import cli_page
from docs_build.events_page import events_page
from docs_build.figures_page import figures_page
from docs_build.formats_page import formats_page
from docs_build.glossary import glossary_page
from docs_build.run_folder_page import run_folder_page
from docs_build.settings_page import settings_page

DOCS = Path(__file__).parents[1] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "reference/api.md": api_page,
    "reference/openapi.json": openapi_file,
    "figures.md": figures_page,
    "console/words.md": glossary_page,
    "reference/cli.md": cli_page,
    "reference/events.md": events_page,
    "reference/formats.md": formats_page,
    "reference/run-folder.md": run_folder_page,
    "reference/settings.md": settings_page,
}


def write_pages() -> list[Path]:
    """Write every page and return the files that changed."""
    changed = []
    for name, page in PAGES.items():
        path = DOCS / name
        text = page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
