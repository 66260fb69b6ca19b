"""Parts that look like the real ones from a face and do no work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from clearwater.app.parts import Parts
from clearwater.app.progress import Progress
from clearwater.findings.run import Run, empty_tables
from clearwater.findings.tables import FINDINGS, MEMBERS


@dataclass(frozen=True)
class FakeLog:
    columns: tuple[str, ...] = ("actor", "action", "object", "time")
    notes: tuple[str, ...] = ("whole-number times were taken for seconds",)


@dataclass(frozen=True)
class FakePlan:
    steps: tuple[tuple[str, str, float, float], ...] = (
        ("read events", "events.parquet", 0.5, 12.0),
        ("find meetings", "window 10 s", 1.5, 40.0),
    )


@dataclass(frozen=True)
class FakeSimulatedLog:
    events: pa.Table
    objects: pa.Table
    truth: pa.Table


def one_finding(headline: str = "3 accounts met on 4 objects within 10 s of each other") -> Run:
    tables = empty_tables()
    tables["findings"] = pa.Table.from_pylist(
        [
            {
                "finding": "F001",
                "kind": "group",
                "level": "coordinated",
                "headline": headline,
                "score_bits": 41.5,
                "q_value": 0.0004,
                "accounts": 3,
                "objects": 4,
                "families": ["moves"],
            }
        ],
        schema=FINDINGS,
    )
    tables["members"] = pa.Table.from_pylist(
        [{"finding": "F001", "account": name} for name in ("a", "b", "c")], schema=MEMBERS
    )
    return Run(manifest={"seed": 0}, tables=tables)


def no_finding() -> Run:
    return Run(manifest={"seed": 0}, tables=empty_tables())


@dataclass
class Calls:
    """What the parts were asked, in the order of asking."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def of(self, part: str) -> dict[str, Any]:
        """Return the arguments of the only call of `part`."""
        (arguments,) = [found for name, found in self.made if name == part]
        return arguments


def fake_parts(
    calls: Calls,
    run: Run | None = None,
    *,
    during_scan: Callable[[], None] = lambda: None,
    simulated: FakeSimulatedLog | None = None,
) -> Parts:
    """Return parts that note what they are asked and hand out `run`."""

    def read(source: Any, **options: Any) -> FakeLog:
        calls.made.append(("read", {"source": source, **options}))
        return FakeLog()

    def scan(log: FakeLog, **options: Any) -> Run:
        listener = options.pop("on_progress")
        calls.made.append(("scan", options))
        listener(Progress("find meetings", 1, 2))
        during_scan()
        listener(Progress("find meetings", 2, 2))
        return run if run is not None else one_finding()

    def explain(log: FakeLog, **options: Any) -> FakePlan:
        calls.made.append(("explain", options))
        return FakePlan()

    def write_report(run: Run, path: Path, language: str) -> None:
        calls.made.append(("write_report", {"path": path, "language": language}))
        path.write_text(f"report in {language}", encoding="utf-8")

    def demo_log(seed: int) -> FakeSimulatedLog:
        calls.made.append(("demo_log", {"seed": seed}))
        assert simulated is not None, "this test gave no simulated log"
        return simulated

    return Parts(
        read=read, scan=scan, explain=explain, write_report=write_report, demo_log=demo_log
    )
