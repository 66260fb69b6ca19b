"""Stretches of time against a loop over every touch."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.touch_windows import TouchWindows, Windows
from clearwater.units import MICROSECONDS
from tests.helpers.coded import Row, coded_log

LENGTH_S = 4.0
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("opq"), st.integers(0, 12).map(float)),
    min_size=1,
    max_size=30,
    unique=True,
)
Stretch = tuple[str, float, int]
"""Object, second at which it begins, accounts."""


def naive_touches(rows: list[Row]) -> list[tuple[str, float, str]]:
    """Return (object, second, account) of each act not within the length after another."""
    acts = sorted((o, who, s) for who, o, s in rows)
    touches = [
        (o, s, who)
        for k, (o, who, s) in enumerate(acts)
        if k == 0 or acts[k - 1][:2] != (o, who) or s - acts[k - 1][2] > LENGTH_S
    ]
    return sorted(touches)


def naive_fullest(touches: list[tuple[str, float, str]], who: set[str]) -> list[Stretch]:
    found = []
    for object_, part in groupby((t for t in touches if t[2] in who), key=lambda t: t[0]):
        seconds = [second for _, second, _ in part]
        crowd = {s: sum(s <= t <= s + LENGTH_S for t in seconds) for s in seconds}
        best = min(seconds, key=lambda s: (-crowd[s], s))
        found.append((object_, best, crowd[best]))
    return found


class Log:
    """Touches of rows, with names instead of codes."""

    def __init__(self, rows: list[Row]) -> None:
        coded = coded_log(rows)
        self.touches = TouchWindows.of(
            coded.actor,
            coded.key,
            coded.time,
            coded.accounts,
            coded.keys,
            round(LENGTH_S * MICROSECONDS),
        )
        self.actors: list[str] = coded.actors.to_pylist()
        self.objects: list[str] = coded.key_object.to_pylist()

    def everything(self) -> Windows:
        return self.touches.fullest(np.arange(self.touches.actor.size))

    def listed(self, windows: Windows) -> list[Stretch]:
        seconds = self.touches.time[windows.first] / MICROSECONDS
        keys, crowds = windows.key.tolist(), windows.crowd.tolist()
        rows = zip(keys, seconds.tolist(), crowds, strict=True)
        return [(self.objects[key], second, crowd) for key, second, crowd in rows]

    def codes(self, names: set[str]) -> np.ndarray:
        return np.array([k for k, name in enumerate(self.actors) if name in names], np.int64)


@settings(print_blob=True)
@given(rows=ROWS, who=st.sets(st.sampled_from("abcd"), min_size=1))
def test_agrees_with_a_loop(rows: list[Row], who: set[str]) -> None:
    log = Log(rows)
    touches = naive_touches(rows)
    assert log.listed(log.everything()) == naive_fullest(touches, set("abcd"))
    if log.codes(who).size:
        own = log.touches.rows_of(log.codes(who))
        assert log.listed(log.touches.fullest(own)) == naive_fullest(touches, who)


@settings(print_blob=True)
@given(rows=ROWS)
def test_hits_are_the_stretches_that_an_account_touches(rows: list[Row]) -> None:
    log = Log(rows)
    windows = log.everything()
    touches = naive_touches(rows)
    expected = dict.fromkeys(log.actors, 0)
    for object_, first, _ in log.listed(windows):
        for o, second, who in touches:
            expected[who] += o == object_ and first <= second <= first + LENGTH_S
    assert dict(zip(log.actors, log.touches.hits(windows).tolist(), strict=True)) == expected


def test_who_acts_again_and_again_touches_once() -> None:
    log = Log([("a", "o", s) for s in (0.0, 3.0, 6.0)] + [("b", "o", 5.0)])
    assert log.listed(log.everything()) == [("o", 0.0, 1)]


def test_a_stretch_that_is_bound_moves_only_within_reach() -> None:
    """One at 0 s, two at 9 s, three at 30 s; the stretch at 0 has its middle at 2 s."""
    seconds = {"a": 0.0, "b": 9.0, "c": 9.0, "d": 30.0, "e": 30.0, "f": 30.0}
    log = Log([(who, "o", second) for who, second in seconds.items()])
    rows = np.arange(6)
    near = Windows(np.array([0]), np.array([0]), np.array([1]))
    for reach, expected in ((3.0, 0.0), (3.5, 9.0), (13.9, 9.0), (14.0, 30.0)):
        found = log.touches.fullest(rows, near=near, reach=reach)
        assert log.listed(found)[0][1] == expected, reach


def test_an_object_without_a_stretch_moves_freely() -> None:
    log = Log([("a", "o", 0.0), ("b", "p", 90.0), ("c", "p", 91.0)])
    near = Windows(np.array([0]), np.array([0]), np.array([1]))
    found = log.touches.fullest(np.arange(3), near=near, reach=1.0)
    assert log.listed(found) == [("o", 0.0, 1), ("p", 90.0, 2)]


def test_the_largest_come_first_and_small_ones_not_at_all() -> None:
    windows = Windows(np.arange(4), np.arange(4), np.array([2, 5, 1, 5]))
    assert windows.largest(2, 9).key.tolist() == [1, 3, 0]
    assert windows.largest(2, 1).key.tolist() == [1]
