from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.stages import last_start_s, start_times

SUBJECTS = [f"subject-{n}" for n in range(10)]


def test_without_stages_all_begin_at_once() -> None:
    assert set(start_times("case-1", SUBJECTS, 77).values()) == {77}


def test_stages_are_even_and_a_gap_apart() -> None:
    starts = start_times("case-1", SUBJECTS, 0, stages=3, gap_s=60)
    assert sorted(Counter(starts.values()).items()) == [
        *((0, 4), (60_000_000, 3), (120_000_000, 3))
    ]


def test_who_is_first_depends_on_the_case_and_on_nothing_else() -> None:
    def first(case: str, subjects: list[str]) -> set[str]:
        starts = start_times(case, subjects, 0, stages=2, gap_s=1)
        return {subject for subject, start in starts.items() if not start}

    assert first("case-1", SUBJECTS) == first("case-1", SUBJECTS[::-1])
    # 1 in 252 by chance for two cases; the chance that five agree is nothing.
    assert len({frozenset(first(f"case-{n}", SUBJECTS)) for n in range(5)}) > 1


def test_jitter_spreads_starts_within_its_limit() -> None:
    starts = start_times("case-1", SUBJECTS, 0, jitter_s=10)
    assert len(set(starts.values())) == len(SUBJECTS)
    assert all(0 <= start <= 10_000_000 for start in starts.values())


def test_nobody_is_no_start() -> None:
    assert start_times("case-1", [], 0, stages=3, gap_s=5) == {}


@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 99), st.integers(0, 99))
def test_no_start_is_before_the_first_or_after_the_last(
    accounts: int, stages: int, gap_s: int, jitter_s: int
) -> None:
    subjects = [f"账号{n}" for n in range(accounts)]
    starts = start_times("案件", subjects, 5, stages=stages, gap_s=gap_s, jitter_s=jitter_s)
    last_us = last_start_s(stages=stages, gap_s=gap_s, jitter_s=jitter_s) * 1_000_000
    assert set(starts) == set(subjects)
    assert all(5 <= start <= 5 + last_us for start in starts.values())
