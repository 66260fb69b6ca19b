from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.delivery.base import FORMAT, NoticeWords
from clearwater.cases.records.notice import MessageKind
from clearwater.errors import ParameterError
from tests.unit.cases.delivery.outgoings import END, NOTICE, START


def test_a_notice_says_all_that_its_receiver_needs() -> None:
    said = json.loads(NOTICE.payload())
    assert (said["type"], said["format"]) == ("measure.notice", FORMAT)
    assert said["data"] == {
        "account": "小明_今天也在喝茶",
        "action": "mute",
        "appeal_until": "2026-03-20T09:46:40.000000Z",
        "case": "case-1a2b",
        "decision": "decision-9z",
        "ends": "2026-03-08T12:00:00.000000Z",
        "inverse": "unmute",
        "measure": "measure-4d8f",
        "message": "message-7k3m9q2x",
        "notice": {
            "en": "Your account was muted until 8 March 2026.",
            "zh": "您的帐号被禁言至2026年3月8日。",
        },
        "organisation": "main",
        "policy": "Accounts act for themselves. 帐号须由本人自主操作。",
        "reason_code": "co-action",
        "starts": "2026-03-01T12:00:00.000000Z",
    }


@pytest.mark.parametrize(("message", "type_"), [(START, "measure.start"), (END, "measure.end")])
def test_start_and_end_carry_no_words_of_people(message: object, type_: str) -> None:
    assert isinstance(message, type(START))
    said = json.loads(message.payload())
    assert said["type"] == type_
    assert "notice" not in said["data"]
    assert said["data"]["measure"] == NOTICE.measure


@given(st.text(max_size=60), st.text(max_size=60))
def test_equal_messages_have_equal_bytes_and_others_have_others(one: str, other: str) -> None:
    said = [replace(NOTICE, account=account).payload() for account in (one, one, other)]
    assert said[0] == said[1]
    assert (said[0] == said[2]) == (one == other)
    assert json.loads(said[0])["data"]["account"] == one


def test_every_field_changes_the_bytes() -> None:
    others: dict[str, Any] = {
        "kind": MessageKind.END,
        "notices": (NoticeWords("en", "Other words."),),
    }
    for field in fields(NOTICE):
        value = getattr(NOTICE, field.name)
        change: dict[str, Any] = {field.name: others.get(field.name, "another")}
        if isinstance(value, int):
            change = {field.name: value + 1}
        assert replace(NOTICE, **change).payload() != NOTICE.payload(), field.name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "a/b",
        "a\\b",
        ".hidden",
        "a.b",
        "a\n",
        "A",
        "消息",
        "a" * 101,
        "-a",
        "a\x00",
        "a b",
    ],
)
def test_an_id_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="id is no name"):
        replace(NOTICE, message=name)
