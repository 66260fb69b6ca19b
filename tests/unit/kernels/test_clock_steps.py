"""How finely clocks were read, and which creation times are too coarse to be trusted."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.clock_steps import (
    DAY,
    ENOUGH,
    HOUR,
    MINUTE,
    SECOND,
    clock_step,
    creation_steps,
    read_alike,
)
from tests.helpers.coded import int64

FINE = np.random.default_rng(0).integers(0, 300 * DAY, 500)


@pytest.mark.parametrize("step", [DAY, HOUR, MINUTE, SECOND])
def test_the_step_of_a_clock_is_found_wherever_its_days_begin(step: int) -> None:
    offset = 7 * HOUR + 13 * MINUTE + 5 * SECOND + 77
    assert clock_step(FINE // step * step + offset) == step


def test_a_fine_clock_has_no_step() -> None:
    assert clock_step(FINE) == 1


def test_a_few_times_agree_by_chance() -> None:
    assert clock_step(int64([0, DAY, 5 * DAY])) == 1


@pytest.mark.parametrize("step", [DAY, HOUR, MINUTE])
def test_creation_times_that_were_cut_are_told(step: int) -> None:
    assert set(creation_steps(FINE // step * step + 8 * HOUR).tolist()) == {step}


def test_fine_creation_times_are_left_alone() -> None:
    whole_seconds = FINE // SECOND * SECOND
    assert set(creation_steps(whole_seconds).tolist()) == {1}


def test_only_the_coarse_part_of_a_mixed_table_is_told() -> None:
    mixed = np.concatenate([FINE, FINE[:100] // DAY * DAY, FINE[:100] // MINUTE * MINUTE])
    steps = creation_steps(mixed)
    assert set(steps[500:600].tolist()) == {DAY}
    assert (steps[600:] == MINUTE).mean() > 0.9, "one full minute in sixty looks like an hour"
    assert (steps[:500] > 1).mean() < 0.05


def test_a_handful_of_objects_created_at_one_moment_was_imported() -> None:
    assert creation_steps(int64([5 * MINUTE] * 4)).tolist() == [DAY] * 4


def test_one_creation_time_says_nothing_of_its_clock() -> None:
    assert creation_steps(int64([5 * DAY, UNKNOWN])).tolist() == [1, 1]


def test_unknown_creation_times_have_no_step() -> None:
    known = FINE // DAY * DAY
    steps = creation_steps(np.append(known, np.full(ENOUGH * 9, UNKNOWN)))
    assert set(steps[known.size :].tolist()) == {1}


def test_creation_is_cut_as_the_clock_of_the_acts_cuts() -> None:
    acts = FINE // MINUTE * MINUTE + 3 * SECOND
    created = int64([MINUTE - 1, MINUTE + 2 * SECOND, MINUTE + 3 * SECOND, UNKNOWN])
    cut = read_alike(created, acts)
    assert cut.tolist() == [3 * SECOND, 3 * SECOND, MINUTE + 3 * SECOND, UNKNOWN]


def test_a_fine_clock_cuts_nothing() -> None:
    assert read_alike(FINE, FINE).tolist() == FINE.tolist()
