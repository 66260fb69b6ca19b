"""Each invariant against a case that was made wrong by hand; what steps do is in the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from clearwater.cases.acts import CaseClosed
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message, Notice
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile, Step
from clearwater.cases.workflow.invariants import violations
from clearwater.cases.workflow.moves import move_violations
from tests.helpers.case_desk import ACCOUNTS, DAY_US, Desk

R = TypeVar("R", bound=Record)


def delivered() -> Desk:
    desk = Desk().in_review(ACCOUNTS[0])
    desk.do("ines", desk.a_decision("ban"))
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    return desk.delivered()


def proposed() -> Desk:
    return Desk().proposed("ban")


def refused() -> Desk:
    desk = proposed()
    desk.do("rosa", c.RefuseDecision(desk.decision.decision, "too hard"))
    return desk


def answered() -> Desk:
    desk = delivered()
    desk.do("abel", c.ResolveAppeal(desk.appealed(), (), "it holds"))
    return desk


def lapsed() -> Desk:
    return delivered().wait(366).delivered()


def void() -> Desk:
    """A case whose START was begun and then voided, so that the END goes out."""
    desk = Desk().in_review(ACCOUNTS[0])
    desk.do("ines", desk.a_decision("mute"))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    for kind in ("notice", "start"):
        (message,) = [m for m in desk.file.all(Message) if m.kind == kind]
        desk.do("clearwater", c.BeginDelivery(message.message, 60))
        if kind == "notice":
            desk.do("clearwater", c.RecordDelivered(message.message, "200"))
    return desk


def made(file: CaseFile, kind: type[R], change: Callable[[R], R], which: str = "") -> CaseFile:
    """Return the file with every row of a kind changed, or those of one kind of message."""
    rows = [row for row in file.all(kind) if which in {"", getattr(row, "kind", "")}]
    assert rows
    return file.after([Step(CaseClosed("", "", ""), tuple(change(row) for row in rows))])


def without(file: CaseFile, kind: type[Record]) -> CaseFile:
    return CaseFile({of: rows for of, rows in file.rows.items() if of is not kind})


def changed(**fields: Any) -> Callable[[Any], Any]:
    return lambda row: replace(row, **fields)


WRONG: list[tuple[Callable[[], Desk], type[Record], str, dict[str, Any], str]] = [
    (delivered, Measure, "", {"decision": "decision-x"}, "without a decision"),
    (delivered, Decision, "", {"case": "case-x"}, "without a decision"),
    (delivered, Decision, "", {"state": "proposed"}, "its decision is proposed"),
    (delivered, Decision, "", {"state": "overturned"}, "its decision is overturned"),
    (delivered, Decision, "", {"decided_by": ""}, "no person decided"),
    (delivered, Decision, "", {"decided_by": "clearwater"}, "no person decided"),
    (delivered, Decision, "", {"measure": "mute"}, "decided was mute"),
    (delivered, Decision, "", {"evidence": "0" * 64}, "not what was frozen"),
    (delivered, Evidence, "", {"size": 1}, "not what was frozen"),
    (delivered, Notice, "", {"measure": "measure-x"}, "without a notice"),
    (delivered, Notice, "", {"subject": "subject-x"}, "about something else"),
    (delivered, Measure, "", {"subject": "subject-x"}, "no member of the case"),
    (delivered, Decision, "", {"duration_s": 3_600}, "does not last 3600 seconds"),
    (void, Decision, "", {"duration_s": None}, "does not last None seconds"),
    (refused, Decision, "", {"second_by": "ines"}, "is the first"),
    (answered, Appeal, "", {"filed_by": "abel"}, "answered by who entered it"),
    (void, Message, "notice", {"state": "void"}, "its START was begun"),
    (delivered, Notice, "", {"issued_us": 10**17}, "began before"),
    (delivered, Notice, "", {"appeal_until_us": 0}, "less than a week"),
    (delivered, Measure, "", {"ends_us": None}, "without a beginning or an end"),
    (delivered, Measure, "", {"ends_us": 0}, "no end or no inverse"),
    (delivered, Measure, "", {"inverse": ""}, "no end or no inverse"),
    (delivered, Message, "end", {"kind": "notice"}, "not one message of each kind"),
    (delivered, Message, "end", {"state": "void"}, "may be in effect"),
    (void, Message, "end", {"state": "void"}, "may be in effect"),
    (void, Message, "start", {"attempts": 0}, ""),
    (delivered, Message, "end", {"not_before_us": 10**17}, "long after its end"),
    (delivered, Measure, "", {"lifted_us": 1, "state": "lifted"}, "long after its end"),
    (void, Measure, "", {"lifted_us": 1, "state": "lifted"}, "its START still goes out"),
    (delivered, Decision, "", {"second_by": None}, "without a second person"),
    (delivered, Decision, "", {"second_by": None, "needs_second": 0}, "without a second person"),
    (delivered, Decision, "", {"second_by": "ines"}, "is the first"),
    (answered, Appeal, "", {"resolved_by": None}, "answered by nobody"),
    (answered, Appeal, "", {"why": None}, "without reasons"),
    (answered, Appeal, "", {"resolved_by": "ines"}, "answered by somebody of"),
    (answered, Appeal, "", {"resolved_by": "rosa"}, "answered by somebody of"),
    (delivered, Case, "", {"outcome": "measures"}, "is not closed"),
    (delivered, Case, "", {"state": "closed"}, "closed as None"),
    (void, Case, "", {"state": "closed", "closed_us": 1, "outcome": "no action"}, "it is measures"),
    (delivered, Member, "", {"standing": "excluded"}, "on an excluded account"),
    (answered, Appellant, "", {"outcome": "overturned"}, "won its appeal"),
    (delivered, Message, "notice", {"state": "waiting"}, "its START was begun"),
    (lapsed, Message, "start", {"state": "waiting"}, "its END is delivered"),
    (delivered, Message, "notice", {"delivered_us": None}, "delivered at no time"),
    (delivered, Message, "notice", {"attempts": 0}, "without having been begun"),
    (delivered, Message, "notice", {"delivered_us": 1}, "too early"),
    (proposed, Case, "", {"state": "closed"}, "is proposed"),
    (delivered, Case, "", {"state": "proposed"}, "with 0 proposed decisions"),
    (delivered, Decision, "", {"state": "proposed"}, "with 1 proposed decisions"),
    (delivered, Decision, "", {"state": "refused"}, "its decision is refused"),
]


@pytest.mark.parametrize(("desk", "kind", "which", "fields", "says"), WRONG)
def test_a_case_made_wrong_is_seen(
    desk: Callable[[], Desk], kind: type[Record], which: str, fields: dict[str, Any], says: str
) -> None:
    at = desk()
    assert violations(at.file, at.policy) == ()
    wrong = violations(made(at.file, kind, changed(**fields), which), at.policy)
    if says:
        assert says in " | ".join(violation.what for violation in wrong)
    else:
        assert wrong == ()


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        (Decision, "without a decision"),
        (Evidence, "not what was frozen"),
        (Notice, "without a notice"),
        (Message, "not one message of each kind"),
    ],
)
def test_what_is_missing_is_seen(gone: type[Record], says: str) -> None:
    assert says in " | ".join(v.what for v in violations(without(delivered().file, gone)))


def test_without_a_policy_only_what_was_written_down_is_asked() -> None:
    desk = delivered()
    alone = made(desk.file, Decision, changed(second_by=None, needs_second=0))
    assert violations(alone) == ()
    assert violations(alone, desk.policy) != ()


def test_who_decides_after_having_answered_did_not_answer_for_themselves() -> None:
    desk = Desk().notified()
    desk.do("max", c.ResolveAppeal(desk.appealed(), (), "it holds"))
    desk.do("max", desk.a_decision("warn", supersedes=desk.decision.decision))
    assert violations(desk.file, desk.policy) == ()


def test_two_decisions_with_notices_that_stand_are_seen() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    both = made(desk.file, Decision, changed(state="standing"))
    again = made(both, Measure, changed(state="begun", lifted_us=None))
    said = {violation.what for violation in violations(again)}
    assert "two decisions stand with notices" in said
    assert any(what.startswith("beside ") for what in said)


def test_a_case_decided_by_nothing_or_notified_of_nothing_is_seen() -> None:
    desk = Desk().in_review()
    for state, says in (("decided", "no decision stands"), ("notified", "nobody was told")):
        wrong = made(desk.file, Case, changed(state=state))
        assert says in " | ".join(v.what for v in violations(wrong))


# Between two states ----------------------------------------------------------------------------


def said(before: CaseFile, after: CaseFile) -> str:
    return " | ".join(f"{v.invariant}: {v.what}" for v in move_violations(before, after))


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        (Case, {"state": "open"}, "from notified to open"),
        (Decision, {"state": "proposed"}, "from standing to proposed"),
        (Measure, {"state": "planned"}, "from begun to planned"),
        (Message, {"state": "waiting"}, "from delivered to waiting"),
        (Appeal, {"state": "open"}, "from upheld to open"),
        (Notice, {"text": "other"}, "its text changed"),
        (Notice, {"appeal_until_us": 5}, "its appeal_until_us changed"),
        (Evidence, {"sha256": "0" * 64}, "its sha256 changed"),
        (Decision, {"why": "other"}, "its why changed"),
        (Decision, {"second_by": "lea"}, "its second_by changed"),
        (Measure, {"ends_us": 5}, "its ends_us changed"),
        (Measure, {"subject": "other"}, "its subject changed"),
        (Appeal, {"why": None}, "its why changed"),
        (Message, {"receipt": "other"}, "its receipt changed"),
        (Decision, {"needs_second": 0}, "its needs_second changed"),
        (Appellant, {"outcome": "overturned"}, "its outcome changed"),
    ],
)
def test_a_move_that_cannot_be_is_seen(
    kind: type[Record], fields: dict[str, Any], says: str
) -> None:
    before = answered().file
    assert said(before, before) == ""
    assert says in said(before, made(before, kind, changed(**fields)))


def test_a_row_that_is_gone_is_seen() -> None:
    before = delivered().file
    assert "a row of notices is gone" in said(before, without(before, Notice))


def test_a_measure_that_is_there_in_force_at_once_is_seen() -> None:
    after = delivered().file
    assert "begins as begun" in said(without(after, Measure), after)


def test_time_alone_breaks_nothing() -> None:
    desk = delivered()
    for days in (1, 100, 400):
        desk.wait(days)
        assert violations(desk.file, desk.policy) == ()
    assert desk.now_us > DAY_US
