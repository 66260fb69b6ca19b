"""A moment without the account that is asked about."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.membership import others_at
from tests.helpers.coded import int32, int64

EVENTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=10).map(
    sorted
)


def without(events: list[tuple[int, int]], account: int) -> tuple[bool, list[int]]:
    span = np.zeros(2, np.int64)
    time, actor = int64([t for t, _ in events]), int32([a for _, a in events])
    stands = others_at(0, len(events), np.int32(account), time, actor, span)
    return bool(stands), span.tolist()


@settings(deadline=None)
@given(events=EVENTS, account=st.integers(-1, 3))
def test_centre_and_half_length_are_those_of_the_others(
    events: list[tuple[int, int]], account: int
) -> None:
    others = [(time, actor) for time, actor in events if actor != account]
    stands, span = without(events, account)
    assert stands == (len({actor for _, actor in others}) >= 2)
    if others:
        low, high = others[0][0], others[-1][0]
        assert span == [(low + high) // 2, (high - low) // 2]


@pytest.mark.parametrize(("account", "stands"), [(1, False), (2, False), (3, True)])
def test_nobody_testifies_for_himself(account: int, *, stands: bool) -> None:
    """Two accounts, one of them very busy: without either of them there is no moment."""
    assert without([(0, 1), (1, 1), (2, 2), (3, 1)], account)[0] == stands
