from __future__ import annotations

import pytest

from clearwater.cases.measures.in_force import restrictions
from clearwater.cases.measures.strikes import strikes_milli
from clearwater.cases.records.notice import Appeal, Appellant, MessageKind
from clearwater.cases.workflow import commands as c
from tests.helpers.case_desk import DAY_US, Desk


def subjects(desk: Desk) -> list[str]:
    return sorted({m.subject for m in desk.measures})


def outcomes(desk: Desk) -> dict[str, str | None]:
    return {a.subject: a.outcome for a in desk.file.all(Appellant)}


def test_one_account_appeals_for_itself() -> None:
    desk = Desk().notified()
    desk.appealed(subjects(desk)[1])
    assert outcomes(desk) == {subjects(desk)[1]: None}
    (appeal,) = desk.file.all(Appeal)
    assert (appeal.state, appeal.filed_by, appeal.due_us - appeal.filed_us) == (
        *("open", "lea", 14 * DAY_US),
    )
    assert desk.case.due_us == appeal.due_us


def test_a_whole_ring_appeals_together() -> None:
    desk = Desk().notified()
    desk.appealed()
    assert set(outcomes(desk)) == set(subjects(desk))
    assert desk.steps[-1].act.details()["appellants"] == 3


def test_those_who_can_still_appeal_are_all() -> None:
    desk = Desk().notified()
    desk.appealed(subjects(desk)[0])
    desk.appealed()
    assert len(outcomes(desk)) == 3
    assert len(desk.file.all(Appellant)) == 3


def test_an_appeal_changes_nothing_until_it_is_answered() -> None:
    desk = Desk().notified()
    desk.appealed()
    assert len(restrictions(desk.measures, desk.now_us)) == 3


def test_overturned_for_all_the_decision_falls_and_nothing_is_left() -> None:
    desk = Desk().notified().delivered()
    appeal = desk.appealed()
    desk.do("abel", c.ResolveAppeal(appeal, tuple(subjects(desk)), "粉丝团 a fan club"))
    assert desk.file.all(Appeal)[0].state == "overturned"
    assert desk.decision.state == "overturned"
    assert restrictions(desk.measures, desk.now_us) == ()
    assert strikes_milli(desk.measures, desk.policy, desk.now_us) == 0
    assert desk.acts()[-2:] == ["appeal resolved", "measures lifted"]


def test_overturned_for_one_it_stands_for_the_others() -> None:
    desk = Desk().notified().delivered()
    appeal, (one, *others) = desk.appealed(), subjects(desk)
    desk.do("abel", c.ResolveAppeal(appeal, (one,), "a stolen account"))
    assert outcomes(desk) == {one: "overturned", **dict.fromkeys(others, "upheld")}
    assert desk.file.all(Appeal)[0].state == "partly overturned"
    assert desk.decision.state == "standing"
    assert {m.subject for m in restrictions(desk.measures, desk.now_us)} == set(others)


def test_upheld_everything_stays() -> None:
    desk = Desk().notified()
    desk.do("abel", c.ResolveAppeal(desk.appealed(), (), "the evidence holds 证据充分"))
    assert desk.file.all(Appeal)[0].state == "upheld"
    assert len(restrictions(desk.measures, desk.now_us)) == 3
    # Due is again the end of the time for appeals.
    assert desk.case.due_us > desk.now_us + 179 * DAY_US


def test_who_won_is_not_decided_about_again_in_this_case() -> None:
    desk = Desk().notified()
    won = subjects(desk)[0]
    desk.do("abel", c.ResolveAppeal(desk.appealed(won), (won,), "a victim"))
    desk.do("ines", desk.a_decision("warn", supersedes=desk.decision.decision))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    about = {m.subject for m in desk.measures if m.decision == desk.decision.decision}
    assert len(about) == 2
    assert won not in about


def test_who_wins_loses_what_a_later_decision_planned_too() -> None:
    desk = Desk().notified()
    old, won = desk.decision.decision, subjects(desk)[0]
    desk.do("ines", desk.a_decision("warn", supersedes=old))
    desk.do("lea", c.FileAppeal(old, "not me", (won,)))
    appeal = desk.file.all(Appeal)[0].appeal
    desk.do("abel", c.ResolveAppeal(appeal, (won,), "a victim"))
    assert {m.state for m in desk.measures if m.subject == won} == {"lifted", "void"}


def test_who_won_meanwhile_drops_out_of_what_the_second_person_agrees_to() -> None:
    desk = Desk().notified()
    old, won = desk.decision.decision, subjects(desk)[0]
    desk.do("ines", desk.a_decision("ban", supersedes=old))
    desk.do("lea", c.FileAppeal(old, "not me", (won,)))
    desk.do("abel", c.ResolveAppeal(desk.file.all(Appeal)[0].appeal, (won,), "a victim"))
    desk.do("rosa", c.ApproveDecision(desk.decision.decision))
    assert desk.decision.accounts == 2
    assert won not in {m.subject for m in desk.measures if m.decision == desk.decision.decision}


def test_where_all_won_meanwhile_there_is_nothing_to_agree_to() -> None:
    desk = Desk().notified()
    old = desk.decision.decision
    desk.do("ines", desk.a_decision("ban", supersedes=old))
    desk.do("lea", c.FileAppeal(old, "not us"))
    everybody = tuple(subjects(desk))
    desk.do("abel", c.ResolveAppeal(desk.file.all(Appeal)[0].appeal, everybody, "fans"))
    command = c.ApproveDecision(desk.decision.decision)
    assert desk.refused("rosa", command).code == "no members"
    desk.do("rosa", c.RefuseDecision(desk.decision.decision, "nobody is left"))


# Who answers -----------------------------------------------------------------------------------


def test_neither_who_decided_nor_who_agreed_answers() -> None:
    desk = Desk().in_review()
    desk.do("max", desk.a_decision("ban"))
    desk.do("mia", c.ApproveDecision(desk.decision.decision))
    desk.do("max", c.IssueNotices(desk.decision.decision, 0))
    appeal = desk.appealed()
    command = c.ResolveAppeal(appeal, (), "the evidence holds")
    assert [desk.refused(user, command).code for user in ("max", "mia")] == ["had part"] * 2
    desk.do("abel", command)


def test_who_had_a_part_in_another_decision_of_the_case_does_not_answer_either() -> None:
    desk = Desk().in_review()
    desk.do("ines", desk.a_decision("ban"))
    desk.do("max", c.RefuseDecision(desk.decision.decision, "too hard"))
    desk.do("ines", desk.a_decision("mute"))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    command = c.ResolveAppeal(desk.appealed(), (), "the evidence holds")
    assert desk.refused("max", command).code == "had part"


def test_who_entered_an_appeal_does_not_answer_it() -> None:
    """An account appeals once: one person alone could use that up for it."""
    desk = Desk().notified().delivered()
    desk.do("abel", c.FileAppeal(desk.decision.decision, "as they say"))
    (appeal,) = desk.file.all(Appeal)
    for fallen in ((), tuple(subjects(desk))):
        command = c.ResolveAppeal(appeal.appeal, fallen, "it holds")
        assert desk.refused("abel", command).code == "had part"
    desk.do("mia", c.ResolveAppeal(appeal.appeal, (), "it holds"))


@pytest.mark.parametrize(
    ("appeal", "overturned", "why", "code"),
    [
        ("appeal-x", (), "a reason", "no such appeal"),
        (None, ("subject-x",), "a reason", "not an appellant"),
        (None, (), " ", "reason needed"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    appeal: str | None, overturned: tuple[str, ...], why: str, code: str
) -> None:
    desk = Desk().notified()
    filed = desk.appealed()
    command = c.ResolveAppeal(appeal or filed, overturned, why)
    assert desk.refused("abel", command).code == code


def test_an_appeal_is_answered_once() -> None:
    desk = Desk().notified()
    command = c.ResolveAppeal(desk.appealed(), (), "the evidence holds")
    desk.do("abel", command)
    assert desk.refused("abel", command).code == "appeal resolved"


# When, and by whom -----------------------------------------------------------------------------


def test_the_last_moment_is_in_time_and_the_next_is_late_with_its_date() -> None:
    desk = Desk().notified("ban").delivered()
    got = max(desk.message(m, MessageKind.NOTICE).delivered_us or 0 for m in desk.measures)
    command = c.FileAppeal(desk.decision.decision, "not us")
    desk.now_us = got + 180 * DAY_US
    refusal = desk.refused("abel", command)
    assert refusal.code == "too late"
    assert "2026-08-28" in refusal.expected
    desk.now_us = got + 180 * DAY_US - 1_000_000
    desk.do("abel", command)


def test_who_was_told_late_has_the_whole_time_from_then_on() -> None:
    desk = Desk().notified("ban").wait(100).delivered().wait(179)
    desk.appealed()


def test_who_was_not_told_yet_is_never_too_late() -> None:
    desk = Desk().notified("ban").wait(1_000)
    desk.appealed()


@pytest.mark.parametrize(
    ("decision", "who", "statement", "code"),
    [
        ("decision-x", (), "not us", "no such decision"),
        (None, (), " ", "reason needed"),
        (None, ("subject-x",), "not me", "nothing to appeal"),
    ],
)
def test_an_appeal_that_cannot_be_is_refused(
    decision: str | None, who: tuple[str, ...], statement: str, code: str
) -> None:
    desk = Desk().notified()
    command = c.FileAppeal(decision or desk.decision.decision, statement, who)
    assert desk.refused("abel", command).code == code


def test_an_appeal_of_all_that_was_answered_before_somebody_was_told_was_not_theirs() -> None:
    desk = Desk().notified()
    late = subjects(desk)[0]
    desk.do("abel", c.ResolveAppeal(desk.appealed(), (), "it holds"))
    desk.wait(1).delivered()
    mine = c.FileAppeal(desk.decision.decision, "I was not asked 没人问过我", (late,))
    desk.do("lea", mine)
    assert desk.refused("lea", mine).code == "already appealed"
    (own,) = [a.appeal for a in desk.file.all(Appeal) if a.state == "open"]
    desk.do("abel", c.ResolveAppeal(own, (), "it holds"))
    assert desk.refused("lea", mine).code == "already appealed"


def test_an_account_appeals_once_open_or_answered() -> None:
    desk = Desk().notified().delivered()
    command = c.FileAppeal(desk.decision.decision, "not us")
    desk.do("lea", command)
    assert desk.refused("lea", command).code == "already appealed"
    desk.do("abel", c.ResolveAppeal(desk.file.all(Appeal)[0].appeal, (), "it holds"))
    named = c.FileAppeal(desk.decision.decision, "not me", (subjects(desk)[0],))
    assert desk.refused("abel", named).code == "already appealed"


def test_who_was_excluded_has_nothing_left_to_contest() -> None:
    desk = Desk().notified()
    spared = subjects(desk)[0]
    desk.do("ines", c.ExcludeMember(spared, "a victim"))
    command = c.FileAppeal(desk.decision.decision, "not me", (spared,))
    assert desk.refused("abel", command).code == "nothing to appeal"
    desk.appealed()
    assert spared not in outcomes(desk)


def test_what_has_lapsed_can_be_contested_still() -> None:
    desk = Desk().notified("mute").delivered().wait(30)
    desk.do("abel", c.ResolveAppeal(desk.appealed(), tuple(subjects(desk)), "fans"))
    assert strikes_milli(desk.measures, desk.policy, desk.now_us) == 0


def test_an_appeal_in_time_opens_a_closed_case_again() -> None:
    desk = Desk().notified().delivered()
    desk.do("lea", c.CloseCase("done"))
    desk.wait(100).appealed()
    assert (desk.case.state, desk.case.closed_us, desk.case.outcome) == ("notified", None, None)
    assert desk.acts()[-2:] == ["appeal filed", "case reopened"]
    assert desk.case.due_us == desk.file.all(Appeal)[0].due_us


def test_a_late_appeal_leaves_a_closed_case_closed() -> None:
    desk = Desk().notified("ban").delivered()
    desk.do("lea", c.CloseCase("done"))
    command = c.FileAppeal(desk.decision.decision, "not us")
    assert desk.wait(181).refused("abel", command).code == "too late"
    assert desk.case.state == "closed"
