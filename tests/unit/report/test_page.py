"""The page as a whole: one file, the same every time, bounded, and honest about what is missing."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

import clearwater.report
from clearwater.errors import OutputError, ParameterError
from clearwater.findings.run import Run, empty_tables
from clearwater.report import Caps, render, write_report
from tests.helpers.runs import HOSTILE_NAMES, Group, build_run, empty_run, large_run, small_run

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def small() -> str:
    return render(small_run())


def test_public_names() -> None:
    assert clearwater.report.__all__ == ["Caps", "render", "write_report"]


def test_the_page_refers_to_nothing_outside_itself(small: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', _without_data(small)) == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)\S+", small) == []


def test_the_policy_names_the_script_that_is_there(small: str) -> None:
    script = re.search(r'<script type="module">(.*?)</script>', small, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script.group(1).encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in small
    assert "default-src 'none'" in small


def test_headlines_stand_first_and_in_order(small: str) -> None:
    headings = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", small, re.DOTALL)
    assert headings[1].startswith("41 accounts met on 17 objects")
    assert headings[2].startswith("12 accounts met on 14 objects")


def test_hostile_names_never_become_elements(small: str) -> None:
    assert "<img" not in small
    assert small.count("<script") == small.count("</script>") == 1 + 1 + 3
    assert HOSTILE_NAMES[2] in small


def test_a_hostile_headline_manifest_and_quarantine_are_text() -> None:
    run = small_run()
    evil = "<b onclick=alert(1)>"
    tables = {
        **run.tables,
        "findings": _with(run, "findings", "headline", evil),
        "quarantine": _with(run, "quarantine", "reason", evil),
        "explanations": _with(run, "explanations", "reason", evil),
        "waterfall": _with(run, "waterfall", "label", evil),
    }
    manifest = {**run.manifest, "command": evil, "notes": [evil], "run": evil}
    page = render(Run(manifest, tables))
    assert evil not in page
    assert page.count("&lt;b onclick=alert(1)&gt;") > 10


def test_blind_spots_and_suspicion_are_stated_on_every_view(small: str) -> None:
    assert small.count("Groups that always act at the moment an object appears") >= 4
    assert small.count("about five joint jobs or fewer") >= 4
    assert small.count("A person decides that") >= 4


def test_what_was_skipped_is_named(small: str) -> None:
    assert "same_text" in small
    assert "the log has no column text" in small


def test_nothing_found_says_so_and_what_it_would_have_taken() -> None:
    page = render(empty_run())
    assert "No group moved together more than chance explains." in page
    assert "What it would have taken" in page
    assert "about 8.6e-12 or smaller" in page
    assert "This does not say that the log is clean." in page
    assert "about five joint jobs or fewer" in page


def test_a_bare_manifest_is_enough() -> None:
    page = render(Run({}, empty_tables()))
    assert "No group moved together" in page
    assert "The run does not say how it was made." in page


def test_findings_without_their_other_tables_still_have_a_page() -> None:
    tables = {**empty_tables(), "findings": small_run().findings}
    page = render(Run({}, tables))
    assert "This run kept no timeline for this finding." in page
    assert "This run kept no pairs for this finding." in page


def test_missing_figures_are_shown_as_missing() -> None:
    run = small_run()
    emptied = run.tables
    for name in ("score_bits", "q_value", "expected", "first_time", "last_time", "families"):
        emptied = {**emptied, "findings": _with(Run({}, emptied), "findings", name, None)}
    assert "41 accounts met" in render(Run(run.manifest, emptied))


def test_the_same_run_gives_the_same_bytes(small: str) -> None:
    run = small_run()
    later = {**run.manifest, "environment": {"started": "2031-01-01T00:00:00Z", "seconds": 9}}
    assert render(Run(later, run.tables)) == small


def test_the_page_opens_in_the_language_asked_for() -> None:
    page = render(small_run(), language="zh-CN")
    assert '<html lang="zh-CN">' in page
    assert "谁在何时做了什么" in page


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ParameterError, match="did you mean"):
        render(empty_run(), language="zh-TW")  # type: ignore[arg-type]  # the wrong value is tested


def test_a_group_of_430_stays_small_and_says_what_was_left_out() -> None:
    run = large_run()
    started = time.process_time()
    page = render(run)
    assert time.process_time() - started < 10
    assert len(page.encode()) < 8 * MEGABYTE
    assert run.meetings.num_rows > 1_300_000
    assert "2,000 of 92,235 pairs carry their figures here" in page
    assert re.search(r"[\d,]+ of 1,381,603 meetings are listed", page)
    assert re.search(r"[\d,]+ of 430 rows and [\d,]+ of [\d,]+ dots are drawn", page)


def test_many_findings_share_the_totals() -> None:
    groups = tuple(Group(f"F{n:03d}", 30, 8, days=5) for n in range(60))
    page = render(build_run(groups))
    assert len(page.encode()) < 8 * MEGABYTE
    assert page.count("<article") == 51
    assert "The 50 strongest findings have a page of their own here" in page
    assert "30 accounts met on 8 objects" in page.split('id="F000"')[0].split("F059")[1]


def test_more_findings_than_can_be_listed_are_counted() -> None:
    page = render(small_run(), caps=replace(Caps(), findings_in_full=1, findings_listed=2))
    assert "2 of 3 findings are listed; all stand in findings.parquet." in page


def test_writing_into_a_folder_names_the_file(tmp_path: Path) -> None:
    written = write_report(empty_run(), tmp_path)
    assert written == tmp_path / "report.html"
    assert written.read_text("utf-8") == render(empty_run())
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the report cannot be written"):
        write_report(empty_run(), tmp_path / "missing" / "report.html")


def _with(run: Run, table: str, column: str, value: object) -> object:
    rows = [{**row, column: value} for row in run.tables[table].to_pylist()]
    return type(run.tables[table]).from_pylist(rows, schema=run.tables[table].schema)


def _without_data(page: str) -> str:
    return re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
