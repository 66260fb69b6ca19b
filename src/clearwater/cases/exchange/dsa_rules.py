"""What EU statements of reasons must fulfil beyond single fields, as data.

Two degrees: what the database refuses, and what it takes and does something else with than was
meant: it drops fields silently that do not go with others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearwater.cases.exchange import dsa_codes as codes


@dataclass(frozen=True)
class Companion:
    """A field that belongs to a value of another field."""

    field: str
    other: str
    value: str
    """Of `other`, or one of its values where it is a list."""
    needed: bool = True
    """Whether the database refuses the statement without it."""


COMPANIONS: tuple[Companion, ...] = (
    Companion("decision_visibility_other", "decision_visibility", codes.VISIBILITY_OTHER),
    Companion("decision_monetary_other", "decision_monetary", codes.MONETARY_OTHER),
    Companion("content_type_other", "content_type", codes.CONTENT_OTHER),
    Companion("illegal_content_legal_ground", "decision_ground", codes.ILLEGAL),
    Companion("illegal_content_explanation", "decision_ground", codes.ILLEGAL),
    Companion("incompatible_content_ground", "decision_ground", codes.INCOMPATIBLE),
    Companion("incompatible_content_explanation", "decision_ground", codes.INCOMPATIBLE),
    Companion("incompatible_content_illegal", "decision_ground", codes.INCOMPATIBLE, needed=False),
    Companion("category_specification_other", "category_specification", codes.OTHER, needed=False),
)
ENDS: Mapping[str, str] = {
    "end_date_visibility_restriction": "decision_visibility",
    "end_date_monetary_restriction": "decision_monetary",
    "end_date_service_restriction": "decision_provision",
    "end_date_account_restriction": "decision_account",
}
"""Field of an end -> the restriction that ends then; it is not before ``application_date``."""


@dataclass(frozen=True)
class Broken:
    """A rule that a statement breaks."""

    field: str
    expected: str
    found: str
    refused: bool
    """Whether the database refuses it; else it takes it, and does not keep it as it was meant."""


def broken_rules(said: Mapping[str, Any]) -> tuple[Broken, ...]:
    """Return the rules that a statement breaks whose single fields are in order."""
    return (*_decisions(said), *_companions(said), *_ends(said), *_keywords(said))


def _decisions(said: Mapping[str, Any]) -> Iterator[Broken]:
    if not any(said.get(field) for field in codes.DECISIONS):
        expected = f"one of {', '.join(codes.DECISIONS)}"
        yield Broken("decision_visibility", expected, "none of them", refused=True)


def _companions(said: Mapping[str, Any]) -> Iterator[Broken]:
    for rule in COMPANIONS:
        named = rule.value in _values(said.get(rule.other))
        given = bool(said.get(rule.field))
        if named and rule.needed and not given:
            expected = f"a text, as {rule.other} says {rule.value}"
            yield Broken(rule.field, expected, "none", refused=True)
        if given and not named:
            expected = f"none, unless {rule.other} says {rule.value}: the database drops it"
            yield Broken(rule.field, expected, "a text", refused=False)


def _ends(said: Mapping[str, Any]) -> Iterator[Broken]:
    for field, decision in ENDS.items():
        end = said.get(field)
        if end and end < str(said.get("application_date")):
            expected = f"application_date, {said.get('application_date')}, or later"
            yield Broken(field, expected, str(end), refused=True)
        if end and not said.get(decision):
            yield Broken(field, f"none without {decision}", str(end), refused=False)


def _keywords(said: Mapping[str, Any]) -> Iterator[Broken]:
    categories = (said.get("category"), *_values(said.get("category_addition")))
    known = {word for one in categories for word in codes.KEYWORDS_OF.get(str(one), ())}
    for word in _values(said.get("category_specification")):
        if word not in known:
            expected = f"a keyword of {said.get('category')}: {' | '.join(sorted(known)) or 'none'}"
            yield Broken("category_specification", expected, word, refused=False)


def _values(said: Any) -> Sequence[str]:
    if said is None:
        return ()
    return (said,) if isinstance(said, str) else tuple(said)


def schema_of_rules() -> list[dict[str, Any]]:
    """Return the rules that the database refuses by as JSON Schema; dates cannot be compared there.

    A list or a text counts as given only if something is in it.
    """
    something = {
        "anyOf": [
            {"required": [field], "properties": {field: _something()}} for field in codes.DECISIONS
        ]
    }
    needed = [
        {
            "if": {"required": [rule.other], "properties": {rule.other: _says(rule.value)}},
            "then": {"required": [rule.field], "properties": {rule.field: {"type": "string"}}},
        }
        for rule in COMPANIONS
        if rule.needed
    ]
    return [something, *needed]


def _something() -> dict[str, Any]:
    return {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1}]}


def _says(value: str) -> dict[str, Any]:
    return {"anyOf": [{"const": value}, {"type": "array", "contains": {"const": value}}]}
