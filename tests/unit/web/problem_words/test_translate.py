"""Errors of use-cases that come to a page are said in Chinese there."""

from __future__ import annotations

import ast
import json
import time
from pathlib import Path

import pytest

import clearwater
from clearwater.errors import ParameterError
from clearwater.web.form_words import mistake
from clearwater.web.problem_words.translate import EN, ZH, in_chinese, in_language
from clearwater.web.problems import problem_of

SOURCES = Path(clearwater.__file__).parent
COME_TO_PAGES = ("events", "app/work", "app/investigate", "app/group", "app/publish", "web")
"""Folders whose errors a page shows."""
RAISED = {
    *("ParameterError", "NothingThereError", "SourceError", "SchemaError", "EmptyLogError"),
    *("TimeZoneNeededError", "TooManyBadRowsError", "ProblemError"),
}
NOT_SAID = {
    # Of the command that starts a server: there is no page yet.
    "a server needs to know who asks",
    "in this store whoever gives a name may act",
    # Of a folder that the console never names, and of a format of programs.
    "there is no such file",
}


def _what(call: ast.Call) -> str | None:
    """Return the first text of an error, with signs for what is put into it."""
    place = 2 if call.func.id == "ProblemError" else 0  # type: ignore[attr-defined]
    if len(call.args) <= place:
        return None
    text = call.args[place]
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value
    if isinstance(text, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "week" for one in text.values)
        return "".join(map(str, parts))
    return None


def _texts() -> set[str]:
    found = set()
    for folder in COME_TO_PAGES:
        for path in sorted((SOURCES / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in RAISED
                    and (said := _what(node))
                ):
                    found.add(said)
    return found


def test_what_went_wrong_is_said_in_chinese() -> None:
    texts = _texts()
    assert len(texts) > 100
    assert sorted(one for one in texts - NOT_SAID if in_chinese(one) is None) == []


def test_every_place_of_a_text_is_in_its_translation() -> None:
    # What is left out of a command is what a page has no need of.
    for english, chinese in (one for one in ZH.items() if one[0] not in EN):
        places = {
            name for name in ("n", "m", "o", "name", "names", "rest") if f"{{{name}}}" in english
        }
        assert all(f"{{{one}}}" in chinese for one in places), english


def test_a_problem_is_one_sentence_of_chinese() -> None:
    error = ParameterError(
        "no column for actor and object",
        where="三月.csv",
        expected="one of user, item",
        found="columns a, b",
        next_step="Bring the log again.",
    )
    said = json.loads(bytes(problem_of(error, "7", "zh").body))
    assert said["detail"] == (
        "没有可用作 actor、object 的列（三月.csv）；"
        "应为：user、item 之一；实际为：列 a、b。请重新提供日志。"
    )
    assert said["what"] == "没有可用作 actor、object 的列"
    assert in_language("en", error.what) == error.what


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_chinese("something odd") is None
    assert in_language("zh", "something odd") == "something odd"


@pytest.mark.parametrize("text", ["1 of " * 110, "columns " * 70, "(" * 590, "x" * 9_999])
def test_a_text_from_anywhere_costs_no_time(text: str) -> None:
    began = time.process_time()
    in_chinese(text)
    assert time.process_time() - began < 0.2


def test_why_a_field_cannot_be_used() -> None:
    said = {
        "type": "less_than_equal",
        "loc": ("body", "days"),
        "msg": "Input ...",
        "ctx": {"le": 9},
    }
    assert mistake("zh", said) == "body.days: 不大于 9"
    assert mistake("en", said) == "body.days: Input ..."
    assert mistake("zh", {"type": "odd", "loc": ("a",), "msg": "Odd"}) == "a: Odd"
