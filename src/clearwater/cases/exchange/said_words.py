"""Names and words that strangers say, within limits, without signs that deceive who reads them."""

from __future__ import annotations

import re
import unicodedata

from clearwater.cases.exchange.strict_json import NotReadableError

LONGEST_NAME = 500
LONGEST_ADDRESS = 2_000
LONGEST_WORDS = 20_000
"""Signs; as long as any reason that is kept."""
# They reorder what is shown, so that one name looks like another.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ADDRESS = re.compile(r"(https|http|acct|urn|did|tag):[!-~]{1,1990}", re.ASCII)
_NEW_LINES = frozenset("\n\r\t")


def identifier_of(said: object, field: str) -> str:
    """Return an identifier: a text of one line that shows as what it is.

    Raises
    ------
    NotReadableError
        If it is none.
    """
    text = _text(said, field, LONGEST_NAME)
    if any(_unseen(sign) or sign in _DIRECTION for sign in text):
        raise _wrong(field, "a name without control signs and marks of direction", "some")
    return text


def words_of(said: object, field: str) -> str:
    """Return what somebody said: any text without control signs but those that end lines.

    Marks of direction stay: people write in Arabic and Hebrew. Whoever shows words shows them
    apart from the rest.
    """
    text = _text(said, field, LONGEST_WORDS)
    if any(_unseen(sign) and sign not in _NEW_LINES for sign in text):
        raise _wrong(field, "words without control signs", "some")
    return text


def address_of(said: object, field: str) -> str:
    """Return an address of something; it is never asked for what is there."""
    text = _text(said, field, LONGEST_ADDRESS)
    if _ADDRESS.fullmatch(text) is None:
        raise _wrong(field, "an address such as https://example.org/users/1", _kind(said))
    return text


def _text(said: object, field: str, most: int) -> str:
    if not isinstance(said, str):
        raise _wrong(field, "a text", _kind(said))
    if not said.strip():
        raise _wrong(field, "a text", "an empty one")
    if len(said) > most:
        raise _wrong(field, f"a text of at most {most:,} signs", f"{len(said):,}")
    return said


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}


def _kind(said: object) -> str:
    match said:
        case None:
            return "nothing"
        case bool():
            return "a truth value"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "an object"
    return "something else"


def _wrong(field: str, expected: str, found: str) -> NotReadableError:
    return NotReadableError(
        "this cannot be taken in", where=f"field {field}", expected=expected, found=found
    )
