"""What reports do, and what they give away, at a store: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.intake.listing import reports
from clearwater.app.intake.rate import rate
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import refused
from tests.helpers.report_life import ReportLife

ACCOUNT = "用户_水军07"
REPORTER = "reader_canary"


@pytest.fixture
def life(store: SqlStore) -> ReportLife:
    return ReportLife(store).begin()


@pytest.mark.parametrize("guess", [REPORTER, "reader_other", "READER_CANARY"])
def test_no_title_tells_whether_a_guess_of_the_reporter_is_right(
    life: ReportLife, guess: str
) -> None:
    told = Told("report", ACCOUNT, REPORTER, "每天半夜刷赞")
    clue = receive_clue(life.desk("ines"), told).clue
    with refused(Code.TITLE_NAMES_ACCOUNT):
        open_for_clue(life.desk("ines"), clue, title=f"{ACCOUNT} 半夜刷赞")
    open_for_clue(life.desk("ines"), clue, title=f"{guess} 说半夜刷赞")


def test_who_may_know_the_reporter_is_still_kept_from_naming_one(life: ReportLife) -> None:
    told = Told("report", ACCOUNT, REPORTER, "每天半夜刷赞")
    clue = receive_clue(life.desk("ines"), told).clue
    everything = replace(life.desk("solo"), open_to_all=True)
    with refused(Code.TITLE_NAMES_ACCOUNT):
        open_for_clue(everything, clue, title=f"{REPORTER} 说半夜刷赞")


def test_a_proposal_that_was_taken_back_decided_nothing(life: ReportLife) -> None:
    """The account was reported, a ban was proposed and taken back: nobody decided anything."""
    one = life.report("reader_1").report
    case = life.opened(one.clue, ACCOUNT, "user_2", "user_3")
    decision = life.proposed(case)
    life.do("ines", case, c.WithdrawDecision(decision, "太早 too early"))
    (row,) = reports(life.desk("lea")).to_pylist()
    assert row["outcome"] == "pending"
    now = rate(life.desk("lea")).rate
    assert (now.effective, now.decided, now.pending) == (0, 0, 1)


def test_a_report_about_who_reported_joins_nothing(life: ReportLife) -> None:
    """Somebody who reports and is an account of a case has two names that nothing joins."""
    one = life.report(ACCOUNT, account="user_2").report
    other = life.report("reader_2", account=ACCOUNT).report
    assert one.reporter != other.subject
    case = life.opened(other.clue, ACCOUNT, "user_2", "user_3")
    life.decided(case)
    with life.store.reading("main") as unit:
        text = "".join(entry.canonical().decode() for entry in unit.entries(case))
    assert one.reporter not in text
    outcomes = {row["report"]: row["outcome"] for row in reports(life.desk("lea")).to_pylist()}
    assert outcomes == {one.report: "effective", other.report: "effective"}
