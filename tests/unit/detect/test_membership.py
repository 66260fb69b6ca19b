"""Who belongs: every account is asked against the moments of the others."""

from __future__ import annotations

import numpy as np

from clearwater.detect.background import background
from clearwater.detect.membership import Membership, membership
from clearwater.detect.moments import moments_of
from tests.helpers.desk import DESK, JOBS, codes, desk_log

WINDOW_US = 10_000_000


def asked_of(members: np.ndarray) -> Membership:
    log = desk_log()
    known = background(log)
    touches = known.touches(WINDOW_US)
    moments = moments_of(log, touches, members, WINDOW_US)
    return membership(log, known, touches, members, moments, WINDOW_US)


def p_value(found: Membership) -> np.ndarray:
    larger: np.ndarray = np.maximum(found.p_choice, found.p_timing)
    return larger


def p_of(found: Membership, name: str) -> float:
    at = np.flatnonzero(found.account == codes((name,))[0])
    return float(p_value(found)[at[0]]) if at.size else 1.0


def test_every_member_is_named_by_the_others() -> None:
    found = asked_of(codes(DESK))
    assert max(p_of(found, name) for name in DESK) < 1e-6


def test_a_member_that_the_seed_missed_is_named_too() -> None:
    assert p_of(asked_of(codes(DESK[:-2])), DESK[-1]) < 1e-6


def test_a_stranger_in_the_seed_is_not_named() -> None:
    assert p_of(asked_of(codes((*DESK, "p003"))), "p003") > 0.01


def test_people_who_touched_the_same_objects_are_not_named() -> None:
    found = asked_of(codes(DESK))
    people = ~np.isin(found.account, codes(DESK))
    assert people.sum() > 20, "many people touched three of the desk's objects"
    assert p_value(found)[people].min() > 1e-3


def test_hits_count_the_moments_at_which_an_account_came_after_another() -> None:
    """At each of the 14 jobs one of the eight comes first, unless two do in the same second."""
    found = asked_of(codes(DESK))
    hits = found.hits[np.isin(found.account, codes(DESK))]
    assert hits.max() == JOBS
    assert JOBS * (len(DESK) - 1) <= hits.sum() <= JOBS * len(DESK)


def test_trials_are_the_hits_and_the_near_misses() -> None:
    found = asked_of(codes(DESK))
    hits = np.bincount(found.trial_account[found.trial_hit], minlength=found.account.size)
    assert hits.tolist() == found.hits.tolist()
    assert (found.trial_chance >= 0).all()
    assert (found.trial_chance <= 1).all()


def test_with_three_members_a_moment_without_one_still_needs_two_others() -> None:
    """Of a pair nobody can be asked: without one of them there is no moment left."""
    found = asked_of(codes(DESK[:2]))
    assert found.account.size == 0
