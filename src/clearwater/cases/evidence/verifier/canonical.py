"""JSON read in its canonical form only (RFC 8785, of texts, whole numbers, truth values, nothing).

A second form of the same content would be a way to alter bytes that nobody sees: two equal keys, a
space, an escaped letter. So what is read is written again and must come out as it was.
"""

from __future__ import annotations

import json
from typing import Any

from clearwater.cases.evidence.verifier.broken import BrokenError

LARGEST_NUMBER = 2**53 - 1
"""Beyond it readers disagree on what a number is."""


def read_canonical(data: bytes) -> Any:
    """Return what `data` says.

    Raises
    ------
    BrokenError
        If it is no JSON, or not in canonical form.
    """
    try:
        said = json.loads(
            data.decode("utf-8"),
            parse_int=_whole_number,
            parse_float=_no_number,
            parse_constant=_no_number,
            object_pairs_hook=_without_repeats,
        )
        same = write_canonical(said) == data
    except (ValueError, RecursionError) as error:
        raise BrokenError("not canonical JSON: " + str(error)[:80]) from error
    if not same:
        raise BrokenError("JSON that is not in canonical form")
    return said


def write_canonical(said: Any) -> bytes:
    """Return the canonical form; keys stand in the order of their UTF-16 code units.

    Raises
    ------
    ValueError
        If a text holds half of a surrogate pair.
    """
    text = json.dumps(_in_order(said), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def is_number(said: Any, number: int) -> bool:
    """Return whether `said` is this whole number; Python takes ``true`` for 1."""
    return type(said) is int and said == number


def _in_order(said: Any) -> Any:
    if isinstance(said, dict):
        keys = sorted(said, key=_utf_16)
        return {key: _in_order(said[key]) for key in keys}
    if isinstance(said, list):
        return [_in_order(one) for one in said]
    return said


def _utf_16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _whole_number(digits: str) -> int:
    # Looked at before it is converted: converting a million digits takes minutes.
    if len(digits) > 17 or abs(int(digits)) > LARGEST_NUMBER:
        raise ValueError("a number of " + str(len(digits)) + " digits")
    return int(digits)


def _no_number(said: str) -> Any:
    raise ValueError("not a whole number: " + said[:20])


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
