"""Reports by users at a store: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.case.listing import cases, clues
from clearwater.app.case.opening import open_for_clue, set_aside_clue
from clearwater.app.case.showing import show
from clearwater.app.intake.answers import answers
from clearwater.app.intake.importing import Importing, import_reports
from clearwater.app.intake.listing import brigades, reporters, reports, show_report
from clearwater.app.intake.rate import count_reports, rate
from clearwater.cases.figures.facts import EffectiveReports
from clearwater.cases.figures.periods import period
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.decision import Measure
from clearwater.cases.records.reports import ReportArrival, UserReport
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.verifying import check_store
from clearwater.cases.workflow.commands_intake import FoundBrigade, MarkReports
from clearwater.errors import ParameterError, SourceError, TooManyBadRowsError
from tests.contracts.conftest import Where
from tests.helpers.report_life import HOUR_US, ReportLife
from tests.helpers.stores import make_store

ACCOUNT = "用户_水军07"


@pytest.fixture
def life(store: SqlStore) -> ReportLife:
    return ReportLife(store).begin()


def outcome(life: ReportLife, report: str) -> str:
    listed = reports(life.desk("lea"), limit=10_000).to_pylist()
    return str(next(one["outcome"] for one in listed if one["report"] == report))


def test_the_same_within_a_week_is_one_report_and_the_same_id_does_nothing(
    life: ReportLife,
) -> None:
    first = life.report("reader_1", id="R-1", words="刷赞")
    again = life.report("reader_1", id="R-2", words="还在刷")
    repeated = life.report("reader_1", id="R-1", words="刷赞")
    later = life.wait(7 * 24).report("reader_1", id="R-3")
    assert (first.new, again.new, later.new) == (True, False, True)
    assert (repeated.repeated, repeated.report) == (True, again.report)
    assert (again.report.report, again.report.times) == (first.report.report, 2)
    assert later.report.report != first.report.report
    with life.store.reading("main") as unit:
        assert len(unit.find(UserReport)) == 2
        assert len(unit.find(ReportArrival)) == 3


def test_reports_about_one_account_and_category_are_one_clue_while_it_waits(
    life: ReportLife,
) -> None:
    first, second = life.report("a").report, life.report("b").report
    other = life.report("a", category="brushing").report
    assert first.clue == second.clue != other.clue
    assert life.clue(first.clue).times == 2
    set_aside_clue(life.desk("ines"), first.clue, "只是意见 an opinion")
    third = life.report("c").report
    assert third.clue != first.clue
    case = life.opened(third.clue, ACCOUNT)
    joining = life.report("d").report
    assert joining.clue == third.clue
    assert life.clue(third.clue).case == case


def test_the_outcome_of_a_report_follows_the_measure_its_appeal_and_the_moment(
    life: ReportLife,
) -> None:
    one = life.report("reader_1").report
    case = life.opened(one.clue, ACCOUNT, "user_2", "user_3")
    assert outcome(life, one.report) == "pending"
    decision = life.decided(case)
    assert outcome(life, one.report) == "effective"
    before_us = life.now_us
    then = rate(life.desk("lea"), before_us).rate
    life.wait(48).overturned(case, decision)
    assert outcome(life, one.report) == "not effective"
    # Asked again later, the past moment is what it was.
    assert rate(life.desk("lea"), before_us).rate == then
    assert (then.effective, then.decided) == (1, 1)
    now = rate(life.desk("lea")).rate
    assert (now.effective, now.decided) == (0, 1)


def test_a_case_decided_without_a_measure_and_a_clue_set_aside_are_not_effective(
    life: ReportLife,
) -> None:
    first, second = life.report("a").report, life.report("a", account="user_9").report
    life.decided(life.opened(first.clue, ACCOUNT), measure=None)
    set_aside_clue(life.desk("ines"), second.clue, "无关 unrelated")
    assert outcome(life, first.report) == outcome(life, second.report) == "not effective"


def test_a_report_of_an_object_is_told_by_its_case(life: ReportLife) -> None:
    one = life.report("a", account=None, thing="post_77").report
    assert life.clue(one.clue).subject is None
    life.decided(life.opened(one.clue, ACCOUNT))
    assert outcome(life, one.report) == "effective"


def test_what_is_imported_later_changes_no_figure_of_before(life: ReportLife) -> None:
    life.report("a")
    asked_us = life.now_us
    before = rate(life.desk("lea"), asked_us).rate
    life.wait(30).report("b", time_us=asked_us - 5 * HOUR_US)
    assert rate(life.desk("lea"), asked_us).rate == before
    assert rate(life.desk("lea")).rate.pending == 2


def test_the_weekly_figure_counts_each_report_in_the_week_of_its_decision(
    life: ReportLife,
) -> None:
    """W09 ends on Sunday, the day on which the life begins; W10 has the decision."""
    one = life.report("a").report
    life.report("b", account="user_9")
    life.wait(24)
    case = life.opened(one.clue, ACCOUNT)
    decision = life.decided(case)
    life.wait(7 * 24).overturned(case, decision)
    with life.store.reading("main") as unit:
        weeks = [count_reports(unit, period(f"2026-W{n:02d}")) for n in (9, 10, 11)]
    assert [(w.effective, w.decided, w.pending) for w in weeks] == [(0, 0, 2), (1, 1, 1), (0, 0, 1)]
    assert all(isinstance(week, EffectiveReports) for week in weeks)
    assert [len(week.entries) for week in weeks] == [2, 0, 0]


def a_brigade(life: ReportLife, *who: str, account: str = "主播小雨") -> str:
    """Let a crowd report an account, and mark it as a scan would."""
    some = tuple(life.report(one, account=account).report for one in who)
    desk = life.desk("ning")
    found = FoundBrigade("moved together", "ab" * 32, "F001", "1e-12", some)
    with life.store.writing("main") as unit:
        desk.without_case(unit, desk.context(unit), MarkReports(found))
    return some[0].clue


def test_a_brigade_against_an_honest_account_leads_to_no_measure(life: ReportLife) -> None:
    """Two hundred reports: one clue that waits, and nothing else anywhere."""
    crowd = [f"群众{n}" for n in range(200)]
    clue = a_brigade(life, *crowd)
    assert life.clue(clue).times == 200
    assert life.clue(clue).state == "waiting"
    for kind in (Case, Measure):
        with life.store.reading("main") as unit:
            assert unit.find(kind) == ()
    assert rate(life.desk("lea")).rate.pending == 1
    set_aside_clue(life.desk("ines"), clue, "集中举报 a brigade")
    found = rate(life.desk("lea")).rate
    assert (found.effective, found.decided, found.in_brigades) == (0, 1, 200)


def test_a_brigade_moves_a_clue_no_further_than_one_reporter(life: ReportLife) -> None:
    """Ordinary first, at the same moment; then three strangers beat a marked crowd of forty."""
    life.report("n1", account="user_1")
    crowd = a_brigade(life, *(f"b{n}" for n in range(40)))
    for who in ("n2", "n3", "n4"):
        three = life.report(who, account="user_3").report.clue
    listed = clues(life.desk("ines"))["clue"].to_pylist()
    assert listed.index(three) < listed.index(crowd)
    opened = [
        open_for_clue(life.desk("ines"), one, title="同时 Together") for one in (crowd, three)
    ]
    first, second = (file.all(Case)[0] for file in opened)
    # In the queue as well: 40 in a brigade have the head start of one, three strangers more.
    assert second.rank_us < first.rank_us < first.opened_us
    assert first.opened_us - first.rank_us < 48 * HOUR_US
    assert cases(life.desk("ines"))["case"].to_pylist()[0] == second.case


def test_who_reported_is_shown_to_intake_only_and_on_record(life: ReportLife) -> None:
    report = life.report("reader_canary", words="我是他的邻居", id="R-1").report
    life.wait(1)
    view = show_report(life.desk("ning"), report.report, "reports")
    assert (view.reporter, view.about, view.outcome) == ("reader_canary", ACCOUNT, Outcome.PENDING)
    assert [(one.sender, one.words) for one in view.messages] == [("R-1", "我是他的邻居")]
    listed = reporters(life.desk("ning"), "reports", reveal=True).to_pylist()
    assert listed[0]["identifier"] == "reader_canary"
    for user in ("ines", "rosa", "abel", "lea", "ada"):
        for ask in (
            lambda desk: show_report(desk, report.report, "reports"),
            lambda desk: reporters(desk, "reports"),
            answers,
        ):
            with pytest.raises(RefusedError) as refused:
                ask(life.desk(user))
            assert refused.value.code == "not allowed"
    with life.store.reading("main") as unit:
        read = [entry for entry in unit.entries() if entry.act == "personal data read"]
    assert [(entry.user, entry.details["what"], entry.details["count"]) for entry in read] == [
        *(("ning", "reporters", 1), ("ning", "reporters", 1)),
    ]


def test_intake_sees_no_case(life: ReportLife) -> None:
    report = life.report("a").report
    case = life.opened(report.clue, ACCOUNT)
    desk = life.desk("ning")
    for ask in (lambda: show(desk, case, "case work"), lambda: cases(desk), lambda: clues(desk)):
        with pytest.raises(RefusedError):
            ask()


def test_nothing_that_case_staff_are_shown_names_or_joins_reporters(life: ReportLife) -> None:
    report = life.report("reader_canary", words="words_canary").report
    case = life.opened(report.clue, ACCOUNT)
    life.report("reader_canary", words="words_canary", id="R-9")  # joins the open case
    shown = [
        json.dumps(show(life.desk("ines"), case, "case work").document(), ensure_ascii=False),
        str(clues(life.desk("ines"), "joined").to_pylist()),
        str(reports(life.desk("ines")).to_pylist()),
        str(brigades(life.desk("ines"), "case work").to_pylist()),
    ]
    with life.store.reading("main") as unit:
        shown += [entry.canonical().decode() for entry in unit.entries(case)]
    for text in shown:
        assert "reader_canary" not in text
        assert "words_canary" not in text
        assert report.reporter not in text


def test_an_answer_goes_out_once_and_again_when_something_changed(life: ReportLife) -> None:
    report = life.report("reader_1", id="R-1").report
    assert [(a.reporter, a.ids, a.told) for a in answers(life.desk("ning"))] == [
        ("reader_1", ("R-1",), "received")
    ]
    assert answers(life.desk("ning")) == ()
    case = life.opened(report.clue, ACCOUNT, "user_2")
    assert [one.told for one in answers(life.desk("ning"))] == ["being looked at"]
    decision = life.decided(case)
    (told,) = answers(life.desk("ning"), language="zh")
    assert told.told == "decided: measures taken"
    for private in ("mute", "禁言", "ines", ACCOUNT, "user_2"):
        assert private not in told.words
    life.overturned(case, decision)
    assert [one.told for one in answers(life.desk("ning"))] == ["decided: no measure"]


ROWS = """user_id,target,why,no,sent,text
r1,acc1,spam,K1,2026-03-01T10:00:00Z,刷赞
r2,acc1,spam,K2,2026-03-01T10:01:00Z,
r1,acc1,spam,K3,2026-03-01T11:00:00Z,还在刷
,acc1,spam,K4,2026-03-01T10:00:00Z,
r3,acc1,opinion,K5,2026-03-01T10:00:00Z,
r4,acc1,spam,K6,yesterday,
r5,,spam,K7,2026-03-01T10:00:00Z,
r6,acc1,spam,K8,2036-03-01T10:00:00Z,
"""
MAPPED = {
    "reporter": "user_id",
    "account": "target",
    "category": "why",
    "id": "no",
    "time": "sent",
    "words": "text",
}


def importing(path: Path, **other: object) -> Importing:
    usual = {"columns": MAPPED, "categories": {"spam": "fake engagement"}, "max_bad_share": 0.9}
    return Importing(path, **(usual | other))  # type: ignore[arg-type]


def test_a_file_is_taken_in_once_and_its_bad_rows_are_set_apart(
    life: ReportLife, tmp_path: Path
) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(ROWS, encoding="utf-8")
    first = import_reports(life.desk("ning"), importing(path))
    again = import_reports(life.desk("ning"), importing(path))
    assert (first.rows, first.reports, first.again, first.repeated) == (8, 2, 1, 0)
    assert (again.reports, again.again, again.repeated) == (0, 0, 3)
    assert [(bad.line, bad.field) for bad in first.bad] == [
        *((5, "reporter"), (6, "category"), (7, "time"), (8, "account"), (9, "time")),
    ]
    with pytest.raises(TooManyBadRowsError, match="too many rows"):
        import_reports(life.desk("ning"), importing(path, max_bad_share=0.5))


def test_json_lines_without_ids_are_known_again_by_what_they_say(
    life: ReportLife, tmp_path: Path
) -> None:
    path = tmp_path / "reports.jsonl"
    row: dict[str, object] = {"reporter": "r1", "account": "acc1", "category": "brushing"}
    lines: list[object] = [{**row, "time": f"2026-03-01T1{n}:00:00+08:00"} for n in range(3)]
    lines += [{**row, "reporter": ["r1"]}, "no object"]
    path.write_text("\n".join([*map(json.dumps, lines), "{half"]), encoding="utf-8")
    first = import_reports(life.desk("ning"), importing(path, columns={}))
    assert (first.reports, first.again, len(first.bad)) == (1, 2, 3)
    assert import_reports(life.desk("ning"), importing(path, columns={})).repeated == 3


def test_a_file_that_cannot_be_read_says_why(life: ReportLife, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    with pytest.raises(SourceError, match="cannot be read"):
        import_reports(life.desk("ning"), importing(path))
    path.write_text("user,target\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="lacks a column"):
        import_reports(life.desk("ning"), importing(path))
    with pytest.raises(ParameterError, match="no such column"):
        import_reports(life.desk("ning"), importing(path, columns={"reprter": "user"}))


def test_nothing_is_taken_in_by_who_may_not(life: ReportLife, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(ROWS, encoding="utf-8")
    with pytest.raises(RefusedError):
        import_reports(life.desk("lea"), importing(path))


def test_another_organisation_sees_none_of_it(life: ReportLife) -> None:
    life.report("a", id="R-1")
    other = ReportLife(life.store, life.now_us, "华东").begin()
    assert reports(other.desk("lea")).num_rows == 0
    # The same id of another sender is another message.
    assert other.report("a", id="R-1").new
    with life.store.reading("main") as unit:
        assert len(unit.find(Clue)) == len(unit.find(UserReport)) == 1


def test_the_ledger_verifies_after_all_of_it(where: Where) -> None:
    store = make_store(where.url, where.files)
    life = ReportLife(store).begin()
    clue = a_brigade(life, "a", "b", "c")
    life.report("d", words="字 words", id="R-1")
    answers(life.desk("ning"))
    life.decided(life.opened(clue, "主播小雨"))
    store.close()
    # The files of the case's evidence are names only here.
    assert {one.kind for one in check_store(where.url, where.files)} == {"missing blob"}
