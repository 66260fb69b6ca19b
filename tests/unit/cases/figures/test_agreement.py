"""Agreement beyond chance, against its definition written out pair by pair."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.figures.agreement import LEAST, Agreement, Judged

WORDS = ("no action", "warn", "mute", "ban")
PAIRS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=25)


def naive_alpha(judged: list[Judged]) -> float | None:
    """Return alpha as it is defined: disagreement within things over disagreement of all values."""
    values = [word for pair in judged for word in pair]
    apart = [first != second for first, second in permutations(values, 2)]
    if not any(apart):
        return None
    within = [first != second for first, second in judged]
    return 1 - (sum(within) / len(within)) / (sum(apart) / len(apart))


@given(PAIRS)
def test_alpha_is_what_its_definition_says(judged: list[Judged]) -> None:
    expected = naive_alpha(judged)
    found = Agreement.of(judged).alpha
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(expected, abs=6e-5)


@given(PAIRS, st.randoms())
def test_order_and_who_is_first_change_nothing(judged: list[Judged], random: object) -> None:
    turned = [(second, first) for first, second in judged]
    shuffled = list(judged)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a `random.Random`
    found = Agreement.of(judged)
    assert Agreement.of(turned).alpha == found.alpha
    assert Agreement.of(shuffled).interval == found.interval
    assert Agreement.of(turned).share == found.share


def test_the_interval_holds_the_value_and_narrows() -> None:
    few = [("ban", "ban"), ("no action", "no action"), ("ban", "no action"), ("warn", "warn")] * 5
    many = few * 20
    low, high = Agreement.of(few).interval or (2.0, 2.0)
    closer_low, closer_high = Agreement.of(many).interval or (2.0, 2.0)
    assert low < Agreement.of(few).alpha < high  # type: ignore[operator]  # it has a value
    assert low < closer_low < closer_high < high


def test_coins_that_always_show_one_side_agree_in_percent_and_not_beyond_chance() -> None:
    judged = [("no action", "no action")] * 90 + [("ban", "no action"), ("no action", "ban")] * 5
    found = Agreement.of(judged)
    assert found.share.value == 0.9
    assert found.alpha is not None
    assert abs(found.alpha) < 0.06


def test_of_nothing_or_of_one_word_there_is_no_alpha() -> None:
    assert Agreement.of([]).alpha is None
    assert Agreement.of([("warn", "warn")] * 30).alpha is None
    assert Agreement.of([("warn", "warn")] * 30).interval is None
    assert Agreement.of([("warn", "ban")] * (LEAST - 1)).interval is None


def test_worked_by_hand() -> None:
    # 2 of 10 apart: 0.2 within; 10 of each word among 20 values: 2 * 10 * 10 / (20 * 19) by chance.
    judged = [("a", "a")] * 4 + [("b", "b")] * 4 + [("a", "b")] * 2
    assert Agreement.of(judged).alpha == pytest.approx(1 - 0.2 / (200 / 380))
