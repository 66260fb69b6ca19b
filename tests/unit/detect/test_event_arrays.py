from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.event_arrays import NEVER, EventArrays, first_time_of
from clearwater.errors import ParameterError

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), max_size=25)


def arrays(rows: list[tuple[int, int, int]], value: list[float] | None = None) -> EventArrays:
    who, on, when = (np.array([row[k] for row in rows], np.int64) for k in range(3))
    rated = None if value is None else np.array(value, float)
    return EventArrays.of(who.astype(np.int32), on.astype(np.int32), when, rated, accounts=4)


@given(rows=ROWS)
def test_each_event_once_by_account_and_time(rows: list[tuple[int, int, int]]) -> None:
    found = arrays(rows)
    kept = list(
        zip(found.account.tolist(), found.time.tolist(), found.object.tolist(), strict=True)
    )
    assert kept == sorted({(who, when, on) for who, on, when in rows})
    assert np.isnan(found.value).all()


def test_two_ratings_at_one_moment_are_two_and_a_repeated_one_is_one() -> None:
    found = arrays([(0, 0, 1)] * 3, [4.0, 5.0, 4.0])
    assert found.value.tolist() == [4.0, 5.0]


@given(rows=ROWS)
def test_the_first_on_each_object(rows: list[tuple[int, int, int]]) -> None:
    found = arrays(rows).first_on_each()
    first: dict[tuple[int, int], int] = {}
    for who, on, when in rows:
        first[who, on] = min(when, first.get((who, on), 99))
    kept = zip(found.account.tolist(), found.object.tolist(), strict=True)
    assert dict(zip(kept, found.time.tolist(), strict=True)) == first


@given(asked=ROWS, rows=ROWS, after=st.booleans())
def test_first_time_of_by_looking_through_all(
    asked: list[tuple[int, int, int]],
    rows: list[tuple[int, int, int]],
    after: bool,  # noqa: FBT001
) -> None:
    questions, log = arrays(asked), arrays(rows)
    found = first_time_of(questions, log, after=questions.time if after else None)
    for k in range(questions.account.size):
        times = [
            when
            for who, on, when in rows
            if (who, on) == (questions.account[k], questions.object[k])
            and (not after or when > questions.time[k])
        ]
        assert found[k] == min(times, default=NEVER)


def test_columns_that_do_not_fit_are_refused() -> None:
    one, two = np.zeros(1, np.int32), np.zeros(2, np.int64)
    with pytest.raises(ParameterError, match="do not fit together"):
        EventArrays.of(one, one, two)
    with pytest.raises(ParameterError, match="no name"):
        EventArrays.of(one, one, two[:1], action=np.array([3], np.int32))
