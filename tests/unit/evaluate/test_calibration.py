"""False alarms by population, and QQ data."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import poisson

from clearwater.errors import ParameterError
from clearwater.evaluate import flagged_by_population, tail_counts, upper_limit_of_rate
from clearwater.evaluate.calibration import pair_kind
from clearwater.findings.run import Run, empty_tables

TRUTH = pa.table(
    {
        "account": ["a", "b", "f", "g", "h", "z"],
        "population": ["campaign", "campaign", "fan club", "fan club", "honest", "campaign"],
        "campaign": ["one", "one", None, None, None, "two"],
    }
)


def run_with(pairs: list[tuple[str, str, float]], findings: dict[str, str | None]) -> Run:
    tables = empty_tables()
    tables["pairs"] = pa.table(
        {
            "account_l": [pair[0] for pair in pairs],
            "account_r": [pair[1] for pair in pairs],
            "window_s": [pair[2] for pair in pairs],
        }
    )
    tables["accounts"] = pa.table(
        {"account": list(findings), "finding": pa.array(findings.values(), pa.string())}
    )
    return Run(manifest={}, tables=tables)


def test_flagged_is_counted_by_population() -> None:
    run = run_with(
        [("a", "b", 10.0), ("f", "g", 10.0), ("f", "g", 60.0), ("f", "h", 60.0)],
        {"a": "F1", "b": "F1", "f": "F2", "g": "F2", "h": "F2", "z": None},
    )
    flagged = flagged_by_population(run, TRUTH)
    assert flagged.pairs == {"fan club": 1, "fan club × honest": 1, "same campaign": 1}
    assert flagged.pairs_by_window == {10.0: 1, 60.0: 2}
    assert flagged.accounts == {"campaign": 2, "fan club": 2, "honest": 1}
    assert flagged.findings == {"campaign": 1, "fan club": 1}
    assert (flagged.false_pairs, flagged.false_accounts, flagged.false_findings) == (2, 3, 1)


def test_a_clean_run_has_no_false_alarms() -> None:
    flagged = flagged_by_population(run_with([], {}), TRUTH)
    assert (flagged.false_pairs, flagged.false_accounts, flagged.false_findings) == (0, 0, 0)


def test_pairs_of_two_campaigns_are_not_of_one() -> None:
    population = {"a": "campaign", "z": "campaign"}
    assert pair_kind("a", "z", population, {"a": "one", "z": "two"}) == "two campaigns"


def test_uniform_p_values_lie_on_the_diagonal() -> None:
    counts = tail_counts(np.random.default_rng(1).random(100_000), 100_000)
    for count in counts[:3]:
        assert count.low < 1.0 < count.high


def test_untested_pairs_count_among_the_possible() -> None:
    count = tail_counts(np.array([0.001, 0.2, 0.9]), 1_000, levels=[0.01])[0]
    assert (count.expected, count.observed, count.ratio) == (10.0, 1, 0.1)


def test_the_interval_is_the_exact_poisson_one() -> None:
    count = tail_counts(np.full(7, 0.001), 1_000, levels=[0.01])[0]
    assert poisson.sf(6, count.low * count.expected) == pytest.approx(0.025)
    assert poisson.cdf(7, count.high * count.expected) == pytest.approx(0.025)


def test_more_p_values_than_pairs_is_refused() -> None:
    with pytest.raises(ParameterError, match="more p-values than possible"):
        tail_counts(np.array([0.1, 0.2]), 1)


def test_upper_limit_of_no_alarm_in_twenty_logs() -> None:
    # The rule of three, exactly: 1 - 0.05 ** (1 / 20).
    assert upper_limit_of_rate(0, 20) == pytest.approx(1 - 0.05 ** (1 / 20))
    assert upper_limit_of_rate(20, 20) == 1.0
