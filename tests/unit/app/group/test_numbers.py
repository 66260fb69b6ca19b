"""What timelines and networks are made of, held against the plain way of saying it."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from clearwater.app.group.dots import NEVER, by_number, lags_of
from clearwater.app.group.events import matched
from clearwater.app.group.layout import laid_out
from clearwater.app.group.packing import MARK, narrow, packed
from clearwater.app.group.pairs import EDGES_EACH, Pairs, matrix_file, network_file

ACTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 3)), max_size=30
).map(sorted)


@given(ACTS)
def test_a_lag_is_the_time_since_somebody_else_was_there(
    acts: list[tuple[int, int, int]],
) -> None:
    time, row, obj = (np.array([act[k] for act in acts], np.int64) for k in range(3))
    expected = []
    for at, (when, who, what) in enumerate(acts):
        before = [t for t, other, thing in acts[:at] if thing == what and other != who]
        expected.append(when - max(before) if before else NEVER)
    assert lags_of(time, row, obj).tolist() == expected


def _columns(rows: list[tuple[int, ...]]) -> tuple[NDArray[np.int64], ...]:
    return tuple(np.array([row[k] for row in rows], np.int64) for k in range(3))


@given(
    st.lists(st.tuples(*[st.integers(0, 2)] * 3), max_size=15),
    st.lists(st.tuples(*[st.integers(-1, 2)] * 3), max_size=15),
)
def test_each_dot_gets_an_event_of_its_own(
    dots: list[tuple[int, ...]], events: list[tuple[int, ...]]
) -> None:
    found = matched(_columns(dots), _columns(events)).tolist()
    used = [one for one in found if one >= 0]
    assert len(set(used)) == len(used)
    assert all(events[one] == dots[at] for at, one in enumerate(found) if one >= 0)
    there, wanted = Counter(events), Counter(dots)
    assert len(used) == sum(min(there[one], n) for one, n in wanted.items())


@given(st.lists(st.integers(0, 100_000), max_size=50))
def test_numbers_are_sorted_as_they_stand(values: list[int]) -> None:
    order = by_number(np.array(values, np.int64)).tolist()
    assert order == sorted(range(len(values)), key=lambda at: (values[at], at))


@pytest.mark.parametrize(
    ("most", "kind"),
    [(0, "uint8"), (255, "uint8"), (256, "uint16"), (65_536, "uint32"), (2**32, "float64")],
)
def test_numbers_take_the_least_room(most: int, kind: str) -> None:
    assert narrow(np.array([0, most])).dtype == kind


@given(st.lists(st.integers(0, 2**32 - 1), max_size=9), st.text(max_size=9))
def test_what_is_packed_can_be_read_at_the_places_that_are_said(
    values: list[int], said: str
) -> None:
    columns = {"a": narrow(np.array(values, np.int64)), "b": np.array([1.5, 2.5])}
    file = packed(columns, said=said)
    assert file[:4] == MARK
    length = int(np.frombuffer(file, "<u4", 1, 4)[0])
    header = json.loads(file[8 : 8 + length])
    assert header["said"] == said
    for one in header["columns"]:
        begins = 8 + length + one["begins"]
        assert begins % 8 == 0
        found = np.frombuffer(file, one["kind"], one["count"], begins)
        assert found.tolist() == columns[one["name"]].tolist()


def _pairs(size: int, count: int) -> Pairs:
    rng = np.random.default_rng(3)
    key = np.unique(rng.integers(0, size * size, count))
    left, right = key // size, key % size
    inside = left < right
    return Pairs(left[inside], right[inside], rng.gamma(2, 5, int(inside.sum())), size, count)


def _header(file: bytes) -> dict[str, int]:
    length = int(np.frombuffer(file, "<u4", 1, 4)[0])
    said: dict[str, int] = json.loads(file[8 : 8 + length])
    return said


def test_the_matrix_has_a_shade_for_each_pair_on_both_sides() -> None:
    pairs = _pairs(20, 150)
    file = matrix_file(pairs)
    square = np.frombuffer(file[-400:], np.uint8).reshape(20, 20)
    assert (square == square.T).all()
    assert set(zip(*np.nonzero(np.triu(square)), strict=True)) == set(
        zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    )
    assert _header(file)["shown"] == pairs.left.size


def test_of_a_large_group_the_strongest_accounts_are_drawn_and_the_rest_is_said() -> None:
    pairs = _pairs(900, 9_000)
    matrix, network = _header(matrix_file(pairs)), _header(network_file(pairs))
    assert (matrix["rows"], matrix["accounts"], matrix["pairs"]) == (400, 900, pairs.left.size)
    assert matrix["shown"] == int((pairs.right < 400).sum())
    assert network["nodes"] == 240
    assert network["shown"] < int((pairs.right < 240).sum()) + 1 <= pairs.left.size


def test_each_account_keeps_its_strongest_pairs() -> None:
    pairs = _pairs(200, 30_000)
    file = network_file(pairs)
    length = int(np.frombuffer(file, "<u4", 1, 4)[0])
    columns = {
        one["name"]: np.frombuffer(file, one["kind"], one["count"], 8 + length + one["begins"])
        for one in json.loads(file[8 : 8 + length])["columns"]
    }
    drawn = set(zip(columns["left"].tolist(), columns["right"].tolist(), strict=True))
    for account in range(200):
        own = np.flatnonzero((pairs.left == account) | (pairs.right == account))
        strongest = own[np.argsort(-pairs.bits[own], kind="stable")][:EDGES_EACH]
        assert {(int(pairs.left[k]), int(pairs.right[k])) for k in strongest} <= drawn


def test_the_same_pairs_are_drawn_alike_and_inside() -> None:
    left, right, bits = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([4.0, 2.0, 9.0])
    place = laid_out(6, left, right, bits)
    assert (place == laid_out(6, left, right, bits)).all()
    assert ((place >= 0) & (place <= 1)).all()
    assert np.isfinite(place).all()
    assert np.linalg.norm(place[2] - place[3]) < np.linalg.norm(place[2] - place[5])
    assert laid_out(0, left[:0], right[:0], bits[:0]).shape == (0, 2)
    assert np.isfinite(laid_out(1, left[:0], right[:0], bits[:0])).all()
