"""Reports by users for tests that need no store."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.records.reports import UserReport

MONDAY_US = 1_772_409_600_000_000
"""2026-03-02 00:00 UTC."""
HOUR_US = 3_600_000_000
WEEK_US = 168 * HOUR_US


def a_report(name: str = "report-1", **changed: object) -> UserReport:
    """Return a report that only its name and `changed` set apart."""
    usual = UserReport(
        organisation="main",
        report=name,
        clue="clue-1",
        reporter="reporter-1",
        subject="account-1",
        category="brushing",
        window_us=MONDAY_US,
        times=1,
        first_us=MONDAY_US + HOUR_US,
        last_us=MONDAY_US + HOUR_US,
        brigade=None,
        blind="00" * 32,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]
