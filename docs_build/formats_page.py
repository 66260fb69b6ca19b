"""The page Formats, from the registry of named formats."""

from __future__ import annotations

import clearwater.events.formats  # noqa: F401 - importing it fills the registry
from clearwater.events.formats.base import REGISTRY, ColumnFormat, Format, RecordFormat
from docs_build.markdown import NOTICE, code, table

INTRO = """# Formats

`--format-in NAME` (in Python `format_in="NAME"`) reads somebody else's export without any mapping.
A table whose columns merely have other names needs no format: see [Events](events.md).

"""


def formats_page() -> str:
    """Return the page."""
    parts = [NOTICE, INTRO]
    for name in sorted(REGISTRY):
        form = REGISTRY[name]
        parts += [f"## {name}\n\n", f"{form.summary[:1].upper()}{form.summary[1:]}.\n\n"]
        parts += [_columns(form), "\nExample:\n\n```\n", form.example.strip("\n"), "\n```\n\n"]
    return "".join(parts).rstrip("\n") + "\n"


def _columns(form: type[Format]) -> str:
    if issubclass(form, ColumnFormat):
        rows = [
            (code(ours), ", ".join(map(_origin, names))) for ours, names in form.columns.items()
        ]
        return table(("ours", "theirs"), rows)
    assert issubclass(form, RecordFormat)  # noqa: S101 - there are two kinds
    return "Gives " + ", ".join(map(code, form.gives)) + ".\n"


def _origin(name: str) -> str:
    return f"always {code(name[1:])}" if name.startswith("=") else code(name)
