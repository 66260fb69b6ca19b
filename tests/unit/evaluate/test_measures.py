"""Measures against truth, and BCubed against its definition."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.evaluate import (
    BCubed,
    bcubed,
    campaigns_of,
    count_accounts,
    count_pairs,
    findings_of,
    recall_by_campaign,
)

groupings = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"), max_size=8)


def by_definition(found: dict[str, str], truth: dict[str, str], over: set[str]) -> BCubed:
    """Return BCubed by a double loop over accounts."""

    def together(groups: dict[str, str], x: str, y: str) -> bool:
        return x == y or (x in groups and groups[x] == groups.get(y))

    precision, recall = [], []
    everybody = sorted(found.keys() | truth.keys())
    for x in sorted(over):
        in_found = [y for y in everybody if together(found, x, y)]
        in_truth = [y for y in everybody if together(truth, x, y)]
        both = len(set(in_found) & set(in_truth))
        precision.append(both / len(in_found))
        recall.append(both / len(in_truth))
    return BCubed(sum(precision) / len(precision), sum(recall) / len(recall))


@given(groupings, groupings)
def test_bcubed_over_campaigns_is_its_definition(
    found: dict[str, str], truth: dict[str, str]
) -> None:
    measured = bcubed(found, truth, over="campaign")
    if not truth:
        assert math.isnan(measured.precision)
        return
    expected = by_definition(found, truth, set(truth))
    assert measured.precision == pytest.approx(expected.precision)
    assert measured.recall == pytest.approx(expected.recall)


@given(groupings, groupings)
def test_bcubed_over_involved_is_its_definition(
    found: dict[str, str], truth: dict[str, str]
) -> None:
    measured = bcubed(found, truth, over="involved")
    if not truth and not found:
        assert math.isnan(measured.recall)
        return
    expected = by_definition(found, truth, set(truth) | set(found))
    assert measured.precision == pytest.approx(expected.precision)
    assert measured.recall == pytest.approx(expected.recall)


def test_bcubed_of_the_truth_is_one() -> None:
    truth = {"a": "c", "b": "c", "d": "e"}
    assert bcubed(truth, truth).f1 == 1.0


def test_one_giant_group_costs_precision() -> None:
    truth = {"a": "c", "b": "c", "d": "e", "f": "e"}
    measured = bcubed(dict.fromkeys("abdf", "giant"), truth)
    assert (measured.precision, measured.recall) == (0.5, 1.0)


def test_honest_accounts_in_a_group_cost_precision_over_campaigns() -> None:
    measured = bcubed(dict.fromkeys("abxy", "f"), {"a": "c", "b": "c"}, over="campaign")
    assert (measured.precision, measured.recall) == (0.5, 1.0)


def test_nothing_found_has_full_precision_and_little_recall() -> None:
    assert bcubed({}, dict.fromkeys("abcd", "c")) == BCubed(1.0, 0.25)


def test_counts_of_accounts() -> None:
    counted = count_accounts(["a", "b", "x"], {"a": "c", "b": "c", "d": "c"})
    assert (counted.planted, counted.found, counted.false) == (3, 2, 1)
    assert counted.recall == pytest.approx(2 / 3)
    assert counted.precision == pytest.approx(2 / 3)


def test_no_claim_is_not_imprecise() -> None:
    assert count_accounts([], {"a": "c"}).precision == 1.0


def test_pairs_count_once_over_windows() -> None:
    pairs = pa.table({"account_l": ["a", "b", "a"], "account_r": ["b", "a", "x"]})
    counted = count_pairs(pairs, {"a": "c", "b": "c", "d": "c", "e": "other"})
    assert (counted.planted, counted.found, counted.false) == (3, 1, 1)


def test_recall_by_campaign() -> None:
    campaigns = {"a": "one", "b": "one", "d": "two"}
    assert recall_by_campaign(["a"], campaigns) == {"one": 0.5, "two": 0.0}


def test_tables_become_mappings_without_nulls() -> None:
    truth = pa.table({"account": ["a", "b"], "campaign": ["c", None]})
    assert campaigns_of(truth) == {"a": "c"}
    accounts = pa.table({"account": ["a", "b"], "finding": [None, "f1"]})
    assert findings_of(accounts) == {"b": "f1"}
