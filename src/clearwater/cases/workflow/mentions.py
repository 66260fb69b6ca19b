"""Whether a text names somebody: by an identifier of the platform, as people write it.

Capitals and widths of signs do not count (NFKC, case folded). Where an identifier begins or ends
with a letter or digit of ASCII, its neighbour in the text must be none, so that ``user_1`` is not
found in ``user_12``; Chinese has no such borders. Identifiers of fewer than three signs stand in
ordinary words and are looked for nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseFinding

SHORTEST = 3
"""Signs of an identifier that is looked for."""
ERASED = "(erased)"
"""Stands where a field named somebody."""
WORDS: Mapping[type[Record], tuple[str, ...]] = {Case: ("title",), CaseFinding: ("headline",)}
"""Kinds of rows with sentences in clear -> the fields that hold them. Every other field holds words
and names of the store: an account may be called ``closed``, and its case stays closed."""
_FEW = 16
"""Identifiers that one regular expression looks for. With more it would try each at each sign."""

R = TypeVar("R", bound=Record)


class Mentions:
    """Looks for identifiers in texts.

    Parameters
    ----------
    identifiers
        As the platform writes them.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        folded = {_folded(one) for one in identifiers}
        self._wanted = {one for one in folded if len(one) >= SHORTEST}
        patterns = map(_pattern, sorted(self._wanted, key=lambda one: (-len(one), one)))
        few = 0 < len(self._wanted) <= _FEW
        self._pattern = re.compile("|".join(patterns)) if few else None
        self._lengths: dict[str, set[int]] = {}
        for one in self._wanted:
            self._lengths.setdefault(one[:SHORTEST], set()).add(len(one))

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def stand_in(self, text: str) -> bool:
        """Return whether a text names one of them."""
        folded = _folded(text)
        if self._pattern is not None:
            return self._pattern.search(folded) is not None
        return any(self._begins(folded, start) for start in range(len(folded) - SHORTEST + 1))

    def _begins(self, folded: str, start: int) -> bool:
        """Return whether one of them stands there, however many there are."""
        lengths = self._lengths.get(folded[start : start + SHORTEST], ())
        return any(
            folded[start : start + length] in self._wanted
            and not _goes_on(folded, start, start - 1)
            and not _goes_on(folded, start + length - 1, start + length)
            for length in lengths
        )

    def without(self, record: R) -> R:
        """Return the record with `ERASED` in each sentence that names one of them."""
        fields = WORDS.get(type(record), ())
        named = {name: ERASED for name in fields if self.stand_in(str(getattr(record, name)))}
        return replace(record, **named) if named else record


def _goes_on(text: str, last: int, after: int) -> bool:
    """Return whether a word goes on from one sign to another."""
    return 0 <= after < len(text) and _is_word(text[last]) and _is_word(text[after])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pattern(identifier: str) -> str:
    before = r"(?<![0-9a-z])" if _is_word(identifier[0]) else ""
    after = r"(?![0-9a-z])" if _is_word(identifier[-1]) else ""
    return f"{before}{re.escape(identifier)}{after}"


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
