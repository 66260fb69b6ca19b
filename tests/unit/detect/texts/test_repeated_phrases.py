from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.detect.texts import Phrases, repeated_phrases
from clearwater.detect.texts.repeated_phrases import strangers_elsewhere
from clearwater.errors import ParameterError

Row = tuple[int, int, int]
SMALL = st.integers(0, 3)
ROWS = st.lists(st.tuples(SMALL, SMALL, SMALL), max_size=14)
COMMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "b", "c", "加", "我"]), max_size=6).map(" ".join),
        st.integers(0, 4),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=10,
)

CHANNEL = "check out my channel please"
CHATTER = [
    "what a lovely tune from my youth",
    "the drummer is out of time again",
    "please play this at the party",
    "who is still here this summer",
    "channel nine showed it on monday",
    "can you check the date of it",
]
AD = "免费领取红包请加我微信"
TALK = [
    "这首歌真的太好听了",
    "我小时候天天听这首",
    "免费的音乐最好",
    "他唱得比现场好",
    "请问歌词在哪里",
]


def by_definition(rows: list[Row]) -> list[int]:
    return [
        len({other for k, other, o in rows if k == key and other != account and o != object_})
        for key, account, object_ in rows
    ]


@given(ROWS)
def test_strangers_elsewhere_are_counted_by_definition(rows: list[Row]) -> None:
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    assert strangers_elsewhere(*columns).tolist() == by_definition(rows)


def naive_bits(comments: list[tuple[str, int, int]], longest: int) -> list[float]:
    """Return the bits of each comment by loops over its runs."""
    split = [text.split() for text, _, _ in comments]

    def strangers(run: list[str], of: int) -> int:
        _, account, object_ = comments[of]
        n = len(run)
        return len(
            {
                comments[i][1]
                for i, words in enumerate(split)
                if comments[i][1] != account
                and comments[i][2] != object_
                and any(words[k : k + n] == run for k in range(len(words) - n + 1))
            }
        )

    def chance(run: list[str], of: int, others: int) -> float:
        """Return the share that has the run by chance, at the cheapest cut into words."""
        if not run:
            return 1.0
        cut = chance(run[:-1], of, others) * strangers(run[-1:], of) / others
        if len(run) > 1 and not any(word.isascii() for word in run[-2:]):
            cut = max(cut, chance(run[:-2], of, others) * strangers(run[-2:], of) / others)
        return cut

    def bits(of: int) -> float:
        others, best = max(1, strangers([], of)), 0.0
        words = split[of]
        for begin in range(len(words)):
            for end in range(begin + 2, min(len(words), begin + longest) + 1):
                seen = strangers(words[begin:end], of)
                expected = others * chance(words[begin:end], of, others)
                if seen > expected:
                    nats = seen * math.log(seen / expected) - seen + expected
                    best = max(best, nats / math.log(2))
        return best

    return [bits(of) for of in range(len(comments))]


@given(COMMENTS, st.integers(2, 4))
@settings(max_examples=150)
def test_bits_are_their_definition(comments: list[tuple[str, int, int]], longest: int) -> None:
    texts, accounts, objects = zip(*comments, strict=True)
    found = repeated_phrases(texts, np.array(accounts), np.array(objects), Phrases(longest))
    assert found.bits == pytest.approx(naive_bits(comments, longest), abs=1e-6)


@pytest.mark.parametrize(("phrase", "talk"), [(CHANNEL, CHATTER), (AD, TALK)])
def test_what_strangers_write_elsewhere_stands_out(phrase: str, talk: list[str]) -> None:
    texts = [f"{phrase} {name}" for name in ("ann", "bob", "cyd", "dan")] + talk
    everybody = np.arange(len(texts))
    found = repeated_phrases(texts, everybody, everybody % 3)
    assert found.bits[:4].min() > found.bits[4:].max()
    [begin], [end] = found.begin[:1], found.end[:1]
    assert texts[0][begin:end] in phrase


def test_words_of_a_language_without_spaces_are_no_phrases() -> None:
    # 音乐 is in each; and as a word it explains itself.
    texts = ["音乐好", "听音乐", "爱音乐", "有音乐吗"]
    everybody = np.arange(4)
    assert repeated_phrases(texts, everybody, everybody).bits.tolist() == [0.0] * 4


def test_neither_oneself_nor_the_same_object_counts() -> None:
    texts = [CHANNEL] * 3 + CHATTER
    size = len(texts)
    alone, here = np.zeros(size, np.int64), np.arange(size)
    assert not repeated_phrases(texts, alone, here).bits.any()
    assert not repeated_phrases(texts, here, alone).bits.any()


def test_words_mean_nothing() -> None:
    """Each word replaced by another, the same for the same: no figure changes."""
    texts = [f"{CHANNEL} {k}" for k in "xyz"] + CHATTER
    words = sorted({word for text in texts for word in text.split()})
    other = {word: f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n, word in enumerate(words)}
    veiled = [" ".join(other[word] for word in text.split()) for text in texts]
    codes = np.arange(len(texts))
    one, two = (repeated_phrases(column, codes, codes % 3) for column in (texts, veiled))
    assert one.bits.tolist() == two.bits.tolist()
    assert one.strangers.tolist() == two.strangers.tolist()


@given(st.permutations(range(9)))
@settings(max_examples=20)
def test_the_order_of_texts_changes_nothing(order: list[int]) -> None:
    texts = [CHANNEL, AD, f"{CHANNEL}!", f"{AD}吧", *CHATTER[:3], *TALK[:2]]
    codes = np.arange(9)
    whole = repeated_phrases(texts, codes, codes % 4)
    mixed = repeated_phrases([texts[n] for n in order], codes[order], codes[order] % 4)
    assert mixed.bits.tolist() == whole.bits[order].tolist()
    assert mixed.begin.tolist() == whole.begin[order].tolist()


def test_nothing_gives_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert repeated_phrases([], none, none).bits.shape == (0,)
    found = repeated_phrases([None, "", "好"], np.arange(3), np.arange(3))
    assert (found.bits.tolist(), found.begin.tolist()) == ([0.0] * 3, [-1] * 3)


def test_a_run_of_one_token_is_no_phrase() -> None:
    with pytest.raises(ParameterError, match="longest"):
        Phrases(longest=1)
