from __future__ import annotations

import pytest

from clearwater.cases.intake.effective_rate import (
    counted_once,
    effective_rate,
    outcome_together,
)
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.records.reports import UserReport
from tests.helpers.user_reports import WEEK_US, a_report

E, N, P = Outcome.EFFECTIVE, Outcome.NOT_EFFECTIVE, Outcome.PENDING


def brigade(count: int, subject: str) -> list[UserReport]:
    return [
        a_report(f"b-{subject}-{n}", reporter=f"r{n}", subject=subject, brigade="brigade-1")
        for n in range(count)
    ]


def test_the_rate_of_a_small_week_by_hand() -> None:
    """3 effective and 4 not, of honest reporters; 2 pending; 30 of a brigade about two accounts."""
    honest = [a_report(f"h{n}", reporter=f"h{n}") for n in range(9)]
    some = [*honest, *brigade(20, "x"), *brigade(10, "y")]
    outcomes = dict(zip((one.report for one in honest), [E] * 3 + [N] * 4 + [P] * 2, strict=True))
    outcomes |= {one.report: N for one in some if one.brigade}
    found = effective_rate(some, outcomes, frozenset({"brigade-1"}))
    assert (found.effective, found.decided, found.pending) == (3, 9, 2)
    assert (found.reports, found.in_brigades) == (39, 30)
    # Wilson, 95 %, for 3 of 9.
    assert (found.share.value, found.share.interval) == (0.3333, (0.1206, 0.6458))


def test_a_mark_that_came_later_changes_no_earlier_figure() -> None:
    some = brigade(20, "x")
    outcomes = {one.report: N for one in some}
    assert effective_rate(some, outcomes, frozenset()).decided == 20
    assert effective_rate(some, outcomes, frozenset({"brigade-1"})).decided == 1


def test_windows_and_categories_of_one_brigade_are_one_for_an_account() -> None:
    first = a_report("a", brigade="b")
    second = a_report("c", brigade="b", category="clickbait", window_us=first.window_us + WEEK_US)
    other = a_report("d", brigade="b", subject="another")
    assert set(counted_once([first, second, other], frozenset("b"))) == {
        *(("b", "account-1"), ("b", "another")),
    }


@pytest.mark.parametrize(
    ("outcomes", "together"),
    [((E, N, P), E), ((N, P), N), ((P, P), P), ((N,), N), ((E, E), E)],
)
def test_what_counts_once_is_decided_when_any_of_it_is(
    outcomes: tuple[Outcome, ...], together: Outcome
) -> None:
    assert outcome_together(outcomes) is together


def test_of_nothing_there_is_no_rate() -> None:
    found = effective_rate([a_report()], {"report-1": P}, frozenset())
    assert (found.share.value, found.share.interval, found.pending) == (None, None, 1)
