"""What the fields of a policy may hold, as data: the reader, its messages and the tests use it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

HOUR_S = 3600
DAY_S = 24 * HOUR_S
YEAR_S = 365 * DAY_S
LEAST_APPEAL_S = 7 * DAY_S
"""Every decision can be contested for so long at least, whatever a policy says."""

LONGEST_WORDS = 2000
"""Signs of one text: a statement of reasons is read on a telephone."""


@dataclass(frozen=True)
class Limits:
    """A whole number from `lowest` to `highest`, both allowed."""

    lowest: int
    highest: int

    def __str__(self) -> str:
        return f"a whole number from {self.lowest} to {self.highest}"

    def holds(self, value: object) -> bool:
        """Return whether `value` is such a number; a truth value is none."""
        return type(value) is int and self.lowest <= value <= self.highest


@dataclass(frozen=True)
class Pattern:
    """A text of a certain form."""

    form: str
    """Regular expression for the whole text."""
    words: str
    """What an error message calls it."""

    def __str__(self) -> str:
        return self.words

    def holds(self, value: object) -> bool:
        """Return whether `value` is a text of this form."""
        return isinstance(value, str) and re.fullmatch(self.form, value) is not None


Name = Annotated[
    str,
    Pattern("[a-z][a-z0-9 -]{0,39}", "1 to 40 small letters, digits, spaces or hyphens"),
]
"""A name that programs use, stands in the ledger, and is never translated."""


Address = Annotated[
    str,
    Pattern(
        r"|https://[^@#\s]{1,2000}|http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?(/[^@#\s]{0,2000})?",
        "nothing, or an https address without user and fragment (http to this machine only)",
    ),
]
"""Where messages are sent."""


@dataclass(frozen=True)
class Readable:
    """One line of text without signs that are not seen."""

    def __str__(self) -> str:
        return f"one line of 1 to {LONGEST_WORDS} visible signs"

    def holds(self, value: object) -> bool:
        """Return whether `value` is such a text."""
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORDS:
            return False
        # Cc, Cf: control and bidirectional signs would let a notice read other than it is kept;
        # Cs: half a surrogate pair is no text; Zl, Zp: the two languages of a text are its lines.
        return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in value)


Line = Annotated[str, Readable()]


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    en: Line
    zh: Line

    @property
    def both(self) -> str:
        """English, a line break, Chinese: how a record keeps the text in one field."""
        return f"{self.en}\n{self.zh}"

    @classmethod
    def of_both(cls, kept: str) -> Words:
        """Return the words that `both` wrote.

        Raises
        ------
        ValueError
            If there are not exactly two lines.
        """
        en, zh = kept.split("\n")
        return cls(en, zh)

    def in_language(self, language: str) -> str:
        """Return the Chinese words for ``zh``, else the English ones."""
        return self.zh if language == "zh" else self.en
