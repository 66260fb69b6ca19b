"""What the sources themselves say where they raise an error: read out of their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import clearwater

SOURCES = Path(clearwater.__file__).parent
PLACE = "7"
"""Stands for whatever an error puts into a text."""
FIELDS = ("expected", "found", "next_step")
HELD_BACK = {
    *("StoreError", "OutputError", "MissingExtraError", "CannotRunError"),
    *("NoIdentitySourceError", "ProviderError"),
}
"""Of what the server cannot do now a page says only what happened (`clearwater.web.problems`)."""
OF_TEXTS = {"text_refused": "{} in words", "number_refused": "{} from 1 to 7"}
"""Functions that put their first argument into what was expected."""


def modules(*places: str) -> Iterator[ast.Module]:
    """Yield the syntax trees of folders and files of the package."""
    for place in places:
        at = SOURCES / place
        for path in sorted(at.rglob("*.py")) if at.is_dir() else [at]:
            yield ast.parse(path.read_text())


def fields_said(tree: ast.Module) -> Iterator[str]:
    """Yield what a module says was expected, was found, comes next, wherever it says it whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) not in HELD_BACK:
            for one in node.keywords:
                if one.arg in FIELDS:
                    yield from texts_of(one.value)
            if _name(node) in OF_TEXTS and node.args:
                yield from (OF_TEXTS[_name(node)].format(one) for one in texts_of(node.args[0]))
        elif isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id in FIELDS for one in node.targets
        ):
            yield from texts_of(node.value)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def texts_of(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be, as far as they stand there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(one.value) if isinstance(one, ast.Constant) else PLACE for one in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from (*texts_of(node.body), *texts_of(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for one in node.values for text in texts_of(one))
