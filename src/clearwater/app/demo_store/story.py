"""The time of a story, and who sits at which desk in it.

The store is a rehearsal: an exercise, of which its ledger says so in its first entry, and the only
kind of store in which a time can be named. Weeks have to have passed in it before a weekly report
has anything to count.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.cases.store.sql import SqlStore

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
WEEK_US = 7 * DAY_US
_A_MONDAY_US = 4 * DAY_US
"""1970-01-05."""


def monday_us(now_us: int, weeks_before: int) -> int:
    """Return when a week began in UTC: 0 is the present one, 1 the last one that is over.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 3, 12, 15, tzinfo=UTC)
    >>> was = monday_us(int(at.timestamp()) * 1_000_000, 1)
    >>> datetime.fromtimestamp(was / 1e6, UTC).isoformat()
    '2026-03-02T00:00:00+00:00'
    """
    whole = (now_us - _A_MONDAY_US) // WEEK_US
    return _A_MONDAY_US + (whole - weeks_before) * WEEK_US


@dataclass
class Story:
    """What happens at a store, one thing after the other."""

    store: SqlStore
    end_us: int
    """Now: nothing happens after it."""
    now_us: int

    @staticmethod
    def beginning_us(end_us: int) -> int:
        """Return when a story that ends at a time begins: early in the week before the last."""
        return monday_us(end_us, 2) + 8 * HOUR_US

    def desk(self, user: str, organisation: str) -> Desk:
        """Return somebody's desk, with the story's time on its wall."""
        return Desk(self.store, user, organisation, self._clock_us, open_to_all=False)

    def on(self, week_before: int, day: int, hour: int) -> None:
        """Let it be a time of a week; days count from Monday, 0. Time goes forward only."""
        then = monday_us(self.end_us, week_before) + day * DAY_US + hour * HOUR_US
        self.now_us = min(max(self.now_us, then), self.end_us)

    def before_now(self, hours: float) -> None:
        """Let it be some hours before now."""
        self.now_us = max(self.now_us, self.end_us - int(hours * HOUR_US))

    def _clock_us(self) -> int:
        """Return the time; looking at the clock takes a second."""
        self.now_us = min(self.now_us + 1_000_000, self.end_us)
        return self.now_us
