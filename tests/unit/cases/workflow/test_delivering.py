from __future__ import annotations

import pytest

from clearwater.cases.records.case import Case
from clearwater.cases.records.decision import Measure
from clearwater.cases.records.notice import Message, MessageKind
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile, Refusal, Rows
from clearwater.cases.workflow.delivering import MessageStanding, standing_of
from clearwater.cases.workflow.dispatch import decide_on
from tests.helpers.case_desk import ACCOUNTS, DAY_US, HOUR_US, Desk

NOTICE, START, END = MessageKind.NOTICE, MessageKind.START, MessageKind.END
SOFTWARE = "clearwater"
MINUTE_US = 60_000_000


def one_account(**other: object) -> Desk:
    """Return a desk with one member, who was muted for a week from an hour after the notice on."""
    desk = Desk().in_review(ACCOUNTS[1])
    desk.do("ines", desk.a_decision("mute", **{"delay_s": 3_600, **other}))
    desk.do("ines", c.IssueNotices(desk.decision.decision, 0))
    return desk


def message(desk: Desk, kind: MessageKind) -> Message:
    return desk.message(desk.measures[0], kind)


def stands(desk: Desk, kind: MessageKind) -> str:
    return standing_of(desk.file, message(desk, kind), desk.now_us)


def begin(desk: Desk, kind: MessageKind) -> str:
    named = message(desk, kind).message
    desk.do(SOFTWARE, c.BeginDelivery(named, 60))
    return named


def take(desk: Desk, kind: MessageKind) -> None:
    desk.do(SOFTWARE, c.RecordDelivered(begin(desk, kind), "200"))


def overturn(desk: Desk) -> None:
    everybody = tuple(m.subject for m in desk.measures)
    desk.do("abel", c.ResolveAppeal(desk.appealed(), everybody, "a fan club 粉丝团"))


def states(desk: Desk) -> tuple[str, ...]:
    return tuple(message(desk, kind).state for kind in (NOTICE, START, END))


# In order, at their times ----------------------------------------------------------------------


def test_the_notice_goes_at_once_the_start_at_its_time_the_end_at_its_end() -> None:
    desk = one_account()
    assert [stands(desk, kind) for kind in (NOTICE, START, END)] == ["send", "not due", "not due"]
    desk.delivered()
    assert states(desk) == ("delivered", "waiting", "waiting")
    desk.wait(1).delivered()
    assert states(desk) == ("delivered", "delivered", "waiting")
    desk.wait(8).delivered()
    assert states(desk) == ("delivered",) * 3


def test_a_start_waits_for_its_notice() -> None:
    desk = one_account().wait(1)
    assert stands(desk, START) == "held"
    named = message(desk, START).message
    assert desk.refused(SOFTWARE, c.BeginDelivery(named, 60)).code == "too early"
    take(desk, NOTICE)
    assert stands(desk, START) == "send"


def test_nothing_is_handed_over_before_its_time() -> None:
    desk = one_account()
    take(desk, NOTICE)
    named = message(desk, START).message
    assert desk.refused(SOFTWARE, c.BeginDelivery(named, 60)).code == "too early"


def test_who_begins_has_the_message_for_as_long_as_the_connector_may_take() -> None:
    desk = one_account()
    named = begin(desk, NOTICE)
    assert message(desk, NOTICE).attempts == 1
    assert desk.refused(SOFTWARE, c.BeginDelivery(named, 60)).code == "too early"
    desk.now_us += MINUTE_US
    desk.do(SOFTWARE, c.BeginDelivery(named, 60))
    assert message(desk, NOTICE).attempts == 2


@pytest.mark.parametrize("patience_s", [0, -1, 86_401])
def test_patience_has_limits(patience_s: int) -> None:
    desk = one_account()
    named = message(desk, NOTICE).message
    command = c.BeginDelivery(named, patience_s)
    assert desk.refused(SOFTWARE, command).code == "out of range"


def test_what_was_not_begun_was_not_taken() -> None:
    desk = one_account()
    command = c.RecordDelivered(message(desk, NOTICE).message, "200")
    assert desk.refused(SOFTWARE, command).code == "too early"


def test_a_message_is_taken_once() -> None:
    desk = one_account()
    take(desk, NOTICE)
    named = message(desk, NOTICE).message
    for command in (
        c.BeginDelivery(named, 60),
        c.RecordDelivered(named, "200"),
        c.RecordFailed(named, "HTTP 503", 1),
        c.VoidMessage(named),
    ):
        assert desk.refused(SOFTWARE, command).code == "already delivered"


def test_the_case_and_the_three_messages_are_enough() -> None:
    desk = one_account()
    rows: Rows = {kind: desk.file.rows[kind] for kind in (Case, Message)}
    named = message(desk, NOTICE).message
    context = desk.context(SOFTWARE)
    outcome = decide_on(CaseFile(rows), c.BeginDelivery(named, 60), context)
    assert not isinstance(outcome, Refusal)


# Failures --------------------------------------------------------------------------------------


def test_a_failed_message_is_tried_again_when_its_pause_is_over() -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), "HTTP 503", MINUTE_US))
    assert stands(desk, NOTICE) == "not due"
    assert desk.steps[-1].act.details()["reason"] == "HTTP 503"
    desk.now_us += MINUTE_US
    assert stands(desk, NOTICE) == "send"


@pytest.mark.parametrize(
    ("pause_us", "kept_us"), [(-5, 1_000_000), (0, 1_000_000), (10**18, 14 * DAY_US)]
)
def test_no_pause_is_shorter_or_longer_than_can_be(pause_us: int, kept_us: int) -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), "timeout", pause_us))
    assert message(desk, NOTICE).next_us - desk.now_us == kept_us


def test_a_start_is_not_looked_at_before_the_notice_that_failed() -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), "HTTP 503", DAY_US))
    assert message(desk, START).next_us > message(desk, NOTICE).next_us


@pytest.mark.parametrize("words", ["user_1001 said no", "拒绝", "a\nb", "", "x" * 201, " y"])
def test_what_a_receiver_says_is_kept_only_if_it_is_plain(words: str) -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), words, 1))
    plain = words.startswith("user")
    assert desk.steps[-1].act.details()["reason"] == (words if plain else "other")


def test_a_receipt_that_is_not_plain_is_not_kept() -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordDelivered(begin(desk, NOTICE), "收到\n"))
    assert message(desk, NOTICE).receipt == "taken"


# Lapses ----------------------------------------------------------------------------------------


def test_a_start_that_was_never_handed_over_is_void_with_its_end_once_that_is_due() -> None:
    desk = one_account().wait(9)
    assert [stands(desk, kind) for kind in (NOTICE, START, END)] == [
        *("send", "not needed", "not needed")
    ]
    desk.do(SOFTWARE, c.VoidMessage(message(desk, END).message))
    assert states(desk) == ("waiting", "void", "void")


def test_a_start_that_may_have_gone_out_is_void_and_its_end_goes() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    begin(desk, START)
    desk.wait(9)
    assert [stands(desk, START), stands(desk, END)] == ["not needed", "send"]
    desk.do(SOFTWARE, c.VoidMessage(message(desk, START).message))
    assert stands(desk, END) == "send"
    take(desk, END)
    assert states(desk) == ("delivered", "void", "delivered")


def test_a_lapse_does_not_overtake_a_start_that_is_under_way() -> None:
    """A receiver that gets the END first knows no such measure, and would leave the START on."""
    desk = one_account(duration_s=3_600)
    take(desk, NOTICE)
    desk.now_us += 2 * HOUR_US - 10_000_000
    named = begin(desk, START)
    desk.now_us = message(desk, END).not_before_us
    assert [stands(desk, START), stands(desk, END)] == ["not due", "not due"]
    void = c.VoidMessage(named)
    assert desk.refused(SOFTWARE, void).code == "still needed"
    desk.do(SOFTWARE, c.RecordDelivered(named, "200"))
    assert stands(desk, END) == "send"


def test_a_lapse_waits_some_minutes_for_a_start_of_which_nothing_is_heard() -> None:
    desk = one_account(duration_s=3_600)
    take(desk, NOTICE)
    desk.now_us += 2 * HOUR_US - 10_000_000
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, START), "timeout", 6 * HOUR_US))
    desk.now_us = message(desk, END).not_before_us + 5 * MINUTE_US - 1
    assert [stands(desk, START), stands(desk, END)] == ["not due", "not due"]
    desk.now_us += 1
    assert [stands(desk, START), stands(desk, END)] == ["not needed", "send"]


def test_a_clock_that_was_set_back_shortens_nobodys_time() -> None:
    desk = one_account()
    named = begin(desk, NOTICE)
    desk.now_us -= HOUR_US
    desk.do(SOFTWARE, c.RecordDelivered(named, "200"))
    assert message(desk, NOTICE).delivered_us == message(desk, NOTICE).not_before_us


def test_an_end_does_not_wait_for_a_start_that_is_to_be_tried_again_in_hours() -> None:
    desk = one_account(duration_s=3_600)
    take(desk, NOTICE)
    desk.now_us += HOUR_US
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, START), "timeout", 6 * HOUR_US))
    desk.now_us += 2 * HOUR_US
    begin(desk, END)
    assert states(desk) == ("delivered", "void", "waiting")


def test_a_message_that_is_needed_is_not_voided() -> None:
    desk = one_account()
    for kind in (NOTICE, START, END):
        command = c.VoidMessage(message(desk, kind).message)
        assert desk.refused(SOFTWARE, command).code == "still needed"


# Taken back ------------------------------------------------------------------------------------


def test_overturned_before_anything_went_out_nothing_goes_out() -> None:
    desk = one_account()
    overturn(desk)
    assert states(desk) == ("void",) * 3


def test_overturned_before_the_start_was_due_only_the_notice_went() -> None:
    desk = one_account()
    take(desk, NOTICE)
    overturn(desk)
    assert states(desk) == ("delivered", "void", "void")


def test_overturned_after_the_start_the_end_is_due_now() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    take(desk, START)
    overturn(desk)
    assert (message(desk, END).not_before_us, stands(desk, END)) == (desk.now_us, "send")


def test_overturned_while_the_start_is_under_way_the_end_goes_out_a_little_later() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    begin(desk, START)
    overturn(desk)
    assert states(desk) == ("delivered", "void", "waiting")
    assert 0 < message(desk, END).not_before_us - desk.now_us < MINUTE_US
    desk.now_us += MINUTE_US
    assert stands(desk, END) == "send"


def test_nobody_stays_restricted_for_hours_because_a_start_failed_before() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, START), "timeout", 6 * HOUR_US))
    overturn(desk)
    assert message(desk, END).not_before_us - desk.now_us == 5 * MINUTE_US


def test_a_start_taken_while_it_became_void_is_written_down_and_its_end_still_goes() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    named = begin(desk, START)
    overturn(desk)
    desk.do(SOFTWARE, c.RecordDelivered(named, "200"))
    assert states(desk) == ("delivered", "delivered", "waiting")
    desk.now_us += MINUTE_US
    take(desk, END)
    assert states(desk) == ("delivered",) * 3


def test_a_notice_taken_while_it_became_void_brings_nothing_back() -> None:
    desk = one_account()
    named = begin(desk, NOTICE)
    overturn(desk)
    desk.do(SOFTWARE, c.RecordDelivered(named, "200"))
    assert states(desk) == ("delivered", "void", "void")


def test_an_end_that_the_lapse_needs_stays_when_the_measure_is_taken_back_as_well() -> None:
    desk = one_account()
    take(desk, NOTICE)
    desk.wait(1)
    begin(desk, START)
    desk.wait(9)
    desk.do(SOFTWARE, c.VoidMessage(message(desk, START).message))
    overturn(desk)
    assert states(desk) == ("delivered", "void", "waiting")


# Given up --------------------------------------------------------------------------------------


def test_a_notice_that_reaches_nobody_is_given_up_with_its_measure() -> None:
    desk = one_account()
    named = message(desk, NOTICE).message
    command = c.GiveUpNotice(named, "账号已注销 the account is gone")
    assert desk.refused("lea", command).code == "still needed"
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), "HTTP 410", DAY_US))
    desk.do("lea", command)
    assert states(desk) == ("void",) * 3
    (measure,) = desk.file.all(Measure)
    assert measure.state == "lifted"
    desk.do("lea", c.CloseCase("nobody to tell"))
    assert desk.case.outcome == "no action"


def test_one_that_could_not_even_be_written_can_be_given_up() -> None:
    desk = one_account()
    named = message(desk, NOTICE).message
    desk.do(SOFTWARE, c.RecordFailed(named, "not renderable", DAY_US))
    desk.do("lea", c.GiveUpNotice(named, "its words were erased"))


@pytest.mark.parametrize(
    ("kind", "why", "code"), [(START, "a reason", "not a notice"), (NOTICE, " ", "reason needed")]
)
def test_what_cannot_be_given_up_is_refused(kind: MessageKind, why: str, code: str) -> None:
    desk = one_account()
    desk.do(SOFTWARE, c.RecordFailed(begin(desk, NOTICE), "HTTP 410", DAY_US))
    command = c.GiveUpNotice(message(desk, kind).message, why)
    assert desk.refused("lea", command).code == code


def test_standing_is_a_word_of_the_list() -> None:
    assert {member.value for member in MessageStanding} == {
        *("send", "not due", "held", "not needed", "done")
    }
