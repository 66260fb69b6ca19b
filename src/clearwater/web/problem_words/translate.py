"""What errors of use-cases say, in the language and in the words of a page.

An error is English, for the log and the command line. Somebody who reads a page or a problem in
Chinese is told the same in Chinese: what went wrong, what was expected and found, what to do next.
In both languages a way on that is a command becomes what a page has instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from clearwater.cases.records.bodies import Level
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.delivering import MessageStanding
from clearwater.web.console.languages import words
from clearwater.web.console.terms import (
    BODIES,
    ORIGINS,
    OUTCOMES,
    PROGRAMS,
    REPORTS,
    ROLES,
    STATES,
    TERMS,
)
from clearwater.web.problem_words.expected import EXPECTED
from clearwater.web.problem_words.found import FOUND
from clearwater.web.problem_words.of_checks import CHECKS
from clearwater.web.problem_words.ways_on import OF_PAGES, WAYS
from clearwater.web.problem_words.what import WHAT

ZH: Final[Mapping[str, str]] = {
    **WHAT,
    **FOUND,
    **CHECKS,
    **EXPECTED,
    **WAYS,
    **{command: chinese for command, (_, chinese) in OF_PAGES.items()},
}
EN: Final[Mapping[str, str]] = {command: english for command, (english, _) in OF_PAGES.items()}
LONGEST: Final = 600
"""Signs of a text that is looked up; one that quotes more of a file stays as it is."""
LOOKED_UP: Final = frozenset({"rest", "kind", "stands", "state", "level", "tier"})
"""Places whose text is one of those that are translated here, or stays as it is."""
LISTED: Final = frozenset({*STATES, *OUTCOMES, *ORIGINS, *ROLES, *BODIES, *REPORTS, *PROGRAMS})
"""Words that are translated in a list, too. Others of records are names of columns as well."""
NOBODY: Final = frozenset({"no role", "the software itself"})
"""What stands where roles do."""
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
_ROLE: Final = f"(?:{'|'.join(Role)})"
_SHAPES: Final = {
    "roles": f"{_ROLE}(?:(?: or | and |, ){_ROLE})*|the software itself",
    "level": "|".join(Level),
    "stands": "|".join(MessageStanding),
    "state": "|".join((*STATES, *REPORTS)),
    "report": r"report-\S+",
}
"""What may stand at a place; at the others it is anything in one line."""
_ANYTHING: Final = r"[^\n]+?"
_BETWEEN: Final = re.compile(r" or | and |, ")
_PLAIN: Final = re.compile(r"[\w.@:-]{1,40}")


@dataclass(frozen=True)
class Texts:
    """Texts with their translation, those with places in them, too."""

    exact: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Texts:
        """Return texts to look up; of those with places, the one with most letters wins."""
        with_places = sorted((one for one in said if "{" in one), key=len, reverse=True)
        return cls(said, tuple((_pattern(one), said[one]) for one in with_places))

    def find(self, text: str, place: Callable[[str, str], str]) -> str | None:
        """Return the translation of a text; `place` says what stands at a place of a name."""
        if text in self.exact:
            return self.exact[text]
        if len(text) > LONGEST:
            return None
        for pattern, translation in self.patterns:
            found = pattern.fullmatch(text)
            if found is not None:
                at = {name: place(name, said) for name, said in found.groupdict().items()}
                return translation.format_map(at)
        return None


def in_chinese(text: str) -> str | None:
    """Return what an error says in Chinese; nothing where it is not known here.

    Examples
    --------
    >>> in_chinese("the log has no column device")
    '日志没有 device 列'
    >>> in_chinese("investigator or lead to notify")
    '须由调查员、负责人操作'
    >>> in_chinese("something odd") is None
    True
    """
    found = _texts("zh").find(text, _placed)
    return _term(text) or _listed(text) if found is None else found


def in_language(language: str, text: str) -> str:
    """Return what an error says in a language, as it is where there is no translation."""
    if language == "zh":
        return in_chinese(text) or text
    return _texts("en").find(text, _placed_in_english) or text


def _placed(name: str, said: str) -> str:
    if name in {"names", "words", "roles"}:
        parts = re.split(r" \| | or | and |, ", said)
        return "、".join(parts) if name == "names" else _joined(parts)
    return (in_chinese(said) or said) if name in LOOKED_UP else said


def _placed_in_english(name: str, said: str) -> str:
    return in_language("en", said) if name in LOOKED_UP else said


def _term(text: str) -> str | None:
    return words("zh").get(text) if text in TERMS else None


def _listed(text: str) -> str | None:
    """Return a list of states, roles or plain words; codes that are typed stay as they are."""
    parts = _BETWEEN.split(text)
    if len(text) > LONGEST or len(parts) == 1:
        return None
    plain = all(_PLAIN.fullmatch(one) or one in LISTED for one in parts)
    return _joined(parts) if plain else None


def _joined(parts: list[str]) -> str:
    return "、".join(_word(one) for one in parts)


def _word(said: str) -> str:
    return (_term(said) if said in LISTED else ZH.get(said) if said in NOBODY else None) or said


@cache
def _texts(language: str) -> Texts:
    return Texts.of(ZH if language == "zh" else EN)


def _pattern(text: str) -> re.Pattern[str]:
    def at(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{_SHAPES.get(found[1], _ANYTHING)})"

    return re.compile(_PLACE.sub(at, re.escape(text)), re.DOTALL)
