from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from bench.text_quality import quality

from clearwater import text_clusters
from clearwater.detect.texts import Alike, cluster_texts
from clearwater.errors import ParameterError

ADVERT = "这款面膜真的很好用补水效果特别好推荐大家都去买一盒试试"
HANZI = [chr(point) for point in range(0x4E00, 0x5600)]


def _strangers(texts: int, seed: int = 0, size: int = 24) -> list[str]:
    rng = np.random.default_rng(seed)
    return ["".join(rng.choice(HANZI, size)) for _ in range(texts)]


def _partition(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == k).tolist()) for k in set(labels.tolist()) - {-1}}


@pytest.mark.parametrize(
    "copy",
    [
        "這款面膜真的很好用補水效果特別好推薦大家都去買一盒試試",
        "这款面膜真得很好用补水校果特别好推荐大家都去买一合试试",
        "这款\u200b面膜，真的很好用！补水效果特别好～推荐大家都去买一盒试试",
        "这款面膜真的很好用补水效果特别好推荐大家都去买一盒试试 @小红 http://t.cn/Rx1",
        "这款精华真的很好用补水效果特别好推荐大家都去买一瓶试试",
        "真的很好用补水效果特别好推荐大家都去买",
    ],
    ids=["traditional", "homophones", "marks", "name and link", "slots", "cropped"],
)
def test_a_disguised_copy_is_in_the_cluster(copy: str) -> None:
    labels = text_clusters([*_strangers(50), ADVERT, copy])
    assert labels[-2] == labels[-1] == 0
    assert (labels[:-2] == -1).all()


def test_english_copies_are_found() -> None:
    labels = text_clusters(
        [
            "This serum is amazing, everyone should buy one today!",
            "Th1s s3rum is аmazing everyone should buy one t0day",
            "THIS CREAM IS AMAZING, everyone should buy two today!!",
            "I went to the market and it was closed again.",
        ]
    )
    assert labels.tolist() == [0, 0, 0, -1]


def test_strangers_stand_alone() -> None:
    assert (text_clusters(_strangers(300)) == -1).all()


def test_one_prefilled_text_of_many_is_one_cluster() -> None:
    labels = text_clusters([*_strangers(20), *[ADVERT] * 300])
    assert (labels[20:] == 0).all()


@pytest.mark.parametrize(
    "line",
    [" @ Los Angeles, California", "（来自人民广场地铁站签到分享）", "[鼓掌][鼓掌][鼓掌][鼓掌]"],
)
def test_strangers_who_end_in_one_line_stay_apart(line: str) -> None:
    assert (text_clusters([text + line for text in _strangers(500)]) == -1).all()


def test_a_large_spun_campaign_is_one_cluster_in_time_linear() -> None:
    rng = np.random.default_rng(3)
    spun = []
    for _ in range(3_000):
        letters = list(ADVERT)
        for place in rng.choice(len(letters), 2, replace=False):
            letters[place] = str(rng.choice(HANZI))
        spun.append("".join(letters))
    labels = text_clusters([*_strangers(500), *spun])
    assert np.mean(labels[500:] == labels[500]) >= 0.95


def test_order_changes_nothing_but_numbers() -> None:
    texts = [*_strangers(40), ADVERT, ADVERT[3:], ADVERT + "啦啦", *_strangers(3), "真的好吃" * 4]
    texts += ["真的好吃！" * 4, *_strangers(3)]
    labels = text_clusters(texts)
    order = np.random.default_rng(1).permutation(len(texts))
    shuffled = text_clusters([texts[k] for k in order])
    back = np.empty_like(shuffled)
    back[order] = shuffled
    assert _partition(back) == _partition(labels)


def test_clusters_are_numbered_by_first_appearance() -> None:
    assert text_clusters(["乙乙乙好", "甲甲甲坏", "丙", "甲甲甲坏", "乙乙乙好"]).tolist() == [
        *(0, 1, -1, 1, 0)
    ]


def test_nothing_gives_nothing() -> None:
    assert text_clusters([]).tolist() == []
    assert text_clusters(pa.array([], pa.string())).tolist() == []
    assert text_clusters([None, "", "😂", "@a", None, "😂"]).tolist() == [-1] * 6


def test_sizes_count_copies_and_the_centre_is_a_member() -> None:
    found = cluster_texts([ADVERT, None, ADVERT, ADVERT[2:], "别的"])
    assert found.size.tolist() == [3]
    assert found.label[found.centre[0]] == 0


def test_very_long_texts_and_repeats_are_no_trouble() -> None:
    labels = text_clusters(["哈" * 50_000, "哈" * 50_000, ADVERT * 500, "哈哈"])
    assert labels.tolist() == [0, 0, -1, -1]


def test_a_parameter_out_of_range_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"part.*0.0 to 1.0.*2"):
        Alike(part=2.0)


@pytest.mark.data
@pytest.mark.slow
def test_spun_copies_among_real_posts(data_dir: Path) -> None:
    found = quality(data_dir / "text" / "spin_bench_dev.parquet")
    for part in ("all", "half_held_out"):
        assert found[part]["cluster_recall"] >= 0.95
        assert found[part]["pairwise_precision"] >= 0.975
