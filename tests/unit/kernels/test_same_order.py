from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.same_order import longest_rising, order_steps

LOGS = st.lists(
    st.dictionaries(st.integers(0, 6), st.integers(0, 9), max_size=7), min_size=2, max_size=4
)
"""One log: for each account, when it touched what."""


@given(value=st.lists(st.integers(0, 8), max_size=9))
def test_longest_rising_by_trying_all(value: list[int]) -> None:
    best = max(
        size
        for size in range(len(value) + 1)
        for chosen in combinations(value, size)
        if all(a < b for a, b in pairwise(chosen))
    )
    column = np.array(value, np.int64)
    assert longest_rising(column, column.size, np.empty(column.size, np.int64)) == best


@given(
    log=LOGS,
    public=st.permutations(range(7)),
    other=st.lists(st.integers(0, 3), min_size=7, max_size=7),
)
def test_steps_one_by_one(log: list[dict[int, int]], public: list[int], other: list[int]) -> None:
    pairs = [(u, v) for u in range(len(log)) for v in range(len(log)) if u != v]
    common, table = run(log, pairs, [public, other])
    for row, (u, v) in enumerate(pairs):
        both = sorted(log[u].keys() & log[v].keys(), key=lambda o: (log[u][o], o))
        assert common[row, 0] == len(both)
        for which, places in enumerate((public, other)):
            assert table[row, which].tolist() == naive(log[u], log[v], both, places)


def naive(
    mine: dict[int, int], theirs: dict[int, int], both: list[int], places: list[int]
) -> list[int]:
    steps = along = also = together = 0
    for a, b in pairwise(both):
        if mine[a] == mine[b] or theirs[a] == theirs[b] or places[a] == places[b]:
            continue
        first = places[a] < places[b]
        second = first == (theirs[a] < theirs[b])
        steps += 1
        along += first
        also += second
        together += first and second
    return [steps, along, also, together]


def run(
    log: list[dict[int, int]], pairs: list[tuple[int, int]], public: list[list[int]]
) -> tuple[np.ndarray, np.ndarray]:
    rows = [(o, t) for account in log for o, t in sorted(account.items())]
    starts = np.cumsum([0, *(len(account) for account in log)]).astype(np.int64)
    left, right = (np.array(column, np.int32) for column in zip(*pairs, strict=True))
    common = np.zeros((len(pairs), 2), np.int64)
    table = np.zeros((len(pairs), len(public), 4), np.int64)
    order_steps(
        starts,
        np.array([o for o, _ in rows], np.int32),
        np.array([t for _, t in rows], np.int64),
        np.array(public, np.int64),
        left,
        right,
        common,
        table,
    )
    return common, table


def test_who_follows_one_list_shares_all_of_it() -> None:
    one, other = {o: 10 - o for o in range(7)}, {o: 20 - 2 * o for o in range(7)}
    common, table = run([one, other], [(0, 1)], [[0, 1, 2, 3, 4, 5, 6]])
    assert common.tolist() == [[7, 7]]
    # Six steps, all against the public order, by both.
    assert table.tolist() == [[[6, 0, 0, 0]]]
