"""How figures and moments are written, by language. ``scripts/formats.js`` writes them alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from clearwater.report import formats as plain

MISSING = plain.MISSING
LONGEST = 2_000
"""Signs of a stranger's text that a page shows at once."""
MOST_IN = 1_000_000
"""In how many one is wrong is said up to here."""
MOST_MARKS = 6
"""Marks on one letter; Tibetan and pointed Hebrew have up to five."""
_FIGURE_THEN_SIGN = re.compile(r"(\d)([\u4e00-\u9fff])")
_UNSEEN = (
    *((0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *((0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180E, 0x180E), (0x200B, 0x200B)),
    *((0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F)),
)
_HIDDEN = {
    sign: f"\\u{sign:04x}" if sign <= 0xFFFF else f"\\u{{{sign:x}}}"
    for first, last in _UNSEEN
    for sign in range(first, last + 1)
}
"""Signs that nobody sees, or that turn the order of what is seen around: they are written out, as
``dom.js`` does. Who wants two texts to look alike, or a filter to miss one, writes with them.
Joiners stay: emoji and scripts of India and Persia are made with them."""


def shown(text: object, length: int = LONGEST) -> Markup:
    """Return a stranger's text, safe in a page: no markup, its own direction, nothing hidden.

    Examples
    --------
    >>> shown("<b>")
    Markup('<bdi>&lt;b&gt;</bdi>')
    """
    said = str(text)
    if len(said) > length:
        said = f"{said[:length]}… ({len(said)})"
    return Markup("<bdi>{}</bdi>").format(escape(_unstacked(said.translate(_HIDDEN))))


def _unstacked(text: str) -> str:
    """Return a text in which no sign carries more marks than a script needs; ``dom.js`` alike.

    Hundreds of marks on one letter are drawn over what stands around, or wider than a page.
    """
    if text.isascii():
        return text
    out: list[str] = []
    marks = 0
    for sign in f"{text}\n":
        is_mark = unicodedata.category(sign)[0] == "M"
        if not is_mark and marks > MOST_MARKS:
            out.append(f"…(+{marks - MOST_MARKS})")
        marks = marks + 1 if is_mark else 0
        if marks <= MOST_MARKS:
            out.append(sign)
    return "".join(out[:-1])


@dataclass(frozen=True)
class Formats:
    """How one language writes things."""

    locale: Locale

    def count(self, value: float | None) -> str:
        """Return a whole number."""
        return MISSING if value is None else format_decimal(int(value), locale=self.locale)

    def number(self, value: float | None, digits: int = 1) -> str:
        """Return a number with so many digits behind the point."""
        if value is None:
            return MISSING
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, locale=self.locale)

    def expected(self, value: float | None) -> str:
        """Return what chance would make: small ones with two digits, since none of them is 0."""
        if value is None or value >= 1:
            return self.number(value)
        return plain.probability(value) if value > 0 else "0"

    def share(self, value: float | None, digits: int = 1) -> str:
        """Return a share of 1 as percent."""
        if value is None:
            return MISSING
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        return format_percent(value, pattern, locale=self.locale)

    def one_in(self, value: float) -> str:
        """Return in how many one is expected to be wrong, at an expected share of wrong ones.

        A million says enough: the smallest share would be a number of 300 digits.
        """
        if value * MOST_IN < 1:
            return self.count(MOST_IN)
        # Rounded down to two digits: more is never promised than was computed.
        whole = int(1 / value)
        unit = 10 ** max(0, len(str(whole)) - 2)
        return self.count(whole // unit * unit)

    def day(self, value: Any) -> str:
        """Return the UTC day of microseconds since 1970, or of a datetime."""
        moment = _moment(value)
        return MISSING if moment is None else format_date(moment, "medium", locale=self.locale)

    def moment(self, value: Any) -> Markup | str:
        """Return a moment in UTC, and that it is, as a ``time`` element with all of it."""
        moment = _moment(value)
        if moment is None:
            return MISSING
        said = f"{format_datetime(moment, 'medium', locale=self.locale)} UTC"
        exact = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, exact, said)

    def lasting(self, microseconds: int | None) -> str:
        """Return a length of time in its largest unit, such as ``3 days``."""
        if microseconds is None:
            return MISSING
        said = format_timedelta(
            timedelta(microseconds=microseconds), threshold=1.0, locale=self.locale
        )
        # Between figures and Chinese stands a blank, as in every other text of the console.
        return _FIGURE_THEN_SIGN.sub(r"\1 \2", said)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    whole, rest = divmod(int(value), 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)
