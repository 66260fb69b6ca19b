from __future__ import annotations

import pyarrow as pa
import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines import SameSecond, SameThing
from tests.helpers.coded import Row, events_table

Used = list[tuple[str, str | None]]


def on_devices(used: Used, **settings: int) -> Judgement:
    """Ask about accounts and the device of one event each."""
    events = events_table([(who, "商品", float(k)) for k, (who, _) in enumerate(used)])
    devices = pa.array([device for _, device in used], pa.string())
    log = LogToJudge(events.append_column("device", devices))
    return SameThing("device", **settings).judge(log)


def test_the_score_is_the_number_of_accounts_on_the_device() -> None:
    judgement = on_devices([("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"), ("e", "y")], least=3)
    assert judgement.scores == {"a": 3, "b": 3, "c": 3, "d": 2, "e": 2}
    assert judgement.groups == {"a": "x", "b": "x", "c": "x"}


def test_an_account_counts_once_however_often_it_comes() -> None:
    judgement = on_devices([("a", "x"), ("a", "x"), ("b", "x")], least=3)
    assert judgement.scores == {"a": 2, "b": 2}
    assert not judgement.flagged


def test_of_several_devices_the_most_shared_counts() -> None:
    used: Used = [("a", "small"), ("b", "small"), ("a", "big"), ("c", "big"), ("d", "big")]
    judgement = on_devices(used, least=2)
    assert judgement.scores == {"a": 3, "b": 2, "c": 3, "d": 3}
    assert judgement.groups == {"a": "big", "b": "small", "c": "big", "d": "big"}


def test_of_equally_shared_devices_the_first_in_text_order_is_the_group() -> None:
    judgement = on_devices([("a", "y"), ("b", "y"), ("a", "x"), ("c", "x")], least=2)
    assert judgement.groups == {"a": "x", "b": "y", "c": "x"}


def test_a_missing_device_is_not_shared() -> None:
    nothing: Used = [("a", None), ("b", None), ("c", ""), ("d", "")]
    assert on_devices(nothing, least=2) == Judgement({}, {})


def test_a_device_of_ones_own_is_no_evidence() -> None:
    assert on_devices([("a", "x"), ("b", "y")]) == Judgement({}, {})


def test_a_rule_about_one_account_is_refused() -> None:
    with pytest.raises(ParameterError, match="least of SameThing"):
        SameThing("ip", least=1)


def in_seconds(rows: list[Row], **settings: int) -> Judgement:
    return SameSecond(**settings).judge(LogToJudge(events_table(rows)))


def crowd(accounts: str, object_: str, second: float) -> list[Row]:
    return [(who, object_, second) for who in accounts]


def test_three_in_one_second_are_flagged_together() -> None:
    judgement = in_seconds(crowd("abc", "o", 5.0) + crowd("de", "o", 9.0))
    assert judgement.groups == {"a": "a", "b": "a", "c": "a"}
    assert judgement.scores == dict.fromkeys("abc", 1 + 3 / 4)


def test_a_second_is_a_whole_second_of_the_clock() -> None:
    assert in_seconds([("a", "o", 5.0), ("b", "o", 5.5), ("c", "o", 5.999)]).flagged == set("abc")
    assert not in_seconds([("a", "o", 4.999), ("b", "o", 5.0), ("c", "o", 5.5)]).flagged


def test_one_account_three_times_is_no_crowd() -> None:
    rows = [("a", "o", 5.0), ("a", "o", 5.1), ("a", "o", 5.2), ("b", "o", 5.3)]
    assert in_seconds(rows) == Judgement({}, {})


def test_different_objects_or_actions_are_no_crowd() -> None:
    assert not in_seconds(crowd("ab", "o", 5.0) + crowd("c", "p", 5.0)).flagged
    likes = events_table(crowd("ab", "o", 5.0))
    comments = events_table(crowd("c", "o", 5.0), "comment")
    log = LogToJudge(pa.concat_tables([likes, comments]))
    assert not SameSecond().judge(log).flagged


def test_more_seconds_score_more_and_larger_crowds_break_ties() -> None:
    rows = crowd("abc", "o", 1.0) + crowd("abc", "p", 2.0) + crowd("defgh", "q", 3.0)
    rows += crowd("ijk", "r", 4.0)
    scores = in_seconds(rows).scores
    assert scores["a"] > scores["d"] > scores["i"]


def test_who_shares_a_crowd_with_either_is_in_one_group() -> None:
    judgement = in_seconds(crowd("abc", "o", 1.0) + crowd("cde", "p", 2.0) + crowd("xyz", "q", 3.0))
    assert judgement.groups == dict.fromkeys("abcde", "a") | dict.fromkeys("xyz", "x")


def test_with_two_times_asked_for_once_is_not_enough() -> None:
    """c and d were in a crowd once each."""
    rows = crowd("abc", "o", 1.0) + crowd("abd", "p", 2.0)
    judgement = in_seconds(rows, least_times=2)
    assert judgement.groups == {"a": "a", "b": "a"}
    assert judgement.scores.keys() == set("abcd")


def test_who_is_flagged_is_not_linked_through_who_is_not() -> None:
    """x is in one crowd of each of two threes, which are three times together."""
    rows = crowd("abcx", "o1", 1.0) + crowd("abc", "o2", 2.0) + crowd("abc", "o3", 3.0)
    rows += crowd("mnox", "o4", 4.0) + crowd("mno", "o5", 5.0) + crowd("mno", "o6", 6.0)
    judgement = in_seconds(rows, least_times=3)
    assert judgement.groups == dict.fromkeys("abc", "a") | dict.fromkeys("mno", "m")
