"""Messages of partners: genuine ones are read, and whatever was changed is not from them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.delivery.signing import signed_headers
from clearwater.cases.delivery.verify_webhook import NotGenuine, signed_text
from clearwater.cases.exchange.flags import Flag
from clearwater.cases.exchange.incoming import (
    Incoming,
    SaidClue,
    SaidReceipt,
    brought_by_hand,
    incoming,
)
from clearwater.cases.exchange.partner_keys import PartnerKey, key_of
from clearwater.cases.exchange.strict_json import NotReadableError
from clearwater.cases.ledger.keys import SigningKey
from tests.unit.cases.exchange.test_flags import FROM_MASTODON

NOW_S = 1_772_366_400
SECRET = PartnerKey("v1", b"a secret of both sides, 32 byte!")
SIGNING = SigningKey(b"s" * 32)
PUBLIC = PartnerKey("v1a", SIGNING.public)
CLUE = {"type": "clue.report", "data": {"account": "小明_07", "note": "五个号同时刷好评"}}


def body_of(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def signed_v1(message: str, body: bytes, key: PartnerKey = SECRET) -> dict[str, str]:
    made = hmac.new(key.key, signed_text(message, str(NOW_S), body), hashlib.sha256).digest()
    return {
        "Webhook-Id": message,
        "Webhook-Timestamp": str(NOW_S),
        "Webhook-Signature": f"v1,{base64.b64encode(made).decode()}",
    }


def signed_v1a(message: str, body: bytes) -> dict[str, str]:
    return signed_headers(message, NOW_S, body, [SIGNING])


def read(headers: dict[str, str], body: bytes, *keys: PartnerKey, now_s: int = NOW_S) -> Incoming:
    return incoming(headers, body, keys=keys or (SECRET, PUBLIC), now_s=now_s)


def test_the_example_of_the_standard_is_genuine() -> None:
    # From the documentation of Standard Webhooks.
    body = b'{"test": 2432232314}'
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    with pytest.raises(NotReadableError, match="field type"):
        read(headers, body, key, now_s=1_614_265_330)


@pytest.mark.parametrize("sign", [signed_v1, signed_v1a])
def test_a_clue_is_read_with_the_key_that_had_signed_it(sign: Any) -> None:
    body = body_of(CLUE)
    message = read(sign("msg_1", body), body)
    assert message.id == "msg_1"
    assert message.said == SaidClue("小明_07", "五个号同时刷好评", None)
    assert message.sha256 == hashlib.sha256(body).hexdigest()
    assert message.signed_by == (SECRET if sign is signed_v1 else PUBLIC).fingerprint


def test_a_receipt_and_a_flag_are_read() -> None:
    receipt = body_of({"type": "delivery.receipt", "data": {"message": "m-1", "outcome": "failed"}})
    assert read(signed_v1("a", receipt), receipt).said == SaidReceipt("m-1", applied=False)
    flag = body_of(FROM_MASTODON)
    message = read(signed_v1a("a", flag), flag)
    assert isinstance(message.said, Flag)
    # The server sends it again under its own address, whatever carries it.
    assert message.id == FROM_MASTODON["id"]


def test_what_is_brought_by_hand_is_nobodys_and_the_same_file_is_the_same() -> None:
    first, again = brought_by_hand(body_of(CLUE)), brought_by_hand(body_of(CLUE))
    assert first == again
    assert (first.signed_by, first.id) == (None, first.sha256)


@given(
    st.sampled_from([signed_v1, signed_v1a]),
    st.from_regex(r"[A-Za-z0-9_:-]{1,128}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=50),
    st.data(),
)
def test_whatever_bit_is_changed_it_is_not_from_the_partner(
    sign: Any, name: str, note: str, data: st.DataObject
) -> None:
    if not note.strip():
        return
    body = body_of({"type": "clue.report", "data": {"note": note}})
    headers = sign(name, body)
    assert read(headers, body).said == SaidClue(None, note, None)
    place = data.draw(st.integers(0, len(body) * 8 - 1))
    changed = bytearray(body)
    changed[place // 8] ^= 1 << (place % 8)
    with pytest.raises(NotGenuine):
        read(headers, bytes(changed))
    with pytest.raises(NotGenuine):
        read({**headers, next(iter(headers)): name + "x"}, body)


OTHER = PartnerKey("v1", b"o" * 32)
NOT_GENUINE: dict[str, tuple[dict[str, str], tuple[PartnerKey, ...], int]] = {
    "no header": ({}, (SECRET,), NOW_S),
    "too old": (signed_v1("a", b"{}"), (SECRET,), NOW_S + 301),
    "from the future": (signed_v1("a", b"{}"), (SECRET,), NOW_S - 301),
    "another key": (signed_v1("a", b"{}"), (OTHER,), NOW_S),
    "no key at all": (signed_v1("a", b"{}"), (), NOW_S),
    "a public key taken for a secret": (
        signed_v1("a", b"{}", PartnerKey("v1", PUBLIC.key)),
        (PUBLIC,),
        NOW_S,
    ),
    "no signature": ({**signed_v1("a", b"{}"), "Webhook-Signature": "v1,"}, (SECRET,), NOW_S),
    "an empty signature": ({**signed_v1("a", b"{}"), "Webhook-Signature": ""}, (SECRET,), NOW_S),
    "many signatures": (
        {**signed_v1("a", b"{}"), "Webhook-Signature": "v1,AAAA " * 10_000},
        (SECRET,),
        NOW_S,
    ),
    "the right one after sixteen": (
        {
            **signed_v1("a", b"{}"),
            "Webhook-Signature": "v1,AAAA " * 16 + signed_v1("a", b"{}")["Webhook-Signature"],
        },
        (SECRET,),
        NOW_S,
    ),
}


@pytest.mark.parametrize("what", NOT_GENUINE)
def test_what_is_not_genuine_is_refused_before_it_is_read(what: str) -> None:
    headers, keys, now_s = NOT_GENUINE[what]
    with pytest.raises(NotGenuine):
        incoming(headers, b"{}", keys=keys, now_s=now_s)


def test_an_id_with_a_full_stop_could_be_read_in_two_ways() -> None:
    with pytest.raises(NotReadableError, match="webhook-id"):
        read(signed_v1("a.1772366400", body_of(CLUE)), body_of(CLUE))


def clue(data: object) -> dict[str, object]:
    return {"type": "clue.report", "data": data}


def receipt(data: object) -> dict[str, object]:
    return {"type": "delivery.receipt", "data": data}


REFUSED: dict[str, tuple[object, str]] = {
    "a list": ([], "the body"),
    "no type": ({"data": {}}, "type"),
    "another type": ({"type": "measure.start", "data": {}}, "type"),
    "a type that is a list": ({"type": ["clue.report"], "data": {}}, "type"),
    "a field too many": ({**CLUE, "verdict": "guilty"}, "'verdict'"),
    "no data": ({"type": "clue.report"}, "data"),
    "data that says nothing": (clue({}), "data"),
    "a misspelt field": (clue({"acount": "x"}), "data.'acount'"),
    "an account that is a number": (
        clue({"account": 5}),
        "data.account",
    ),
    "an account with marks of direction": (
        clue({"account": "user\u202egnp"}),
        "data.account",
    ),
    "an account on two lines": (
        clue({"account": "a\nb"}),
        "data.account",
    ),
    "a long account": (clue({"account": "x" * 501}), "data.account"),
    "a blank account": (clue({"account": "  "}), "data.account"),
    "a long note": (clue({"note": "x" * 20_001}), "data.note"),
    "a note that steers a screen": (
        clue({"note": "\x1b[2J"}),
        "data.note",
    ),
    "another outcome": (
        receipt({"message": "m", "outcome": "guilty"}),
        "data.outcome",
    ),
    "a receipt of nothing": (
        receipt({"outcome": "applied"}),
        "data.message",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_genuine_and_cannot_be_taken_in_is_named_by_its_field(what: str) -> None:
    said, field = REFUSED[what]
    with pytest.raises(NotReadableError, match=re.escape(field)):
        read(signed_v1("a", body_of(said)), body_of(said))


def test_words_stay_as_they_were_said() -> None:
    note = '=HYPERLINK("https://evil.example") \u0645\u0643\u0631\u0631 \u200f<b>x</b>\n@SUM(1)'
    body = body_of({"type": "clue.report", "data": {"note": note}})
    assert read(signed_v1("a", body), body).said == SaidClue(None, note, None)


@given(st.binary(max_size=300))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with pytest.raises((NotReadableError, NotGenuine)):
        read(signed_v1("a", body), body)
