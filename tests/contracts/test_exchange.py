"""What goes to others and comes from them, on SQLite and PostgreSQL: what is told, what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import stix2

from clearwater.app.case import telling, working
from clearwater.app.case.connecting import deliver_due
from clearwater.app.case.organisation import change_policy
from clearwater.app.exchange import partners as register
from clearwater.app.exchange.arriving import TakenIn, take_by_hand, take_signed
from clearwater.app.exchange.bundles import BundleAsked, bundle_text, stix_bundle
from clearwater.app.exchange.flagging import FlagAsked, flags_of
from clearwater.app.exchange.partners import PartnerSaid, add_partner, remove_partner
from clearwater.app.exchange.statements import Statements, statements
from clearwater.cases.delivery.signing import public_key_text, signed_headers
from clearwater.cases.delivery.verify_webhook import NotGenuine
from clearwater.cases.exchange.dsa_check import faults_in
from clearwater.cases.exchange.flags import flag_of
from clearwater.cases.exchange.partner_keys import (
    keep_partner_keys,
    key_of,
    new_secret,
    read_partner_keys,
)
from clearwater.cases.exchange.strict_json import NotReadableError
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.case import Clue, Member
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.exchange import Arrived, Partner
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.reports import UserReport
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.refusals import Code
from clearwater.errors import NothingThereError, ParameterError
from tests.helpers.case_desk import DAY_US, NOON_US
from tests.helpers.exchange_life import (
    ACCOUNTS,
    FIRST_US,
    PARTNER,
    SIGNING,
    WHY,
    Exchanging,
    everything_in,
    request,
)

NOW_S = 1_800_000_000
"""The real time of requests: not that of the rehearsal."""
CLUE = {"type": "clue.report", "data": {"account": "小明_07", "note": "五个号同时刷好评"}}
FLAG = {
    "type": "Flag",
    "id": "https://m.example/1",
    "actor": "https://m.example/actor",
    "content": "刷屏",
    "object": ["https://our.example/users/xiao.ming", "https://our.example/users/wang"],
}


@pytest.fixture
def life(store: SqlStore) -> Exchanging:
    return Exchanging(store)


def week(life: Exchanging) -> Statements:
    life.now_us += 2 * DAY_US
    return statements(life.store, life.desk(), NOON_US, NOON_US + 30 * DAY_US)


def taken(life: Exchanging, said: object, message: str = "msg_1") -> TakenIn:
    asked = request(said, NOW_S, message)
    return take_signed(
        life.store,
        life.organisation,
        asked,
        clock_us=lambda: life.now_us,
        now_s=lambda: NOW_S,
    )


# Statements of reasons -------------------------------------------------------------------------


def test_each_account_of_each_decision_has_a_statement_in_order(life: Exchanging) -> None:
    life.begun("suspend")
    life.begun("label", "brushing")
    made = week(life)
    assert len(made.statements) == 6
    assert [faults_in(one) for one in made.statements] == [()] * 6
    assert len({one["puid"] for one in made.statements}) == 6
    assert {one["category_specification"][0] for one in made.statements} == {
        "KEYWORD_INAUTHENTIC_ACCOUNTS",
        "KEYWORD_INAUTHENTIC_USER_REVIEWS",
    }
    # When the first of what was seen happened stands in the frozen evidence.
    assert {one["content_date"] for one in made.statements} == {"2026-02-26"}
    assert FIRST_US // DAY_US * DAY_US == 1_772_064_000_000_000
    assert life.store.check() == []


def test_the_same_bytes_on_every_run_and_each_run_is_on_record(life: Exchanging) -> None:
    life.begun()
    first = week(life).lines()
    assert week(life).lines() == first
    assert life.acts().count("exported") == 2


def test_one_statement_for_a_decision_where_the_policy_says_so(life: Exchanging) -> None:
    life.begun()
    life.policy(statement_per="decision", territory=("DE",), terms="https://example.org/terms")
    (one,) = week(life).statements
    assert "This is about 3 accounts." in one["decision_facts"]
    assert one["territorial_scope"] == ["DE"]
    assert one["decision_ground_reference_url"] == "https://example.org/terms"


def test_what_has_not_begun_was_taken_back_before_or_warns_only_has_none(life: Exchanging) -> None:
    life.decided("mute")
    life.begun("warn")
    later = life.decided("mute")
    telling.notify(life.desk(), later)
    made = statements(life.store, life.desk(), NOON_US - DAY_US, NOON_US)
    assert made.statements == ()
    made = week(life)
    assert [one.reason for one in made.skipped] == ["no restriction, so no statement"]
    assert len(made.statements) == 3


def test_a_measure_that_fell_later_keeps_its_statement(life: Exchanging) -> None:
    case = life.begun()
    before = week(life).lines()
    telling.appeal(life.desk("wang.fang"), case, "不是我们")
    answer = telling.Answer("overturned", "同宿舍")
    telling.resolve_appeal(life.desk("zhao.qiang"), case, answer)
    assert week(life).lines() == before


def test_a_measure_that_fell_before_it_began_has_none(life: Exchanging) -> None:
    case = life.opened()
    choice = working.Choice("mute", "device farm", WHY, delay_s=5 * 86_400)
    working.decide(life.desk(), case, choice)
    telling.notify(life.desk(), case)
    life.now_us += DAY_US
    telling.appeal(life.desk("wang.fang"), case, "不是我们")
    telling.resolve_appeal(life.desk("zhao.qiang"), case, telling.Answer("overturned", "同宿舍"))
    life.now_us += 10 * DAY_US
    assert week(life) == Statements((), ())


def test_a_code_that_the_database_has_no_more_is_named(life: Exchanging) -> None:
    life.begun("mute", "steered topic")
    policy = life.policy()
    gone = "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE"
    categories = tuple(replace(one, dsa_category=gone) for one in policy.categories)
    change_policy(life.desk(), replace(policy, categories=categories))
    with pytest.raises(ParameterError, match=r"no statement of reasons can hold.*category"):
        week(life)
    assert "exported" not in life.acts()


def test_a_time_that_ends_before_it_begins_is_refused(life: Exchanging) -> None:
    with pytest.raises(ParameterError, match="ends before it begins"):
        statements(life.store, life.desk(), NOON_US, NOON_US)


# Nothing that names anybody --------------------------------------------------------------------


def test_no_export_without_a_purpose_names_anybody_and_none_leads_to_another(
    life: Exchanging,
) -> None:
    case = life.begun("suspend")
    life.partner()
    life.partner("shop-c")
    texts = [
        week(life).lines(),
        bundle_text(stix_bundle(life.store, life.desk(), BundleAsked(case))),
        bundle_text(stix_bundle(life.store, life.desk(), BundleAsked(case, partner=PARTNER))),
        bundle_text(stix_bundle(life.store, life.desk(), BundleAsked(case, partner="shop-c"))),
    ]
    names = {*ACCOUNTS, WHY, "canary", "金丝雀", "同一节奏", "li.wei", "zhang.min", case}
    with life.store.reading("main") as unit:
        file = life.desk().file_of(unit, case)
        names |= {one.subject for one in file.all(Member)}
        names |= {row.identifier for row in unit.find(Subject)}
        names |= {row.token for row in unit.find(Subject) if row.token}
        names |= {row.commitment for row in unit.find(Disclosure)}
        names |= {one.decision for one in file.all(Decision)}
        names |= {one.measure for one in file.all(Measure)}
    for text in texts:
        assert not [name for name in names if name in text]
    logins = [_words(text) for text in texts]
    for place, one in enumerate(logins):
        for other in logins[place + 1 :]:
            # What two exports have in common are words of the standards, and common objects.
            assert not {word for word in one & other if _is_token(word)}


def _words(text: str) -> set[str]:
    return {
        word.removeprefix("cw-")
        for word in text.replace('"', " ").split()
        if not word.startswith(("identity--", "marking-", "extension-", "attack-"))
    }


def _is_token(word: str) -> bool:
    plain = word.rpartition("--")[2].replace("-", "").rstrip(",")
    return len(plain) >= 16 and all(sign in "0123456789abcdef" for sign in plain)


# STIX ------------------------------------------------------------------------------------------


def test_a_bundle_loads_strictly_and_is_the_same_until_the_case_changes(life: Exchanging) -> None:
    case = life.begun()
    first = stix_bundle(life.store, life.desk(), BundleAsked(case))
    stix2.parse(json.dumps(first), allow_custom=False)
    life.now_us += DAY_US
    assert stix_bundle(life.store, life.desk(), BundleAsked(case)) == first
    telling.appeal(life.desk("wang.fang"), case, "不是我们")
    changed = stix_bundle(life.store, life.desk(), BundleAsked(case))
    assert changed["id"] == first["id"]
    assert changed != first


def test_who_was_excluded_is_not_told_of(life: Exchanging) -> None:
    case = life.opened()
    working.exclude(life.desk(), case, ACCOUNTS[0], "被盗号")
    asked = BundleAsked(case, purpose="case work")
    text = bundle_text(stix_bundle(life.store, life.desk(), asked))
    assert ACCOUNTS[0] not in text
    assert ACCOUNTS[1] in text


def test_identifiers_leave_with_a_purpose_on_record(life: Exchanging) -> None:
    case = life.opened()
    bundle = stix_bundle(life.store, life.desk(), BundleAsked(case, purpose="enforcement"))
    accounts = [one for one in bundle["objects"] if one["type"] == "user-account"]
    assert {one["account_login"] for one in accounts} == set(ACCOUNTS)
    assert all("account_type" not in one for one in accounts)
    assert life.acts(case)[-2:] == ["personal data read", "exported"]
    with pytest.raises(RefusedError) as refused:
        stix_bundle(life.store, life.desk(), BundleAsked(case, purpose="curiosity"))
    assert refused.value.code == Code.NO_SUCH_PURPOSE
    assert life.acts(case)[-1] == "exported"


def test_what_cannot_be_told_is_refused_and_leaves_no_entry(life: Exchanging) -> None:
    case = life.opened()
    before = life.acts()
    with pytest.raises(NothingThereError, match=r"no such finding.*F001"):
        stix_bundle(life.store, life.desk(), BundleAsked(case, finding="F002"))
    with pytest.raises(NothingThereError, match="no such partner"):
        stix_bundle(life.store, life.desk(), BundleAsked(case, partner="nobody"))
    with pytest.raises(ParameterError, match="amber"):
        stix_bundle(life.store, life.desk(), BundleAsked(case, tlp="ambre"))
    with pytest.raises(RefusedError):
        stix_bundle(life.store, life.desk(), BundleAsked("case-none"))
    assert life.acts() == before


# Flags out -------------------------------------------------------------------------------------


def test_a_decided_case_is_told_to_a_server_by_an_actor_who_is_nobody(life: Exchanging) -> None:
    case = life.begun()
    life.partner()
    with pytest.raises(ParameterError, match="names no actor"):
        flags_of(life.desk(), FlagAsked(case, PARTNER, "enforcement"))
    begin = "https://our.example/users/"
    life.policy(flag_actor="https://our.example/actor", accounts_begin=begin)
    with pytest.raises(ParameterError, match="no address"):
        flags_of(life.desk(), FlagAsked(case, PARTNER, "enforcement"))
    working.exclude(life.desk(), case, ACCOUNTS[1], "没有地址")
    (flag,) = flags_of(life.desk(), FlagAsked(case, PARTNER, "enforcement"))
    assert flag_of(flag, begin).accounts == (ACCOUNTS[2], ACCOUNTS[0])
    assert flag["actor"] == "https://our.example/actor"
    assert flags_of(life.desk(), FlagAsked(case, PARTNER, "enforcement")) == (flag,)
    assert life.acts(case)[-2:] == ["personal data read", "exported"]
    for secret in (WHY, "li.wei", case):
        assert secret not in json.dumps(flag, ensure_ascii=False)


def test_what_nobody_decided_is_told_to_no_server(life: Exchanging) -> None:
    case = life.opened()
    life.partner()
    with pytest.raises(ParameterError, match="only a decided case"):
        flags_of(life.desk(), FlagAsked(case, PARTNER, "enforcement"))


# What comes in ---------------------------------------------------------------------------------


def test_a_signed_clue_is_taken_in_by_the_software_and_known_again(life: Exchanging) -> None:
    life.partner()
    first = taken(life, CLUE)
    again = taken(life, CLUE)
    assert (first.again, again.again) == (False, True)
    assert first.row == again.row
    with life.store.reading("main") as unit:
        (clue,) = unit.find(Clue, clue=str(first.row.clue))
        entry = list(unit.entries())[-1]
    assert (clue.source, clue.times) == ("partner", 1)
    assert (entry.user, entry.act) == ("clearwater", "partner message taken")
    # Another message of the same account is the same clue once more.
    assert taken(life, CLUE, "msg_2").row.outcome == "known"
    assert life.store.check() == []


def test_another_body_under_the_same_id_is_refused(life: Exchanging) -> None:
    life.partner()
    taken(life, CLUE)
    other = {"type": "clue.report", "data": {"note": "something else"}}
    with pytest.raises(RefusedError) as refused:
        taken(life, other)
    assert refused.value.code == Code.ALREADY_TAKEN


def test_a_flag_becomes_reports_whose_reporter_case_staff_do_not_see(life: Exchanging) -> None:
    life.partner()
    life.policy(accounts_begin="https://our.example/users/", flag_category="clickbait")
    row = taken(life, FLAG).row
    with life.store.reading("main") as unit:
        reports = unit.find(UserReport)
        clues = unit.find(Clue)
    assert {one.category for one in reports} == {"clickbait"}
    assert len({one.reporter for one in reports}) == 1
    assert len(clues) == len(reports) == 2
    assert {one.source for one in clues} == {"report"}
    assert all(one.reporter is None for one in clues)
    assert row.clue in {one.clue for one in clues}
    assert taken(life, FLAG, "msg_77").again


def test_a_receipt_is_kept_beside_the_message_that_it_is_of(life: Exchanging) -> None:
    life.partner()
    case = life.begun()
    life.now_us += DAY_US
    deliver_due(life.store, life.desk())
    with life.store.reading("main") as unit:
        message = next(one for one in unit.find(Message, case=case) if one.attempts)
    said = {
        "type": "delivery.receipt",
        "data": {"message": message.message, "outcome": "failed"},
    }
    row = taken(life, said).row
    assert (row.message, row.outcome) == (message.message, "failed")
    assert life.acts(case)[-1] == "partner message taken"
    with life.store.reading("main") as unit:
        assert unit.get(Message, message.message) == message
    nothing = {"type": "delivery.receipt", "data": {"message": "m", "outcome": "applied"}}
    with pytest.raises(RefusedError) as refused:
        taken(life, nothing, "msg_2")
    assert refused.value.code == Code.NO_SUCH_MESSAGE


def test_strangers_learn_nothing_and_leave_nothing(life: Exchanging) -> None:
    life.partner()
    before = life.acts()
    stranger = SigningKey(b"x" * 32)
    body = request(CLUE, NOW_S).body
    forged = replace(request(CLUE, NOW_S), headers=signed_headers("m", NOW_S, body, [stranger]))
    for asked in (
        forged,
        request(CLUE, NOW_S, partner="nobody"),
        request(CLUE, NOW_S - 301),
        replace(request(CLUE, NOW_S), body=body + b" "),
    ):
        with pytest.raises(NotGenuine) as refused:
            take_signed(
                life.store, "main", asked, clock_us=lambda: life.now_us, now_s=lambda: NOW_S
            )
        assert "nobody" not in str(refused.value)
    with pytest.raises(NotGenuine):
        # The register of one organisation is not that of another.
        take_signed(
            life.store,
            "华东",
            request(CLUE, NOW_S),
            clock_us=lambda: life.now_us,
            now_s=lambda: NOW_S,
        )
    assert life.acts() == before


def test_a_key_in_the_folder_that_the_register_does_not_name_lets_nobody_in(
    life: Exchanging,
) -> None:
    life.partner()
    add_partner(
        life.store,
        life.desk(),
        PartnerSaid(PARTNER, frozenset({"clues"}), frozenset(), (new_secret().text,)),
    )
    keep_partner_keys(life.store.files, "main", PARTNER, [key_of(public_key_text(SIGNING))])
    with pytest.raises(NotGenuine):
        taken(life, CLUE)


def test_what_is_genuine_and_cannot_be_read_leaves_nothing(life: Exchanging) -> None:
    life.partner()
    before = life.acts()
    with pytest.raises(NotReadableError, match="field type"):
        taken(life, {"type": "measure.start", "data": {}})
    assert life.acts() == before


def test_a_file_by_hand_is_on_record_for_whoever_brought_it(life: Exchanging) -> None:
    life.partner()
    body = json.dumps(CLUE).encode()
    came = take_by_hand(life.store, life.desk("wang.fang"), PARTNER, body, None)
    assert came.row.signed_by is None
    with life.store.reading("main") as unit:
        assert list(unit.entries())[-1].user == "wang.fang"
    signed = request(CLUE, NOW_S)
    # Kept headers are checked as of the moment that they name: a file may be brought later.
    checked = take_by_hand(life.store, life.desk(), PARTNER, signed.body, signed.headers)
    assert checked.row.signed_by is not None
    with pytest.raises(NotGenuine):
        take_by_hand(life.store, life.desk(), PARTNER, signed.body + b" ", signed.headers)


# The register ----------------------------------------------------------------------------------


def test_keys_stand_in_no_row_no_entry_and_no_list(life: Exchanging, tmp_path: Path) -> None:
    added = add_partner(
        life.store,
        life.desk(),
        PartnerSaid("receiver", frozenset({"receipts"}), frozenset(), (), make_secret=True),
    )
    assert added.made is not None
    secret = added.made.text
    with life.store.reading("main") as unit:
        (row,) = unit.find(Partner)
        entries = [entry.canonical() for entry in unit.entries()]
    assert row.keys == added.made.fingerprint
    assert secret not in str(row) + str(register.partners(life.desk()).to_pylist())
    assert not [one for one in entries if secret.encode() in one or added.made.key in one]
    kept = everything_in(life.store.files)
    assert kept.count(secret.encode()) == 1
    # Changing what may pass keeps the keys; naming others replaces them.
    add_partner(
        life.store, life.desk(), PartnerSaid("receiver", frozenset({"clues"}), frozenset(), ())
    )
    assert read_partner_keys(life.store.files, "main", "receiver") == (added.made,)
    remove_partner(life.store, life.desk(), "receiver")
    assert secret.encode() not in everything_in(life.store.files)
    with pytest.raises(NothingThereError):
        remove_partner(life.store, life.desk(), "receiver")


def test_nothing_passes_after_a_removal_and_what_came_stays(life: Exchanging) -> None:
    life.partner()
    row = taken(life, CLUE).row
    remove_partner(life.store, life.desk(), PARTNER)
    with pytest.raises(NotGenuine):
        taken(life, CLUE, "msg_2")
    with life.store.reading("main") as unit:
        assert unit.get(Arrived, "main", row.arrived) == row
    (listed,) = register.partners(life.desk()).to_pylist()
    assert (listed["state"], listed["arrived"], listed["keys"]) == ("removed", 1, "")
    assert life.store.check() == []


def test_who_is_interrupted_while_naming_new_keys_locks_nobody_out(
    life: Exchanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.partner()
    before = read_partner_keys(life.store.files, "main", PARTNER)
    stolen = new_secret()
    said = PartnerSaid(PARTNER, frozenset({"clues"}), frozenset(), (stolen.text,))

    def killed(*arguments: object) -> None:
        keep_partner_keys(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(register, "keep_partner_keys", killed)
        with pytest.raises(KeyboardInterrupt):
            add_partner(life.store, life.desk(), said)
    assert taken(life, CLUE).row.partner == PARTNER, "the key of before still opens"
    # Nor does the key that was never named come in with the next change.
    changed = replace(said, keys=())
    row = add_partner(life.store, life.desk(), changed).row
    assert row.keys.split() == [one.fingerprint for one in before]
    # Once it is named it alone is left.
    add_partner(life.store, life.desk(), said)
    assert read_partner_keys(life.store.files, "main", PARTNER) == (stolen,)
    with pytest.raises(NotGenuine):
        taken(life, CLUE, "msg_2")


def test_a_flag_that_names_long_addresses_is_taken_in_all_the_same(life: Exchanging) -> None:
    life.partner()
    life.policy(accounts_begin="https://our.example/users/", flag_category="harassment by crowds")
    posts = [f"https://their.example/{number:02}/{'x' * 1_900}" for number in range(20)]
    row = taken(life, {**FLAG, "object": [*FLAG["object"], *posts]}).row
    with life.store.reading("main") as unit:
        clue = unit.get(Clue, str(row.clue))
        assert clue is not None
        assert clue.note is not None
        note = unit.get(Disclosure, clue.note)
    assert note is not None
    assert note.text is not None
    lines = note.text.splitlines()
    assert lines[1:] == posts[:10], "whole addresses, as many as a note holds"
