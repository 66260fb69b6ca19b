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
    prior = [row for row in rows if row.method == "SpEagle prior as published"]
    assert [row.measures["AUC"].value for row in prior[:2]] == [1.0, 1.0]
    assert not any(row.circular for row in rows)


def test_company_is_asked_with_and_without_the_prior() -> None:
    """p has three reviewers and q one: s was at both, so a and b kept less company."""
    rows = p3_yelpchi.run(yelpchi(), [], 1, draws=30)
    found = {
        row.method: (row.inputs, row.measures["AUC"].value)
        for row in rows
        if row.task == "accounts" and "company" in row.method
    }
    both = f"{p3_yelpchi.GRAPH}; {p3_yelpchi.PRIOR_INPUTS}"
    assert found == {
        # log2(1 + 2) for everybody, and q adds nothing.
        "little company kept": ("who reviewed what", 0.5),
        "company-kept, like activity": ("who reviewed what", 0.5),
        "little company kept, and the prior": (both, 1.0),
    }
