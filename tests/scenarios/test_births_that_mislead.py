"""Strays before an object appeared, and no creation times: prompt fans must not be accused.

A prototype took the first act on an object for its birth. Where a link had gone round before the
star posted it, each prompt reaction of a fan then looked like a coincidence hours after the birth:
47,583 false pairs in one log.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from clearwater.detect.background import background
from clearwater.detect.pair_evidence import pair_evidence
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.kernels import appearance
from clearwater.simulate import FanClub, WorldConfig, simulate
from clearwater.units import MICROSECONDS

WINDOWS_S = (60, 600)
LEVEL = 0.01 / 3


@cache
def log_with_strays() -> CodedLog:
    """Return two prompt fan clubs in a world in which most objects have stray acts before birth."""
    world = WorldConfig(accounts=3_000, objects=1_000, events=20_000, days=28, stray_share=0.9)
    clubs = [
        FanClub(50, posts=50, lag_median_s=40.0, lag_sigma=1.0, population="fan club, no. 1"),
        FanClub(50, posts=50, lag_median_s=180.0, lag_sigma=1.0, population="fan club, no. 2"),
    ]
    return encode(simulate(world, clubs, seed=12).events.to_batches())


def accused() -> int:
    """Return how many pairs are significant; nobody in the log coordinates."""
    log = log_with_strays()
    known = background(log)
    found = [pair_evidence(log, known, seconds * MICROSECONDS) for seconds in WINDOWS_S]
    return sum(int((one.q_value <= LEVEL).sum()) for one in found)


@pytest.mark.slow
def test_prompt_fans_are_not_accused_where_births_are_guessed_among_strays() -> None:
    assert accused() == 0


@pytest.mark.slow
def test_they_would_be_if_each_first_act_were_taken_at_its_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the test above guards against is really there to be guarded against."""

    def believed(time: np.ndarray, starts: np.ndarray, created: np.ndarray) -> np.ndarray:
        return np.zeros(starts.size - 1)

    monkeypatch.setattr(appearance, "_wrong", believed)
    assert accused() > 20
