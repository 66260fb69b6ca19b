"""Partners, what comes from them and what is made for others, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clearwater.cases.acts import Exported, PartnerAdded, PartnerMessageTaken, PartnerRemoved
from clearwater.cases.records.case import Clue
from clearwater.cases.records.exchange import Arrived, Partner
from clearwater.cases.records.notice import MessageKind
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.reports import UserReport
from clearwater.cases.workflow import commands_exchange as c
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import Command, ReceiveClue
from clearwater.cases.workflow.commands_intake import ReceiveUserReport
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import NOON_US, Desk, a_clue, named

KEY = "v1a:" + "ab" * 16
SHA = "cd" * 32
PARTNER = Partner("main", "shop-b", "active", "clues flags receipts", "flags stix", KEY, NOON_US)
CAME = c.Came(PARTNER, "ee" * 32, SHA, KEY)
CLUE = ReceiveClue("partner", "fingerprint-1", account=named("小明_07"), note="五个号同时刷好评")


def context(user: str) -> Context:
    return Desk().context(user)


def ask(command: Command, user: str = "lea") -> Outcome:
    return decide_without_case(command, context(user))


def steps(command: Command, user: str = "lea") -> tuple[Step, ...]:
    outcome = ask(command, user)
    assert not isinstance(outcome, Refusal), outcome
    return outcome


def code(command: Command, user: str = "lea") -> str:
    outcome = ask(command, user)
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def an_addition(**changes: Any) -> c.AddPartner:
    usual = c.AddPartner("shop-b", frozenset({"clues"}), frozenset({"stix"}), frozenset({KEY}))
    return replace(usual, **changes)


def a_report(account: str, **changes: Any) -> ReceiveUserReport:
    usual = ReceiveUserReport(
        reporter=named("https://m.example/actor"),
        about=named(account),
        is_account=True,
        category="fake engagement",
        received_us=NOON_US,
        arrival=f"arrival-{account}",
        fingerprint=f"about {account}",
        clue=None,
        known=None,
        words="刷屏",
    )
    return replace(usual, **changes)


# The register ----------------------------------------------------------------------------------


def test_a_partner_is_a_row_and_an_act_with_fingerprints() -> None:
    (step,) = steps(an_addition(sends=frozenset({"receipts", "clues"})))
    assert step.act == PartnerAdded("shop-b", "clues receipts", "stix", KEY)
    (row,) = step.puts
    assert isinstance(row, Partner)
    assert (row.state, row.sends, row.keys) == ("active", "clues receipts", KEY)


def test_the_same_again_is_refused_and_a_change_is_none() -> None:
    known = PARTNER
    same = c.AddPartner("shop-b", *_passes(known), frozenset({KEY}), known)
    assert code(same) == Code.STANDING_SAME
    assert steps(replace(same, gets=frozenset({"stix"})))
    removed = replace(known, state="removed", keys="")
    assert steps(replace(same, known=removed))


def _passes(row: Partner) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(row.sends.split()), frozenset(row.gets.split())


@pytest.mark.parametrize(
    "changes",
    [
        {"partner": ""},
        {"partner": "Shop B"},
        {"partner": "../x"},
        {"partner": "商店"},
        {"partner": "x" * 41},
        {"sends": frozenset({"everything"})},
        {"gets": frozenset({"clues"})},
        {"sends": frozenset({"stix"})},
        {"sends": frozenset(), "gets": frozenset()},
        {"keys": frozenset({"whsec_AAAA"})},
        {"keys": frozenset({"v2:" + "ab" * 16})},
    ],
)
def test_what_no_partner_can_be_is_refused(changes: dict[str, Any]) -> None:
    assert code(an_addition(**changes)) == Code.OUT_OF_RANGE


def test_a_partner_that_was_removed_has_no_key_and_is_not_removed_twice() -> None:
    (step,) = steps(c.RemovePartner(PARTNER))
    assert step.act == PartnerRemoved("shop-b")
    (row,) = step.puts
    assert row == replace(PARTNER, state="removed", keys="", since_us=row.since_us)  # type: ignore[attr-defined]
    assert code(c.RemovePartner(replace(PARTNER, state="removed"))) == Code.STANDING_SAME
    assert code(c.RemovePartner(replace(PARTNER, organisation="华东"))) == Code.OTHER_ORGANISATION


# What comes ------------------------------------------------------------------------------------


def test_a_clue_of_a_partner_is_a_clue_with_where_it_comes_from() -> None:
    received, arrived = steps(c.TakeClue(CAME, CLUE))
    (clue,) = [put for put in received.puts if isinstance(put, Clue)]
    row, digest = arrived.puts
    assert isinstance(digest, Disclosure)
    assert digest.text == SHA
    assert (clue.source, clue.times, clue.state) == ("partner", 1, "waiting")
    assert row == Arrived(
        *("main", CAME.arrived, "shop-b", "clue", digest.commitment, KEY, clue.clue, None, "new"),
        arrived_us=NOON_US,
    )
    act = arrived.act
    assert isinstance(act, PartnerMessageTaken)
    assert (act.partner, act.clue, act.signed_by) == ("shop-b", clue.clue, KEY)
    assert "小明_07" not in str(act.details())
    assert SHA not in str(act.details()), "whoever reads it could try bodies until it fits"


def test_the_same_clue_from_elsewhere_is_counted() -> None:
    known = replace(a_clue(), fingerprint=CLUE.fingerprint)
    _, arrived = steps(c.TakeClue(CAME, replace(CLUE, known=known)))
    row, _ = arrived.puts
    assert isinstance(row, Arrived)
    assert (row.outcome, row.clue) == ("known", known.clue)


def test_a_flag_is_a_report_for_each_account_of_one_reporter() -> None:
    taken = steps(c.TakeFlag(CAME, (a_report("小明_07"), a_report("user_1001"))))
    reports = [put for step in taken for put in step.puts if isinstance(put, UserReport)]
    assert len({one.reporter for one in reports}) == 1
    assert len({one.subject for one in reports}) == 2
    kinds = [put.kind for step in taken for put in step.puts if type(put).__name__ == "Subject"]  # type: ignore[attr-defined]
    assert sorted(kinds) == ["account", "account", "reporter"]
    row, _ = taken[-1].puts
    assert isinstance(row, Arrived)
    assert (row.kind, row.outcome, row.clue) == ("flag", "new", reports[0].clue)


def test_a_flag_that_says_what_is_known_is_kept_as_known() -> None:
    first = steps(c.TakeFlag(CAME, (a_report("小明_07"),)))
    (known,) = [put for step in first for put in step.puts if isinstance(put, UserReport)]
    reporter = replace(named("https://m.example/actor"), subject=known.reporter)
    about = replace(named("小明_07"), subject=known.subject)
    again = a_report("小明_07", known=known, reporter=reporter, about=about, arrival="arrival-2")
    row, _ = steps(c.TakeFlag(CAME, (again,)))[-1].puts
    assert isinstance(row, Arrived)
    assert (row.outcome, row.clue) == ("known", known.clue)


@pytest.mark.parametrize(("applied", "outcome"), [(True, "applied"), (False, "failed")])
def test_a_receipt_is_kept_beside_its_message_and_changes_nothing(
    *, applied: bool, outcome: str
) -> None:
    desk = Desk().notified("mute").delivered()
    message = desk.message(desk.measures[0], MessageKind.NOTICE)
    (step,) = steps(c.TakeReceipt(CAME, message, applied))
    row, _ = step.puts
    assert isinstance(row, Arrived)
    assert (row.kind, row.message, row.outcome) == ("receipt", message.message, outcome)
    assert step.act.of_case == desk.case.case


def test_a_receipt_of_what_never_went_out_is_refused() -> None:
    desk = Desk().notified("mute")
    message = desk.message(desk.measures[0], MessageKind.END)
    assert message.attempts == 0
    assert code(c.TakeReceipt(CAME, message, applied=True)) == Code.NO_SUCH_MESSAGE
    other = replace(message, organisation="华东", attempts=1)
    assert code(c.TakeReceipt(CAME, other, applied=True)) == Code.NO_SUCH_MESSAGE


BEFORE = Arrived("main", CAME.arrived, "shop-b", "clue", "00" * 32, KEY, "clue-1", None, "new", 0)
REFUSED: dict[str, tuple[c.Came, str]] = {
    "removed": (replace(CAME, partner=replace(PARTNER, state="removed")), Code.NO_SUCH_PARTNER),
    "of others": (
        replace(CAME, partner=replace(PARTNER, organisation="华东")),
        Code.NO_SUCH_PARTNER,
    ),
    "may not": (replace(CAME, partner=replace(PARTNER, sends="")), Code.DOES_NOT_PASS),
    "another key": (replace(CAME, signed_by="v1:" + "00" * 16), Code.NO_SUCH_PARTNER),
    "came before": (replace(CAME, before=BEFORE), Code.ALREADY_TAKEN),
    "no digest": (replace(CAME, sha256="x"), Code.OUT_OF_RANGE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not_pass_is_refused_of_every_kind(what: str) -> None:
    came, expected = REFUSED[what]
    desk = Desk().notified("mute").delivered()
    message = desk.message(desk.measures[0], MessageKind.NOTICE)
    for command in (
        c.TakeClue(came, CLUE),
        c.TakeFlag(came, (a_report("小明_07"),)),
        c.TakeReceipt(came, message, applied=True),
    ):
        assert code(command) == expected


def test_what_the_clue_or_report_itself_refuses_is_refused_whole() -> None:
    assert code(c.TakeClue(CAME, replace(CLUE, note="x" * 20_001))) == Code.OUT_OF_RANGE
    assert code(c.TakeFlag(CAME, ())) == Code.OUT_OF_RANGE
    bad = a_report("user_1001", category="opinion")
    assert isinstance(ask(c.TakeFlag(CAME, (a_report("小明_07"), bad))), Refusal)


# What leaves -----------------------------------------------------------------------------------


def test_what_leaves_is_on_record_with_its_digest_and_for_whom() -> None:
    (step,) = steps(c.KeepExport("stix", 8, SHA, "case-1", PARTNER))
    assert step.act == Exported("case-1", "stix", 8, SHA, "shop-b")
    assert step.puts == ()
    (step,) = steps(c.KeepExport("statements", 0, SHA))
    assert step.act == Exported(None, "statements", 0, SHA, None)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (c.KeepExport("names", 1, SHA), Code.OUT_OF_RANGE),
        (c.KeepExport("stix", -1, SHA), Code.OUT_OF_RANGE),
        (c.KeepExport("flag", 1, SHA, "case-1", replace(PARTNER, gets="stix")), Code.DOES_NOT_PASS),
        (c.KeepExport("statements", 1, SHA, None, PARTNER), Code.DOES_NOT_PASS),
        (
            c.KeepExport("stix", 1, SHA, "case-1", replace(PARTNER, state="removed")),
            Code.NO_SUCH_PARTNER,
        ),
    ],
)
def test_what_does_not_pass_leaves_no_entry(command: c.KeepExport, expected: str) -> None:
    assert code(command) == expected


MAY: dict[type[Command], str] = {
    c.AddPartner: "lea",
    c.RemovePartner: "lea",
    c.TakeClue: "ines lea clearwater",
    c.TakeFlag: "ines lea clearwater",
    c.TakeReceipt: "ines lea clearwater",
    c.KeepExport: "ines lea",
}


@pytest.mark.parametrize("user", ["ines", "rosa", "abel", "lea", "ada", "clearwater", "noone"])
def test_who_may(user: str) -> None:
    desk = Desk().notified("mute").delivered()
    message = desk.message(desk.measures[0], MessageKind.NOTICE)
    for command in (
        an_addition(),
        c.RemovePartner(PARTNER),
        c.TakeClue(CAME, CLUE),
        c.TakeFlag(CAME, (a_report("小明_07"),)),
        c.TakeReceipt(CAME, message, applied=True),
        c.KeepExport("statements", 1, SHA),
    ):
        outcome = ask(command, user)
        allowed = user in MAY[type(command)].split()
        assert isinstance(outcome, Refusal) != allowed, (user, command)
        assert allowed or outcome.code == Code.NOT_ALLOWED  # type: ignore[union-attr]
