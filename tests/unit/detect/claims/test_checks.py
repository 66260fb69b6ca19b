"""Versions, withdrawals and contradictions: all kept, all shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.detect.claims import (
    CHECKS,
    Check,
    CheckStore,
    check_id,
    checks_of,
    claim_id,
    claims_in,
    contradictions,
)
from clearwater.detect.claims.checks import NEW, NEW_VERSION, RETRACTED, UNCHANGED
from clearwater.detect.claims.claims import ALL_RETRACTED, CALLED_TRUE

TEXT = "喝高度白酒能杀死新冠病毒"
FIRST = Check(
    check="k1", claim="c1", text=TEXT, published=1_000_000, rating="假", url="https://a.cn/1",
    publisher="丁香医生",
)  # fmt: skip


def test_the_same_record_again_changes_nothing() -> None:
    store = CheckStore()
    assert [store.add(FIRST), store.add(replace(FIRST, source="again", line=9))] == [NEW, UNCHANGED]
    assert store.table().num_rows == 1


def test_a_check_that_changes_keeps_its_earlier_versions() -> None:
    store = CheckStore()
    changed = replace(FIRST, rating="基本属实")
    assert [store.add(FIRST), store.add(changed), store.add(FIRST)] == [NEW, NEW_VERSION, UNCHANGED]
    rows = store.table().to_pylist()
    assert [(row["version"], row["current"], row["rating"]) for row in rows] == [
        (1, False, "假"),
        (2, True, "基本属实"),
    ]


def test_a_withdrawn_check_stays_and_is_marked() -> None:
    store = CheckStore()
    store.add(FIRST)
    assert store.add(replace(FIRST, retracted=True)) == RETRACTED
    (claim,) = claims_in(store.table())
    assert claim.shown("rating") == "假 (retracted)"
    assert claim.left_out == ALL_RETRACTED
    assert claim.published is None


def test_an_address_is_withdrawn_with_all_its_checks() -> None:
    store = CheckStore()
    store.add(FIRST)
    store.add(replace(FIRST, check="k2", claim="c2", url="http://www.a.cn/1?utm_source=x"))
    assert store.retract("https://a.cn/1") == 2
    assert store.retract("https://nowhere.cn") == 0
    assert [row["retracted"] for row in store.table().to_pylist()] == [False, True, False, True]


def test_checks_that_contradict_each_other_stand_beside_each_other() -> None:
    store = CheckStore()
    store.add(FIRST)
    other = replace(FIRST, check="k2", rating="Half true", publisher="B", published=None)
    store.add(other)
    (claim,) = claims_in(store.table())
    assert claim.contradicted
    assert contradictions([claim]) == [claim]
    assert claim.shown("rating") == "假 | Half true"
    assert claim.shown("publisher") == "丁香医生 | B"
    assert claim.published == 1_000_000
    assert claim.left_out is None
    store.add(replace(other, retracted=True))
    (claim,) = claims_in(store.table())
    assert not claim.contradicted
    assert claim.shown("rating") == "假 | Half true (retracted)"


def test_checks_of_the_same_words_under_two_ids_contradict_each_other_too() -> None:
    """Publishers number by themselves; a withdrawn check contradicts nobody."""
    store = CheckStore()
    store.add(FIRST)
    other = replace(FIRST, check="k9", claim="c9", text="喝高度白酒能杀死新冠病毒！", rating="属实")
    store.add(other)
    store.add(replace(FIRST, check="k5", claim="c5", text="别的说法", rating="真"))
    claims = claims_in(store.table())
    assert [one.claim for one in contradictions(claims)] == ["c1", "c9"]
    assert [one.shown("rating") for one in claims] == ["假", "真", "属实"]
    store.add(replace(other, retracted=True))
    assert contradictions(claims_in(store.table())) == []


@pytest.mark.parametrize(
    ("words", "value", "best", "worst", "left_out"),
    [
        ("True", None, None, None, CALLED_TRUE),
        ("属实", None, None, None, CALLED_TRUE),
        (None, 5.0, 5.0, 1.0, CALLED_TRUE),
        (None, 1.0, 5.0, 1.0, None),
        (None, 1.0, 1.0, 1.0, None),
        ("False", 5.0, 5.0, 1.0, None),
        (None, None, None, None, None),
    ],
)
def test_what_is_called_true_is_not_reported_as_told_again(
    words: str | None,
    value: float | None,
    best: float | None,
    worst: float | None,
    left_out: object,
) -> None:
    store = CheckStore()
    numbers = {"rating_value": value, "rating_best": best, "rating_worst": worst}
    store.add(replace(FIRST, rating=words, **numbers))  # type: ignore[arg-type]  # floats all
    assert claims_in(store.table())[0].left_out == left_out


def test_ids_are_those_of_letters_and_address() -> None:
    assert claim_id("喝高度白酒，能杀死新冠病毒！") == claim_id("喝高度白酒能殺死新冠病毒")
    assert check_id("c", "https://www.a.cn/1/", None, "x") == check_id(
        "c", "http://a.cn/1", "B", "y"
    )
    assert check_id("c", None, "A", "x") == check_id("c", None, "A", "y")
    assert check_id("c", None, "A", "x") != check_id("c", None, "B", "x")
    assert check_id("c", None, None, "x") != check_id("c", None, None, "y")


def test_a_table_comes_back_as_it_was() -> None:
    store = CheckStore()
    store.add(FIRST)
    store.add(replace(FIRST, rating=None, published=None))
    table = store.table()
    assert table.schema == CHECKS
    again = CheckStore(table)
    assert again.table().equals(table)
    assert checks_of(table)[1].published is None
    assert again.add(FIRST) == UNCHANGED
