"""Honest crowds that share a home, a call or a carrier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pytest

from clearwater.errors import ParameterError
from clearwater.simulate import Families, FlashSale, Office, Petition, WorldConfig, simulate
from clearwater.simulate.acts import Acts
from clearwater.simulate.crowds import Crowd
from clearwater.simulate.places import Household
from clearwater.simulate.worlds import World, build_world

WORLD = WorldConfig(accounts=1_500, objects=600, events=10_000, days=28)
DAY_S = 86_400.0


def joined(crowd: Crowd, seed: int = 2) -> tuple[World, Acts]:
    world = build_world(WORLD, seed)
    return world, crowd.join(world, np.random.default_rng(seed))


def homes(world: World) -> list[set[int]]:
    return [set(one.members.tolist()) for one in world.together if isinstance(one, Household)]


def times_by_object(acts: Acts) -> dict[int, npt.NDArray[np.float64]]:
    return {
        int(object_): np.sort(acts.time_s[acts.object == object_])
        for object_ in np.unique(acts.object)
    }


def test_a_family_lives_together_in_one_time_zone() -> None:
    world, _ = joined(Families(30, size=4))
    assert [len(home) for home in homes(world)] == [4] * 30
    for home in homes(world):
        assert len(set(world.habits.zone_h[list(home)].tolist())) == 1
    assert world.population.count("family") == 120


def test_families_show_each_other_things_and_look_within_minutes() -> None:
    world, acts = joined(Families(30, size=4, shared_per_week=5.0, part=1.0))
    of_home = {account: n for n, home in enumerate(homes(world)) for account in home}
    together = defaultdict(list)
    for account, object_, time_s in zip(
        acts.account.tolist(), acts.object.tolist(), acts.time_s.tolist(), strict=True
    ):
        together[of_home[account], object_].append(time_s)
    # Everybody takes part: what a home acts on, it acts on as four.
    assert all(len(times) % 4 == 0 for times in together.values())
    spans = [np.ptp(times) for times in together.values() if len(times) == 4]
    assert len(spans) > 400
    assert 120 < np.median(spans) < 900


def test_families_act_on_what_exists() -> None:
    world, acts = joined(Families(30, shared_per_week=5.0))
    assert (acts.time_s >= world.objects.created_s[acts.object]).all()


def test_a_family_shares_a_line_and_a_device_in_the_log() -> None:
    log = simulate(WORLD, (Families(20, size=4),), seed=2)
    rows = log.events.join(log.truth, "actor", "account").to_pylist()
    on_device, on_line = defaultdict(set), defaultdict(set)
    for row in rows:
        if row["population"] == "family":
            on_device[row["device"]].add(row["actor"])
            on_line[row["line"]].add(row["actor"])
    on_line.pop(None)
    # Some member of most families never shows up at home, or on the shared device.
    shared = [len(accounts) for accounts in on_device.values() if len(accounts) > 1]
    assert len(shared) >= 15
    assert max(shared) <= 4
    assert sum(len(accounts) >= 3 for accounts in on_line.values()) >= 15


def test_a_flash_sale_is_over_within_minutes_of_its_opening() -> None:
    world, acts = joined(FlashSale(600, sales=3, things=4))
    # The things of a sale were added one after the other.
    first_thing = len(world.objects) - 12
    sale = (acts.object - first_thing) // 4
    for number in range(3):
        times = np.sort(acts.time_s[sale == number])
        since = times - times[0]
        assert 150 < len(times) < 300
        assert np.median(since) < 60
        assert (since < 300).mean() > 0.9


def test_the_things_of_a_flash_sale_were_announced_days_before() -> None:
    world, acts = joined(FlashSale(600, sales=3, things=4))
    waited_h = (acts.time_s - world.objects.created_s[acts.object]) / 3_600
    assert waited_h.min() > 11.9
    assert waited_h.max() < 74


def test_a_buyer_goes_for_one_thing_of_a_sale_some_for_a_second() -> None:
    _, acts = joined(FlashSale(600, sales=1, things=4, part=1.0))
    each = Counter(acts.account.tolist())
    assert set(each.values()) == {1, 2}
    assert 0.2 < sum(count == 2 for count in each.values()) / 600 < 0.3


def test_a_petition_spreads_over_days_and_fades() -> None:
    _, acts = joined(Petition(1_000, objects=1, doubling_h=10.0))
    (times,) = times_by_object(acts).values()
    days = (times - times[0]) / DAY_S
    assert 2 < np.median(days) < 10
    assert np.quantile(days, 0.95) - np.quantile(days, 0.05) > 2
    busiest = np.histogram(days, bins=np.arange(0, 40))[0].max()
    assert busiest < 0.6 * len(days)


def test_signers_sign_all_petitions_of_the_cause_in_a_row_and_awake() -> None:
    world, acts = joined(Petition(800, objects=2))
    assert world.habits.awake(acts.account, acts.time_s).mean() > 0.97
    first: dict[int, list[float]] = defaultdict(list)
    for account, time_s in zip(acts.account.tolist(), acts.time_s.tolist(), strict=True):
        first[account].append(time_s)
    both = [np.ptp(times) for times in first.values() if len(times) == 2]
    assert 0.55 < len(both) / 800 < 0.73
    assert np.median(both) < 60


@pytest.mark.parametrize("crowd", [FlashSale, Petition])
def test_a_crowd_larger_than_its_world_is_refused(crowd: Callable[[int], Crowd]) -> None:
    with pytest.raises(ParameterError, match="larger than its world"):
        joined(crowd(1_501))


@pytest.mark.parametrize(
    ("crowd", "field"), [(Families, "size"), (FlashSale, "things"), (Petition, "objects")]
)
def test_out_of_range_parameters_name_the_field(crowd: Callable[..., Crowd], field: str) -> None:
    with pytest.raises(ParameterError, match=rf"{field} of .* found 0"):
        crowd(**{field: 0})


def test_a_carrier_puts_many_strangers_behind_one_address() -> None:
    world = WorldConfig(accounts=4_000, objects=800, events=20_000)
    rows = simulate(world, seed=2).events.select(["actor", "ip"])
    accounts = rows.group_by(["ip", "actor"]).aggregate([])["ip"].value_counts().to_pylist()
    fullest = max(accounts, key=lambda one: int(one["counts"]))
    assert fullest["values"].startswith("100.")
    assert fullest["counts"] > 20


def test_an_office_is_behind_its_address_on_weekdays_in_its_hours_only() -> None:
    log = simulate(WORLD, (Office(60, zone_h=1.0),), seed=2)
    rows = log.events.join(log.truth, "actor", "account")
    colleagues = rows.filter(pc.equal(rows["population"], "office")).to_pylist()
    assert len(colleagues) > 300
    for row in colleagues:
        local_h = row["time"].hour + 1 + row["time"].minute / 60
        working = row["time"].weekday() < 5 and 8.5 <= local_h < 17.5
        assert row["ip"].startswith("172.") == working
    at_site = rows.filter(pc.starts_with(rows["ip"], "172."))
    assert set(at_site["population"].to_pylist()) == {"office"}
    assert len(set(at_site["ip"].to_pylist())) == len(set(at_site["line"].to_pylist())) == 1
