"""The page's own scripts and styles, joined so that they can stand inside one file.

The scripts are ordinary ES modules that import each other by name. A page opened from disk may not
import a second file, so they are joined in the order of their imports into one module; ``import``
lines fall away, and two modules must not declare the same top-level name (a browser test would
fail, as that is a syntax error). No bundler is needed for that, and no build step.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

STYLES = ("page.css", "charts.css", "print.css")
ENTRY = "main.js"

_IMPORT = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.MULTILINE)


@cache
def styles() -> str:
    """Return all style sheets, in cascade order."""
    return "\n".join(_read(name) for name in STYLES)


@cache
def script() -> str:
    """Return one ES module made of `ENTRY` and everything it imports, each once."""
    parts: list[str] = []
    _visit(ENTRY, [], parts)
    return "".join(parts)


@cache
def script_hash() -> str:
    """Return the script's hash as a Content-Security-Policy source.

    The policy then lets this script run and no other: not one from an account's name, and none
    that a mistake in a template lets in.
    """
    # The template puts one line end before and after the script; they are part of the element.
    digest = hashlib.sha256(f"\n{script()}\n".encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _visit(name: str, seen: list[str], parts: list[str]) -> None:
    if name in seen:
        return
    seen.append(name)
    source = _read(name)
    for needed in _IMPORT.findall(source):
        _visit(needed, seen, parts)
    parts.append(f"// {name}\n{_EXPORT.sub('', _IMPORT.sub('', source))}")


def _read(name: str) -> str:
    return files("clearwater.report").joinpath("static", name).read_text(encoding="utf-8")
