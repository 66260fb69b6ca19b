from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.links import Crowd
from clearwater.errors import ParameterError


def test_a_burst_stands_out_of_a_steady_stream() -> None:
    steady = np.arange(0.0, 10_000.0, 100.0)
    burst = 5_000.0 + np.arange(20.0)
    bits = Crowd(near=30.0).crowding(np.concatenate([steady, burst]))
    assert bits[-20:].min() > 20
    assert np.median(bits[:100]) == 0


def test_a_busy_time_is_no_burst() -> None:
    busy = np.arange(0.0, 10_000.0)
    assert Crowd(near=30.0).crowding(busy)[1000:9000].max() < 1


def test_unknown_values_have_none_and_order_changes_nothing() -> None:
    value = np.array([5.0, np.nan, 5.5, 6.0, 90.0])
    bits = Crowd(near=1.0).crowding(value)
    assert bits[1] == 0
    assert Crowd(near=1.0).crowding(value[::-1]).tolist() == bits[::-1].tolist()
    assert Crowd(near=1.0).crowding(np.zeros(0)).shape == (0,)


def test_limits_are_kept() -> None:
    with pytest.raises(ParameterError, match="wide"):
        Crowd(near=1.0, wide=1.0)
