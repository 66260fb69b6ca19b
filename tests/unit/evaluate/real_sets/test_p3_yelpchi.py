from __future__ import annotations

from clearwater.evaluate.real_sets import p3_yelpchi
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer, yelpchi


def test_methods_that_use_time_are_skipped_by_name() -> None:
    timed = FixedAnswer(name="within a minute")
    rows = p3_yelpchi.run(yelpchi(), [timed], 1, draws=30)
    skipped = [row for row in rows if row.skipped]
    assert [(row.method, row.task, row.skipped) for row in skipped] == [
        ("within a minute", task, "no times: the publisher stripped the dates")
        for task in ("reviews", "accounts")
    ]
    assert timed.shown == []


def test_timeless_methods_see_the_graph_and_no_prior() -> None:
    method = FixedAnswer(scores={"s": 2.0})
    rows = p3_yelpchi.run(yelpchi(), [], 1, timeless=[method], draws=30)
    [log] = method.shown
    assert log.events.column_names == ["actor", "action", "object", "time"]
    measured = {row.task: row for row in rows if row.method == "fixed answer"}
    assert {(row.task, row.rows, row.positives) for row in measured.values()} == {
        ("reviews", 4, 2),
        ("accounts", 3, 1),
    }
    # A review has its account's score.
    assert measured["reviews"].measures["AP"].value == 1.0
    # Reviews of one account are drawn together.
    assert measured["reviews"].measures["AP"].clusters == 3


def test_the_published_prior_stands_beside() -> None:
    rows = p3_yelpchi.run(yelpchi(), [], 1, draws=30)
    assert [(row.method, row.measures["AUC"].value) for row in rows] == [
        ("SpEagle prior as published", 1.0)
    ] * 2
    assert not any(row.circular for row in rows)
