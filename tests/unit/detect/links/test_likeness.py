from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from clearwater.detect.links.likeness import alike_pairs, likeness
from clearwater.detect.links.shared_rarely import Floats

NAN = float("nan")
VALUE = st.one_of(st.integers(0, 30).map(float), st.just(NAN))
TWO_OR_THREE = st.integers(2, 3).flatmap(
    lambda kinds: st.lists(st.lists(VALUE, min_size=kinds, max_size=kinds), max_size=18)
)


def by_definition(values: list[Floats], one: int, other: int) -> float:
    proof = 0.0
    for value in values:
        known = [v for v in value.tolist() if not math.isnan(v)]
        gap = abs(value[one] - value[other])
        if math.isnan(gap):
            continue
        near = max(sum(abs(v - value[end]) <= gap for v in known) - 1 for end in (one, other))
        proof -= math.log(max(near, 1) / max(1, len(known) - 1))
    return -float(gamma.logsf(proof, len(values)))


@given(TWO_OR_THREE, st.floats(0.05, 4))
def test_pairs_and_their_proofs_are_their_definition(rows: list[list[float]], least: float) -> None:
    size = len(rows)
    kinds = len(rows[0]) if rows else 2
    values = list(np.array(rows, np.float64).reshape(-1, kinds).T)
    pairs = list(combinations(range(size), 2))
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    expected = [by_definition(values, one, other) for one, other in pairs]
    proof = likeness(values, left, right)
    assert proof == pytest.approx(expected, abs=1e-6)
    known = np.all(np.isfinite(values), axis=0)
    alike = {
        pair
        for pair, p in zip(pairs, proof.tolist(), strict=True)
        if p >= least and known[list(pair)].all()
    }
    found = alike_pairs(values, least)
    listed = list(zip(found[0].tolist(), found[1].tolist(), strict=True))
    assert set(listed) == alike
    assert len(listed) == len(alike)


def test_a_minute_is_far_in_a_crowd_and_a_day_near_in_a_desert() -> None:
    crowd = np.arange(100.0)
    value = np.append(crowd, [10_000.0, 11_000.0])
    few, many = likeness([value], np.array([100, 50]), np.array([101, 53]))
    assert few > many


def test_without_a_value_nothing_is_proven() -> None:
    assert likeness([], np.array([0]), np.array([1])).tolist() == [0.0]
