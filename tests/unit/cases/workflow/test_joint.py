"""Cases of several bodies: everybody is heard, the second person is of another house."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.records.base import Record
from clearwater.cases.records.passing import JointApproval, Participation
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import Caller, Context, Outcome, Refusal
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.invariants import violations
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import BODIES, CITY, ORGANISATION, OTHER_CITY, PEOPLE, Desk

QUESTION = "Do you agree? 是否同意"


def at(desk: Desk, organisation: str, home: str | None = None, user: str = "lea") -> Context:
    caller = Caller(user, organisation, PEOPLE[user], home=home)
    return Context(caller, desk.now_us, desk.policy, desk.fresh)


def put(outcome: Outcome, kind: type[Record]) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    (row,) = (row for step in outcome for row in step.puts if isinstance(row, kind))
    return row


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def row_of(desk: Desk, body: str) -> Participation:
    row = desk.file.get(Participation, ORGANISATION, desk.part(body))
    assert row is not None
    return row


def position(desk: Desk, body: str, said: str = "agrees") -> org.GivePosition:
    return org.GivePosition(desk.part(body), said, "我们也看到了 we saw it too")


def test_a_decision_waits_for_everybody_who_was_asked() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("lea", org.InviteBody(BODIES, OTHER_CITY, QUESTION))
    assert desk.refused("ines", desk.a_decision()).code == Code.POSITIONS_WAITING
    desk.do("rosa", position(desk, CITY), home=CITY)
    assert desk.refused("ines", desk.a_decision()).code == Code.POSITIONS_WAITING
    declined = org.AnswerInvitation(desk.part(OTHER_CITY), "declined", "无关")
    desk.do("lea", declined, home=OTHER_CITY)
    desk.do("ines", desk.a_decision())
    assert desk.case.state == "decided"


def test_nobody_is_waited_for_beyond_their_time() -> None:
    desk = Desk().in_review().joined_by(CITY).wait(days=6.9)
    assert desk.refused("ines", desk.a_decision()).code == Code.POSITIONS_WAITING
    desk.wait(days=0.2).do("ines", desk.a_decision())
    assert violations(desk.file, desk.policy) == ()


def test_the_second_person_is_of_a_body_that_takes_part() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("rosa", position(desk, CITY, "disagrees"), home=CITY)
    desk.do("ines", desk.a_decision("ban"))
    approve = c.ApproveDecision(desk.decision.decision)
    assert desk.refused("rosa", approve).code == Code.SECOND_FROM_OTHERS
    assert desk.refused("rosa", approve, home=OTHER_CITY).code == Code.NO_CASE
    same = Desk().in_review().joined_by(CITY)
    same.do("max", position(same, CITY), home=CITY)
    same.do("max", same.a_decision("ban"))
    alike = same.refused("max", c.ApproveDecision(same.decision.decision), home=CITY)
    assert alike.code == Code.SAME_PERSON, "one login in two bodies may be one person"
    desk.do("rosa", approve, home=CITY)
    (approval,) = desk.file.all(JointApproval)
    assert (approval.body, approval.second_by) == (CITY, "rosa")
    assert "second person from another body" in desk.acts()
    assert violations(desk.file, desk.policy) == ()


def test_a_lead_body_can_refuse_its_own_proposal_but_not_agree_to_it() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("rosa", position(desk, CITY), home=CITY)
    desk.do("ines", desk.a_decision("ban"))
    desk.do("rosa", c.RefuseDecision(desk.decision.decision, "改为警告"))
    assert desk.case.state == "in review"


def test_where_nobody_takes_part_a_second_person_is_as_ever() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("lea", org.AnswerInvitation(desk.part(CITY), "left", "迁走了"), home=CITY)
    desk.do("ines", desk.a_decision("ban"))
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    assert desk.file.all(JointApproval) == ()


def test_a_body_is_invited_once_and_by_its_lead_only() -> None:
    desk = Desk().in_review()
    asked = org.InviteBody(BODIES, CITY, QUESTION)
    assert desk.refused("ines", asked).code == Code.NOT_ALLOWED
    assert desk.refused("lea", replace(asked, to=ORGANISATION)).code == Code.NO_SUCH_BODY
    assert desk.refused("lea", replace(asked, question=" ")).code == Code.REASON_NEEDED
    desk.do("lea", asked)
    assert desk.refused("lea", asked).code == Code.ALREADY_INVITED
    desk.do("lea", org.AnswerInvitation(desk.part(CITY), "declined", "无关"), home=CITY)
    desk.do("lea", asked)
    assert row_of(desk, CITY).state == "invited"


@pytest.mark.parametrize(
    ("state", "why", "expected"),
    [
        ("left", "x", Code.NO_SUCH_PART),
        ("declined", "", Code.REASON_NEEDED),
        ("invited", "x", Code.OUT_OF_RANGE),
        ("观望", "x", Code.OUT_OF_RANGE),
    ],
)
def test_what_an_invited_body_cannot_say(state: str, why: str, expected: Code) -> None:
    desk = Desk().in_review()
    desk.do("lea", org.InviteBody(BODIES, CITY, QUESTION))
    said = org.AnswerInvitation(desk.part(CITY), state, why)
    assert desk.refused("lea", said, home=CITY).code == expected


def test_an_invited_body_has_no_position_and_sees_nothing() -> None:
    desk = Desk().in_review()
    desk.do("lea", org.InviteBody(BODIES, CITY, QUESTION))
    read = c.ReadPersonalData("case", 3, "case work")
    for command in (position(desk, CITY), read, org.ReadJointCase(desk.part(CITY), 3, None)):
        assert desk.refused("lea", command, home=CITY).code == Code.NO_CASE


def test_one_body_does_not_speak_for_another() -> None:
    desk = Desk().in_review().joined_by(CITY, OTHER_CITY)
    assert desk.refused("lea", position(desk, CITY), home=OTHER_CITY).code == Code.NOT_THEIRS
    assert desk.refused("lea", position(desk, CITY)).code == Code.NOT_THEIRS
    perhaps = position(desk, CITY, "perhaps")
    assert desk.refused("lea", perhaps, home=CITY).code == Code.OUT_OF_RANGE
    silent = replace(position(desk, CITY), why="")
    assert desk.refused("lea", silent, home=CITY).code == Code.REASON_NEEDED


def test_a_position_can_change_and_when_it_was_first_given_stays() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("lea", position(desk, CITY), home=CITY)
    first = row_of(desk, CITY)
    desk.do("lea", position(desk, CITY, "disagrees"), home=CITY)
    last = row_of(desk, CITY)
    assert (last.position, last.spoken_us) == ("disagrees", first.spoken_us)
    assert (last.spoken_last_us or 0) > (first.spoken_last_us or 0)


def test_each_side_keeps_a_row_in_words_of_its_own() -> None:
    desk = Desk().in_review().joined_by(CITY)
    ours = row_of(desk, CITY)
    guest = at(desk, CITY, home=ORGANISATION)
    theirs = put(decide_without_case(org.ReceiveInvitation(ours, QUESTION), guest), Participation)
    assert (theirs.organisation, theirs.case, theirs.lead_case) == (CITY, None, ours.case)
    assert theirs.question != ours.question
    own = at(desk, CITY)
    said = decide_without_case(org.KeepPosition(theirs, "disagrees", "学生"), own)
    assert put(said, Participation).position == "disagrees"
    left = decide_without_case(org.KeepAnswer(theirs, "left", "迁走了"), own)
    assert put(left, Participation).state == "left"
    (step,) = decide_without_case(org.KeepReading(theirs, 3, "case work"), own)  # type: ignore[misc]
    assert step.act.of_case is None, "the case is another body's"
    for asked in (
        org.ReceiveInvitation(ours, QUESTION),
        org.KeepAnswer(ours, "left", "x"),
        org.KeepPosition(ours, "agrees", "x"),
        org.KeepReading(ours, 3, None),
    ):
        assert code(decide_without_case(asked, own)) == Code.NOT_THEIRS
    curious = org.KeepReading(theirs, 3, "curiosity")
    assert code(decide_without_case(curious, own)) == Code.NO_SUCH_PURPOSE


# A body that never answers -----------------------------------------------------------------------


def ended(desk: Desk, body: str, why: str = "两周没有答复 no answer") -> org.EndPart:
    return org.EndPart(desk.part(body), why)


def test_a_body_that_gave_no_position_in_its_time_is_waited_for_no_longer() -> None:
    desk = Desk().in_review().joined_by(CITY)
    due_us = row_of(desk, CITY).due_us
    desk.now_us = due_us - 1_000_000  # who asks does so a second later
    assert desk.refused("lea", ended(desk, CITY)).code == Code.TIME_LEFT
    assert desk.refused("ines", ended(desk, CITY)).code == Code.NOT_ALLOWED
    assert desk.refused("lea", ended(desk, CITY, " ")).code == Code.REASON_NEEDED
    part = ended(desk, CITY)
    desk.do("lea", part)
    row = desk.file.get(Participation, ORGANISATION, part.participation)
    assert row is not None
    assert (row.state, row.ended_us) == ("ended", desk.now_us)
    assert desk.acts()[-1] == "part ended"
    desk.do("ines", desk.a_decision("ban"))
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    assert desk.case.state == "decided", "the lead body's own second person is enough again"
    assert desk.file.all(JointApproval) == ()
    assert violations(desk.file, desk.policy) == ()


def test_a_body_that_spoke_has_as_long_again_for_its_second_person() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("rosa", position(desk, CITY, "disagrees"), home=CITY)
    desk.wait(days=400)
    assert desk.refused("lea", ended(desk, CITY)).code == Code.TIME_LEFT, "it owes nothing"
    desk.do("ines", desk.a_decision("ban"))
    # A milder policy of the lead body takes nothing off the time that was given.
    duties = replace(desk.policy.duties, position_s=3_600)
    desk.policy = replace(desk.policy, duties=duties)
    desk.wait(days=6.9)
    assert desk.refused("lea", ended(desk, CITY)).code == Code.TIME_LEFT
    desk.wait(days=0.2).do("lea", ended(desk, CITY))
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    (row,) = desk.file.all(Participation)
    assert (row.state, row.position) == ("ended", "disagrees"), "what it said stands"
    assert violations(desk.file, desk.policy) == ()


def test_a_body_that_refuses_in_time_is_heard_each_time() -> None:
    desk = Desk().in_review().joined_by(CITY)
    desk.do("rosa", position(desk, CITY, "disagrees"), home=CITY)
    for _ in range(3):
        desk.do("ines", desk.a_decision("ban"))
        desk.wait(days=6.9)
        desk.do("rosa", c.RefuseDecision(desk.decision.decision, "学生 pupils"), home=CITY)
        assert desk.refused("lea", ended(desk, CITY)).code == Code.TIME_LEFT


def test_a_clock_set_forward_and_back_takes_nothing_off_a_bodys_time() -> None:
    desk = Desk().in_review().joined_by(CITY)
    begun_us = desk.now_us
    desk.wait(days=8).do("lea", ended(desk, CITY))
    desk.now_us = begun_us
    assert desk.refused("ines", desk.a_decision("ban")).code == Code.POSITIONS_WAITING
    desk.wait(days=8).do("ines", desk.a_decision("ban"))
    agreed = c.ApproveDecision(desk.decision.decision)
    desk.now_us = begun_us
    assert desk.refused("rosa", agreed).code == Code.SECOND_FROM_OTHERS
    desk.wait(days=8.1).do("rosa", agreed)
    assert violations(desk.file, desk.policy) == ()


def test_nobody_but_the_lead_body_ends_a_part() -> None:
    desk = Desk().in_review().joined_by(CITY).wait(days=8)
    assert desk.refused("lea", ended(desk, CITY), home=CITY).code == Code.NOT_ALLOWED
    assert desk.refused("lea", org.EndPart("part-x", "x")).code == Code.NO_SUCH_PART
    theirs = replace(row_of(desk, CITY), organisation=CITY, case=None)
    for context in (at(desk, CITY), at(desk, CITY, OTHER_CITY), at(desk, ORGANISATION)):
        said = decide_without_case(org.ReceiveEnd(theirs, "x"), context)
        assert code(said) == Code.NOT_THEIRS
    kept = decide_without_case(org.ReceiveEnd(theirs, "没有答复"), at(desk, CITY, ORGANISATION))
    assert put(kept, Participation).state == "ended"
    desk.do("lea", ended(desk, CITY))
    gone = org.EndPart(desk.file.all(Participation)[0].participation, "x")
    assert desk.refused("lea", gone).code == Code.NO_SUCH_PART
