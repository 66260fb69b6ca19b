from __future__ import annotations

import pyarrow as pa
import pytest

from clearwater.evaluate.real_sets import p1_hop
from clearwater.evaluate.real_sets.base import ProtocolRow
from clearwater.evaluate.real_sets.p1_hop import Tables
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer, as_text, hop, shuffled


def run(
    tables: Tables, *methods: FixedAnswer, timeless: FixedAnswer | None = None
) -> list[ProtocolRow]:
    return p1_hop.run(tables, methods, 1, timeless=[timeless] if timeless else [], draws=30)


def rows_of(rows: list[ProtocolRow], method: str) -> list[ProtocolRow]:
    return [row for row in rows if row.method == method]


def test_only_reported_and_eligible_wallets_are_judged() -> None:
    rows = run(hop())
    assert {(row.task, row.rows, row.positives) for row in rows} == {
        ("reported against eligible wallets, folds 2 and 3", 3, 2),
        ("reported against eligible wallets, folds 2 and 3, without the largest report", 1, 0),
        ("reported against eligible wallets, all labelled folds", 6, 4),
    }
    assert not any(row.circular or row.skipped for row in rows)


def test_rules_and_ablations_say_what_they_use() -> None:
    inputs = {row.method: row.inputs for row in run(hop())}
    assert inputs == {
        "direct links": "transfers",
        "same day and same volume": "time, volume",
        "shared counterparty and same six hours": "time, transfers",
        "time only: same six hours": "time",
        "transfers only: shared counterparty": "transfers",
        "volume only: same volume": "volume",
        "partners": "time, transfers, volume",
        "partners, beyond chance": "time, transfers, volume",
        "partners without volume": "time, transfers",
        "partners without time": "transfers, volume",
        "transfers only: partners": "transfers",
        "time only: burst of first uses": "time",
        "volume only: crowd at one amount": "volume",
    }


def test_the_largest_report_is_left_out_whole() -> None:
    tables = hop()
    folds = pa.array([2] * 6 + [3] * 3, pa.int64())
    place = tables.labels.column_names.index("fold")
    labels = tables.labels.set_column(place, "fold", folds).slice(1)
    kept = Tables(tables.events, tables.transfers, labels)
    [_, less, _] = rows_of(run(kept), "partners")
    # Of r2 (x) and of r3 r4 (y), y is gone.
    assert (less.rows, less.positives) == (3, 1)


def test_methods_see_first_uses_and_no_label() -> None:
    timed, timeless = FixedAnswer(), FixedAnswer(name="timeless")
    run(hop(), timed, timeless=timeless)
    [log] = timed.shown
    assert log.events.column_names == ["actor", "action", "object", "time"]
    assert log.events["actor"].to_pylist() == hop().events["actor"].to_pylist()
    [log] = timeless.shown
    assert log.events.column_names == ["actor", "action", "object", "time"]
    assert len(set(log.events["time"].to_pylist())) == 1
    assert log.events["object"].to_pylist() == hop().transfers["object"].to_pylist()


def test_a_perfect_answer_is_perfect() -> None:
    perfect = FixedAnswer(
        scores={"r1": 3.0, "r2": 3.0, "r3": 2.0, "r4": 1.0},
        groups={"r1": "g", "r2": "g", "r3": "h", "r4": "h"},
    )
    for row in rows_of(run(hop(), perfect), "fixed answer"):
        if row.positives == 0:
            continue
        assert {name: each.value for name, each in row.measures.items() if name != "P@1000"} == {
            "AP": 1.0,
            "AUC": 1.0,
            "recall at 1 % FPR": 1.0,
            "flagged wallets": row.positives,
            "pairs precision": 1.0,
            "pairs recall": 1.0,
            "pairs F1": 1.0,
            "BCubed precision": 1.0,
            "BCubed recall": 1.0,
            "BCubed F1": 1.0,
            "clusters recovered": 1.0,
        }


def test_wallets_that_are_not_judged_spoil_no_group() -> None:
    # a1 fell to the project's own rule and h1 has no label: neither is a false alarm.
    crowd = FixedAnswer(groups=dict.fromkeys(("r1", "r2", "a1", "h1"), "g"))
    row = rows_of(run(hop(), crowd), "fixed answer")[-1]
    assert row.measures["pairs precision"].value == 1.0
    assert row.measures["clusters recovered"].value == 0.5


def test_a_group_a_fifth_of_which_is_eligible_recovers_nothing() -> None:
    mixed = FixedAnswer(groups=dict.fromkeys(("r1", "r2", "r3", "r4", "e1"), "g"))
    row = rows_of(run(hop(), mixed), "fixed answer")[-1]
    assert row.measures["clusters recovered"].value == 0.0
    # Among reported wallets the group holds both clusters: 2 true pairs of 6.
    assert row.measures["pairs precision"].value == pytest.approx(1 / 3)


def test_reported_clusters_are_drawn_whole() -> None:
    row = rows_of(run(hop()), "direct links")[-1]
    # Two clusters and two eligible wallets.
    assert row.measures["AP"].clusters == 4


def test_any_order_of_rows_gives_the_same_rows() -> None:
    tables = hop()
    mixed = Tables(*(shuffled(t, 3) for t in (tables.events, tables.transfers, tables.labels)))
    answer = FixedAnswer(scores={"r1": 2.0, "e1": 1.0}, groups={"r1": "g", "e1": "g"})
    assert as_text(run(tables, answer)) == as_text(run(mixed, answer))
