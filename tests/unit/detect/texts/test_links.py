from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearwater.detect.texts import canonical_url, hashtag_sequence


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Example.COM", "http://example.com"),
        ("https://m.weibo.cn/status/1?from_source=a#top", "https://weibo.cn/status/1"),
        ("https://example.com/a?utm_medium=x&fbclid=1&id=7", "https://example.com/a?id=7"),
        (
            "https://item.example.com/i?spm=a.b&share_token=9&id=1",
            "https://item.example.com/i?id=1",
        ),
        ("https://example.com:443/a/", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A"),
        ("example.com/a?b=2&a=1", "http://example.com/a?a=1&b=2"),
        ("  no link ", "no link"),
        ("http://[bad", "http://[bad"),
        ("http://example.com:99999/", "http://example.com:99999/"),
    ],
)
def test_a_link_has_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_short_links_are_expanded_from_the_table_given_only() -> None:
    table = {
        "http://t.cn/a": "http://u.example/b",
        "http://u.example/b": "https://long.example/?spm=1",
    }
    assert canonical_url("http://t.cn/a/", table) == "https://long.example"
    assert canonical_url("http://t.cn/a") == "http://t.cn/a"


def test_short_links_in_a_circle_end() -> None:
    circle = {"http://t.cn/a": "http://t.cn/b", "http://t.cn/b": "http://t.cn/a"}
    assert canonical_url("http://t.cn/a", circle) in circle


@given(st.text(max_size=40))
@example("\x0c#")
def test_a_canonical_link_is_canonical(tail: str) -> None:
    once = canonical_url(f"https://m.example.com/{tail}")
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#春节快乐#今天 #红包#", "#春节快乐 #红包"),
        ("#one #two three", "#one #two"),
        ("#one#two", "#one #two"),
        ("#雙十一##好物 推薦#", "#双十一 #好物推荐"),
        ("＃Sale", "#sale"),
        ("#", None),
        ("没有", None),
        ("#话题", "#话题"),
    ],
)
def test_hashtags_of_both_styles(text: str, tags: str | None) -> None:
    assert hashtag_sequence(text) == tags
