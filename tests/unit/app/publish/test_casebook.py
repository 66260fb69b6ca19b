"""Case studies hold nobody: canaries stand wherever somebody could have put a name."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app.publish.casebook import casebook
from clearwater.app.publish.writing import write_casebook
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.notice import Appeal
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile
from clearwater.findings.tables import EXPLANATIONS, FINDINGS, RASTER
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal

CANARY = "金丝雀_canary_7731"
LATER_US = 200 * DAY_US
TUESDAY = datetime(2026, 1, 6, 20, 15, tzinfo=UTC)


def table(schema: pa.Schema, *rows: dict[str, Any]) -> bytes:
    """Return a frozen table; what a row does not say is a canary where it is a text."""
    filled = [
        {
            field.name: row.get(field.name, CANARY if pa.types.is_string(field.type) else None)
            for field in schema
        }
        for row in rows
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(filled, schema), out)
    return out.getvalue()


def frozen(quarter: Quarter) -> tuple[c.FrozenFile, ...]:
    """Keep tables as a scan leaves them, with canaries in them."""
    seen = {"families": ["moves", CANARY], "window_s": 60.0, "meetings": 873, "expected": 12.4}
    tested = [
        {"explanation": "fan club", "outcome": "ruled out"},
        {"explanation": CANARY, "outcome": "ruled out"},
        {"explanation": "household", "outcome": CANARY},
    ]
    dots = [
        {"side": "members", "joint": 3, "time": TUESDAY},
        {"side": "control", "joint": 9, "time": TUESDAY.replace(hour=3)},
    ]
    files = {
        "findings": table(FINDINGS, seen),
        "explanations": table(EXPLANATIONS, *tested),
        "raster": table(RASTER, *dots),
    }
    kept = []
    for name, content in files.items():
        blob = quarter.store.blobs.put(content)
        path = f"findings/ab/F1/{name}.parquet"
        kept.append(c.FrozenFile(path, blob.sha256, blob.size))
    return tuple(kept)


def found() -> c.Found:
    members = tuple(
        c.FoundMember(c.Named(f"{CANARY}-{n}", f"{n}" * 64), "core", 9_000, "2e-7", 30)
        for n in range(8)
    )
    return c.Found(
        *("ab" * 32, CANARY, "likely inauthentic", f"{CANARY} liked the same posts", 41_250),
        *("2e-7", 37, CANARY, 7),
        members,
    )


def a_case(quarter: Quarter, measure: str | None, *, appealed: bool = False) -> str:
    """Live one case to its end, with canaries in every text."""
    store, desk = quarter.store, quarter.desk("ines")
    with store.writing("main") as unit:
        context = desk.context(unit)
        known = f"f{measure}{appealed}"
        asked_for = c.ReceiveClue("patrol", known, None, None, None, CANARY)
        desk.without_case(unit, context, asked_for)
        clue = unit.find(Clue, fingerprint=known)[0]
        title = f"{CANARY[:3]} accounts act together"
        file = desk.done(unit, context, CaseFile(), c.OpenCase(clue, title, 3, (found(),)))
        (case,) = file.all(Case)
        asked = (c.AssignCase("ines"), c.FreezeEvidence(frozen(quarter)))
        desk.done(unit, context, file, *asked)
    quarter.decide(case.case, quarter._file(case.case), measure)
    file = quarter._file(case.case)
    if measure is not None:
        if file.all(Decision)[0].state == "proposed":
            file = quarter.do("rosa", case.case, c.ApproveDecision(file.all(Decision)[0].decision))
        decision = file.all(Decision)[0].decision
        after = quarter.do("ines", case.case, c.IssueNotices(decision, 0))
        quarter.deliver(case.case, after)
        if appealed:
            quarter.appeal(case.case, quarter._file(case.case))
            file = quarter._file(case.case)
            quarter.answer(case.case, file, file.all(Appeal)[0])
    quarter.do("lea", case.case, c.CloseCase(CANARY))
    return case.case


@pytest.fixture
def quarter(tmp_path: Path) -> Quarter:
    store = open_rehearsal(tmp_path / "cases.db", tmp_path / "files", now_us=MONDAY_US)
    return Quarter(store, seed=5, clock=Clock(MONDAY_US + DAY_US))


def studies(quarter: Quarter) -> list[dict[str, Any]]:
    made = casebook(quarter.desk(), quarter.store.blobs)
    found: list[dict[str, Any]] = made["studies"]  # type: ignore[assignment]
    return found


def test_no_canary_and_no_name_gets_into_a_study(quarter: Quarter, tmp_path: Path) -> None:
    cases = [a_case(quarter, "mute"), a_case(quarter, None)]
    quarter.clock.now_us += LATER_US
    document = casebook(quarter.desk(), quarter.store.blobs)
    assert len(document["studies"]) == 2  # type: ignore[arg-type]
    pages = [file.read_text("utf-8") for file in write_casebook(document, tmp_path / "out")]
    names = [CANARY, CANARY[:3], "2026", "F1", *cases, "subject-", "decision-"]
    for text in pages:
        for name in names:
            assert name not in text, name


def test_a_study_says_what_was_seen_asked_and_decided(quarter: Quarter) -> None:
    a_case(quarter, "mute")
    quarter.clock.now_us += LATER_US
    (study,) = studies(quarter)
    (finding,) = study["findings"]
    assert finding == {
        "level": "likely inauthentic",
        "accounts": {"about": 10},
        "objects": {"about": 50},
        "chance": 1_000_000,
    }
    assert study["seen"] == [
        {
            "families": ["moves"],
            "window_s": 60,
            "joint_acts_about": 100,
            "by_chance_about": 10,
            "busiest_hours": [{"weekday": 1, "hour": 20}],
        }
    ]
    assert study["tested"] == [{"explanation": "fan club", "outcome": "ruled out"}]
    assert study["decision"]["measure"]["zh"] == "禁言"
    assert (study["decision"]["people"], study["decision"]["days"]) == (1, 7)
    assert json.dumps(study, ensure_ascii=False)


def test_what_can_still_be_appealed_is_not_taught(quarter: Quarter) -> None:
    a_case(quarter, "mute")
    assert studies(quarter) == []
    a_case(quarter, None)
    assert [one["decision"]["days"] for one in studies(quarter)] == [None]


def test_what_was_appealed_is_not_taught(quarter: Quarter) -> None:
    a_case(quarter, "mute", appealed=True)
    quarter.clock.now_us += LATER_US
    assert studies(quarter) == []


def test_where_the_evidence_is_gone_there_is_less_to_teach(quarter: Quarter) -> None:
    a_case(quarter, None)
    for blob in [*quarter.store.blobs.names()]:
        path = quarter.store.blobs.path(blob)
        path.chmod(0o600)
        path.unlink()
    (study,) = studies(quarter)
    assert study["tested"] == []
    assert study["seen"][0]["families"] == []
