from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bench.brigades_world import Crowd, Drawing, World, as_log, of_brigades

from clearwater.app.intake.brigade_log import ReportLog
from clearwater.app.intake.brigades import Suspected, suspected
from clearwater.app.notebook import scan
from clearwater.cases.records.reports import BrigadeKind
from clearwater.events import read

SMALL = World(a_week=250, reporters=900, accounts=150)


def looked(log: ReportLog, folder: Path) -> tuple[Suspected, ...]:
    events, accounts = log.write(folder)
    run = scan(read(str(events), accounts=None if accounts is None else str(accounts)), threads=1)
    return suspected(log, run, 0.01)


def marked_of(found: tuple[Suspected, ...]) -> set[tuple[str, str]]:
    return {(one.reporter, one.subject) for each in found for one in each.reports}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(31, 36))
def test_twenty_honest_weeks_are_not_marked(seed: int, tmp_path: Path) -> None:
    """Five logs of four weeks, in each an incident and neighbours of one forum."""
    drawing = Drawing(seed, SMALL).ordinary().neighbours(25, 6).incident(60 * (seed - 30), 0.3)
    assert looked(as_log(drawing.said), tmp_path) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("crowd", "kind"),
    [
        (Crowd(16, 12, words=True), BrigadeKind.TOGETHER),
        (Crowd(25, 1, words=True, a_line=25), BrigadeKind.AT_ONCE),
        (Crowd(25, 1, words=True, new=True), BrigadeKind.AT_ONCE),
    ],
)
def test_a_brigade_among_ordinary_reports_is_seen_and_nobody_else(
    crowd: Crowd, kind: BrigadeKind, tmp_path: Path
) -> None:
    drawing = Drawing(41, SMALL).ordinary().incident(120, 0.3).crowd(crowd)
    found = looked(as_log(drawing.said), tmp_path)
    assert {one.kind for one in found} == {kind}
    assert marked_of(found) <= of_brigades(drawing.said)
    assert len(marked_of(found)) >= 0.8 * len(of_brigades(drawing.said))
    assert all(one.q_value <= 0.01 for one in found)


@pytest.mark.slow
def test_an_incident_of_hundreds_is_a_surge_and_no_brigade(tmp_path: Path) -> None:
    drawing = Drawing(42, SMALL).ordinary().incident(400, 0.5)
    log = as_log(drawing.said)
    events, _ = log.write(tmp_path)
    run = scan(read(str(events)), threads=1)
    # The scan does see that the moment is out of the ordinary: what is missing is likeness.
    assert run.pushed.num_rows > 0
    assert suspected(log, run, 0.01) == ()


def test_the_log_names_nobody_and_is_the_same_each_time(tmp_path: Path) -> None:
    log = as_log(Drawing(43, World(1, 40, 30, 10)).ordinary().said)
    events, accounts = log.write(tmp_path)
    first = events.read_bytes()
    assert accounts is not None
    kept = pq.read_table(events)
    assert set(kept.column_names) == {
        *("event", "actor", "action", "object", "time", "text", "device", "line"),
    }
    assert set(kept["action"].to_pylist()) == {"report"}
    assert "自己的话" not in first.decode("latin-1")
    again, _ = log.write(tmp_path)
    assert again.read_bytes() == first


def test_a_column_that_intake_never_had_is_left_out(tmp_path: Path) -> None:
    log = as_log(Drawing(44, World(1, 40, 30, 10)).ordinary().said)
    bare = ReportLog(
        tuple(
            replace(
                one,
                arrival=replace(one.arrival, text=None, place=None, device=None, joined_us=None),
            )
            for one in log.lines
        )
    )
    events, accounts = bare.write(tmp_path)
    assert accounts is None
    assert set(pq.read_table(events).column_names) == {
        *("event", "actor", "action", "object", "time"),
    }
