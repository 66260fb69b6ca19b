"""Phones that go from account to account stand out; a library's computer does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.life.device_turns import DeviceEvents, DeviceTurns, users_of
from clearwater.errors import ParameterError

HOUR_US = 3_600 * 10**6
PEERS = 30
Row = tuple[int, float, int]
"""Account, hour, device."""


def of(rows: list[Row], accounts: int) -> DeviceEvents:
    who, hour, device = (np.array(column) for column in zip(*rows, strict=True))
    return DeviceEvents.of(
        who.astype(np.int32),
        (hour * HOUR_US).astype(np.int64),
        device.astype(np.int32),
        np.full(who.size, -1, np.int32),
        accounts=accounts,
    )


def library(rng: np.random.Generator, first: int, count: int, device: int) -> list[Row]:
    """Return people who use one computer whenever they come by, ten visits each in a month."""
    return [
        (who, 24 * int(rng.integers(30)) + float(rng.uniform(8, 20)), device)
        for who in range(first, first + count)
        for _ in range(10)
    ]


def phone(rng: np.random.Generator, first: int, count: int, device: int) -> list[Row]:
    """Return accounts that one hand works through, minute by minute, ten times in a month."""
    rows: list[Row] = []
    for day in rng.choice(30, 10, replace=False).tolist():
        start = 24 * day + float(rng.uniform(8, 20))
        turns = rng.permutation(count) / 30
        rows += [(first + k, start + float(turns[k]), device) for k in range(count)]
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_hand_stands_out_and_a_library_does_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [row for k in range(10) for row in library(rng, 12 * k, 12, k)]
    rows += phone(rng, 120, 12, 10)
    found = DeviceTurns(peers=PEERS).measure(of(rows, 132))
    desk = np.arange(120, 132, dtype=np.int32)
    assert found.against_others(desk).max() <= 0.01
    assert (found.figures["turns"][desk] >= 9).all()
    assert (found.p_value[:120] <= 0.05).mean() <= 0.05
    assert found.score[:120].max() < 10


def test_a_home_is_no_sign() -> None:
    rng = np.random.default_rng(4)
    rows = phone(rng, 0, 5, 0) + phone(rng, 5, 8, 1)
    home, desk = np.arange(5), np.arange(5, 13)
    assert DeviceTurns().measure(of(rows, 13)).score[home].max() == 0
    assert DeviceTurns().measure(of(rows, 13)).score[desk].min() > 10
    assert DeviceTurns(household=1).measure(of(rows, 13)).score[home].min() > 10


def test_who_shares_nothing_is_not_asked() -> None:
    found = DeviceTurns().measure(of([(0, 1.0, 0), (1, 1.0, 1), (1, 2.0, -1)], 3))
    assert np.isnan(found.score).all()


def test_columns_of_different_lengths_are_refused() -> None:
    one, two = np.zeros(1, np.int32), np.zeros(2, np.int32)
    with pytest.raises(ParameterError, match="do not fit together"):
        DeviceEvents.of(one, one.astype(np.int64), two, one, accounts=1)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3)), max_size=30))
def test_users_are_counted_one_by_one(rows: list[tuple[int, int]]) -> None:
    account = np.array([a for a, _ in rows], np.int32)
    place = np.array([p for _, p in rows], np.int32)
    expected = [len({a for a, q in rows if q == p}) if p >= 0 else 0 for _, p in rows]
    assert users_of(account, place).tolist() == expected
