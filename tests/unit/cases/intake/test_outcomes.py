from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.intake.outcomes import (
    CaseFact,
    ClueMove,
    Facts,
    MeasureFact,
    Outcome,
    outcome_of,
)
from tests.helpers.user_reports import HOUR_US, MONDAY_US, a_report

REPORT = a_report()
CAME = REPORT.first_us
DAY = 24 * HOUR_US
BRUSHING = ("account-1", "brushing")


def hours(number: float) -> int:
    return CAME + int(number * HOUR_US)


def measure(
    stood: float = 2, begun: float | None = 3, ends: float | None = 100, back: float | None = None
) -> MeasureFact:
    def at(one: float | None) -> int | None:
        return None if one is None else hours(one)

    return MeasureFact(hours(stood), at(begun), at(ends), at(back))


def facts(*held: MeasureFact, **other: object) -> Facts:
    moves = {"clue-1": (ClueMove(hours(1), "case-1"),)}
    cases = {"case-1": CaseFact((hours(2),))}
    return Facts(moves=moves, cases=cases, on_accounts={BRUSHING: held}, **other)  # type: ignore[arg-type]


def test_a_report_is_told_by_what_happened_until_the_moment() -> None:
    """Opened after 1 h, decided after 2, notice after 3, taken back on appeal after 50."""
    known = facts(measure(back=50))
    told = [outcome_of(REPORT, known, hours(h)) for h in (0, 1.5, 2, 2.9, 3, 49, 50, 1_000)]
    assert told == ["pending"] * 4 + ["effective"] * 2 + ["not effective"] * 2


def test_a_measure_that_lapsed_by_itself_stays_effective() -> None:
    assert outcome_of(REPORT, facts(measure(ends=4)), hours(1_000)) is Outcome.EFFECTIVE


def test_a_measure_that_was_over_before_the_report_says_nothing_of_it() -> None:
    old = Facts(on_accounts={BRUSHING: (measure(-90, -89, -1),)})
    in_force = Facts(on_accounts={BRUSHING: (measure(-90, -89, 5),)})
    assert outcome_of(REPORT, old, hours(9)) is Outcome.PENDING
    assert outcome_of(REPORT, in_force, hours(9)) is Outcome.EFFECTIVE


def test_a_measure_under_another_category_is_none_under_this() -> None:
    other = Facts(
        moves={"clue-1": (ClueMove(hours(1), "case-1"),)},
        cases={"case-1": CaseFact((hours(2),))},
        on_accounts={("account-1", "clickbait"): (measure(),)},
    )
    assert outcome_of(REPORT, other, hours(9)) is Outcome.NOT_EFFECTIVE


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (facts(), "not effective"),  # decided without a measure
        (Facts(moves={"clue-1": (ClueMove(hours(1), None),)}), "not effective"),  # set aside
        (Facts(moves={"clue-1": (ClueMove(hours(1), "case-1"),)}), "pending"),  # only opened
        (
            Facts(
                moves={"clue-1": (ClueMove(hours(1), None), ClueMove(hours(2), "case-1"))},
            ),
            "pending",
        ),  # set aside, then followed after all
        (
            Facts(
                moves={"clue-1": (ClueMove(hours(1), "case-1"),)},
                cases={"case-1": CaseFact((), hours(3))},
            ),
            "not effective",
        ),  # closed without a decision
        (
            Facts(
                moves={"clue-1": (ClueMove(hours(-9), "case-1"),)},
                cases={"case-1": CaseFact((hours(-5),))},
            ),
            "pending",
        ),  # what was decided before it came was not decided on it
        (Facts(), "pending"),
    ],
)
def test_without_a_measure_what_was_done_with_the_clue_counts(known: Facts, expected: str) -> None:
    assert outcome_of(REPORT, known, hours(9)) == expected


def test_a_report_about_an_object_goes_by_the_measures_of_its_case() -> None:
    known = Facts(
        moves={"clue-1": (ClueMove(hours(1), "case-1"),)},
        cases={"case-1": CaseFact((hours(2),))},
        of_cases={("case-1", "brushing"): (measure(),)},
        objects=frozenset({"account-1"}),
    )
    assert outcome_of(REPORT, known, hours(9)) is Outcome.EFFECTIVE
    assert outcome_of(REPORT, known, hours(0.5)) is Outcome.PENDING


TIMES = st.integers(0, 40).map(hours)


@given(
    st.lists(st.tuples(TIMES, TIMES, TIMES), max_size=3), st.lists(TIMES, max_size=2), TIMES, TIMES
)
def test_what_happens_later_changes_no_answer_about_earlier(
    measures: list[tuple[int, int, int]], stood: list[int], asked: int, later: int
) -> None:
    """Reproducible: facts after the moment are as if they had not been read."""

    def known(until: int) -> Facts:
        def cut(time: int) -> int | None:
            return time if time <= until else None

        held = tuple(
            MeasureFact(one, cut(begun), hours(10_000), cut(back))
            for one, begun, back in map(sorted, measures)
            if one <= until
        )
        moves = (ClueMove(CAME, "case-1"),)
        cases = {"case-1": CaseFact(tuple(one for one in stood if one <= until))}
        return Facts({"clue-1": moves}, cases, {BRUSHING: held})

    until = max(asked, later)
    assert outcome_of(REPORT, known(asked), asked) == outcome_of(REPORT, known(until), asked)


def test_monday_is_a_monday() -> None:
    assert (MONDAY_US // DAY) % 7 == 4
