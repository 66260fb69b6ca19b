"""RFC 8785 JSON of what records and entries hold, at the speed of the standard library.

`rfc8785` is exact and written in Python; an append would spend most of its time there. For objects
with ASCII names, texts, whole numbers below 2**53, nothing and lists of these, `json` writes the
same bytes. That is checked value by value here; whatever is anything else goes to `rfc8785`.
"""

from __future__ import annotations

import json

import rfc8785

LARGEST = 2**53 - 1
"""Largest whole number that JSON readers agree on, and the largest that a record may hold."""


def canonical(value: object) -> bytes:
    """Return the RFC 8785 form of `value`.

    Raises
    ------
    rfc8785.CanonicalizationError
        If it has none: a whole number beyond 2**53, a text that is not Unicode, another type.
    """
    try:
        if not _is_plain(value):
            return rfc8785.dumps(value)  # type: ignore[arg-type]  # it says what it cannot write
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError as error:
        raise rfc8785.CanonicalizationError("a text holds half of a surrogate pair") from error


def _is_plain(value: object) -> bool:
    kind = type(value)
    if kind is str or value is None:
        return True
    if kind is int:
        return -LARGEST <= value <= LARGEST  # type: ignore[operator]
    if kind is dict:
        # `json` sorts names by code point and RFC 8785 by UTF-16 unit: the same for ASCII.
        return all(
            type(name) is str and name.isascii() and _is_plain(one)
            for name, one in value.items()  # type: ignore[attr-defined]
        )
    return kind in (list, tuple) and all(map(_is_plain, value))  # type: ignore[call-overload]
