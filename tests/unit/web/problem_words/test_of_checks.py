"""What a cross-check says comes to a page in its language, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from clearwater.web.problem_words.translate import in_chinese
from tests.unit.web.problem_words.said_by_sources import PLACE, modules, texts_of

NAMES = ("expected", "found", "why")
NO_WORDS = re.compile(r"[\W\d_]*(?: to [\W\d_]*)?")


def _said() -> Iterator[str]:
    for tree in modules("cases/figures/crosscheck"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "fault":
                    yield from (text for one in node.args[1:3] for text in texts_of(one))
                elif node.func.id == "Skipped":
                    yield from texts_of(node.args[1])
            elif isinstance(node, ast.Assign) and _name(node.targets[0]) in NAMES:
                yield from texts_of(node.value)


def _name(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else ""


def test_every_text_of_a_check_has_its_chinese() -> None:
    said = {one for one in _said() if not NO_WORDS.fullmatch(one)}
    assert len(said) > 20
    assert PLACE in "".join(said)
    assert sorted(one for one in said if in_chinese(one) is None) == []
