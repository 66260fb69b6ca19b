from __future__ import annotations

import statistics
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.figures.values import hours, share

HOUR_US = 3_600_000_000


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=60))
def test_marks_are_the_smallest_times_within_which_so_many_were_done(times: list[int]) -> None:
    found = hours(times)
    for part, percent in (("median", 50), ("p90", 90)):
        fits = [t for t in times if sum(o <= t for o in times) * 100 >= percent * len(times)]
        tenths = Fraction(min(fits) * 10, HOUR_US)
        assert found[part] is not None
        assert abs(Fraction(str(found[part])) * 10 - tenths) <= Fraction(1, 2)


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=61).filter(lambda t: len(t) % 2))
def test_of_an_odd_number_the_median_is_the_middle_one(times: list[int]) -> None:
    assert abs((hours(times)["median"] or 0) - statistics.median(times) / HOUR_US) <= 0.0501


def test_of_nothing_nothing_is_said() -> None:
    assert hours([]) == {"count": 0, "median": None, "p90": None}
    assert share(0, 0) == {"count": 0, "of": 0, "share": None, "low": None, "high": None}
