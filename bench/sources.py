"""Which sources a figure depends on: some files of the package and all that they import of it.

Only imports that are written down are followed, wherever in a file they stand; what a package
loads by listing its own folder is not seen, and is named as a folder by whoever depends on it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

NO_FIGURE = ("errors.py",)
"""Imported nearly everywhere, and no figure comes of it: it names what ends a run, no more."""


def sources(package: Path, parts: Iterable[str]) -> list[Path]:
    """Return the files `parts` of a package, and what they import of it, each once, sorted.

    Parameters
    ----------
    package
        Its folder.
    parts
        Paths below it, of files, or of folders whose files all count; what is missing is left out.
    """
    found: set[Path] = set()
    left = [file for part in parts for file in _files(package / part)]
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            left += _imported(package, file)
    return sorted(found)


def _files(part: Path) -> list[Path]:
    return sorted(part.rglob("*.py")) if part.is_dir() else [part] if part.is_file() else []


def _imported(package: Path, file: Path) -> Iterator[Path]:
    """Yield the files of the package that the imports of `file` name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _modules(package, alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _modules(package, node.module)
            for alias in node.names:
                yield from _modules(package, f"{node.module}.{alias.name}")


def _modules(package: Path, name: str) -> Iterator[Path]:
    """Yield the file of a module by its dotted name; none for what is not in the package.

    The package's own ``__init__`` names every door of the package, and no figure comes of that.
    """
    first, _, rest = name.partition(".")
    if first == package.name and rest:
        path = package.joinpath(*rest.split("."))
        files = (path.with_suffix(".py"), path / "__init__.py")
        silent = {package / one for one in NO_FIGURE}
        yield from (one for one in files if one.is_file() and one not in silent)
