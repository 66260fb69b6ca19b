from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.texts import normalised
from clearwater.detect.texts.normaliser import LONGEST_TEXT, letters


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("推薦大家購買這個產品", "推荐大家购买这个产品"),
        ("ＡＰＰ　下载", "app下载"),
        ("真\u200b的\u2060很\ufeff好\u00ad用", "真的很好用"),
        ("真.的/很*好-用！", "真的很好用"),
        ("раураl", "paypal"),
        ("Bеѕt pricе", "best price"),
        ("th!s 1s gr3at", "this is great"),
        ("café", "cafe"),
        ("❤好用❤️", "好用"),
    ],
)
def test_a_disguise_is_read_as_what_it_stands_for(disguised: str, plain: str) -> None:
    assert normalised([disguised]) == normalised([plain])


@pytest.mark.parametrize(
    ("text", "letters_left"),
    [
        ("@小明 你好", "你好"),
        ("@user123你好", "你好"),
        ("看https://t.cn/Ab?c=1这里", "看这里"),
        ("加V136754448", "加v〇"),
        ("2016年 5,000元", "〇年〇元"),
        ("a@ b", "ab"),
        ("@@@ 😂😂", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_names_links_and_numbers_are_masked(text: str | None, letters_left: str) -> None:
    assert normalised([text]) == [letters_left]


def test_kana_and_hangul_are_not_harmed() -> None:
    assert normalised(["ガラス ﾊﾟﾝ ｶﾞ ヴ ー", "カラス", "한국어 추천", "か\u3099"]) == [
        "ガラスパンガヴー",
        "カラス",
        "한국어추천",
        "が",
    ]


def test_a_lone_surrogate_is_no_error() -> None:
    assert normalised(["好\ud800用", None]) == ["好用", ""]


def test_a_very_long_text_is_cut() -> None:
    assert letters(["好" * 3 * LONGEST_TEXT]).codes.size == LONGEST_TEXT


def test_arrow_columns_of_any_kind_are_read() -> None:
    column = pa.chunked_array([["好用"], [None, "ＯＫ"]])
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        assert normalised(column.cast(kind)) == ["好用", "", "ok"]
    assert normalised(pa.array(["不", "好用", "ok"]).slice(1)) == ["好用", "ok"]


def test_a_compatibility_ideograph_is_simplified_as_what_it_stands_for_is() -> None:
    assert normalised(["\uf900", "豈", "岂"]) == ["岂"] * 3


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))))
def test_what_was_normalised_stays_as_it_is(texts: list[str | None]) -> None:
    once = normalised(texts)
    assert normalised(once) == once


@given(st.lists(st.text(alphabet="a1!@$ #.hтp:/世カ゛\u3099〇w", max_size=30)))
def test_each_text_is_read_by_itself(texts: list[str]) -> None:
    assert normalised(texts) == [normalised([text])[0] for text in texts]
