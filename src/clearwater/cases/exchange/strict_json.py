"""JSON that strangers wrote, read within limits of length, depth and numbers.

What `json` takes and nobody can mean is refused: a name twice in one object, NaN, numbers of a
thousand digits, half a sign. The depth is counted before anything is parsed, so that what is nested
too deeply costs one look at its bytes and no more.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from clearwater.errors import InputError

# A text that does not end is taken to the end: else each of its quotes would be tried anew.
_PARTS = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_LONGEST_NUMBER = 40
"""Digits: more than any count or time has."""


@dataclass(frozen=True)
class Limits:
    """How much is looked at."""

    most_bytes: int = 1 << 20
    deepest: int = 16
    """Objects and lists within each other."""


class NotReadableError(InputError):
    """A text is no JSON that can be used; `found` says what it is instead."""


def read_json(content: bytes, where: str, limits: Limits | None = None) -> Any:
    """Return what a text of JSON says.

    Parameters
    ----------
    content
        In UTF-8.
    where
        What an error calls the text, such as ``line 3``.
    limits
        At most a megabyte and 16 levels where nothing is said.

    Raises
    ------
    NotReadableError
        If it is none, or beyond the limits.
    """
    bounds = Limits() if limits is None else limits
    if len(content) > bounds.most_bytes:
        raise _wrong(where, f"at most {bounds.most_bytes:,} bytes", f"{len(content):,}")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(where, "UTF-8", f"byte {error.start} is none") from error
    _check_depth(text, where, bounds.deepest)
    try:
        said = json.loads(
            text,
            object_pairs_hook=_no_name_twice,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except json.JSONDecodeError as error:
        found = f"{error.msg} at sign {error.pos + 1}"
        raise _wrong(where, "JSON", found) from error
    except ValueError as error:
        raise _wrong(where, "JSON with plain values", str(error)) from error
    _check_signs(said, where)
    return said


def _check_depth(text: str, where: str, deepest: int) -> None:
    depth = 0
    for part in _PARTS.finditer(text):
        sign = part[0][0]
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if depth > deepest:
            raise _wrong(where, f"at most {deepest} levels", "more")


def _check_signs(said: Any, where: str) -> None:
    """Return unless a text holds half a surrogate pair, which no database and no file takes."""
    left = [said]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
        elif (
            isinstance(one, str)
            and not one.isascii()
            and any("\ud800" <= c <= "\udfff" for c in one)
        ):
            raise _wrong(where, "texts in Unicode", "half a sign")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a name twice in one object")
    return said


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word}, which is no number")


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits):,} digits")
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(f"the number {digits}, which is beyond what can be kept")
    return number


def _wrong(where: str, expected: str, found: str) -> NotReadableError:
    return NotReadableError("this cannot be read", where=where, expected=expected, found=found)
