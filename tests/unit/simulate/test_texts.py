"""Honest people repeat short words; campaigns copy a text, or fill a skeleton anew."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest

from clearwater.simulate.texts import CLAIM, ENDINGS, SPUN, STOCK, TEXT_KINDS, Pieces, texts

Ints = npt.NDArray[np.int64]
SEED = 3
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def written(
    kind: str, count: int = 400, *, campaign: int = 0, english: int = 0, first: int = 0
) -> list[str]:
    """Return the texts of `count` events of one campaign (-1 = honest), all of one kind."""
    event = np.arange(first, first + count)
    whole = np.full(count, 1)
    drawn = texts(
        event,
        TEXT_KINDS.index(kind) * whole,
        campaign * whole,
        english * whole,
        SEED,
    )
    result: list[str] = drawn.to_pylist()
    return result


def skeleton(pieces: tuple[Pieces, ...], language: int) -> re.Pattern[str]:
    slots = ("|".join(map(re.escape, piece[language])) for piece in pieces)
    return re.compile("".join(f"({slot})" for slot in slots))


def follow_one_skeleton(found: list[str], pieces: tuple[Pieces, ...]) -> bool:
    return any(
        all(skeleton(pieces, language).fullmatch(text) for text in found) for language in (0, 1)
    )


def test_a_text_follows_from_its_event_in_any_order() -> None:
    event = np.arange(50)
    kind, nobody, chinese = event % 4, event % 3 - 1, event % 2
    drawn = texts(event, kind, nobody, chinese, SEED).to_pylist()
    back = texts(event[::-1], kind[::-1], nobody[::-1], chinese[::-1], SEED).to_pylist()
    assert drawn == back[::-1]


def test_no_event_no_text() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert texts(nothing, nothing, nothing, nothing, SEED).to_pylist() == []


@pytest.mark.parametrize(("english", "stock"), [(0, "哈哈哈"), (1, "so true")])
def test_people_write_the_same_short_words_by_the_dozen(english: int, stock: str) -> None:
    found = written("own", 2_000, campaign=-1, english=english)
    in_stock = [text for text in found if text in STOCK[english]]
    assert 0.25 < len(in_stock) / len(found) < 0.35
    assert Counter(in_stock)[stock] > 30


def test_people_write_their_sentences_in_their_own_language() -> None:
    chinese = [text for text in written("own", campaign=-1) if text.endswith(ENDINGS[0])]
    english = [text for text in written("own", campaign=-1, english=1) if len(text) > 12]
    assert len(chinese) > 100
    assert len(english) > 100
    assert all(CHINESE.search(text) for text in chinese)
    assert not any(CHINESE.search(text) for text in english)


def test_peoples_sentences_rarely_repeat() -> None:
    sentences = [t for t in written("own", 300, campaign=-1) if t not in STOCK[0]]
    assert len(set(sentences)) > 0.85 * len(sentences)


def test_a_campaign_copies_three_texts_at_most_each_many_times() -> None:
    counts = Counter(written("copied", 400))
    assert len(counts) <= 3
    assert min(counts.values()) > 80


def test_a_copied_text_is_the_same_whoever_writes_it() -> None:
    assert set(written("copied", english=0)) == set(written("copied", english=1))


def test_campaigns_copy_texts_of_their_own() -> None:
    copied = [set(written("copied", campaign=number)) for number in range(6)]
    assert len(set().union(*copied)) > 12


def test_a_spun_text_follows_one_skeleton_in_one_language() -> None:
    assert follow_one_skeleton(written("spun", english=0) + written("spun", english=1), SPUN)


def test_a_spun_text_seldom_repeats() -> None:
    counts = Counter(written("spun", 50))
    assert len(counts) > 45
    assert max(counts.values()) <= 2


def test_a_claim_is_told_anew_and_stays_the_same_claim() -> None:
    found = written("claim")
    assert follow_one_skeleton(found, CLAIM)
    assert len(set(found)) > 200


def test_some_campaigns_write_chinese_and_some_english() -> None:
    chinese = [bool(CHINESE.search(written("spun", 1, campaign=number)[0])) for number in range(20)]
    assert 4 < sum(chinese) < 16


def test_two_campaigns_fill_the_skeleton_differently() -> None:
    assert written("spun", campaign=0) != written("spun", campaign=1)
