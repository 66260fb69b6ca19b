"""Who shares a device, a line or an address, and when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from clearwater.simulate.places import (
    CARRIER,
    HOME,
    SITE,
    Desk,
    Household,
    Places,
    Site,
    Together,
    draw_places,
)
from clearwater.simulate.world_config import HOUR_S

Ints = npt.NDArray[np.int64]
MONDAY = 0
ACCOUNTS = 400
KIND = 1 << 24
"""A kind of address is in the bits from here."""


def placed(*together: Together, zone_h: float = 0.0, seed: int = 1) -> Places:
    return draw_places(np.full(ACCOUNTS, zone_h), together, seed)


def members(count: int) -> Ints:
    return np.arange(10, 10 + count)


def hourly(accounts: Ints, days: int = 7) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Return each account once an hour: (account, time)."""
    hours: npt.NDArray[np.float64] = np.arange(days * 24, dtype=np.float64) * HOUR_S + 60.0
    return np.repeat(accounts, len(hours)), np.tile(hours, len(accounts))


def test_the_same_account_and_time_are_in_the_same_place_in_any_order() -> None:
    places = placed(Site(members(20), 8.0, 17.0), Desk(members(5) + 100, 2.0, 2, 0.5))
    account, time_s = hourly(np.arange(ACCOUNTS), days=2)
    back = np.random.default_rng(1).permutation(len(account))
    address, line = places.connection_at(account, time_s, MONDAY)
    address_back, line_back = places.connection_at(account[back], time_s[back], MONDAY)
    assert (address[back] == address_back).all()
    assert (line[back] == line_back).all()
    assert (
        places.device_at(account, time_s)[back] == places.device_at(account[back], time_s[back])
    ).all()


def test_an_honest_account_is_at_home_or_on_its_carrier() -> None:
    address, line = placed().connection_at(*hourly(np.arange(ACCOUNTS)), MONDAY)
    assert set((address // KIND).tolist()) == {HOME // KIND, CARRIER // KIND}
    assert ((address >= CARRIER) == (line == -1)).all()


def test_an_account_keeps_its_network_for_three_hours_and_its_device_for_a_day() -> None:
    places = placed()
    account, time_s = hourly(np.arange(ACCOUNTS))
    address, _ = places.connection_at(account, time_s, MONDAY)
    of_three_hours = address.reshape(ACCOUNTS, -1, 3)
    assert (of_three_hours == of_three_hours[:, :, :1]).all()
    of_a_day = places.device_at(account, time_s).reshape(ACCOUNTS, -1, 24)
    assert (of_a_day == of_a_day[:, :, :1]).all()


def test_a_line_keeps_its_address_for_a_week_and_then_changes_it() -> None:
    places = placed()
    places.mobile[:] = 0.0
    account, time_s = hourly(np.arange(50), days=14)
    weeks = places.connection_at(account, time_s, MONDAY)[0].reshape(50, 2, -1)
    assert (weeks == weeks[:, :, :1]).all()
    assert (weeks[:, 0, 0] != weeks[:, 1, 0]).mean() > 0.9


def test_two_zones_have_other_carriers() -> None:
    places = draw_places(np.repeat([0.0, 8.0], ACCOUNTS // 2), (), 1)
    east, west = places.carrier[: ACCOUNTS // 2], places.carrier[ACCOUNTS // 2 :]
    assert not set(east.tolist()) & set(west.tolist())


def test_a_household_shares_its_line_and_one_device_beside_its_own() -> None:
    places = placed(Household(members(4)))
    account, time_s = hourly(members(4), days=30)
    devices = [set(part.tolist()) for part in places.device_at(account, time_s).reshape(4, -1)]
    assert len(set.intersection(*devices)) == 1
    assert [len(own) for own in devices] == [2, 2, 2, 2]
    assert len(set(places.line[members(4)].tolist())) == 1


def test_a_site_has_one_address_and_one_line_on_weekdays_in_its_hours() -> None:
    places = placed(Site(members(20), 8.0, 17.0), zone_h=8.0)
    account, time_s = hourly(members(20))
    address, line = places.connection_at(account, time_s, MONDAY)
    local_h = time_s / HOUR_S + 8.0
    working = (np.mod(local_h, 24.0) >= 8) & (np.mod(local_h, 24.0) < 17) & (local_h < 5 * 24)
    assert ((address // KIND == SITE // KIND) == working).all()
    assert len(set(address[working].tolist())) == len(set(line[working].tolist())) == 1
    assert not set(line[working].tolist()) & set(line[~working].tolist())


def test_the_first_day_of_the_log_may_be_a_saturday() -> None:
    places = placed(Site(members(1), 0.0, 24.0))
    address, _ = places.connection_at(*hourly(members(1)), 5)
    at_site = (address // KIND == SITE // KIND).reshape(7, 24).all(axis=1)
    assert at_site.tolist() == [False, False, True, True, True, True, True]


@pytest.mark.parametrize(("per_device", "devices"), [(1.0, 60), (3.0, 20), (20.0, 3)])
def test_a_desk_has_its_accounts_on_its_devices(per_device: float, devices: int) -> None:
    places = placed(Desk(members(60), per_device, 1, 0.0))
    _, counts = np.unique(places.device_at(*hourly(members(60))), return_counts=True)
    assert len(counts) == devices
    assert len(set(counts.tolist())) == 1


def test_a_desk_hangs_on_its_lines_in_the_street_of_some_homes() -> None:
    places = placed(Desk(members(60), 1.0, 4, 0.0))
    address, line = places.connection_at(*hourly(members(60)), MONDAY)
    homes = places.prefix[places.line[np.setdiff1d(np.arange(ACCOUNTS), members(60))]]
    assert len(set(line.tolist())) == 4
    assert set((address // 256).tolist()) <= set(homes.tolist())
    assert len(set((address // 256).tolist())) == 1


def test_a_desk_has_one_client_and_no_mobile_network() -> None:
    places = placed(Desk(members(60), 1.0, 4, 0.0))
    _, line = places.connection_at(*hourly(members(60)), MONDAY)
    assert len(set(places.client[members(60)].tolist())) == 1
    assert line.min() >= 0


def test_rotation_takes_its_share_of_acts_through_addresses_nobody_used_before() -> None:
    places = placed(Desk(members(60), 1.0, 4, 0.5))
    address, line = places.connection_at(*hourly(members(60)), MONDAY)
    fresh = address[line == -1]
    assert 0.45 < len(fresh) / len(address) < 0.55
    assert len(set(fresh.tolist())) > 0.8 * len(fresh)
    assert set((fresh // 256).tolist()) <= set(places.prefix.tolist())


def test_fresh_addresses_are_hosts_as_those_of_homes() -> None:
    places = placed(Desk(members(60), 1.0, 4, 1.0))
    address, _ = places.connection_at(*hourly(members(60)), MONDAY)
    assert set((address // KIND).tolist()) == {HOME}
    assert set((address % 256).tolist()) == set(range(1, 255))


def test_two_desks_share_nothing_but_perhaps_a_street() -> None:
    places = placed(Desk(members(20), 5.0, 2, 0.0), Desk(members(20) + 100, 5.0, 2, 0.0))
    one, other = members(20), members(20) + 100
    assert not set(places.device[one].tolist()) & set(places.device[other].tolist())
    assert not set(places.line[one].tolist()) & set(places.line[other].tolist())


def test_lines_are_counted_with_desks_and_sites() -> None:
    together = (Desk(members(20), 5.0, 3, 0.0), Site(members(5) + 100, 0.0, 24.0))
    assert placed(*together).lines == placed().lines + 4


def test_most_people_write_the_language_of_their_zone() -> None:
    chinese = (placed(zone_h=8.0).language == 0).mean()
    assert 0.8 < chinese < 0.95


def test_desks_have_the_clients_that_people_have() -> None:
    desks = [Desk(np.arange(n, n + 2), 1.0, 1, 0.0) for n in range(0, 300, 2)]
    places = placed(*desks)
    at_desks, at_home = places.client[:300:2], places.client[300:]
    assert abs(at_desks.mean() - at_home.mean()) < 4 * at_home.std() / np.sqrt(100)
