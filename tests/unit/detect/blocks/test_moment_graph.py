from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.detect.blocks.moment_graph import MOMENTS_AN_EPOCH, MomentGraph, moment_graph
from clearwater.errors import ParameterError

HOUR_US = 3_600_000_000
EVENTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 40)), min_size=1, max_size=30
)


def graph(events: list[tuple[int, int, int]], window_h: int = 2) -> MomentGraph:
    """Return the graph of (account, object, hour)."""
    who, what, hour = (np.array(side, np.int64) for side in zip(*events, strict=True))
    return moment_graph(who, what, hour * HOUR_US, window_h * HOUR_US)


def meetings(found: MomentGraph) -> set[tuple[int, int, int]]:
    """Return (account, object, hour at which the moment begins) of every edge."""
    object_, begin = found.object[found.column], found.begin[found.column] // HOUR_US
    return set(zip(found.row.tolist(), object_.tolist(), begin.tolist(), strict=True))


def test_a_moment_lasts_a_window_and_begins_with_its_first_event() -> None:
    assert meetings(graph([(0, 0, 5), (1, 0, 6), (2, 0, 7), (3, 0, 8), (4, 1, 5)])) == {
        (0, 0, 5), (1, 0, 5), (2, 0, 5), (3, 0, 8), (4, 1, 5),
    }  # fmt: skip


def test_without_times_an_object_is_one_moment() -> None:
    found = moment_graph(np.array([0, 1, 1]), np.array([3, 3, 7]), None, 0)
    assert meetings(found) == {(0, 3, 0), (1, 3, 0), (1, 7, 0)}
    assert found.window_us == 0


def test_going_on_is_no_new_act() -> None:
    """Without a break longer than the window it is one touch, and at one moment."""
    assert meetings(graph([(0, 0, 1), (0, 0, 3), (0, 0, 5), (0, 0, 9)])) == {(0, 0, 1), (0, 0, 9)}


@settings(print_blob=True)
@given(events=EVENTS, data=st.data())
def test_order_and_repeats_do_not_matter(
    events: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    once, again = graph(events), graph(data.draw(st.permutations(events + events[:3])))
    for name in ("row", "column", "object", "begin", "stratum"):
        assert np.array_equal(getattr(once, name), getattr(again, name)), name


@settings(print_blob=True)
@given(events=EVENTS)
def test_every_edge_is_there_once_and_strata_ascend(events: list[tuple[int, int, int]]) -> None:
    found = graph(events)
    edge = found.row.astype(np.int64) * found.moments + found.column
    assert (np.diff(edge) > 0).all()
    assert (np.diff(found.stratum) >= 0).all()
    assert np.unique(found.column).size == found.moments


def test_strata_are_epochs_and_quarters_of_the_day() -> None:
    """A moment every six hours: four strata an epoch, as many epochs as there are full ones."""
    count = 4 * MOMENTS_AN_EPOCH
    found = graph([(0, 0, 6 * k) for k in range(count)])
    assert found.moments == count
    assert np.unique(found.stratum).size == 16
    same = found.stratum[:, None] == found.stratum[None, :]
    quarter = found.begin // (6 * HOUR_US) % 4
    assert (quarter[:, None] == quarter[None, :])[same].all()


def test_a_log_without_events_has_no_moments() -> None:
    nothing = np.empty(0, np.int64)
    assert moment_graph(nothing, nothing, nothing, HOUR_US).moments == 0
    assert moment_graph(nothing, nothing, None, 0).row.size == 0


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ParameterError, match="lengths"):
        moment_graph(np.array([0, 1]), np.array([0]), None, 0)
    with pytest.raises(ParameterError, match="negative"):
        moment_graph(np.array([0, -1]), np.array([0, 1]), None, 0)
