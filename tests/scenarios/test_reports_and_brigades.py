"""Reports of users from the file of a platform to their answers, as people would do it.

A brigade goes against an honest seller, a real ring is reported by a few. No measure follows from
the first; the second is decided by people. Who reported is in nothing that leaves the case.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from bench.brigades_world import Crowd, Drawing, World

from clearwater.app.case.listing import clues
from clearwater.app.intake.brigades import Looking, look_for_brigades
from clearwater.app.intake.importing import Importing, import_reports
from clearwater.app.intake.listing import brigades, reports
from clearwater.app.intake.rate import rate
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.reports import UserReport
from clearwater.errors import ParameterError
from tests.helpers.report_life import DAY_US, ReportLife
from tests.helpers.stores import make_store

pytestmark = pytest.mark.slow
WORLD = World(weeks=2, a_week=160, reporters=300, accounts=60)


def written(path: Path, drawing: Drawing) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        names = ("id", "reporter", "account", "category", "time", "words", "place", "device")
        writer.writerow(names)
        for number, one in enumerate(drawing.said):
            day, second = divmod(one.time_us // 1_000_000, 86_400)
            moment = f"{_date(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
            writer.writerow(
                (
                    *(f"K{number}", one.reporter, one.account, "brushing", moment),
                    *(one.words or "", one.place, one.device),
                )
            )
    return path


def _date(day: int) -> str:
    from datetime import date, timedelta  # noqa: PLC0415 - of this line alone

    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


@pytest.fixture
def life(tmp_path: Path) -> ReportLife:
    made = ReportLife(make_store(tmp_path / "cases.db", tmp_path / "files")).begin()
    made.now_us += 16 * DAY_US
    return made


def test_a_brigade_against_an_honest_seller(life: ReportLife, tmp_path: Path) -> None:
    drawing = Drawing(61, WORLD).ordinary()
    drawing.crowd(Crowd(20, 1, words=True, a_line=20), "花店")
    path = written(tmp_path / "reports.csv", drawing)
    import_reports(life.desk("ning"), Importing(path))
    looked = look_for_brigades(life.desk("ning"), Looking(threads=1, keep=tmp_path / "looked"))
    (brigade,) = looked.marked
    assert brigade.targets == 1
    assert brigade.reporters >= 15
    (shown,) = brigades(life.desk("lea"), "audit").to_pylist()
    assert shown["accounts"] == ["honest 花店 0"]
    assert shown["run"] == looked.run
    assert float(shown["q_value"]) <= 0.01
    # Nothing was decided, and its clue waits among the others, not before all of them.
    with life.store.reading("main") as unit:
        assert (unit.find(Decision), unit.find(Measure)) == ((), ())
        clue = unit.find(UserReport, brigade=brigade.brigade)[0].clue
    waiting = clues(life.desk("ines"))["clue"].to_pylist()
    assert waiting.index(clue) > 0
    # Looked at again nothing is new, and what was kept computes to the same digest.
    again = look_for_brigades(life.desk("ning"), Looking(threads=1))
    assert (again.run, again.marked) == (looked.run, ())
    with pytest.raises(ParameterError, match="something in the folder"):
        look_for_brigades(life.desk("ning"), Looking(keep=tmp_path / "looked"))


def test_a_brigade_that_goes_on_stays_one(life: ReportLife, tmp_path: Path) -> None:
    drawing = Drawing(62, WORLD).ordinary().crowd(Crowd(20, 1, words=True, a_line=20), "花店")
    import_reports(life.desk("ning"), Importing(written(tmp_path / "first.csv", drawing)))
    (first,) = look_for_brigades(life.desk("ning"), Looking(threads=1)).marked
    before = len(drawing.said)
    more = Drawing(63, WORLD).crowd(Crowd(20, 1, words=True, a_line=20), "花店")
    for one in more.said:
        life.report(
            one.reporter,
            "另一家店 other shop",
            category="brushing",
            words="又来了 again",
            place=one.place,
            device=one.device,
        )
    life.wait(1)
    (second,) = look_for_brigades(life.desk("ning"), Looking(threads=1)).marked
    assert before > 0
    assert second.brigade == first.brigade
    assert second.targets == 2
    assert second.reports > first.reports


def test_nobody_who_reported_is_in_what_a_case_hands_out(life: ReportLife) -> None:
    canary = "reporter_canary_7731"
    report = life.report(canary, words="canary words 我认识他", id="R-canary").report
    case = life.opened(report.clue, "用户_水军07", "user_2", "user_3")
    life.report(canary, category="fake engagement", id="R-canary-2")
    life.report("another_canary")
    decision = life.decided(case)
    life.overturned(case, decision)
    with life.store.reading("main") as unit:
        everything = [entry.canonical().decode() for entry in unit.entries(case)]
        every_reporter = {one.reporter for one in unit.find(UserReport)}
    said = "\n".join(everything)
    for secret in ("canary", *every_reporter):
        assert secret not in said
    listed = json.dumps(reports(life.desk("lea")).to_pylist(), default=str, ensure_ascii=False)
    for secret in ("canary", *every_reporter):
        assert secret not in listed
    assert rate(life.desk("lea")).rate.decided == 2
