"""A text names an account where a person would say so, not where a word only holds its letters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.records.case import Case
from clearwater.cases.workflow.mentions import ERASED, Mentions
from tests.helpers.made_up_cases import a_case


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("user_1", "we saw user_1, twice"),
        ("user_1", "user_1"),
        ("user_1", "(USER_1)"),
        ("user_1", "\uff55\uff53\uff45\uff52_1"),  # full width, as phones write
        ("水军07", "都是水军07做的"),
        ("今夜不睡", "他叫今夜不睡觉"),
        ("a.b+c@d", "mail to a.b+c@d."),
        ("@tea", "ask@tea"),
    ],
)
def test_who_is_named_is_found(identifier: str, text: str) -> None:
    assert Mentions([identifier]).stand_in(text)


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("user_1", "user_12"),
        ("user_1", "superuser_1"),
        ("水军07", "水军071"),
        ("ab", "ab"),
        ("茶", "今天也在喝茶"),
        ("a.c", "abc"),
    ],
)
def test_who_is_not_named_is_not(identifier: str, text: str) -> None:
    assert not Mentions([identifier]).stand_in(text)


def test_nobody_is_found_nowhere() -> None:
    assert not Mentions([])
    assert not Mentions(["x"])
    assert not Mentions([]).stand_in("anything")


def test_a_field_that_names_somebody_is_emptied_and_a_key_is_not() -> None:
    case = a_case("case-user_1", title="user_1 likes itself")
    without = Mentions(["user_1"]).without(case)
    assert without == Case.of_row(case.row() | {"title": ERASED})
    other = a_case("case-1")
    assert Mentions(["user_1"]).without(other) is other


SIGNS = "ab1_. 水军İß"
FILLING = [f"nobody_{number}" for number in range(40)]


@given(st.lists(st.text(SIGNS, max_size=5), max_size=4), st.text(SIGNS, max_size=20))
def test_many_are_looked_for_as_few_are(identifiers: list[str], text: str) -> None:
    assert Mentions([*identifiers, *FILLING]).stand_in(text) == Mentions(identifiers).stand_in(text)


def test_a_whole_case_is_looked_for_at_once() -> None:
    """A case may have 100,000 members, and it is erased while nobody else writes."""
    mentions = Mentions(f"user_{number}" for number in range(100_000))
    started = time.monotonic()
    assert not mentions.stand_in("user " * 4_000)
    assert mentions.stand_in("user_" * 4_000 + " user_99999")
    assert time.monotonic() - started < 2
