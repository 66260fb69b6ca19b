from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.links import pairs_sharing

HELD = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=25)


@given(HELD, st.integers(2, 5))
def test_pairs_are_their_definition(held: list[tuple[int, int]], most: int) -> None:
    accounts = 7
    columns = np.array(held, np.int64).reshape(-1, 2).T
    pairs = pairs_sharing(*columns, accounts=accounts, most_holders=most)
    holders = {t: {a for a, other in held if other == t} for _, t in held}
    rare = [who for who in holders.values() if 2 <= len(who) <= most and len(who) < accounts]
    expected = {}
    for pair in combinations(range(accounts), 2):
        worth = [math.log(accounts / len(who)) for who in rare if set(pair) <= who]
        if worth:
            expected[pair] = (len(worth), pytest.approx(sum(worth), abs=1e-6))
    found = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    values = zip(pairs.traces.tolist(), pairs.proof.tolist(), strict=True)
    assert dict(zip(found, values, strict=True)) == expected


def test_nobody_shares_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert pairs_sharing(none, none, accounts=0, most_holders=20).left.shape == (0,)
    assert pairs_sharing(none, none, accounts=9, most_holders=20).proof.shape == (0,)
