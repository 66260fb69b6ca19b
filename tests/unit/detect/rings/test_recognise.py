from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.detect.rings.recognise import Match, compare
from clearwater.detect.rings.secret import Secret
from tests.helpers.ring_months import BEFORE, POOL, Month, signed

STRANGERS = tuple(
    f"佰草面膜{words}"
    for words in (
        "孩子抢着要玩泥巴去了",
        "洗完头发蓬松一整天",
        "尺码标准按平时买就行",
        "电池能撑两天没有问题",
    )
)


def match(later: Month) -> Match:
    (found,) = compare(signed(BEFORE, "march").signatures(), signed(later, "august"))
    return found


def kept(found: Match) -> dict[str, tuple[int, int]]:
    return {one.kind: (one.kept, one.of) for one in found.kept}


def test_new_accounts_on_the_old_devices_are_recognised() -> None:
    found = match(Month("b", "phone-", "line-1", months_later=5))
    assert kept(found)["device"] == (10, 10)
    assert found.bits("place") > 30
    assert found.q_value < 1e-6


def test_new_accounts_with_the_old_texts_are_recognised() -> None:
    found = match(Month("b", "tablet-", "line-9", POOL, months_later=5))
    again, own = kept(found)["text"]
    assert again == own >= 2
    assert kept(found)["device"] == (0, 10)
    assert found.bits("place") == 0.0
    assert found.q_value < 1e-4


def test_the_old_line_alone_says_something() -> None:
    found = match(Month("b", "tablet-", "line-1", months_later=5))
    assert kept(found)["line"] == (1, 1)
    assert 5 < found.bits("place") < 20


def test_a_ring_of_the_same_program_is_not_recognised() -> None:
    found = match(Month("b", "tablet-", "line-9", STRANGERS, months_later=5))
    assert found.alike > 0.6
    assert found.q_value == 1.0


def test_a_carriers_prefix_and_a_common_client_say_nothing() -> None:
    later = Month("b", "tablet-", "line-9", months_later=5)
    found = match(later)
    assert (later.client, later.address) == (BEFORE.client, BEFORE.address)
    assert "client" not in kept(found)
    assert "prefix" not in kept(found)
    assert found.q_value == 1.0


def test_one_device_in_ten_is_little() -> None:
    fewer = signed(replace(BEFORE, devices="tablet-", line="line-9", texts=()), "august")
    assert compare(signed(BEFORE, "march").signatures(), fewer)[0].p_value == 1.0


def test_without_the_key_nothing_agrees() -> None:
    other = Secret(bytes(32))
    same = replace(BEFORE, months_later=5)
    (found,) = compare(signed(BEFORE, "march").signatures(), signed(same, "august", other))
    assert all(one.kept == 0 for one in found.kept)


def test_nothing_stored_or_nothing_found_is_no_match() -> None:
    assert compare([], signed(BEFORE, "march")) == []


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_more_of_the_same_is_surer(share: float) -> None:
    whole = match(Month("b", "phone-", "line-9", months_later=5)).bits("place")
    part = _with_part_of_the_devices(share)
    assert 0 < part < whole


def _with_part_of_the_devices(share: float) -> float:
    stored = signed(BEFORE, "march").signatures()[0]
    device = stored.marks["device"]
    fewer = replace(device, tokens=device.tokens[: round(share * len(device.tokens))])
    later = signed(Month("b", "phone-", "line-9", months_later=5), "august")
    (found,) = compare([replace(stored, marks={**stored.marks, "device": fewer})], later)
    return found.bits("place")
