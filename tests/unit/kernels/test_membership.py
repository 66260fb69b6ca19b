"""A moment without the account that is asked about, and who was there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.membership import membership_p_values, others_at
from tests.helpers.coded import int32, int64

EVENTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=10).map(
    sorted
)


def without(events: list[tuple[int, int]], account: int) -> tuple[bool, list[int]]:
    span = np.zeros(3, np.int64)
    time, actor = int64([t for t, _ in events]), int32([a for _, a in events])
    stands = others_at(0, len(events), np.int32(account), time, actor, span)
    return bool(stands), span.tolist()


@given(events=EVENTS, account=st.integers(-1, 3))
def test_centre_half_length_and_beginning_are_those_of_the_others(
    events: list[tuple[int, int]], account: int
) -> None:
    others = [(time, actor) for time, actor in events if actor != account]
    stands, span = without(events, account)
    assert stands == (len({actor for _, actor in others}) >= 2)
    if others:
        low, high = others[0][0], others[-1][0]
        assert span == [(low + high) // 2, (high - low) // 2, low]


@pytest.mark.parametrize(("account", "stands"), [(1, False), (2, False), (3, True)])
def test_nobody_testifies_for_himself(account: int, *, stands: bool) -> None:
    """Two accounts, one of them very busy: without either of them there is no moment."""
    assert without([(0, 1), (1, 1), (2, 2), (3, 1)], account)[0] == stands


ACCOUNTS, OBJECTS = 4, 2
MEMBERS = {0, 1, 2}
LIKE, COMMENT = 0, 1
WIDTHS = (10, 100)
SHARE = (0.1, 0.2, 0.3, 0.4)
CROWD = 2
"""Accounts outside of the group at each moment."""


class Act(NamedTuple):
    account: int
    object: int
    time: int
    action: int = LIKE

    @property
    def key(self) -> int:
        return 2 * self.object + self.action


ACTS = st.lists(
    st.builds(
        Act,
        st.integers(0, ACCOUNTS - 1),
        st.integers(0, OBJECTS - 1),
        st.integers(0, 3000),
        st.sampled_from([LIKE, COMMENT]),
    ),
    max_size=20,
    unique=True,
).map(sorted)
CLOSE_ACTS = ACTS.map(lambda acts: sorted({act._replace(time=act.time // 60) for act in acts}))
"""By account, object and time, as in a view."""


@dataclass(frozen=True)
class Asked:
    """What the kernel says of all accounts; seconds stand for microseconds."""

    hits: list[int]
    expected: list[float]
    trials: list[tuple[int, int, bool]]
    """(account, moment, hit)."""
    chance: list[float]


def moments_of(acts: list[Act], window: int) -> list[list[Act]]:
    """Return the runs of the members' acts on one object, each within the window of the last."""
    found = []
    of_members = sorted((a for a in acts if a.account in MEMBERS), key=lambda a: a[1:])
    for _, group in groupby(of_members, key=lambda act: act.object):
        run = list(group)
        breaks = [k for k, (a, b) in enumerate(pairwise(run), 1) if b.time - a.time > window]
        found += [run[low:high] for low, high in pairwise([0, *breaks, len(run)])]
    return found


def asked_of(acts: list[Act], moments: list[list[Act]], window: int) -> Asked:
    """Ask all accounts; objects were created at 0, and no lag of anybody is known."""
    n, most = len(acts), ACCOUNTS * len(moments)
    p, hits, expected = np.ones((ACCOUNTS, 2)), np.zeros(ACCOUNTS, np.int32), np.zeros(ACCOUNTS)
    account, moment = np.empty(most, np.int32), np.empty(most, np.int32)
    chance, hit = np.empty(most), np.empty(most, bool)
    keys = [sorted({act.key for act in run}) for run in moments]
    rows = [act for run in moments for act in run]
    time = int64([act.time for act in acts])
    unknown = np.full((2, n), np.iinfo(np.int64).min)
    starts = np.searchsorted([act.account for act in acts], np.arange(ACCOUNTS + 1))
    listed = membership_p_values(
        0, ACCOUNTS, np.arange(ACCOUNTS, dtype=np.int32), np.arange(ACCOUNTS) < len(MEMBERS),
        starts, int32([act.object for act in acts]), int32([act.key for act in acts]), time,
        sorted_by_account(acts), unknown[0], unknown, int64([]), np.zeros((ACCOUNTS, 2)),
        np.zeros(OBJECTS, np.int64), np.zeros(OBJECTS), np.full((OBJECTS, 3), -1, np.int32),
        np.zeros((OBJECTS, 3), np.int64), int32([run[0].object for run in moments]),
        int32([key for part in keys for key in part]), offsets(keys), offsets(moments),
        int64([act.time for act in rows]), int32([act.account for act in rows]),
        np.full(len(moments), CROWD, np.int32), np.array(SHARE),
        np.ones((ACCOUNTS, 24), np.float32), np.ones((ACCOUNTS, 1), np.float32), 0, 1 << 40,
        window, int64(WIDTHS), 1, p, hits, expected, account, moment, chance, hit,
    )  # fmt: skip
    trials = zip(account[:listed], moment[:listed], hit[:listed], strict=True)
    return Asked(
        hits.tolist(),
        expected.tolist(),
        [(int(who), int(m), bool(there)) for who, m, there in trials],
        chance[:listed].tolist(),
    )


def sorted_by_account(acts: list[Act]) -> np.ndarray:
    """Return the times, each account's sorted; no clock is asked."""
    return int64([time for _, time in sorted((a.account, a.time) for a in acts)]).reshape(1, -1)


def offsets(parts: list[list[Act]] | list[list[int]]) -> np.ndarray:
    return np.cumsum([0, *map(len, parts)]).astype(np.int64)


def naive(acts: list[Act], moments: list[list[Act]], window: int) -> Iterator[tuple[int, int, int]]:
    """Yield (account, moment, how far it was in hundredths of the reach) where others stand.

    The distance is that of the account's nearest act that left a trace of the moment; it is
    endless for who came first, because the others came after.
    """
    for account in range(ACCOUNTS):
        for m, run in enumerate(moments):
            others = [act for act in run if act.account != account]
            if len({act.account for act in others}) < 2:
                continue
            times, keys = [act.time for act in others], {act.key for act in run}
            centre, reach = (min(times) + max(times)) // 2, window + (max(times) - min(times)) // 2
            own = [a.time for a in acts if a.account == account and a.key in keys]
            came_first = any(0 < min(times) - time <= window for time in own)
            far = [abs(time - centre) for time in own] if not came_first else []
            yield account, m, math.ceil(min(far, default=10**9) * 100 / reach)


@settings(print_blob=True)
@given(acts=st.one_of(ACTS, CLOSE_ACTS), window=st.sampled_from([1, 5, 20]))
def test_a_trial_is_a_moment_whose_traces_the_account_left_near_it(
    acts: list[Act], window: int
) -> None:
    moments = moments_of(acts, window)
    near = [
        (account, m, distance <= 100)
        for account, m, distance in naive(acts, moments, window)
        if distance <= 100 * max(WIDTHS)
    ]
    assert asked_of(acts, moments, window).trials == near


@settings(print_blob=True)
@given(acts=st.one_of(ACTS, CLOSE_ACTS), window=st.sampled_from([1, 5, 20]))
def test_hits_are_the_moments_at_which_the_account_was_there(acts: list[Act], window: int) -> None:
    moments = moments_of(acts, window)
    hits = [account for account, _, distance in naive(acts, moments, window) if distance <= 100]
    assert asked_of(acts, moments, window).hits == [hits.count(who) for who in range(ACCOUNTS)]


@settings(print_blob=True)
@given(acts=st.one_of(ACTS, CLOSE_ACTS), window=st.sampled_from([1, 5, 20]))
def test_an_account_is_expected_at_every_moment_that_stands_without_it(
    acts: list[Act], window: int
) -> None:
    moments = moments_of(acts, window)
    asked = [account for account, _, _ in naive(acts, moments, window)]
    means = [
        asked.count(who) * (1 - math.exp(-(CROWD + 1) * SHARE[who])) for who in range(ACCOUNTS)
    ]
    assert asked_of(acts, moments, window).expected == pytest.approx(means)


MOMENT = [Act(0, 0, 1000), Act(1, 0, 1000)]
"""Members 0 and 1 like object 0 at once: with a window of 10 it reaches 10 to either side."""
OTHER = 3


def asked_of_the_other(*acts: tuple[int, int]) -> Asked:
    """Ask about the acts (time, action) of an account outside the group on the moment's object."""
    own = [Act(OTHER, 0, *act) for act in acts]
    return asked_of([*MOMENT, *own], [MOMENT], window=10)


def test_who_did_something_else_to_the_object_was_not_there() -> None:
    assert asked_of_the_other((1000, COMMENT)).trials == []


def test_any_trace_of_the_moment_will_do() -> None:
    moment = [*MOMENT, Act(0, 0, 1000, COMMENT), Act(1, 0, 1000, COMMENT)]
    acts = sorted([*moment, Act(OTHER, 0, 1000, COMMENT)])
    assert asked_of(acts, [moment], window=10).hits[OTHER] == 1


@pytest.mark.parametrize(("time", "hits"), [(990, 0), (999, 0), (1000, 1), (1001, 1)])
def test_whom_the_others_come_after_has_followed_nobody(time: int, hits: int) -> None:
    """A farm that trails an innocent account to frame it comes after it."""
    assert asked_of_the_other((time, LIKE)).hits[OTHER] == hits


def test_one_act_is_one_try() -> None:
    """The flat chance: a tenth of the near band."""
    assert asked_of_the_other((1005, LIKE)).chance == pytest.approx([0.1])


def test_two_touches_are_two_tries() -> None:
    found = asked_of_the_other((1005, LIKE), (1050, LIKE))
    assert found.chance == pytest.approx([1 - 0.9**2])


def test_two_acts_of_one_touch_are_a_little_more_than_one_try() -> None:
    """A touch of 5 makes a reach of 20 one of 25."""
    found = asked_of_the_other((1000, LIKE), (1005, LIKE))
    assert found.chance == pytest.approx([1 - 0.9**1.25])


def test_acts_that_left_no_trace_of_the_moment_are_no_tries() -> None:
    found = asked_of_the_other((1000, LIKE), (1005, COMMENT), (1050, COMMENT))
    assert found.chance == pytest.approx([0.1])
