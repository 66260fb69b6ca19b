from __future__ import annotations

import pytest

from clearwater.evaluate.real_sets import p2_otc
from clearwater.evaluate.real_sets.base import ProtocolRow
from tests.unit.evaluate.real_sets.made_up_sets import (
    CannotJudge,
    FixedAnswer,
    as_text,
    otc,
    shuffled,
)


def by_method(
    *methods: FixedAnswer, timeless: tuple[FixedAnswer, ...] = ()
) -> dict[str, ProtocolRow]:
    rows = p2_otc.run(otc(), methods, 1, timeless=timeless, draws=30)
    return {row.method: row for row in rows}


def test_given_is_a_claim_and_received_is_circular() -> None:
    rows = by_method(FixedAnswer())
    assert {name: (row.inputs, row.circular) for name, row in rows.items()} == {
        "few ratings given": ("ratings given", False),
        "low ratings given": ("ratings given", False),
        "low ratings received": ("ratings received", True),
        "fixed answer": ("ratings given, time", False),
    }


def test_rules_by_hand() -> None:
    rows = by_method()
    # Given: u2 none, u1 one, v1 and v2 two.
    assert rows["few ratings given"].measures["AUC"].value == 1.0
    # Means given: u1 -3, v2 -2, v1 -2.5, and 0 for u2 who gave none.
    assert rows["low ratings given"].measures["AUC"].value == 0.5
    assert rows["low ratings received"].measures["AUC"].value == 1.0
    assert (rows["few ratings given"].rows, rows["few ratings given"].positives) == (4, 2)


@pytest.mark.parametrize("timeless", [False, True])
def test_methods_cannot_see_what_was_received(timeless: bool) -> None:  # noqa: FBT001
    method = FixedAnswer()
    by_method(*([] if timeless else [method]), timeless=(method,) if timeless else ())
    [log] = method.shown
    assert log.events.column_names == ["actor", "action", "object", "time"]
    assert not set(log.events["actor"].to_pylist()) & set(log.events["object"].to_pylist())
    assert (len(set(log.events["time"].to_pylist())) == 1) == timeless


def test_a_method_that_cannot_be_asked_is_a_row() -> None:
    row = by_method(CannotJudge())["fixed answer"]
    assert (row.skipped, dict(row.measures)) == ("these events are too few", {})
    assert row.rows == 4


def test_any_order_of_rows_gives_the_same_rows() -> None:
    tables = otc()
    mixed = p2_otc.Tables(shuffled(tables.events, 1), shuffled(tables.labels, 2))
    answer = FixedAnswer(scores={"u1": 2.0, "v1": 1.0})
    one, other = (as_text(p2_otc.run(t, [answer], 1, draws=30)) for t in (tables, mixed))
    assert one == other
