"""Nobody is shown more accounts at a time than the policy says, and is told when it goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Refusal
from tests.helpers.case_desk import NOON_US, Desk

QUOTA, WINDOW_US = 10_000, 3_600_000_000
MINUTE_US = 60_000_000


def asked(count: int, *recent: tuple[int, int]) -> Refusal | None:
    desk = Desk().opened()
    desk.now_us = NOON_US - 1_000_000
    outcome = desk.ask("ada", c.ReadPersonalData("case", count, "audit", recent))
    return outcome if isinstance(outcome, Refusal) else None


def test_the_policy_that_comes_with_it_says_what_is_tried_here() -> None:
    privacy = default_policy().privacy
    assert (privacy.reveals, privacy.reveals_window_s * 1_000_000) == (QUOTA, WINDOW_US)


@pytest.mark.parametrize(
    ("count", "recent"),
    [
        (QUOTA, []),
        (1, [(NOON_US - 5, QUOTA - 1)]),
        (QUOTA, [(NOON_US - WINDOW_US, QUOTA)]),
        (0, [(NOON_US - 5, QUOTA)]),
    ],
)
def test_up_to_the_quota_it_is_shown(count: int, recent: list[tuple[int, int]]) -> None:
    assert asked(count, *recent) is None


def test_beyond_it_is_not_and_it_is_said_when_it_is() -> None:
    refusal = asked(2, (NOON_US - 50 * MINUTE_US, 9_000), (NOON_US - 40 * MINUTE_US, 999))
    assert refusal is not None
    assert refusal.code == "too many revealed"
    assert refusal.found == "9999 shown and 2 more"
    assert refusal.next_step == "Possible again from 2026-03-01 12:11 UTC."


def test_more_than_the_quota_at_once_is_never_possible() -> None:
    refusal = asked(QUOTA + 1)
    assert refusal is not None
    assert "raise `privacy.reveals`" in refusal.next_step


@given(
    st.integers(1, QUOTA),
    st.lists(st.tuples(st.integers(1, WINDOW_US), st.integers(1, 6_000)), max_size=8),
)
def test_when_it_is_possible_again_it_is(count: int, ago: list[tuple[int, int]]) -> None:
    recent = [(NOON_US - before, shown) for before, shown in ago]
    refusal = asked(count, *recent)
    left = sum(shown for time_us, shown in recent if time_us > NOON_US - WINDOW_US)
    assert (refusal is not None) == (left + count > QUOTA)
    if refusal is not None:
        hour, minute = refusal.next_step.rpartition(" UTC")[0][-5:].split(":")
        again_us = NOON_US + ((int(hour) - 12) * 60 + int(minute)) * MINUTE_US
        left = sum(shown for time_us, shown in recent if time_us > again_us - WINDOW_US)
        assert left + count <= QUOTA
