"""Reports of a quarter that was lived through the real store, and files of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearwater.app.exchange.statements import statements
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.periods import period, weeks_within
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal

QUARTER = "2026-Q1"
WEEKS = tuple(week.name for week in weeks_within(period(QUARTER)))


@dataclass
class Reports:
    """Documents of one quarter; tests change copies of them."""

    weeks: dict[str, dict[str, Any]]
    quarter: dict[str, Any]
    statements: list[dict[str, Any]]
    self_reports: dict[str, dict[str, Any]]
    others: dict[str, bytes] = field(default_factory=dict)
    """Further files by name."""

    def copy(self) -> Reports:
        return Reports(
            json.loads(json.dumps(self.weeks)),
            json.loads(json.dumps(self.quarter)),
            json.loads(json.dumps(self.statements)),
            json.loads(json.dumps(self.self_reports)),
            dict(self.others),
        )

    def figure(self, week: str, named: str) -> dict[str, Any]:
        return next(one for one in self.weeks[week]["figures"] if one["id"] == named)

    def public(self, named: str) -> dict[str, Any]:
        return next(one for one in self.quarter["figures"] if one["id"] == named)

    def table(self, named: str, *axes: str) -> dict[str, Any]:
        return next(
            one
            for one in self.quarter["tables"]
            if (one["figure"], tuple(one["axes"])) == (named, axes)
        )

    def write(self, folder: Path) -> list[Path]:
        folder.mkdir(exist_ok=True)
        made: dict[str, bytes] = {
            f"weekly-{name}.json": canonical_bytes(one) for name, one in self.weeks.items()
        }
        made["transparency.json"] = canonical_bytes(self.quarter)
        made["statements.jsonl"] = b"".join(
            json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in self.statements
        )
        made |= {f"self-{name}.json": _json(one) for name, one in self.self_reports.items()}
        for name, content in (made | self.others).items():
            (folder / name).write_bytes(content)
        return sorted(folder.iterdir())


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def lived(folder: Path, seed: int, days: int = 86, cases_a_day: float = 0.4) -> Quarter:
    """Return a quarter that was lived in a new rehearsal on SQLite."""
    store = open_rehearsal(folder / "cases.db", folder / "files", now_us=MONDAY_US)
    quarter = Quarter(store, seed=seed, clock=Clock(MONDAY_US)).days(days, cases_a_day)
    quarter.clock.now_us = max(quarter.clock.now_us, MONDAY_US + 100 * DAY_US)
    return quarter


def reports_of(quarter: Quarter) -> Reports:
    """Return every report of the quarter."""
    desk = quarter.desk()
    weeks = {name: _plain(weekly(desk, name)) for name in WEEKS}
    first, last = period(WEEKS[0]), period(WEEKS[-1])
    made = statements(quarter.store, desk, first.start_us, last.end_us)
    selfs = {name: self_report(weeks[name]) for name in WEEKS[:3]}
    public = _plain(transparency(desk, QUARTER))
    return Reports(weeks, public, [dict(one) for one in made.statements], selfs)


def self_report(week: dict[str, Any]) -> dict[str, Any]:
    """Return what an honest platform says of a week."""
    wanted = ("accounts.restricted", "measures.begun", "appeals.filed")
    totals = {one["id"]: one["total"]["value"] for one in week["figures"] if one["id"] in wanted}
    return {
        "format": "clearwater self-report",
        "format_version": 1,
        "platform": "小河视频",
        "week": week["period"]["name"],
        "offset_min": 0,
        "published": week["period"]["end"],
        "figures": [{"figure": name, "by": {}, "value": n} for name, n in totals.items()],
    }


def _plain(document: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(canonical_bytes(document))
    return said
