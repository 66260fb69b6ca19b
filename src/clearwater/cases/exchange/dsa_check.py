"""Checks files of EU statements of reasons, and names line, field, what was expected and found.

A file is JSON Lines, one statement a line, or what the API takes: one statement, or an object with
``statements``, a list of at most 100. Nothing of a statement's words is shown in full: it may hold
what it should not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.exchange.dsa_rules import broken_rules
from clearwater.cases.exchange.dsa_statement import Statement
from clearwater.cases.exchange.said_fields import EXPECTED
from clearwater.cases.exchange.strict_json import Limits, NotReadableError, read_json
from clearwater.errors import near_names

LINE = Limits(most_bytes=100_000, deepest=6)
"""A statement with every text at its longest has some 60,000 bytes."""
_SHOWN = 60
_WORDS: Mapping[str, str] = {
    "missing": "this field",
    "string_type": "a text",
    "string_unicode": "a text in Unicode",
    "list_type": "a list",
    "too_short": "at least one value",
    "model_type": "an object",
    "dict_type": "an object",
}
"""Type of an error of pydantic -> what was expected."""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a statement."""

    line: int
    """From 1."""
    field: str
    """Such as ``content_type[0]``; nothing where it is the whole line."""
    expected: str
    found: str
    refused: bool
    """Whether the database would refuse the statement; else it takes it otherwise than meant."""
    near: str = ""
    """Near names of a wrong one."""


def faults_in(statement: object, line: int = 1) -> tuple[Fault, ...]:
    """Return what is wrong with one statement, in the order of its fields."""
    if not isinstance(statement, dict):
        return (Fault(line, "", "an object", _shown(statement), refused=True),)
    try:
        Statement.model_validate(statement)
    except ValidationError as error:
        said = error.errors(include_url=False)
        return tuple(_of_field(line, one) for one in said[:100])
    return tuple(
        Fault(line, rule.field, rule.expected, rule.found[:_SHOWN], rule.refused)
        for rule in broken_rules(statement)
    )


def faults_of_lines(lines: Iterable[bytes]) -> Iterator[Fault]:
    """Yield what is wrong with a file of statements.

    Parameters
    ----------
    lines
        Of JSON Lines, without their ends; empty ones are passed over.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            statement = read_json(line, f"line {number}", LINE)
        except NotReadableError as error:
            yield Fault(number, "", error.expected, error.found, refused=True)
            continue
        yield from faults_in(statement, number)
        yield from _twice(statement, number, seen)


def faults_of_call(statements: Sequence[object]) -> Iterator[Fault]:
    """Yield what is wrong with the statements of one call of the API, counted from 1."""
    if len(statements) > codes.MOST_TOGETHER:
        expected = f"at most {codes.MOST_TOGETHER} statements"
        yield Fault(1, "statements", expected, str(len(statements)), refused=True)
    seen: dict[str, int] = {}
    for number, statement in enumerate(statements, 1):
        yield from faults_in(statement, number)
        yield from _twice(statement, number, seen)


def _twice(statement: object, number: int, seen: dict[str, int]) -> Iterator[Fault]:
    puid = statement.get("puid") if isinstance(statement, dict) else None
    if isinstance(puid, str):
        first = seen.setdefault(puid, number)
        if first != number:
            yield Fault(number, "puid", "each puid once", f"that of line {first}", refused=True)


def _of_field(line: int, said: Any) -> Fault:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in said["loc"])
    field, kind = where.removeprefix("."), str(said["type"])
    if kind == "extra_forbidden":
        known = tuple(Statement.model_fields)
        near = near_names(field, known)
        return Fault(line, field[:_SHOWN], "no such field", "it", refused=True, near=near)
    expected = str(said["ctx"]["expected"]) if kind == EXPECTED else _WORDS.get(kind, said["msg"])
    found = "none" if kind == "missing" else _shown(said["input"])
    near = ""
    if isinstance(said["input"], str) and " | " in expected:
        near = near_names(said["input"][:100], expected.split(" | "))
    return Fault(line, field[:_SHOWN], expected, found, refused=True, near=near)


def _shown(value: object) -> str:
    """Return what was found, cut: a word where it is a code, else only what it is."""
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value)[:_SHOWN]
        case str() if len(value) <= _SHOWN:
            return ascii(value)
        case str():
            return f"a text of {len(value):,} signs"
        case list():
            return f"a list of {len(value):,}"
    return "an object"
