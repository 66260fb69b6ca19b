from __future__ import annotations

import pyarrow as pa
import pytest

from clearwater.evaluate.real_sets import p2_otc
from clearwater.evaluate.real_sets.account_measures import NamedEvents
from clearwater.evaluate.real_sets.base import ProtocolRow
from tests.unit.evaluate.real_sets.made_up_sets import (
    CannotJudge,
    FixedAnswer,
    as_text,
    otc,
    shuffled,
    times,
)


def by_method(
    *methods: FixedAnswer, timeless: tuple[FixedAnswer, ...] = ()
) -> dict[str, ProtocolRow]:
    rows = p2_otc.run(otc(), methods, 1, timeless=timeless, draws=30)
    return {row.method: row for row in rows if row.task == "labelled accounts"}


def test_given_is_a_claim_and_received_is_circular() -> None:
    rows = by_method(FixedAnswer())
    assert {name: (row.inputs, row.circular) for name, row in rows.items()} == {
        "few ratings given": ("ratings given", False),
        "low ratings given": ("ratings given", False),
        "short time from first to last rating": ("ratings given, time", False),
        "low ratings received": ("ratings received", True),
        "fixed answer": ("ratings given, time", False),
        "few fair days shown": ("ratings given, values, time", False),
    }


def test_rules_by_hand() -> None:
    rows = by_method()
    # Given: u2 none, u1 one, v1 and v2 two.
    assert rows["few ratings given"].measures["AUC"].value == 1.0
    # Means given: u1 -3, v2 -2, v1 -2.5, and 0 for u2 who gave none.
    assert rows["low ratings given"].measures["AUC"].value == 0.5
    assert rows["low ratings received"].measures["AUC"].value == 1.0
    # Hours from first to last: u2 none, u1 nought, v1 and v2 one each.
    assert rows["short time from first to last rating"].measures["AUC"].value == 1.0
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


def test_measures_are_asked_of_those_who_rated_and_the_choice_is_judged_apart() -> None:
    tables = otc()
    labels = tables.labels.set_column(2, "fold", [[5, 6, 7, 0]])
    rows = p2_otc.run(p2_otc.Tables(tables.events, labels), [], 1, draws=30)
    seen = {(row.task, row.method): (row.rows, row.positives) for row in rows}
    rated, held_out = "labelled accounts that rated", "labelled accounts, folds 5 to 9"
    assert {seen[task, method] for task, method in seen if task == rated} == {(3, 1)}
    assert {method for task, method in seen if task == rated} == {
        *("few ratings given", "few fair days shown", "short time from first to last rating"),
        *("rating-surprise, like activity", "rating-deviation, like activity"),
        *("fairness-goodness, like activity", "fair-days, like activity"),
    }
    assert {method: seen[t, method] for t, method in seen if t == held_out} == {
        "few fair days shown": (3, 2),
        "few ratings given": (3, 2),
        "short time from first to last rating": (3, 2),
    }


def test_what_an_account_received_reaches_no_measure() -> None:
    """Nobody rates u2 or rates u2 well: what is said of u2 and of all others stays the same."""
    log = [("u2", "v1", 3), ("v1", "v2", 5), ("v2", "v1", 4), ("v1", "u2", -10), ("v2", "u2", -10)]

    def scores(received: int) -> dict[str, dict[str, tuple[float, float]]]:
        rows = [(a, o, received if o == "u2" else r) for a, o, r in log]
        actors, objects, ratings = (list(column) for column in zip(*rows, strict=True))
        table = pa.table(
            {"actor": actors, "object": objects, "rating": ratings, "time": times([0.0] * 5)}
        )
        events = NamedEvents.of(table, "rating")
        return {
            measure.spec.id: p2_otc.measured_given(measure, events, ["u2"], reached=True)
            for measure, _ in p2_otc.MEASURES
        }

    assert scores(-10) == scores(5)
    assert scores(-10)["fair-days"].keys() == {"u2"}
