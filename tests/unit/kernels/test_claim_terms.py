"""Terms of posts and claims against plain Python."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.claims.wording import Folded, folded, terms
from clearwater.detect.texts.code_points import code_points
from clearwater.kernels.claim_terms import RUN, is_syllable, stem_end

TEXTS = st.lists(
    st.text("abdeginlsy 19'’.。好的用喝酒毒〇カナ한글йж", max_size=24), min_size=1, max_size=6
)
RUNS = re.compile(r"[\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+|[^\u3007\u3041-\ud7a3]+")


def text_of(found: Folded, row: int) -> str:
    return "".join(map(chr, found.codes[found.starts[row] : found.starts[row + 1]]))


def stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def by_hand(text: str, *, letters: bool) -> list[str]:
    sound = code_points().sound
    found: list[str] = []
    for run in RUNS.findall(text):
        if is_syllable(np.uint16(ord(run[0]))):
            read = "".join(chr(sound[ord(one)]) for one in run) if letters else run
            found += ["pair " + read[k : k + 2] for k in range(max(1, len(read) - 1))]
        elif not letters:
            found += ["word " + stem(word) for word in run.split()]
        elif run.strip():
            wide = f" {run.strip()} "
            found += ["run " + wide[k : k + RUN] for k in range(max(0, len(wide) - RUN + 1))]
            if len(wide) < RUN:
                found.append("run " + wide + " ")
    return found


@given(TEXTS)
def test_terms_are_equal_where_they_are_equal_by_hand(texts: list[str]) -> None:
    read = folded(texts)
    for letters in (False, True):
        found = terms(read, letters=letters)
        expected = [by_hand(text_of(read, row), letters=letters) for row in range(len(texts))]
        assert np.diff(found.starts).tolist() == [len(one) for one in expected]
        names = [name for one in expected for name in one]
        pairs = set(zip(names, found.term.tolist(), strict=True))
        assert len(pairs) == len(set(names)) == len({term for _, term in pairs})


@given(TEXTS)
def test_a_text_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = folded(texts)
    for row, text in enumerate(texts):
        assert text_of(together, row) == text_of(folded([text]), 0)


def test_words_stay_apart_and_numbers_stay_numbers() -> None:
    read = folded(["ＡＰＰ 42% don’t 推薦！喝酒", None, "", "…"])
    assert [text_of(read, row) for row in range(4)] == ["app 42 dont 推荐 喝酒", "", "", ""]


def test_endings_are_cut_only_where_three_letters_stay() -> None:
    words = ("claims", "sing", "claiming", "used", "fed", "boxes", "is", "falsely", "only", "酒")
    cut = []
    for word in words:
        codes = np.array([ord(letter) for letter in word], np.uint16)
        cut.append(word[: stem_end(codes, 0, codes.size)])
    assert cut == ["claim", "sing", "claim", "used", "fed", "box", "is", "false", "only", "酒"]


def test_homophones_have_the_letters_channel_in_common() -> None:
    read = folded(["喝酒能防病毒", "喝久能防病独"])
    by_letters, by_words = terms(read, letters=True), terms(read, letters=False)
    half = by_letters.starts[1]
    assert np.array_equal(by_letters.term[:half], by_letters.term[half:])
    assert not np.array_equal(by_words.term[:half], by_words.term[half:])
