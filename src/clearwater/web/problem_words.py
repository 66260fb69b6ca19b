"""What errors of use-cases say, in Chinese.

An error is English, for the log and the command line. Somebody who reads a page or a problem in
Chinese is told the same in Chinese: what went wrong, what was expected, what to do next, as far as
`clearwater.web.problem_texts` has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from clearwater.web.problem_texts import ZH

LONGEST: Final = 600
"""Signs of a text that is looked up; one that quotes more of a file stays as it is."""

_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


def in_chinese(text: str) -> str | None:
    """Return what an error says in Chinese; nothing where it is not known here.

    Examples
    --------
    >>> in_chinese("the log has no column device")
    '日志没有 device 列'
    >>> in_chinese("something else") is None
    True
    """
    if text in ZH:
        return ZH[text]
    if len(text) > LONGEST:
        return None
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return chinese.format_map({name: _named(name, it) for name, it in _given(found)})
    return None


def in_language(language: str, text: str) -> str:
    """Return what an error says in a language, as it is where there is no translation."""
    return text if language != "zh" else in_chinese(text) or text


def _given(found: re.Match[str]) -> list[tuple[str, str]]:
    return list(found.groupdict().items())


def _named(name: str, said: str) -> str:
    if name == "names":
        return said.replace(" and ", "、").replace(" or ", "、").replace(", ", "、")
    return (in_chinese(said) or said) if name == "rest" else said


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the texts with places in them, those with most letters of their own first."""
    with_places = sorted((one for one in ZH if "{" in one), key=len, reverse=True)
    return tuple((_pattern(one), ZH[one]) for one in with_places)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>[^\\n]+?)", re.escape(text)), re.DOTALL)
