from __future__ import annotations

import pyarrow as pa

from clearwater.detect.texts.tokens import MOST_TOKENS, tokens


def shown(text: str) -> list[str]:
    return [text[a:b] for a, b in tokens([text]).spans.tolist()]


def test_words_are_whole_and_hanzi_are_single() -> None:
    found = tokens(["加我V信 abc123 see-you"])
    assert shown("加我V信 abc123 see-you") == ["加", "我", "V", "信", "abc123", "see", "you"]
    assert found.syllable.tolist() == [True, True, False, True, False, False, False]


def test_a_link_is_the_words_it_is_made_of() -> None:
    assert shown("http://www.example.com/a_b?c=1") == [
        "http", "www", "example", "com", "a", "b", "c", "1",
    ]  # fmt: skip


def test_disguised_letters_are_the_same_token() -> None:
    found = tokens(["推薦 ＡＰＰ", "推荐app"])
    assert found.code.tolist() == [0, 1, 2, 0, 1, 2]


def test_missing_and_empty_texts_have_none() -> None:
    found = tokens(pa.array([None, "", "！！😀", "好"]))
    assert found.starts.tolist() == [0, 0, 0, 0, 1]
    assert tokens([]).starts.tolist() == [0]


def test_a_long_text_is_cut() -> None:
    assert tokens(["好 " * 1000, "a"]).starts.tolist() == [0, MOST_TOKENS, MOST_TOKENS + 1]
