from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.detect.links import Partners, Partnership
from clearwater.detect.links.shared_rarely import Floats, Ints
from clearwater.errors import ParameterError

SIZE = 6_000
GANG = np.arange(8)
SHOP, EXCHANGE, PAYER = 0, 1, 2
Log = tuple[Ints, Ints, Floats, Floats]


def town(seed: int) -> Log:
    """Return holders, traces, moments and amounts: most use the exchange, ten an honest shop."""
    rng = np.random.default_rng(seed)
    users = np.arange(0, SIZE, 2)
    customers = np.arange(100, 110)
    account = np.concatenate([users, customers])
    trace = np.repeat([EXCHANGE, SHOP], [users.size, customers.size])
    return account, trace, rng.uniform(0, 1e6, SIZE), rng.normal(5, 2, SIZE)


def with_gang(log: Log, *, payer: bool, moment: bool, amount: bool) -> Log:
    """Return the log with a gang that has these things in common."""
    account, trace = log[:2]
    time, usd = log[2].copy(), log[3].copy()
    if payer:
        account = np.concatenate([account, GANG])
        trace = np.concatenate([trace, np.full(GANG.size, PAYER)])
    if moment:
        time[GANG] = 500_000 + 10.0 * GANG
    if amount:
        usd[GANG] = 6.0 + 1e-5 * GANG
    return account, trace, time, usd


def asked(log: Log) -> Partnership:
    account, trace, time, usd = log
    return Partners().measure(account, trace, [time, usd], SIZE)


@pytest.mark.parametrize(
    ("payer", "moment", "amount"), [(True, True, False), (True, False, True), (False, True, True)]
)
@pytest.mark.parametrize("seed", range(3))
def test_two_things_in_common_make_partners(
    seed: int, *, payer: bool, moment: bool, amount: bool
) -> None:
    found = asked(with_gang(town(seed), payer=payer, moment=moment, amount=amount))
    others = np.setdiff1d(np.arange(SIZE), GANG)
    score = np.nan_to_num(found.measure.score)
    assert score[GANG].min() > score[others].max()
    assert found.measure.chance[GANG].max() < 1e-3
    assert set(found.group[GANG]) == {0}


@pytest.mark.parametrize("thing", ["payer", "moment", "amount"])
def test_one_thing_in_common_makes_no_group(thing: str) -> None:
    alone = dict.fromkeys(("payer", "moment", "amount"), False) | {thing: True}
    found = asked(with_gang(town(1), **alone))
    assert set(found.group[GANG]) == {-1}


def test_without_moments_traces_must_prove_it_all_and_nothing_is_beyond_them() -> None:
    account, trace = (np.concatenate([column, column]) for column in (GANG, np.repeat(PAYER, 8)))
    trace[GANG.size :] = SHOP
    one = Partners().measure(GANG, np.repeat(PAYER, 8), [], SIZE)
    two = Partners().measure(account, trace, [], SIZE)
    assert not one.left.size
    assert set(two.group[GANG]) == {0}
    assert two.measure.p_value[GANG].min() > 0.1


def test_customers_of_an_exchange_are_no_partners() -> None:
    account, trace, time, usd = town(2)
    time[: 2 * Partners().most_holders + 2 : 2] = 7.0
    found = asked((account[: SIZE // 2], trace[: SIZE // 2], time, usd))
    assert not found.group[found.group >= 0].size


def test_an_honest_town_has_as_many_partners_as_chance_allows() -> None:
    found = [asked(town(seed)) for seed in range(6)]
    # By chance each account has 0.2, and each pair has two ends.
    assert np.mean([one.left.size for one in found]) < 1.2 * Partners().by_chance * SIZE / 2
    p_values = np.concatenate([one.measure.p_value for one in found])
    p_values = p_values[~np.isnan(p_values)]
    assert all((p_values <= level).mean() <= level for level in (0.001, 0.01, 0.05))


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_of_rows_and_of_accounts_changes_nothing(random: object) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    account, trace, time, usd = with_gang(town(3), payer=True, moment=True, amount=True)
    whole = asked((account, trace, time, usd))
    row, renamed = rng.permutation(account.size), rng.permutation(SIZE)
    back = np.argsort(renamed)
    mixed = asked((renamed[account[row]], trace[row], time[back], usd[back]))
    assert np.array_equal(mixed.measure.score[renamed], whole.measure.score, equal_nan=True)
    assert np.array_equal(mixed.measure.p_value[renamed], whole.measure.p_value, equal_nan=True)
    assert (mixed.group[renamed] >= 0).tolist() == (whole.group >= 0).tolist()


def test_nothing_gives_nothing() -> None:
    none = np.zeros(0, np.int64)
    found = Partners().measure(none, none, [], 0)
    assert (found.left.size, found.group.size, found.measure.score.size) == (0, 0, 0)
    empty = np.zeros(0)
    assert Partners().measure(none, none, [empty, empty], 0).measure.p_value.size == 0
    unknown = np.full(3, np.nan)
    alone = Partners().measure(none, none, [unknown, unknown], 3)
    assert np.isnan(alone.measure.score).all()
    assert alone.group.tolist() == [-1] * 3


def test_limits_are_kept() -> None:
    with pytest.raises(ParameterError, match="by_chance"):
        Partners(by_chance=2.0)
