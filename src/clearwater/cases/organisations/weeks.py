"""Weeks of ISO 8601: from Monday, 00:00 UTC, to the next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def week_start_us(week: str) -> int | None:
    """Return the first moment of a week, microseconds UTC; nothing where there is no such week.

    Examples
    --------
    >>> week_start_us("2026-W10")
    1772409600000000
    >>> week_start_us("2025-W53") is None
    True
    """
    said = _WEEK.fullmatch(week)
    if said is None:
        return None
    try:
        first = datetime.fromisocalendar(int(said[1]), int(said[2]), 1)
    except ValueError:
        return None
    return int(first.replace(tzinfo=UTC).timestamp()) * 1_000_000


def week_end_us(week: str) -> int | None:
    """Return the first moment after a week, microseconds UTC; nothing where there is none such."""
    start_us = week_start_us(week)
    return None if start_us is None else start_us + 7 * 86_400_000_000


def week_of_us(time_us: int) -> str:
    """Return the week of a moment, microseconds UTC.

    Examples
    --------
    >>> week_of_us(1_772_409_600_000_000 - 1)
    '2026-W09'
    """
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    year, week, _ = moment.isocalendar()
    return f"{year:04d}-W{week:02d}"
