from __future__ import annotations

import numpy as np

from clearwater.detect.measure import AccountMeasure


def test_who_cannot_be_asked_has_no_p_value_and_is_nobody_s_background() -> None:
    score = np.array([3.0, np.nan, 1.0, 2.0])
    found = AccountMeasure.ranked(score, np.ones(4), {}, peers=2)
    assert found.stratum.tolist() == [0, -1, 0, 0]
    np.testing.assert_allclose(found.p_value, [1 / 3, np.nan, 1.0, 2 / 3])


def test_members_do_not_hide_behind_each_other() -> None:
    """Three of a desk on top of seven others: alone each has two of the desk in its background."""
    score = np.array([9.0, 9.0, 9.0, *range(7)])
    found = AccountMeasure.ranked(score, np.ones(10), {}, peers=5)
    assert found.p_value[0] == 0.3
    desk = np.array([0, 1, 2], np.int32)
    assert found.against_others(desk).tolist() == [1 / 8] * 3


def test_accounts_are_compared_with_those_about_as_active() -> None:
    """The busy score higher for being busy; none of them stands out among their like."""
    activity = np.repeat([1.0, 50.0], 20)
    found = AccountMeasure.ranked(activity * 2, activity, {}, peers=10)
    assert set(found.p_value.tolist()) == {1.0}


def test_sums_in_another_order_still_tie() -> None:
    score = np.array([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1])
    assert score[0] != score[1]
    found = AccountMeasure.ranked(score, np.ones(2), {}, peers=1)
    assert found.p_value.tolist() == [1.0, 1.0]


def test_no_p_value_goes_below_what_the_model_of_chance_says() -> None:
    score = np.arange(10.0)
    found = AccountMeasure.ranked(score, np.ones(10), {}, peers=5, chance=np.full(10, 0.3))
    assert found.p_value[-1] == 0.3
    assert found.p_value[0] == 1.0
    assert found.against_others(np.array([9], np.int32)).tolist() == [0.3]


def test_what_is_compared_need_not_be_the_score() -> None:
    score, activity = np.array([9.0, 8.0, 1.0]), np.array([9.0, 4.0, 1.0])
    found = AccountMeasure.ranked(score, activity, {}, peers=3, compared=score / activity)
    assert found.p_value.tolist() == [1.0, 1 / 3, 1.0]
    assert found.score.tolist() == score.tolist()
