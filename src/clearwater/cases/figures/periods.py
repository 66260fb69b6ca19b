"""Weeks, months and quarters at an organisation's offset from UTC: [start, end) in microseconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clearwater.cases.ledger.entry import shown_time
from clearwater.errors import ParameterError

WEEK, MONTH, QUARTER = "week", "month", "quarter"
FARTHEST_AHEAD_MIN = 840
"""No clock is further ahead of UTC; no policy may be."""
_EPOCH = date(1970, 1, 1)
_DAY_US = 86_400_000_000
_MINUTE_US = 60_000_000
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A week (from Monday, 00:00), a month or a quarter."""

    kind: str
    """``week``, ``month`` or ``quarter``."""
    name: str
    """``2026-W10``, ``2026-03`` or ``2026-Q1``."""
    offset_min: int
    """By how many minutes its clock is ahead of UTC."""
    first: date
    """Its first day there."""
    after: date
    """The first day after it."""

    @property
    def start_us(self) -> int:
        """Its first moment, UTC."""
        return _moment_us(self.first, self.offset_min)

    @property
    def end_us(self) -> int:
        """The first moment after it, UTC."""
        return _moment_us(self.after, self.offset_min)

    def has(self, time_us: int) -> bool:
        """Return whether a moment lies in it."""
        return self.start_us <= time_us < self.end_us

    def document(self) -> dict[str, str | int]:
        """Return it as reports state it."""
        return {
            "kind": self.kind,
            "name": self.name,
            "start": shown_time(self.start_us),
            "end": shown_time(self.end_us),
            "offset_min": self.offset_min,
        }


def period(named: str, offset_min: int = 0) -> Period:
    """Return the period of this name.

    Parameters
    ----------
    named
        ``2026-W10``, ``2026-03`` or ``2026-Q1``.
    offset_min
        -840 to 840. A fixed offset: where clocks change, a week keeps 168 hours.

    Raises
    ------
    ParameterError
        If there is no such period.

    Examples
    --------
    >>> period("2026-W10", 480).document()["start"]
    '2026-03-01T16:00:00.000000Z'
    """
    for kind, (form, days_of) in _KINDS.items():
        said = form.fullmatch(named)
        if said is None:
            continue
        try:
            first, after = days_of(int(said[1]), int(said[2]))
        except (ValueError, OverflowError):
            break
        if first.year < _EPOCH.year - 1:
            # No ledger is older, and ahead of UTC the first day of all cannot be written.
            break
        return Period(kind, named, offset_min, first, after)
    raise ParameterError(
        "there is no such period",
        expected="a week such as 2026-W10, a month such as 2026-03, or a quarter such as 2026-Q1",
        found=repr(named),
    )


def months_of(quarter: Period) -> tuple[Period, ...]:
    """Return the three months of a quarter."""
    year, first = quarter.first.year, quarter.first.month
    return tuple(period(f"{year:04d}-{first + n:02d}", quarter.offset_min) for n in range(3))


def weeks_within(whole: Period) -> tuple[Period, ...]:
    """Return the weeks that lie in a period from their first day to their last."""
    day = whole.first + timedelta(days=-whole.first.weekday() % 7)
    found = []
    while day + timedelta(days=7) <= whole.after:
        year, week, _ = day.isocalendar()
        found.append(period(f"{year:04d}-W{week:02d}", whole.offset_min))
        day += timedelta(days=7)
    return tuple(found)


def week_of(time_us: int, offset_min: int = 0) -> Period:
    """Return the week in which a moment lies."""
    year, week, _ = _there(time_us, offset_min).isocalendar()
    return period(f"{year:04d}-W{week:02d}", offset_min)


def quarter_of(time_us: int, offset_min: int = 0) -> Period:
    """Return the quarter in which a moment lies."""
    there = _there(time_us, offset_min)
    return period(f"{there.year:04d}-Q{(there.month + 2) // 3}", offset_min)


def _there(time_us: int, offset_min: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(microseconds=time_us, minutes=offset_min)  # noqa: DTZ001 - local by the offset


def _moment_us(day: date, offset_min: int) -> int:
    return (day - _EPOCH).days * _DAY_US - offset_min * _MINUTE_US


def _week_days(year: int, week: int) -> tuple[date, date]:
    first = date.fromisocalendar(year, week, 1)
    return first, first + timedelta(days=7)


def _month_days(year: int, month: int) -> tuple[date, date]:
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return date(year, month, 1), after


def _quarter_days(year: int, quarter: int) -> tuple[date, date]:
    return date(year, 3 * quarter - 2, 1), _month_days(year, 3 * quarter)[1]


_Days = Callable[[int, int], tuple[date, date]]
_KINDS: Mapping[str, tuple[re.Pattern[str], _Days]] = {
    WEEK: (_WEEK, _week_days),
    MONTH: (_MONTH, _month_days),
    QUARTER: (_QUARTER, _quarter_days),
}
