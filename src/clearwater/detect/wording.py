"""Spans and numbers as sentences have them."""

from __future__ import annotations

from clearwater.units import MICROSECONDS


def span_of(window_us: int) -> str:
    """Return a span of microseconds in words, such as ``10 minutes``."""
    seconds = window_us / MICROSECONDS
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:.0f} {word}s"
    return f"{seconds:g} second" + ("" if seconds == 1 else "s")


def number_of(value: float) -> str:
    """Return a count or a mean with as many digits as a reader wants."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.05 else f"{value:.2g}"
