from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from clearwater.detect.asking import Asking
from clearwater.detect.expand.pair_sayings import sayings_of_pairs
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from tests.helpers.coded import Row, coded_log, events_table

HOUR_S = 3_600.0
SLOGAN = "请支持我们的联署，保护老街的树木"
ORDER = (
    "真的好用，物流快，推荐大家买",
    "说实话很好用，第二天就到，闭眼入",
    "确实超好用，包装好，会回购",
)


@cache
def asking() -> Asking:
    """Two who repeat three texts, thirty who sign one petition, sixty who write their own."""
    rows: list[Row] = []
    texts: list[str] = []
    for n in range(9):
        for who in ("desk0", "desk1"):
            rows.append((who, f"o{n}", 5 * HOUR_S * n))
            texts.append(ORDER[n % 3])
    for k in range(30):
        rows.append((f"signs{k:02d}", "petition", 100.0 * k))
        texts.append(SLOGAN)
    for k in range(60):
        for n in range(3):
            rows.append((f"p{k:02d}", f"free{k}", 2 * HOUR_S * n))
            texts.append(
                f"今天{k * 91 + n}路公交上看到第{k}号摊位的{'橘猫狗鸟鱼'[n]}，名字叫{k * n}"
            )
    table = events_table(rows, action="comment").append_column("text", pa.array(texts))
    return Asking.of(Population.of(encode(table.to_batches(), None), None))


def p_of(lead: str, other: str) -> float:
    names = asking().population.log.actors.to_pylist()
    account = np.array([names.index(other)], np.int32)
    found = sayings_of_pairs(asking(), names.index(lead), account)
    assert found is not None
    return float(found[0])


def test_who_repeats_what_the_lead_says_is_a_sign() -> None:
    assert p_of("desk0", "desk1") < 1e-6


def test_a_petition_signed_once_is_none() -> None:
    assert p_of("signs00", "signs01") > 0.5


def test_who_writes_own_words_is_none() -> None:
    assert p_of("desk0", "p07") > 0.5
    assert p_of("p07", "p08") > 0.5


def test_without_texts_nothing_can_be_said() -> None:
    silent = Asking.of(Population.of(coded_log([("a", "x", 1.0), ("b", "x", 2.0)]), None))
    assert sayings_of_pairs(silent, 0, np.array([1], np.int32)) is None
