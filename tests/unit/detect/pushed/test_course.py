"""Who lit an object, and when the crowd took over."""

from __future__ import annotations

import numpy as np

from clearwater.detect.pushed.course import course_of


def course(words: str) -> tuple[float, int | None, int]:
    member = np.array([letter == "m" for letter in words])
    found = course_of(np.arange(len(words), dtype=np.int64) * 10, member)
    return found.lit_by, found.crowd_from, found.crowd


def test_a_gang_lights_and_the_crowd_takes_over_for_good() -> None:
    assert course("mmmmm" + "o" * 10 + "mm" + "o" * 8) == (0.5, 90, 18)


def test_what_nobody_but_the_gang_does_has_no_crowd() -> None:
    assert course("mmmmmm") == (1.0, None, 0)


def test_what_no_gang_does_is_a_crowd_from_the_first() -> None:
    assert course("oooo") == (0.0, 0, 4)


def test_nobody_came() -> None:
    assert course("") == (0.0, None, 0)
