"""Cases and clues go over: what each side writes, who may say what, and what goes along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.passing import Handover
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Outcome, Refusal
from clearwater.cases.workflow.dispatch import decide_on, decide_without_case
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import (
    ACCOUNTS,
    BODIES,
    CITY,
    DAY_US,
    ORGANISATION,
    OTHER_CITY,
    PEOPLE,
    Desk,
    a_clue,
    a_given_case,
    an_offer_from,
    files,
    found,
)

WHY = "属地管辖 theirs to see to"


def at(desk: Desk, organisation: str, home: str | None = None) -> Context:
    caller = Caller("lea", organisation, PEOPLE["lea"], home=home)
    return Context(caller, desk.now_us, desk.policy, desk.fresh)


def put(outcome: Outcome, kind: type[Record]) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    (row,) = (row for step in outcome for row in step.puts if isinstance(row, kind))
    return row


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def test_both_sides_of_an_offer_say_the_same_in_words_of_their_own() -> None:
    desk = Desk().offered()
    ours = desk.handover
    theirs = put(
        decide_without_case(org.ReceiveOffer(ours, WHY), at(desk, CITY, home=ORGANISATION)),
        Handover,
    )
    assert (theirs.organisation, theirs.side, theirs.case) == (CITY, "receiver", None)
    assert (theirs.theirs, theirs.handover) == (ours.case, ours.handover)
    assert theirs.why != ours.why, "a commitment of its own"
    assert ours.direction == "down"
    assert desk.case.due_us == ours.due_us
    for home in (None, OTHER_CITY):
        outcome = decide_without_case(org.ReceiveOffer(ours, WHY), at(desk, CITY, home=home))
        assert code(outcome) == Code.NOT_THEIRS


@pytest.mark.parametrize("to", [ORGANISATION, "无此机构"])
def test_a_case_goes_to_another_body_of_the_tree(to: str) -> None:
    refused = Desk().in_review().refused("lea", org.OfferCase(BODIES, to, WHY))
    assert refused.code == Code.NO_SUCH_BODY
    closed = tuple(replace(b, state="closed") if b.body == CITY else b for b in BODIES)
    refused = Desk().in_review().refused("lea", org.OfferCase(closed, CITY, WHY))
    assert refused.code == Code.BODY_CLOSED
    refused = Desk().in_review().refused("lea", org.OfferCase(BODIES, CITY, "  "))
    assert refused.code == Code.REASON_NEEDED


def test_while_it_is_offered_nothing_changes_of_it() -> None:
    desk = Desk().offered()
    for command in (
        c.AddFinding(found("user_9", finding="F9")),
        c.FreezeEvidence(files("more.parquet")),
        c.AssignCase("ivo"),
        desk.a_decision("label"),
        c.CloseCase("done"),
        org.OfferCase(BODIES, OTHER_CITY, WHY),
        org.InviteBody(BODIES, CITY, "是否同意"),
    ):
        assert desk.refused("max", command).code == Code.WRONG_STATE


def test_what_is_accepted_is_closed_here_and_keeps_its_reason() -> None:
    desk = Desk().offered()
    why = desk.handover.why
    steps = desk.do("lea", org.AnswerOffer(desk.handover.handover, "case-there"), home=CITY)
    assert [step.act.NAME for step in steps] == ["hand-over accepted", "case closed"]
    assert (desk.case.state, desk.case.outcome) == ("closed", "handed over")
    assert (desk.handover.theirs, desk.handover.state) == ("case-there", "accepted")
    assert steps[-1].act.details()["why"] == why
    again = org.AnswerOffer(desk.handover.handover, "case-there")
    assert desk.refused("lea", again, home=CITY).code == Code.NO_CASE, "it is theirs no more"
    assert desk.refused("abel", c.FileAppeal("decision-1", "x")).code == Code.NO_SUCH_DECISION


def test_what_is_returned_is_where_it_was() -> None:
    desk = Desk().opened()
    desk.do("lea", org.OfferCase(BODIES, CITY, WHY))
    asked = org.AnswerOffer(desk.handover.handover, None, " ")
    assert desk.refused("lea", asked, home=CITY).code == Code.REASON_NEEDED
    desk.do("lea", replace(asked, why="不在本市"), home=CITY)
    assert (desk.case.state, desk.handover.state) == ("open", "returned")
    desk.do("ines", c.AssignCase("ines"))
    desk.do("lea", org.OfferCase(BODIES, OTHER_CITY, WHY))
    desk.do("lea", org.WithdrawOffer(desk.handover.handover, "我们自己办"))
    assert (desk.case.state, desk.handover.state) == ("in review", "withdrawn")
    assert desk.refused("lea", asked, home=CITY).code == Code.NO_CASE


def test_nobody_else_answers() -> None:
    desk = Desk().offered()
    answer = org.AnswerOffer(desk.handover.handover, "case-there")
    assert desk.refused("lea", answer, home=OTHER_CITY).code == Code.NO_CASE
    assert desk.refused("lea", answer).code == Code.NOT_THEIRS
    assert desk.refused("ines", answer, home=CITY).code == Code.NOT_ALLOWED
    unknown = org.AnswerOffer("handover-x", "case-there")
    assert desk.refused("lea", unknown, home=CITY).code == Code.NO_SUCH_OFFER


def test_a_guest_does_nothing_that_is_not_for_guests() -> None:
    desk = Desk().offered()
    for command in (
        c.AssignCase("lea"),
        org.WithdrawOffer(desk.handover.handover, "x"),
        c.FileAppeal("decision-1", "x"),
    ):
        assert desk.refused("max", command, home=CITY).code == Code.NOT_ALLOWED
    read = c.ReadPersonalData("case", 3, "case work")
    assert desk.refused("max", read, home=CITY).code == Code.NO_CASE, "an offer shows no names"


def test_the_receiver_gets_everything_under_names_of_its_own() -> None:
    desk, command = Desk(), a_given_case()
    desk.do("lea", command)
    case = desk.case
    assert (case.state, case.origin, case.severity) == ("open", "partner", 4)
    assert case.ring is not None
    assert case.confidence_milli == command.given.confidence_milli
    theirs = {one.member.subject for one in command.given.members}
    members = desk.file.all(Member)
    assert not theirs & {one.subject for one in members}
    assert [one.standing for one in members].count("excluded") == 1
    texts = {one.text for one in desk.file.all(Disclosure)}
    assert texts >= {*ACCOUNTS, "被盗号 stolen"}
    assert {one.organisation for one in desk.file.all(Subject)} == {ORGANISATION}
    kept = {(one.name, one.sha256) for one in desk.file.all(Evidence)}
    assert kept == {(one.name, one.sha256) for one in command.given.evidence}
    row = desk.handover
    assert (row.state, row.case, row.theirs) == ("accepted", case.case, "case-there")
    assert desk.acts()[:2] == ["case opened", "hand-over accepted"]
    # A case that was taken over can go on, and back.
    desk.do("ines", c.AssignCase("ines"))
    desk.do("ines", desk.a_decision("label"))
    assert desk.case.state == "decided"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"organisation": CITY}, Code.NOT_THEIRS),
        ({"state": "accepted"}, Code.NO_SUCH_OFFER),
        ({"side": "giver"}, Code.NO_SUCH_OFFER),
        ({"what": "clue"}, Code.NO_SUCH_OFFER),
    ],
)
def test_only_an_offer_to_oneself_is_taken(changed: dict[str, Any], expected: Code) -> None:
    command = a_given_case()
    wrong = replace(command, handover=replace(command.handover, **changed))
    assert Desk().refused("lea", wrong).code == expected
    own = replace(command, clue=replace(command.clue, source="patrol"))
    assert Desk().refused("lea", own).code == Code.NO_SUCH_OFFER
    guest = decide_on(CaseFile(), command, at(Desk(), ORGANISATION, home=CITY))
    assert code(guest) == Code.NOT_ALLOWED


def test_a_clue_that_was_handed_on_is_nobodys_to_follow_here() -> None:
    desk, clue = Desk(), a_clue()
    offered = decide_without_case(org.OfferClue(clue, BODIES, CITY, WHY), at(desk, ORGANISATION))
    waiting, row = put(offered, Clue), put(offered, Handover)
    assert (waiting.state, row.what, row.due_us) == ("offered", "clue", desk.now_us + 2 * DAY_US)
    again = org.OfferClue(waiting, BODIES, OTHER_CITY, WHY)
    assert code(decide_without_case(again, at(desk, ORGANISATION))) == Code.CLUE_TAKEN
    opening = c.OpenCase(waiting, "accounts like together", 2)
    assert desk.refused("ines", opening).code == Code.CLUE_TAKEN
    guest = at(desk, ORGANISATION, home=CITY)
    taken = decide_without_case(org.AnswerClueOffer(waiting, row, "clue-there"), guest)
    gone = put(taken, Clue)
    assert gone.state == "handed on"
    assert desk.refused("ines", replace(opening, clue=gone)).code == Code.CLUE_TAKEN
    back = decide_without_case(org.AnswerClueOffer(waiting, row, None, "不是本市"), guest)
    assert put(back, Clue).state == "waiting"
    withdrawn = org.WithdrawClueOffer(waiting, row, "自己看")
    assert put(decide_without_case(withdrawn, at(desk, ORGANISATION)), Clue).state == "waiting"
    strange = at(desk, ORGANISATION, home=OTHER_CITY)
    answered = decide_without_case(org.AnswerClueOffer(waiting, row, "clue-there"), strange)
    assert code(answered) == Code.NOT_THEIRS


def test_an_offer_ends_on_the_receivers_side_by_whoever_may_end_it() -> None:
    desk, row = Desk(), an_offer_from()
    ended = decide_without_case(org.EndOffer(row, withdrawn=False, why="x"), at(desk, ORGANISATION))
    assert put(ended, Handover).state == "returned"
    giver = at(desk, ORGANISATION, home=CITY)
    ended = decide_without_case(org.EndOffer(row, withdrawn=True, why="x"), giver)
    assert put(ended, Handover).state == "withdrawn"
    for withdrawn, context in ((True, at(desk, ORGANISATION)), (False, giver)):
        asked = org.EndOffer(row, withdrawn=withdrawn, why="x")
        assert code(decide_without_case(asked, context)) == Code.NOT_THEIRS
    done = replace(row, state="accepted")
    outcome = decide_without_case(
        org.EndOffer(done, withdrawn=False, why="x"), at(desk, ORGANISATION)
    )
    assert code(outcome) == Code.NO_SUCH_OFFER


def test_a_decision_that_stood_keeps_a_case_where_it_is() -> None:
    desk = Desk().decided("label")
    offer = org.OfferCase(BODIES, CITY, WHY)
    assert desk.refused("lea", offer).code == Code.WRONG_STATE
    # Whatever way a case with such a decision may come to be in review again.
    rows = {kind: dict(kept) for kind, kept in desk.file.rows.items()}
    rows[Case] = {desk.case.key: replace(desk.case, state="in review")}
    desk.file = CaseFile(rows)
    assert desk.refused("lea", offer).code == Code.DECIDED_BEFORE
    # One that was only proposed, and refused or taken back, is no obstacle.
    taken_back = Desk().proposed()
    command = c.WithdrawDecision(taken_back.decision.decision, "太早 too early")
    taken_back.do(taken_back.decision.decided_by, command)
    taken_back.do("lea", offer)
    assert taken_back.case.state == "offered"
    other = Desk().proposed()
    other.do("rosa", c.RefuseDecision(other.decision.decision, "太重"))
    other.do("lea", offer)
    assert other.case.state == "offered"
