from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.cases.acts import ClueReceived
from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Disclosure, Subject, commitment_to
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Refusal, Step
from clearwater.cases.workflow.dispatch import decide_without_case
from tests.helpers.case_desk import Desk, a_clue, named

REPORT = c.ReceiveClue(
    "report",
    "fp-1",
    account=named("用户_水军07"),
    reporter=named("reader_5"),
    note="刷赞 bought likes",
)


def received(command: c.ReceiveClue, desk: Desk | None = None) -> tuple[Clue, Step]:
    """Return the clue and the step that writes it, which is the last."""
    *_, step = all_steps(command, desk)
    (clue,) = [record for record in step.puts if isinstance(record, Clue)]
    return clue, step


def all_steps(command: c.ReceiveClue, desk: Desk | None = None) -> tuple[Step, ...]:
    desk = desk or Desk()
    outcome = decide_without_case(command, desk.context("ines"))
    assert not isinstance(outcome, Refusal), outcome
    return outcome


def refusal(command: c.Command) -> Refusal:
    outcome = decide_without_case(command, Desk().context("ines"))
    assert isinstance(outcome, Refusal)
    return outcome


def test_a_report_becomes_a_clue_about_an_account_from_a_reporter() -> None:
    named_first, step = all_steps(REPORT)
    (clue,) = [record for record in step.puts if isinstance(record, Clue)]
    puts = (*named_first.puts, *step.puts)
    subjects = {s.subject: s for s in puts if isinstance(s, Subject)}
    assert (clue.source, clue.state, clue.times) == ("report", "waiting", 1)
    assert subjects[clue.subject or ""].kind == "account"
    assert subjects[clue.reporter or ""].kind == "reporter"


def test_what_could_name_a_person_stands_in_disclosures_only() -> None:
    steps = all_steps(REPORT)
    puts = [put for step in steps for put in step.puts]
    rest = repr([*(s.act for s in steps), *(r for r in puts if not isinstance(r, Disclosure))])
    for secret in ("用户_水军07", "reader_5", "刷赞"):
        assert secret not in rest
    said = [record for record in puts if isinstance(record, Disclosure)]
    reporter = next(one.reporter for one in puts if isinstance(one, Clue))
    assert {d.text for d in said} == {"用户_水军07", "reader_5", "刷赞 bought likes", reporter}
    assert all(d.commitment == commitment_to(d.salt or "", d.text or "") for d in said)


def test_the_same_clue_again_is_one_clue_counted_twice() -> None:
    desk = Desk()
    first, _ = received(REPORT, desk)
    again, step = received(
        replace(REPORT, known=first, reporter=named("reader_6"), note="again"), desk.wait(1)
    )
    assert (again.clue, again.times, again.last_us - again.first_us) == (
        *(first.clue, 2, 86_400_000_000),
    )
    assert (again.note, again.reporter) == (first.note, first.reporter)
    # What was said this time is not lost: the entry commits to it.
    assert isinstance(step.act, ClueReceived)
    assert step.act.note not in {None, first.note}
    assert step.act.reporter in {one.commitment for one in step.puts if isinstance(one, Disclosure)}


def test_the_entry_that_a_case_may_hand_out_does_not_name_the_reporter() -> None:
    """Neither by a row's key nor by a detail, and not twice by the same word."""
    desk = Desk()
    first = all_steps(REPORT, desk)
    (clue,) = [put for step in first for put in step.puts if isinstance(put, Clue)]
    again = replace(clue, state="joined", case="case-1")
    reporter = replace(named("reader_5"), subject=clue.reporter)
    second = all_steps(replace(REPORT, known=again, reporter=reporter), desk)
    in_custody = [step for step in (*first, *second) if isinstance(step.act, ClueReceived)]
    details = [step.act.details()["reporter"] for step in in_custody]
    assert len(set(details)) == 2
    for step in in_custody:
        keys = [put.key for put in step.puts if not isinstance(put, Disclosure)]
        assert str(clue.reporter) not in repr((step.act, keys))
    assert not any(isinstance(put, Subject) for step in second for put in step.puts)


def test_what_was_set_aside_stays_so_however_often_it_is_said() -> None:
    aside = replace(a_clue("clue-1"), fingerprint="fp-1", state="set aside")
    again, _ = received(replace(REPORT, known=aside))
    assert (again.state, again.times) == ("set aside", 2)


def test_a_known_account_is_not_made_again() -> None:
    known = replace(REPORT, account=named("用户_水军07", "subject-9"), reporter=None)
    clue, step = received(known)
    assert clue.subject == "subject-9"
    assert not [record for record in step.puts if isinstance(record, Subject)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(REPORT, source="rumour"), "out of range"),
        (replace(REPORT, note="  "), "reason needed"),
        (replace(REPORT, note="x" * 20_001), "out of range"),
        (replace(REPORT, note="half \ud83d"), "out of range"),
        (replace(REPORT, account=named("")), "reason needed"),
        (replace(REPORT, known=a_clue(organisation="other")), "other organisation"),
        (replace(REPORT, known=a_clue("another fingerprint")), "out of range"),
        (c.SetAsideClue(a_clue(), ""), "reason needed"),
        (c.SetAsideClue(a_clue(organisation="other"), "spam"), "other organisation"),
        (c.SetAsideClue(replace(a_clue(), state="joined"), "spam"), "clue taken"),
    ],
)
def test_what_cannot_be_is_refused(command: c.Command, code: str) -> None:
    assert refusal(command).code == code


def test_a_clue_is_set_aside_with_its_reason() -> None:
    outcome = decide_without_case(c.SetAsideClue(a_clue(), "与案件无关"), Desk().context("ines"))
    assert not isinstance(outcome, Refusal)
    clue, why = outcome[0].puts
    assert isinstance(clue, Clue)
    assert isinstance(why, Disclosure)
    assert clue.state == "set aside"
    assert outcome[0].act.details()["why"] == why.commitment


def test_a_clue_joins_one_case_only() -> None:
    desk = Desk().opened()
    (step,) = desk.do("ines", c.JoinClue(a_clue("clue-2")))
    (joined,) = step.puts
    assert isinstance(joined, Clue)
    assert (joined.state, joined.case) == ("joined", desk.case.case)
    assert desk.refused("ines", c.JoinClue(joined)).code == "clue taken"


def test_a_clue_of_others_does_not_join() -> None:
    desk = Desk().opened()
    command = c.JoinClue(a_clue("clue-2", "other"))
    assert desk.refused("ines", command).code == "other organisation"
