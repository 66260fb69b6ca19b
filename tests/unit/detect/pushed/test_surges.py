"""Surges: what stands out, what is only popular, and what everybody does at that hour."""

from __future__ import annotations

import numpy as np
from tests.helpers.coded import Row, coded_log

from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.surges import LEAST, Surges, surges
from clearwater.engine.coded_log import CodedLog

DAY_S = 86_400.0
OBJECTS = 60


def ordinary(seed: int, days: int = 20) -> list[Row]:
    """Return a log in which objects differ in rate and everybody is awake by day."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for number in range(OBJECTS):
        for _ in range(int(rng.gamma(2.0, 20.0))):
            hour = rng.normal(15.0, 4.0) % 24
            at = float(rng.integers(days)) * DAY_S + hour * 3_600.0
            rows.append((f"p{int(rng.integers(5_000)):04d}", f"o{number:02d}", at))
    return rows


def order(object_: str, accounts: int, at: float, within: float) -> list[Row]:
    return [(f"a{n:03d}", object_, at + within * n / accounts) for n in range(accounts)]


def found_in(rows: list[Row]) -> tuple[CodedLog, Surges]:
    log = coded_log(rows, {f"o{number:02d}": 0.0 for number in range(OBJECTS)})
    return log, surges(log, histories(log))


def test_forty_accounts_in_an_hour_are_a_surge_with_its_own_begin_and_end() -> None:
    at = 9.5 * DAY_S
    log, found = found_in(ordinary(1) + order("o07", 40, at, 3_000.0))
    best = int(found.p_value.argmin())
    assert log.key_object[int(found.key[best])].as_py() == "o07"
    assert found.q_value[best] < 1e-6
    assert found.accounts[best] >= 40
    assert found.start[best] / 1e6 <= at + 60.0 <= found.end[best] / 1e6
    assert found.expected[best] < 5.0


def test_where_nobody_orders_hardly_anything_stands_out() -> None:
    alarms = sum(int((found_in(ordinary(seed))[1].q_value <= 0.05).any()) for seed in range(20))
    assert alarms <= 3


def test_one_account_that_comes_back_all_the_time_is_no_surge() -> None:
    again = [("one", "o07", 9.5 * DAY_S + 10.0 * n) for n in range(200)]
    log, found = found_in(ordinary(1) + again)
    strong = found.key[found.q_value <= 0.05]
    assert "o07" not in [log.key_object[int(key)].as_py() for key in strong]


def test_few_accounts_are_never_a_surge() -> None:
    _, found = found_in(ordinary(2) + order("o07", LEAST - 1, 3.1 * DAY_S, 1.0))
    assert (found.accounts >= LEAST).all()


def test_results_do_not_depend_on_names_rows_or_threads() -> None:
    rows = ordinary(1) + order("o07", 40, 9.5 * DAY_S, 3_000.0)
    log, found = found_in(rows)
    shuffled = [rows[k] for k in np.random.default_rng(0).permutation(len(rows))]
    _, again = found_in(shuffled)
    np.testing.assert_array_equal(found.p_value, again.p_value)
    threaded = surges(log, histories(log, threads=3))
    np.testing.assert_array_equal(found.p_value, threaded.p_value)


def test_an_empty_log_has_no_surge() -> None:
    log = coded_log([("a", "o", 0.0)])
    assert surges(log, []).size == 0
