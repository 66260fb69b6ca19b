"""How figures are written on the page. ``static/figures.js`` writes them the same way."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

MISSING = "–"
SMALLEST_P = 1e-300


def count(value: float | None) -> str:
    """Return a whole number with thousands separators.

    Examples
    --------
    >>> count(1204118)
    '1,204,118'
    """
    return MISSING if value is None else f"{int(value):,}"


def bits(value: float | None) -> str:
    """Return bits of evidence: one decimal below 100, none above.

    Examples
    --------
    >>> bits(61.24), bits(-4.0), bits(412.6)
    ('61.2', '−4.0', '413')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):,.0f}" if abs(value) >= 99.95 else f"{abs(value):.1f}"
    return f"−{text}" if value < 0 and text != "0.0" else text


def probability(value: float | None) -> str:
    """Return a p- or q-value with two significant digits.

    Examples
    --------
    >>> probability(0.0025), probability(3.14e-9), probability(0.0)
    ('0.0025', '3.1e-9', '< 1e-300')
    """
    if value is None or math.isnan(value):
        return MISSING
    if value < SMALLEST_P:
        return "< 1e-300"
    if value >= 0.001:
        return f"{value:.2g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def one_in(value: float | None) -> str:
    """Return how many of such findings one is expected to be wrong in, as a rounded count.

    Examples
    --------
    >>> one_in(0.0025)
    '400'
    """
    if value is None or not 0 < value <= 1:
        return MISSING
    number = 1 / value
    if number > 1e6:
        return "1,000,000+"
    digits = max(0, len(str(int(number))) - 2)
    return f"{round(number / 10**digits) * 10**digits:,}"


def seconds(value: float | None) -> str:
    """Return a window in the largest unit that divides it.

    Examples
    --------
    >>> seconds(10.0), seconds(600), seconds(3600), seconds(0.5)
    ('10 s', '10 min', '1 h', '0.5 s')
    """
    if value is None:
        return MISSING
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        # 60 s stays 60 s: it is how people name that window.
        if value > 60 and value % size == 0:
            return f"{int(value // size)} {unit}"
    return f"{value:g} s"


def day(value: Any) -> str:
    """Return the UTC day of a datetime, an ISO 8601 text or microseconds since 1970.

    Examples
    --------
    >>> day("2025-10-12T23:00:03Z"), day(0)
    ('2025-10-12', '1970-01-01')
    """
    if value is None or value == "":
        return MISSING
    if isinstance(value, int):
        value = datetime.fromtimestamp(value / 1e6, tz=UTC)
    if isinstance(value, datetime):
        return value.astimezone(UTC).date().isoformat()
    return str(value)[:10]


def span(first: Any, last: Any) -> str:
    """Return ``"first – last"`` in days, or the one day.

    Examples
    --------
    >>> span("2025-10-12", "2025-11-18")
    '2025-10-12 – 2025-11-18'
    """
    start, end = day(first), day(last)
    return start if start == end else f"{start} – {end}"


def size(value: float | None) -> str:
    """Return bytes in the unit that reads best.

    Examples
    --------
    >>> size(88_114_202)
    '88.1 MB'
    """
    if value is None:
        return MISSING
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= scale:
            return f"{value / scale:.1f} {unit}"
    return f"{int(value)} B"


def significant(value: float | None, digits: int = 3) -> float | None:
    """Return `value` with so many significant digits for the page's data, None where not finite."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{digits}g}")
