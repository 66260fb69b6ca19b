"""Moments of a group: runs of its acts on one object, kept where they stand out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.moments import Moments, moments_of
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from tests.helpers.coded import Row, coded_log, events_table, int32

WINDOW_S = 10
# A quiet log around the group: one person a day on each of many objects.
QUIET: list[Row] = [(f"p{k % 40:02d}", f"q{k % 50:02d}", 86_400.0 * k) for k in range(800)]
TOGETHER: list[Row] = [("a", "x", 0), ("b", "x", 4), ("c", "x", 13)]


def moments(rows: list[Row], *members: str) -> tuple[CodedLog, Moments]:
    return moments_in(coded_log(rows + QUIET), *members)


def moments_in(log: CodedLog, *members: str) -> tuple[CodedLog, Moments]:
    names = log.actors.to_pylist()
    touches = np.bincount(log.actor, minlength=log.accounts).astype(float)
    group = int32([names.index(name) for name in members])
    return log, moments_of(log, touches, group, WINDOW_S * 1_000_000)


def done(**rows: list[Row]) -> CodedLog:
    """Return a log of several actions, each with its own rows, in the quiet log."""
    parts = [events_table(part, action) for action, part in rows.items()]
    return encode(pa.concat_tables([*parts, events_table(QUIET)]).to_batches())


def test_a_moment_is_a_run_in_which_each_follows_within_the_window() -> None:
    log, found = moments(TOGETHER, "a", "b", "c")
    assert found.size == 1
    assert (found.first.tolist(), found.last.tolist()) == ([0], [13_000_000])
    assert log.key_object.take(found.keys).to_pylist() == ["x"]
    assert found.members.tolist() == [3]


def test_a_gap_longer_than_the_window_ends_it() -> None:
    late: list[Row] = [("a", "x", 100), ("b", "x", 101), ("c", "x", 102)]
    _, found = moments([*TOGETHER, *late], "a", "b", "c")
    assert found.first.tolist() == [0, 100_000_000]


def test_another_object_begins_another_moment() -> None:
    _, found = moments([*TOGETHER, ("a", "y", 0), ("b", "y", 0), ("c", "y", 0)], "a", "b", "c")
    assert found.size == 2


def test_who_likes_and_comments_on_one_visit_was_there_once() -> None:
    later: list[Row] = [(who, name, at + 3) for who, name, at in TOGETHER]
    log, found = moments_in(done(like=TOGETHER, comment=later), "a", "b", "c")
    assert (found.size, found.members.tolist()) == (1, [3])
    assert (found.first.tolist(), found.last.tolist()) == ([0], [16_000_000])
    assert log.key_action.take(found.keys).to_pylist() == ["comment", "like"]


def test_events_of_a_moment_of_two_actions_come_by_time() -> None:
    later: list[Row] = [(who, name, at + 3) for who, name, at in TOGETHER]
    log, found = moments_in(done(like=TOGETHER, comment=later), "a", "b", "c")
    assert (np.diff(log.time[found.row]) >= 0).all()
    assert found.starts.tolist() == [0, 6]


def test_what_no_three_members_did_is_no_part_of_the_moment() -> None:
    """Two members happen to view what all three like: the views are not what ties them."""
    views: list[Row] = [("a", "x", 1), ("b", "x", 2)]
    log, found = moments_in(done(like=TOGETHER, view=views), "a", "b", "c")
    assert log.key_action.take(found.keys).to_pylist() == ["like"]


def test_a_stranger_who_does_both_is_one_stranger() -> None:
    later: list[Row] = [(who, name, at + 3) for who, name, at in TOGETHER]
    log = done(like=[*TOGETHER, ("p01", "x", 5)], comment=[*later, ("p01", "x", 6)])
    _, found = moments_in(log, "a", "b", "c")
    assert found.others.tolist() == [1]


def test_two_members_are_no_moment_however_often_they_act() -> None:
    rows: list[Row] = [("a", "x", 0), ("b", "x", 4), ("a", "x", 8), ("b", "x", 9), ("c", "z", 0)]
    _, found = moments(rows, "a", "b", "c")
    assert found.size == 0


def test_strangers_are_counted_from_a_window_before_to_a_window_after() -> None:
    around: list[Row] = [("p01", "x", -10), ("p02", "x", 23), ("p03", "x", 24), ("p04", "x", -11)]
    _, found = moments([*TOGETHER, *around], "a", "b", "c")
    assert found.others.tolist() == [2]


def test_a_moment_in_a_crowd_does_not_stand_out() -> None:
    """Three very active accounts among a thousand others on one object: nothing to look at."""
    crowd: list[Row] = [(f"c{k:04d}", "x", k % 14) for k in range(1000)]
    active: list[Row] = [(who, f"y{k}", 1e6 + 9e4 * k) for k in range(40) for who in "abc"]
    _, found = moments([*TOGETHER, *crowd, *active], "a", "b", "c")
    assert found.size == 0


def test_rows_lead_to_the_groups_events_of_each_moment() -> None:
    log, found = moments([*TOGETHER, ("p01", "x", 5)], "a", "b", "c")
    names = log.actors.take(log.actor[found.row]).to_pylist()
    assert (names, found.starts.tolist()) == (["a", "b", "c"], [0, 3])


@pytest.mark.parametrize("rows", [[("a", "x", 0)], [("a", "x", 0), ("b", "y", 0)]])
def test_a_group_that_never_met_has_no_moments(rows: list[Row]) -> None:
    _, found = moments(rows, "a")
    assert (found.size, found.starts.tolist(), found.row.size) == (0, [0], 0)
