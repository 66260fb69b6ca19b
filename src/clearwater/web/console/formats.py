"""How figures and moments are written, by language. ``scripts/formats.js`` writes them alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from clearwater.report import formats as plain
from clearwater.report.embed import clip

MISSING = plain.MISSING
LONGEST = 2_000
"""Signs of a stranger's text that a page shows at once."""
_HIDDEN = {
    **{sign: f"\\x{sign:02x}" for sign in (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)},
    **{sign: f"\\u{sign:04x}" for sign in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F))},
    **{sign: f"\\u{sign:04x}" for sign in range(0x2066, 0x206A)},
}
"""Signs that nobody sees and that turn the order of what is seen around: they are written out."""


def shown(text: object, length: int = LONGEST) -> Markup:
    """Return a stranger's text, safe in a page: no markup, its own direction, nothing hidden.

    Examples
    --------
    >>> shown("<b>")
    Markup('<bdi>&lt;b&gt;</bdi>')
    """
    said = clip(str(text), length) or ""
    return Markup("<bdi>{}</bdi>").format(escape(said.translate(_HIDDEN)))


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

    def share(self, value: float | None, digits: int = 1) -> str:
        """Return a share of 1 as percent."""
        if value is None:
            return MISSING
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        return format_percent(value, pattern, locale=self.locale)

    def day(self, value: Any) -> str:
        """Return the UTC day of microseconds since 1970, or of a datetime."""
        moment = _moment(value)
        return MISSING if moment is None else format_date(moment, "medium", locale=self.locale)

    def moment(self, value: Any) -> Markup | str:
        """Return a moment to the minute, in UTC, as a ``time`` element with all of it."""
        moment = _moment(value)
        if moment is None:
            return MISSING
        said = format_datetime(moment, "medium", locale=self.locale)
        exact = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, exact, said)

    def lasting(self, microseconds: int | None) -> str:
        """Return a length of time in its largest unit, such as ``3 days``."""
        if microseconds is None:
            return MISSING
        return format_timedelta(timedelta(microseconds=microseconds), threshold=1.0, locale=self.locale)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    whole, rest = divmod(int(value), 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)
