from __future__ import annotations

import math
from pathlib import Path

import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.real_sets import p6_false_alarms
from clearwater.evaluate.real_sets.base import ProtocolRow
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer, as_text, shuffled, unlabelled


def row_of(method: FixedAnswer) -> ProtocolRow:
    [row] = p6_false_alarms.run(unlabelled(), [method], 1, draws=200)
    return row


def test_groups_and_accounts_are_counted_per_10_000() -> None:
    groups = {"a00": "g", "a01": "g", "a02": "g", "a07": "h", "a08": "h"}
    row = row_of(FixedAnswer(groups=groups))
    values = {name: each.value for name, each in row.measures.items()}
    assert values == pytest.approx(
        {
            "flagged per 10,000": 2_500.0,
            "groups per 10,000": 1_000.0,
            "groups": 2,
            "largest group": 3,
            "median group": 2.5,
        }
    )
    assert (row.rows, row.positives) == (20, 0)


def test_a_group_is_drawn_whole() -> None:
    together = row_of(FixedAnswer(groups=dict.fromkeys((f"a{n:02d}" for n in range(10)), "g")))
    apart = row_of(FixedAnswer(groups={f"a{n:02d}": f"g{n}" for n in range(10)}))
    one, many = (row.measures["flagged per 10,000"] for row in (together, apart))
    assert one.value == many.value == 5_000.0
    assert one.high - one.low > many.high - many.low
    assert (one.clusters, many.clusters) == (11, 20)


def test_nothing_flagged_is_not_a_rate_of_zero() -> None:
    row = row_of(FixedAnswer())
    rate = row.measures["flagged per 10,000"]
    assert (rate.value, rate.low) == (0.0, 0.0)
    # 1 - 0.05 ** (1 / 20) of 10,000.
    assert rate.high == pytest.approx(1_391.1, abs=0.1)
    assert row.measures["groups"].value == 0
    assert math.isnan(row.measures["median group"].value)


def test_only_accounts_of_the_log_count() -> None:
    assert row_of(FixedAnswer(groups={"nobody": "g"})).measures["groups"].value == 0


@pytest.mark.parametrize("texts", [True, False])
def test_methods_see_acts_and_texts_and_no_status(texts: bool) -> None:  # noqa: FBT001
    method, timeless = FixedAnswer(), FixedAnswer()
    tables = unlabelled(texts=texts)
    rows = p6_false_alarms.run(tables, [method], 1, timeless=[timeless], draws=5)
    shown: list[LogToJudge] = method.shown + timeless.shown
    for log in shown:
        assert log.events.column_names == ["actor", "action", "object", "time"] + ["text"] * texts
    seen = "acts, texts" if texts else "acts"
    assert [row.inputs for row in rows] == [f"{seen}, times", seen]


def test_any_order_of_rows_gives_the_same_row() -> None:
    answer = FixedAnswer(groups={"a03": "g", "a05": "g"})
    mixed = p6_false_alarms.Tables("vk_comments_unlabelled", shuffled(unlabelled().events, 2))
    other = p6_false_alarms.run(mixed, [answer], 1, draws=200)
    assert as_text(other) == as_text([row_of(answer)])


def test_labelled_sets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="unlabelled sets only"):
        p6_false_alarms.read(tmp_path, "hop_sybil")
