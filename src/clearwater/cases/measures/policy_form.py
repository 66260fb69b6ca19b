"""Policies as JSON, there and back. Reading refuses whatever it does not understand, by its name.

A policy with a field too many is refused as one with a field too few is: a misspelt limit that is
silently ignored is a limit that nobody has. A field with a default came later than policies that
are in force: those need not say it, and it is written only where it differs. So a policy keeps the
bytes, and with them the hash in the ledger, that it had.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from clearwater.cases.measures.policy_fields import Limits, Pattern, Readable
from clearwater.errors import ParameterError, near_names

FORMAT = 2
"""Version of the form; part of every policy's JSON."""
DEEPEST = 2_000_000
"""Bytes of JSON that are looked at; the default policy has about 12,000."""

T = TypeVar("T")
Check = Limits | Pattern | Readable


def plain(policy: object) -> dict[str, Any]:
    """Return a policy as JSON keeps it: objects, lists, texts, whole numbers, truth values."""
    return {"format": FORMAT, **_plain_object(policy)}


def _plain_object(value: object) -> dict[str, Any]:
    parts = fields(value)  # type: ignore[arg-type]
    said = {one.name: getattr(value, one.name) for one in parts}
    # No value is equal to `MISSING`, which is the default of what has none.
    return {one.name: _plain(said[one.name]) for one in parts if said[one.name] != one.default}


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _plain_object(value) if is_dataclass(value) else value


def read(kind: type[T], text: str | bytes) -> T:
    """Return the policy that `text` says.

    Raises
    ------
    ParameterError
        Naming the field, what was expected and what was found.
    """
    said = _json(text)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        found = said.get("format", "none") if isinstance(said, dict) else _shown(said)
        raise _wrong("format", str(FORMAT), str(found))
    return _object(kind, {k: v for k, v in said.items() if k != "format"}, "")


def _json(text: str | bytes) -> Any:
    if len(text) > DEEPEST:
        raise _wrong("the whole text", f"at most {DEEPEST} bytes", f"{len(text)}")
    try:
        return json.loads(text, object_pairs_hook=_no_name_twice)
    except (ValueError, RecursionError) as error:
        raise _wrong("the whole text", "JSON in UTF-8", str(error)[:200]) from error


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise _wrong(twice[0], "each field once", "it twice")
    return said


def _object(kind: type[T], said: Any, where: str) -> T:
    hints = _hints(kind)
    if not isinstance(said, dict):
        raise _wrong(where, f"an object with {', '.join(hints)}", _shown(said))
    for name in said:
        if name not in hints:
            raise _wrong(_at(where, name), " | ".join(hints), repr(name), near_names(name, hints))
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in said and field.default is MISSING:
            raise _wrong(_at(where, field.name), "this field", "none")
    values = {
        name: _value(hint, said[name], _at(where, name))
        for name, hint in hints.items()
        if name in said
    }
    return kind(**values)


def _hints(kind: type) -> Mapping[str, Any]:
    """Return field -> annotation, with the limits that stand in it."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(hint: Any, said: Any, where: str) -> Any:
    if get_origin(hint) is Annotated:
        check: Check = get_args(hint)[1]
        if not check.holds(said):
            raise _wrong(where, str(check), _shown(said))
        return said
    if get_origin(hint) is tuple:
        if not isinstance(said, list):
            raise _wrong(where, "a list", _shown(said))
        item = get_args(hint)[0]
        return tuple(_value(item, one, f"{where}[{place}]") for place, one in enumerate(said))
    if hint is bool:
        if not isinstance(said, bool):
            raise _wrong(where, "true or false", _shown(said))
        return said
    return _object(hint, said, where)


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _shown(said: Any) -> str:
    """Return what was found, cut: a policy file may hold anything."""
    shown = json.dumps(said, ensure_ascii=True)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


def _wrong(where: str, expected: str, found: str, near: str = "") -> ParameterError:
    return ParameterError(
        "the policy cannot be used",
        where=f"field {where}",
        expected=expected,
        found=found,
        next_step=near or "Correct the field in the policy's JSON file.",
    )
