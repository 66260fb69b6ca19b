"""Purity, recovered campaigns and pairs, on groups that can be checked by eye."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.evaluate.grouping import (
    CAMPAIGNS,
    GROUPS,
    CountedPairs,
    campaigns_recovered,
    count_grouped_pairs,
    found_groups,
    purity,
    share_recovered,
)

groupings = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"), max_size=8)

# Two campaigns; g1 is most of the first with one honest account, g2 a part of both, g3 honest.
TRUTH = {**dict.fromkeys(["甲1", "甲2", "甲3", "甲4", "甲5"], "甲"), "乙1": "乙", "乙2": "乙"}
FOUND = {
    **dict.fromkeys(["甲1", "甲2", "甲3", "甲4", "x"], "g1"),
    **dict.fromkeys(["甲5", "乙1"], "g2"),
    **dict.fromkeys(["y", "z"], "g3"),
}


def test_found_groups_say_whose_they_are() -> None:
    assert found_groups(FOUND, TRUTH).to_pylist() == [
        dict(zip(GROUPS.names, row, strict=True))
        for row in [
            ("g1", 5, "甲", 4, 0.8, 0.2),
            ("g2", 2, "乙", 1, 0.5, 0.0),
            ("g3", 2, None, 0, 0.0, 1.0),
        ]
    ]


def test_purity_by_group_and_by_account() -> None:
    measured = purity(FOUND, TRUTH)
    assert measured.mean == pytest.approx((0.8 + 0.5 + 0.0) / 3)
    assert measured.weighted == pytest.approx(5 / 9)


def test_a_campaign_is_recovered_if_half_of_it_is_in_a_group_nearly_without_honest_accounts() -> (
    None
):
    # One honest account in five is not below a fifth; one of two is half of the second campaign.
    assert campaigns_recovered(FOUND, TRUTH).to_pylist() == [
        dict(zip(CAMPAIGNS.names, row, strict=True))
        for row in [
            ("乙", 2, "g2", 1, 0.5, 0.0, True),
            ("甲", 5, "g1", 4, 0.8, 0.2, False),
        ]
    ]
    assert share_recovered(FOUND, TRUTH) == 0.5
    without_x = {account: group for account, group in FOUND.items() if account != "x"}
    assert share_recovered(without_x, TRUTH) == 1.0


def test_less_than_half_of_a_campaign_does_not_recover_it() -> None:
    truth = dict.fromkeys("abcde", "one")
    assert share_recovered({"a": "g", "b": "g", "c": "h", "d": "h"}, truth) == 0.0


def test_of_two_halves_the_purer_one_recovers() -> None:
    truth = dict.fromkeys("abcd", "one")
    found = {"a": "1", "b": "1", "x": "1", "c": "2", "d": "2"}
    assert campaigns_recovered(found, truth)["group"].to_pylist() == ["2"]
    assert share_recovered(found, truth) == 1.0


def test_a_campaign_that_nobody_found_has_no_group() -> None:
    row = campaigns_recovered({}, {"a": "one"}).to_pylist()[0]
    assert (row["group"], row["in_group"], row["recovered"]) == (None, 0, False)


def test_two_campaigns_in_one_group_are_recovered_and_impure() -> None:
    truth = {"a": "one", "b": "one", "c": "two", "d": "two"}
    giant = dict.fromkeys("abcd", "g")
    assert (share_recovered(giant, truth), purity(giant, truth).mean) == (1.0, 0.5)


@given(groupings, groupings)
def test_pairs_are_their_definition(found: dict[str, str], truth: dict[str, str]) -> None:
    pairs = list(combinations(sorted(found.keys() | truth.keys()), 2))
    in_found = {p for p in pairs if p[0] in found and found[p[0]] == found.get(p[1])}
    in_truth = {p for p in pairs if p[0] in truth and truth[p[0]] == truth.get(p[1])}
    both = len(in_found & in_truth)
    expected = CountedPairs(len(in_truth), both, len(in_found) - both)
    assert count_grouped_pairs(found, truth) == expected
    of_planted = {p for p in in_found if p[0] in truth and p[1] in truth}
    among = count_grouped_pairs(found, truth, among="planted")
    assert among == CountedPairs(len(in_truth), both, len(of_planted) - both)


def test_f1_of_pairs_is_the_harmonic_mean() -> None:
    pairs = count_grouped_pairs(FOUND, TRUTH)
    assert (pairs.planted, pairs.found, pairs.false) == (11, 6, 6)
    both = pairs.precision + pairs.recall
    assert pairs.f1 == pytest.approx(2 * pairs.precision * pairs.recall / both)


def test_nothing_found_and_nothing_planted() -> None:
    assert math.isnan(purity({}, TRUTH).mean)
    assert math.isnan(share_recovered(FOUND, {}))
    assert math.isnan(count_grouped_pairs(FOUND, {}).f1)
    assert count_grouped_pairs({}, TRUTH).f1 == 0.0
    assert found_groups({}, TRUTH).schema == GROUPS
    assert campaigns_recovered(FOUND, {}).schema == CAMPAIGNS
