"""Canonical JSON for the second verifiers, written out by hand; imports nothing of Clearwater."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_ESCAPED = re.compile('[\x00-\x1f"\\\\]')


def canonical(value: object) -> bytes:
    """Return a value in canonical JSON; ValueError for what has none."""
    return "".join(_parts(value)).encode()


def _parts(value: object) -> Iterator[str]:
    if value is None or value is True or value is False:
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, str):
        yield _text(value)
    elif type(value) is int:
        if abs(value) > 9_007_199_254_740_991:
            raise ValueError("a number that not every reader of JSON keeps")
        yield str(value)
    elif isinstance(value, (list, tuple)):
        yield "["
        yield from _joined([_parts(one) for one in value])
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        yield from _joined(
            [[_text(name), ":", *_parts(value[name])] for name in sorted(value, key=_order)]
        )
        yield "}"
    else:
        raise ValueError(f"no value of a record: {type(value).__name__}")


def _order(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _joined(parts: list[Any]) -> Iterator[str]:
    for at, part in enumerate(parts):
        if at:
            yield ","
        yield from part


def _text(value: str) -> str:
    value.encode()  # half of a surrogate pair is no Unicode, and a ValueError
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = ord(found.group())
    return _SHORT.get(sign) or f"\\u{sign:04x}"
