"""Posts against claims: ranks, proof, threads, and what a token in place of a text does."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.claims import Matching, rank_claims
from clearwater.errors import ParameterError

CLAIMS = [
    "喝高度白酒可以杀死体内的新冠病毒",
    "钟南山院士说戴口罩必须颜色朝外",
    "Drinking bleach cures the virus, a video shows",
    "A wombat herds other animals into its burrow during the Australian fires",
    "广州拟对外籍人士一次性发放生活补助5600元",
]
POSTS = [
    "听说喝高度白酒可以杀死体内新冠病毒！转给家人",
    "WOW: drinking bleach cures the virus https://t.co/abc — Jo (@jo) March 3, 2020",
    "#AustralianFires wombats are herding animals into their burrows",
    "今天吃什么",
    None,
    "",
]


def test_each_post_finds_its_claim() -> None:
    found = rank_claims(POSTS, CLAIMS)
    assert found.claim[:3, 0].tolist() == [0, 2, 3]
    assert found.claim.shape == found.score.shape == (6, 20)


def test_a_post_without_text_has_no_claim() -> None:
    found = rank_claims(POSTS, CLAIMS)
    assert found.claim[4:].max() == -1
    assert found.score[4:].max() == found.proof[4:].max() == 0
    assert not found.again[4:].any()


@pytest.mark.parametrize(
    "disguised",
    [
        "听说喝高渡白酒可以杀死体內新冠病毒",
        "喝 高 度 白 酒 可以 杀死体内新冠病毒！！",
        "喝高度白酒可以杀死體內的新冠病毒",
    ],
)
def test_disguises_change_no_rank(disguised: str) -> None:
    assert rank_claims([disguised], CLAIMS).claim[0, 0] == 0


def test_ranks_fall_and_scores_are_sums_of_reciprocal_ranks() -> None:
    found = rank_claims(POSTS, CLAIMS)
    assert (np.diff(found.score, axis=1) <= 0).all()
    assert found.score[0, 0] == pytest.approx(3 / 61)


def test_threads_blocks_and_neighbours_change_nothing() -> None:
    many = POSTS * 900
    one, two = rank_claims(many, CLAIMS), rank_claims(many, CLAIMS, threads=3)
    for name in ("claim", "score", "proof", "cover", "again"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
        alone = getattr(rank_claims(POSTS, CLAIMS), name)
        assert np.array_equal(getattr(one, name)[-6:], alone), name


def test_the_proof_of_a_match_does_not_depend_on_the_size_of_the_store() -> None:
    small = rank_claims(POSTS[:1], CLAIMS[:1])
    large = rank_claims(POSTS[:1], [*CLAIMS[:1], *(f"claim {n} number" for n in range(500))])
    # Only the mean length differs.
    assert small.proof[0, 0] == pytest.approx(large.proof[0, 0], rel=0.5)


def test_a_short_claim_word_for_word_is_told_again_and_a_glance_is_not() -> None:
    claims = ["喝高度白酒能杀死新冠病毒", *CLAIMS[1:]]
    found = rank_claims(["大家快看喝高度白酒能杀死新冠病毒", "这病毒什么时候走"], claims)
    assert found.again[:, 0].tolist() == [True, False]
    assert found.cover[0, 0] > 0.7 > found.cover[1, 0]


def test_a_tiny_claim_is_not_told_again_by_whoever_uses_its_word() -> None:
    found = rank_claims(["今天病毒又来了"], ["病毒", *CLAIMS])
    assert not found.again.any()


def test_nothing_to_match_gives_empty_rows() -> None:
    assert rank_claims([], CLAIMS).claim.shape == (0, 20)
    assert rank_claims(POSTS, []).claim.max() == -1


def test_the_sentence_channel_is_fused_like_the_others() -> None:
    class Third:
        def best(self, first: int, end: int, depth: int) -> np.ndarray:
            found = np.full((end - first, depth), -1, np.int32)
            found[:, 0] = 4
            return found

    found = rank_claims(["今天吃什么"], CLAIMS, more=Third())
    assert found.claim[0, 0] == 4
    assert found.score[0, 0] == pytest.approx(2 / 61)
    assert not found.again.any()


@pytest.mark.parametrize("wrong", [{"top": 0}, {"cover": 1.5}, {"k": -1.0}])
def test_a_parameter_out_of_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ParameterError, match="out of range"):
        Matching(**wrong)  # type: ignore[arg-type]  # on purpose
