from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.claims.addresses import address
from clearwater.detect.claims.denial import links_in, says_denial, stances


@pytest.mark.parametrize(
    "text",
    [
        "【辟谣】喝高度白酒不能杀死新冠病毒",
        "#北京大中小学3月初开学不实# 大家别信",
        "网传广州发放补助5600元？假消息！",
        "这个视频是假的，请勿转发",
        "經查證，此訊息不屬實",
        "Fact check: drinking bleach does not cure the virus",
        "That story is completely false",
        "this isn’t true, stop sharing",
        "The photo was doctored",
        "It's a hoax",
        "There is no evidence that bleach cures anything",
    ],
)
def test_who_says_that_it_is_false_may_deny_it(text: str) -> None:
    assert says_denial(text)


@pytest.mark.parametrize(
    "text",
    [
        "喝高度白酒可以杀死新冠病毒，转给家人",
        "这不是谣言，是我同学亲口说的",
        "到现在都没有人出来辟谣，看来是真的",
        "放假的时候大家别出门",
        "这口罩很不实用",
        "This is not a hoax, share it before they delete it",
        "It is no rumour: the bank is closing",
        "Drinking bleach cures the virus",
        "The false ceiling came down",
        "",
        None,
    ],
)
def test_who_tells_it_or_says_it_is_no_rumour_does_not(text: str | None) -> None:
    assert not says_denial(text)


def test_a_link_to_the_check_denies_that_claim_alone() -> None:
    checks = [frozenset([address("https://www.piyao.org.cn/a/1.html")]), frozenset[str]()]
    claim = np.array([[0, 1, -1], [0, 1, -1], [0, 1, -1]])
    texts = ["看这个 https://piyao.org.cn/a/1.html?utm_source=wx。", "看 https://other.cn/1", None]
    links = [None, None, "http://m.piyao.org.cn/a/1.html"]
    assert (
        stances(texts, None, claim, checks).tolist() == [[True, False, False]] + [[False] * 3] * 2
    )
    assert stances(texts, links, claim, checks)[:, 0].tolist() == [True, False, True]


def test_links_end_where_hanzi_and_brackets_begin() -> None:
    assert links_in("（https://a.cn/x）和https://b.cn/y，(https://c.cn/z).") == {
        "a.cn/x",
        "b.cn/y",
        "c.cn/z",
    }
