"""Weeks and tiers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.organisations.tiers import tier_of
from clearwater.cases.organisations.weeks import week_end_us, week_of_us, week_start_us

YEARS_US = st.integers(0, 4_000_000_000_000_000)


@given(YEARS_US)
def test_every_moment_is_in_one_week(moment_us: int) -> None:
    week = week_of_us(moment_us)
    start_us, end_us = week_start_us(week), week_end_us(week)
    assert start_us is not None
    assert end_us is not None
    assert start_us <= moment_us < end_us
    assert week_of_us(end_us) != week
    assert week_of_us(end_us - 1) == week


def test_what_is_no_week_has_no_beginning() -> None:
    for said in ("2026-W00", "2026-W54", "2025-W53", "2026-10", "2026-w10", "", "２０２６-W10"):
        assert week_start_us(said) is None
        assert week_end_us(said) is None
    assert week_start_us("2026-W53") is not None


@given(st.integers(0, 10_000_000_000))
def test_a_creator_is_in_the_highest_tier_that_it_reaches(followers: int) -> None:
    tiers = default_policy().tiers
    name = tier_of(followers, tiers)
    reached = [tier for tier in tiers if tier.followers <= followers]
    assert name == reached[-1].name
