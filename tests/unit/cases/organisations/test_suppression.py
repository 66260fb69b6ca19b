"""What is kept back stays unknown: against every way in which the hidden counts could be."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.organisations.suppression import (
    gives_parts_away,
    hidden,
    sum_can_be_shown,
)

COUNTS = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12), min_size=1)


@given(COUNTS, st.sets(st.sampled_from("abcde")), st.integers(2, 5))
def test_small_counts_of_others_are_hidden_and_nothing_else(
    counts: dict[str, int], own: set[str], smallest: int
) -> None:
    kept = hidden(counts, own, smallest)
    for body, count in counts.items():
        assert (body in kept) == (0 < count < smallest and body not in own)


@given(COUNTS, st.integers(2, 5))
def test_a_sum_is_shown_exactly_if_it_leaves_every_hidden_count_open(
    counts: dict[str, int], smallest: int
) -> None:
    kept = sorted(hidden(counts, (), smallest))
    total = sum(counts[body] for body in kept)
    ways = [way for way in product(range(1, smallest), repeat=len(kept)) if sum(way) == total]
    open_still = all(
        {way[place] for way in ways} == set(range(1, smallest)) for place in range(len(kept))
    )
    assert sum_can_be_shown(counts, kept, smallest) == open_still


def test_one_hidden_count_is_never_summed_up() -> None:
    assert not sum_can_be_shown({"a": 3, "b": 90}, ["a"], 5)
    assert sum_can_be_shown({"a": 30, "b": 90}, [], 5)


@given(st.lists(st.integers(1, 4), max_size=4), st.integers(0, 9), st.integers(0, 30))
def test_a_count_gives_parts_away_exactly_if_it_leaves_out_a_value_of_one(
    parts: list[int], shown: int, below: int
) -> None:
    """No more than the sum: every way in which the hidden parts could be, gone through."""
    whole = max(0, sum(parts) + shown - below)
    ways = [w for w in product(range(1, 5), repeat=len(parts)) if sum(w) + shown >= whole]
    narrowed = any({w[place] for w in ways} != set(range(1, 5)) for place in range(len(parts)))
    assert gives_parts_away(whole, shown, len(parts), 5) == narrowed
