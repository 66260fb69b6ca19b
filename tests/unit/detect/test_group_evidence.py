"""The evidence of a group: bounds, replicas, and what each member adds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect import group_evidence as module
from clearwater.detect.asking import Answers
from clearwater.detect.evidence import Evidence
from clearwater.detect.families import Answer
from clearwater.detect.families.same_saying import TEXT
from clearwater.detect.finding_words import waterfall
from clearwater.detect.group_evidence import REPLICAS, GroupEvidence, group_evidence
from clearwater.detect.groups import Group
from clearwater.detect.innocent import EXPLAINS, Explanation
from clearwater.detect.membership import Membership
from clearwater.kernels.tails import poisson_binomial_tail
from tests.helpers.coded import int32
from tests.helpers.moments import bare_moments

CHANCES = st.lists(st.floats(0.01, 0.9), min_size=1, max_size=12)


def group_of(trials: list[tuple[int, int, float, bool]], expected: float) -> Group:
    """Return a group for trials (member, moment, chance, hit); its members are 0, 1, ..."""
    member, moment, chance, hit = zip(*trials, strict=True)
    members, moments = max(member) + 1, max(moment) + 1
    asked = Membership(
        account=np.arange(members, dtype=np.int32),
        hits=np.bincount(np.array(member)[np.array(hit)], minlength=members).astype(np.int32),
        expected=np.full(members, expected / members),
        p_choice=np.full(members, 1e-6),
        p_timing=np.full(members, 1e-6),
        trial_account=int32(member),
        trial_moment=int32(moment),
        trial_chance=np.array(chance),
        trial_hit=np.array(hit),
    )
    there = bare_moments(moments, members=members)
    p = np.full(members, 1e-4)
    return Group(asked.account, 0, 60_000_000, there, asked, p, p)


def everybody_came(members: int, moments: int, chance: float = 0.1) -> Group:
    """Return a group whose members were at every moment."""
    trials = [(m, at, chance, True) for at in range(moments) for m in range(members)]
    return group_of(trials, expected=0.5)


@given(chance=CHANCES, share=st.floats(0, 1))
def test_chernoffs_bound_is_never_below_the_exact_tail(chance: list[float], share: float) -> None:
    x = round(share * len(chance))
    bits, _ = module._chernoff_bits(np.array(chance), x)  # the bound itself
    exact = poisson_binomial_tail(np.array(chance), len(chance), x, np.empty(len(chance) + 2))
    assert 2.0**-bits >= exact * (1 - 1e-9)


def test_at_a_moment_somebody_has_to_come_first() -> None:
    found = group_evidence(everybody_came(4, 3), hypotheses=10, seed=0)
    assert found.joint_acts == 3 * (4 - 1)


def test_the_smaller_amount_counts_less_the_price_of_looking() -> None:
    found = group_evidence(everybody_came(5, 10), hypotheses=1024, seed=0)
    assert found.search_bits == 10
    assert found.bits == pytest.approx(min(found.choice_bits, found.timing_bits) - 10)


def test_bits_never_fall_below_zero() -> None:
    assert group_evidence(everybody_came(3, 1, chance=0.9), hypotheses=10**9, seed=0).bits == 0


def test_what_habits_explain_is_no_evidence() -> None:
    found = group_evidence(everybody_came(4, 5, chance=0.95), hypotheses=2, seed=0)
    assert found.timing_bits == 0
    assert found.p_value > 0.2


def test_what_habits_do_not_explain_no_replica_reaches() -> None:
    found = group_evidence(everybody_came(5, 10), hypotheses=2, seed=0)
    assert found.p_value == 1 / (REPLICAS + 1)


def test_replicas_of_groups_that_follow_their_habits_are_not_too_seldom_uniform() -> None:
    """60 groups drawn from their own chances: at the tenth, twice that is allowed for luck."""
    rng = np.random.default_rng(4)
    p = []
    for seed in range(60):
        trials = [(m, at, 0.3, bool(rng.random() < 0.3)) for at in range(8) for m in range(6)]
        p.append(group_evidence(group_of(trials, expected=1.0), 2, seed).p_value)
    assert np.mean(np.array(p) <= 0.1) <= 0.2


def test_the_same_seed_gives_the_same_p() -> None:
    group = everybody_came(4, 5, chance=0.6)
    assert group_evidence(group, 2, 7).p_value == group_evidence(group, 2, 7).p_value


def test_a_member_who_never_came_adds_nothing() -> None:
    idle = [(5, at, 0.1, False) for at in range(10)]
    busy = [(m, at, 0.1, True) for at in range(10) for m in range(5)]
    found = group_evidence(group_of(busy + idle, expected=0.5), 2, 0)
    assert found.share_of_member[5] == 0.0
    assert (found.share_of_member[:5] > 0).all()


def test_without_one_member_there_is_never_more_evidence() -> None:
    found = group_evidence(everybody_came(5, 10), hypotheses=1024, seed=0)
    assert (found.share_of_member >= 0).all()


def test_beyond_what_a_float_holds_bits_are_still_counted() -> None:
    found = group_evidence(everybody_came(30, 30), hypotheses=2, seed=0)
    assert found.choice_bits > 4000


BITS = st.floats(0, 500)


@given(choice=BITS, timing=BITS, search=BITS, said_bits=BITS, explains=st.booleans())
def test_the_waterfall_adds_up_to_the_bits(
    choice: float, timing: float, search: float, said_bits: float, *, explains: bool
) -> None:
    moves = GroupEvidence(9, 1.0, 1.0, 9, choice, timing, search, 0.001, np.zeros(3))
    said = Answer(np.ones(3), said_bits, "3 texts", np.ones(3, bool))
    answers = Answers(("says",), np.ones((1, 3)), ((TEXT.spec, said),))
    explained = Explanation("household", EXPLAINS, "3 of 3", frozenset({"moves"}))
    evidence = Evidence(moves, answers, (explained,) if explains else ())
    steps = [float(str(line["bits"])) for line in waterfall(evidence, 10)]
    assert sum(steps) == pytest.approx(evidence.bits, abs=1e-9)
