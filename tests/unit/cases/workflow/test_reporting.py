from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest

from clearwater.cases.acts import ClueReceived, PersonalDataRead, UserReportReceived
from clearwater.cases.records.base import Record, row_digest
from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Disclosure, Role, Subject
from clearwater.cases.records.reports import Brigade, ReportAnswer, ReportArrival, UserReport
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_intake as intake
from clearwater.cases.workflow.base import Caller, Context, Refusal, Step
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import RIGHTS, SYSTEM, Verb
from tests.helpers.case_desk import HOUR_US, NOON_US, ORGANISATION, Desk, a_clue, named
from tests.helpers.user_reports import a_report

OWN = (intake.ReceiveUserReport, intake.MarkReports, intake.AnswerReports, intake.ReadReporters)
REPORT = intake.ReceiveUserReport(
    reporter=named("reader_5"),
    about=named("用户_水军07"),
    is_account=True,
    category="brushing",
    received_us=NOON_US - HOUR_US,
    arrival="arrival-1",
    fingerprint="fp-1",
    clue=None,
    known=None,
    sender="R-1042",
    words="五个号同时刷好评",
    note="several accounts praise one seller",
    traces=intake.Traces("t" * 64, "p" * 64, "d" * 64, NOON_US - 9 * HOUR_US),
)


def context(*roles: Role, user: str = "ning") -> Context:
    caller = Caller(user, ORGANISATION, frozenset(roles or {Role.INTAKE}))
    desk = Desk()
    return Context(caller, NOON_US, desk.policy, desk.fresh)


def steps(command: c.Command, where: Context | None = None) -> tuple[Step, ...]:
    outcome = decide_without_case(command, where or context())
    assert not isinstance(outcome, Refusal), outcome
    return outcome


R = TypeVar("R", bound=Record)


def one(kind: type[R], some: tuple[Step, ...]) -> R:
    (found,) = (put for step in some for put in step.puts if isinstance(put, kind))
    return found


def refusal(command: c.Command, where: Context | None = None) -> Refusal:
    outcome = decide_without_case(command, where or context())
    assert isinstance(outcome, Refusal)
    return outcome


def test_a_report_makes_a_clue_about_its_account_and_nothing_else() -> None:
    done = steps(REPORT)
    clue, report = one(Clue, done), one(UserReport, done)
    assert (clue.source, clue.state, clue.times, clue.reporter) == ("report", "waiting", 1, None)
    assert (report.clue, report.subject, report.category) == (clue.clue, clue.subject, "brushing")
    assert report.window_us == NOON_US - 6 * 24 * HOUR_US - 12 * HOUR_US  # Monday before
    kinds = {type(put) for step in done for put in step.puts}
    assert kinds == {Clue, UserReport, ReportArrival, Subject, Disclosure}


def test_the_clues_entry_holds_no_reporter_and_the_reports_entry_belongs_to_no_case() -> None:
    joined = replace(a_clue("clue-1"), fingerprint="fp-1", state="joined", case="case-1")
    clue_step, report_step = steps(replace(REPORT, clue=joined))
    assert isinstance(clue_step.act, ClueReceived)
    assert (clue_step.act.case, clue_step.act.reporter) == ("case-1", None)
    assert isinstance(report_step.act, UserReportReceived)
    assert report_step.act.of_case is None
    reporter = one(UserReport, (report_step,)).reporter
    said = [put.text for put in clue_step.puts if isinstance(put, Disclosure)]
    assert reporter not in repr(clue_step)
    assert "五个号同时刷好评" not in said
    assert reporter not in repr(report_step.act)


def test_what_could_name_a_person_stands_in_disclosures_only() -> None:
    done = steps(REPORT)
    rest = repr(
        [(step.act, [put for put in step.puts if not isinstance(put, Disclosure)]) for step in done]
    )
    for secret in ("用户_水军07", "reader_5", "五个号", "R-1042", "several accounts"):
        assert secret not in rest


def test_a_digest_in_the_ledger_cannot_be_tried_with_reporters() -> None:
    """Who reads entries knows every field of the row but two: the reporter and a random one."""
    row = one(UserReport, steps(REPORT)).row()
    kept = row_digest(UserReport.TABLE, row)
    guess = {**row, "blind": "0" * 64}
    assert row_digest(UserReport.TABLE, guess) != kept
    assert len(str(row["blind"])) == 64


def test_the_same_again_in_its_window_is_counted_and_makes_no_clue() -> None:
    first = one(UserReport, steps(REPORT))
    again = replace(
        REPORT,
        known=first,
        reporter=named("reader_5", first.reporter),
        about=named("用户_水军07", first.subject),
        received_us=NOON_US,
        arrival="arrival-2",
    )
    (step,) = steps(again)
    report = one(UserReport, (step,))
    assert (report.report, report.times) == (first.report, 2)
    assert (report.first_us, report.last_us) == (NOON_US - HOUR_US, NOON_US)
    assert isinstance(step.act, UserReportReceived)
    assert step.act.times == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"category": "an opinion"}, "no such category"),
        ({"received_us": NOON_US + 1}, "out of range"),
        ({"received_us": -1}, "out of range"),
        ({"reporter": named(" ")}, "reason needed"),
        ({"about": named("")}, "reason needed"),
        ({"words": "x" * 20_001}, "out of range"),
        ({"sender": ""}, "reason needed"),
        ({"known": a_report()}, "out of range"),
        ({"known": a_report(organisation="other")}, "other organisation"),
        ({"clue": a_clue("another fingerprint")}, "out of range"),
        ({"clue": a_clue("clue-1", "other")}, "other organisation"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], code: str) -> None:
    assert refusal(replace(REPORT, **changed)).code == code  # type: ignore[arg-type]


def brigade_of(*reports: UserReport, **changed: object) -> intake.MarkReports:
    found = intake.FoundBrigade("moved together", "ab" * 32, "F001", "1e-09", reports)
    return intake.MarkReports(replace(found, **changed))  # type: ignore[arg-type]


def test_a_mark_says_what_found_it_and_changes_nothing_else_of_a_report() -> None:
    some = [a_report(f"report-{n}", reporter=f"reporter-{n}") for n in range(5)]
    done = steps(brigade_of(*some))
    brigade = one(Brigade, done)
    assert (brigade.reporters, brigade.targets, brigade.reports) == (5, 1, 5)
    assert (brigade.run, brigade.finding, brigade.q_value) == ("ab" * 32, "F001", "1e-09")
    marked = [put for step in done for put in step.puts if isinstance(put, UserReport)]
    assert [replace(put, brigade=None) for put in marked] == some
    assert {put.brigade for put in marked} == {brigade.brigade}
    assert "reporter-1" not in repr(done[0].act)


def test_a_brigade_that_comes_again_stays_one() -> None:
    first = one(Brigade, steps(brigade_of(a_report("report-1"))))
    before = a_report("report-1", brigade=first.brigade)
    more = a_report("report-2", reporter="reporter-2", subject="account-2")
    again = one(Brigade, steps(brigade_of(more, known=first, before=(before,), finding="F007")))
    assert (again.brigade, again.finding) == (first.brigade, "F001")
    assert (again.reporters, again.targets, again.reports) == (2, 2, 2)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (brigade_of(), "out of range"),
        (brigade_of(a_report(), kind="bad users"), "out of range"),
        (brigade_of(a_report(), a_report()), "name twice"),
        (brigade_of(a_report(brigade="brigade-9")), "already marked"),
        (brigade_of(a_report(organisation="other")), "other organisation"),
        (brigade_of(a_report(), before=(a_report("report-2", brigade="b"),)), "out of range"),
    ],
)
def test_what_cannot_be_marked_is_refused(command: intake.MarkReports, code: str) -> None:
    assert refusal(command).code == code


def test_an_answer_is_kept_and_the_same_again_is_none() -> None:
    telling = intake.Telling(a_report(), "received", None)
    (step,) = steps(intake.AnswerReports((telling,)))
    (kept,) = step.puts
    assert kept == ReportAnswer(ORGANISATION, "report-1", "received", NOON_US)
    again = intake.AnswerReports((replace(telling, before=kept),))
    assert refusal(again).code == "nothing to tell"
    assert refusal(intake.AnswerReports(())).code == "nothing to tell"
    assert refusal(intake.AnswerReports((replace(telling, told="guilty"),))).code == "out of range"


def test_who_reported_is_read_for_a_purpose_on_record_and_by_intake_only() -> None:
    command = intake.ReadReporters("reporters", 3, "reports")
    (step,) = steps(command)
    assert step.act == PersonalDataRead(None, "reporters", 3, "reports")
    assert refusal(replace(command, purpose="curiosity")).code == "no such purpose"
    assert refusal(replace(command, what="case")).code == "out of range"
    for role in set(Role) - {Role.INTAKE}:
        assert refusal(command, context(role)).code == "not allowed"
    # Reading a case does not become reading reporters by another word.
    plain = c.ReadPersonalData("reporters", 3, "reports")
    assert refusal(plain, context(Role.LEAD)).code == "out of range"


def test_intake_has_no_right_on_a_case_and_the_software_none_on_reports() -> None:
    assert RIGHTS[Role.INTAKE] == {
        *(Verb.RECEIVE_USER_REPORT, Verb.MARK_REPORTS, Verb.ANSWER_REPORTS),
        *(Verb.READ_REPORTS, Verb.READ_REPORTER),
    }
    only_intake = RIGHTS[Role.INTAKE] - {Verb.READ_REPORTS}
    assert not any(only_intake & RIGHTS[role] for role in set(Role) - {Role.INTAKE})
    for command in (REPORT, brigade_of(a_report())):
        assert refusal(command, context(*Role, user=SYSTEM)).code == "not allowed"
