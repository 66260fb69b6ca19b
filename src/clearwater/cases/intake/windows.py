"""Windows within which the same report is one report: from a Monday, 00:00 UTC, on."""

from __future__ import annotations

FIRST_MONDAY_US = 4 * 86_400_000_000
"""1970-01-05 00:00 UTC, microseconds. Windows of seven days then are the weeks of ISO 8601."""


def window_start_us(time_us: int, window_s: int) -> int:
    """Return the start of the window in which a moment lies, microseconds UTC.

    Parameters
    ----------
    time_us
        Microseconds UTC.
    window_s
        Length of a window, seconds, 1 or more.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> sunday = int(datetime(2026, 3, 8, 23, 59, tzinfo=UTC).timestamp()) * 1_000_000
    >>> datetime.fromtimestamp(window_start_us(sunday, 7 * 86_400) / 1e6, UTC).isoformat()
    '2026-03-02T00:00:00+00:00'
    """
    window_us = window_s * 1_000_000
    return (time_us - FIRST_MONDAY_US) // window_us * window_us + FIRST_MONDAY_US
