"""Reports as an event log, so that the detectors see them as they see likes.

Who reports acts, what is reported is acted upon. Names are names of the store, and words, places
and devices are the keyed tokens that intake kept: no identifier and no word of anybody is written.
The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.cases.intake.sameness import Trace
from clearwater.cases.records.reports import ReportArrival, UserReport
from clearwater.cases.store.base import Unit
from clearwater.events.schema import TIME_TYPE

ACTION = "report"
EVENTS_FILE, ACCOUNTS_FILE = "events.parquet", "accounts.parquet"
_TEXTS = ("event", "actor", "action", "object", "text", "device", "line")


@dataclass(frozen=True)
class Line:
    """One message by which a report came in."""

    report: UserReport
    arrival: ReportArrival

    @property
    def trace(self) -> Trace:
        """What the reporter left."""
        kept = self.arrival
        return Trace(
            reporter=self.report.reporter,
            time_us=kept.received_us,
            text=kept.text,
            place=kept.place,
            device=kept.device,
            joined_us=kept.joined_us,
        )


@dataclass(frozen=True)
class ReportLog:
    """The messages of a span of time."""

    lines: tuple[Line, ...]
    """By time."""

    def write(self, folder: Path) -> tuple[Path, Path | None]:
        """Write the log to a folder; return its events and, where ages are known, its accounts."""
        events = folder / EVENTS_FILE
        pq.write_table(self._events(), events)
        accounts = self._accounts()
        if not accounts.num_rows:
            return events, None
        pq.write_table(accounts, folder / ACCOUNTS_FILE)
        return events, folder / ACCOUNTS_FILE

    def _events(self) -> pa.Table:
        rows = [
            {
                "event": one.arrival.arrival,
                "actor": one.report.reporter,
                "action": ACTION,
                "object": one.report.subject,
                "time": one.arrival.received_us,
                "text": one.arrival.text,
                "device": one.arrival.device,
                "line": one.arrival.place,
            }
            for one in self.lines
        ]
        schema = pa.schema([("time", TIME_TYPE), *((name, pa.string()) for name in _TEXTS)])
        table = pa.Table.from_pylist(rows, schema)
        # A column that holds nothing is one that nobody has: detectors then say why they skip.
        kept = [name for name in table.column_names if table[name].null_count < table.num_rows]
        return table.select(kept)

    def _accounts(self) -> pa.Table:
        made: dict[str, int] = {}
        for one in self.lines:
            joined_us = one.arrival.joined_us
            if joined_us is not None:
                made[one.report.reporter] = min(joined_us, made.get(one.report.reporter, joined_us))
        names = sorted(made)
        created = pa.array([made[name] for name in names], pa.int64()).cast(TIME_TYPE)
        return pa.table({"actor": pa.array(names, pa.string()), "created": created})


def report_log(unit: Unit, since_us: int, until_us: int) -> ReportLog:
    """Return the messages of reports that were sent from one moment on and before another."""
    arrivals = unit.between(ReportArrival, "received_us", since_us, until_us)
    reports: dict[str, UserReport | None] = {}
    for one in arrivals:
        if one.report not in reports:
            reports[one.report] = unit.get(UserReport, one.report)
    lines = [Line(report, one) for one in arrivals if (report := reports[one.report]) is not None]
    lines.sort(key=lambda one: (one.arrival.received_us, one.arrival.arrival))
    return ReportLog(tuple(lines))


def about(log: ReportLog, subject: str, span_us: tuple[int, int]) -> Sequence[Line]:
    """Return the messages about one account from one moment to another, both included."""
    first, last = span_us
    return [
        one
        for one in log.lines
        if one.report.subject == subject and first <= one.arrival.received_us <= last
    ]
