"""Whether a text names somebody: by an identifier of the platform, as people write it.

Capitals and widths of signs do not count (NFKC, case folded). Where an identifier begins or ends
with a letter or digit of ASCII, its neighbour in the text must be none, so that ``user_1`` is not
found in ``user_12``; Chinese has no such borders. Identifiers of fewer than three signs stand in
ordinary words and are looked for nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from clearwater.cases.records.base import Record

SHORTEST = 3
"""Signs of an identifier that is looked for."""
ERASED = "(erased)"
"""Stands where a field named somebody."""

R = TypeVar("R", bound=Record)


class Mentions:
    """Looks for identifiers in texts.

    Parameters
    ----------
    identifiers
        As the platform writes them.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        wanted = sorted({_folded(one) for one in identifiers}, key=len, reverse=True)
        patterns = [_pattern(one) for one in wanted if len(one) >= SHORTEST]
        self._found = re.compile("|".join(patterns)) if patterns else None

    def __bool__(self) -> bool:
        return self._found is not None

    def stand_in(self, text: str) -> bool:
        """Return whether a text names one of them."""
        return self._found is not None and self._found.search(_folded(text)) is not None

    def without(self, record: R) -> R:
        """Return the record with `ERASED` in each field that names one of them."""
        named = {
            name: ERASED
            for name, value in record.row().items()
            if isinstance(value, str) and name not in record.KEY and self.stand_in(value)
        }
        return replace(record, **named) if named else record


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pattern(identifier: str) -> str:
    before = r"(?<![0-9a-z])" if _is_word(identifier[0]) else ""
    after = r"(?![0-9a-z])" if _is_word(identifier[-1]) else ""
    return f"{before}{re.escape(identifier)}{after}"


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
