"""Where accounts are: devices, access lines, addresses, client builds, and who shares them.

Honest accounts share too. Households share a line and now and then a device; who has none goes to
the computers of a library; offices and schools stand behind one address in their hours; mobile
carriers put thousands of strangers behind one. A desk shares what its campaign says. Addresses come
from ranges that belong to nobody (10.0.0.0/8, 100.64.0.0/10), and a desk's addresses lie among
those of homes, so that no range gives it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.simulate.lots import below, shares
from clearwater.simulate.world_config import DAY_S, HOUR_S

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CLIENT_BUILDS = 40
LANGUAGES = ("zh", "ru", "de", "en", "es")
_LINES_A_PREFIX = 4
_ACCOUNTS_A_CARRIER_ADDRESS = 1_500
_LEASE_S = 7 * DAY_S
_FRESH, _MOBILE, _CARRIER, _HOST, _FRESH_PREFIX, _SECOND = range(6)
# Kinds of address, in the bits above 24: they keep homes, carriers and sites apart.
HOME, CARRIER, SITE = 0, 1 << 24, 2 << 24


@dataclass(frozen=True)
class Household:
    """Accounts at home together: one line, one shared device beside their own."""

    members: Ints


@dataclass(frozen=True)
class Site:
    """Accounts behind one address on weekdays between two local hours."""

    members: Ints
    from_h: float
    to_h: float


@dataclass(frozen=True)
class Desk:
    """Accounts run from one place."""

    members: Ints
    accounts_per_device: float
    """1 or more."""
    lines: int
    """Access lines, 1 or more."""
    rotation: float
    """Share of acts through an address that nobody used before, 0..1."""


@dataclass(frozen=True)
class PublicDevices:
    """Accounts that use the devices of one room, each mostly a favourite one."""

    members: Ints
    devices: int
    """1 or more."""
    favourite: Ints
    """Of each member, 0 to devices - 1."""
    own: npt.NDArray[np.bool_]
    """Whether each has a device besides; the others take another of the room now and then."""


Together = Household | Site | Desk | PublicDevices


@dataclass
class Places:
    """One entry an account in every array."""

    device: Ints
    """The device mostly used."""
    second: Ints
    """The other device, or the same."""
    second_share: Floats
    """Share of days on the other device."""
    line: Ints
    """The access line at home, or at the desk."""
    mobile: Floats
    """Share of hours on a mobile network."""
    carrier: Ints
    """Number of the mobile carrier."""
    client: Ints
    """Client build."""
    rotation: Floats
    """Share of acts through a fresh address."""
    site: Ints
    """Number of the site, or -1."""
    language: Ints
    """Position in LANGUAGES."""
    prefix: Ints
    """Address prefix (/24) of each LINE, not of each account."""
    zone_h: Floats
    """Hours ahead of UTC."""
    sites: tuple[Site, ...]
    """By number."""
    carrier_addresses: int
    """Addresses of one carrier."""
    seed: int
    """Of all lots."""

    @property
    def devices(self) -> int:
        """How many devices there are."""
        return int(max(self.device.max(initial=0), self.second.max(initial=0))) + 1

    @property
    def lines(self) -> int:
        """How many lines there are: those of homes and desks, then one a site."""
        return len(self.prefix) + len(self.sites)

    def device_at(self, account: Ints, time_s: Floats) -> Ints:
        """Return the device of each act; an account keeps to one for a day."""
        day = (time_s // DAY_S).astype(np.int64)
        other = shares(self.seed, _SECOND, account, day) < self.second_share[account]
        return np.where(other, self.second[account], self.device[account])

    def connection_at(self, account: Ints, time_s: Floats, weekday: int) -> tuple[Ints, Ints]:
        """Return the address number and the line of each act; line -1 on a mobile network.

        `weekday` is that of the log's first day, Monday 0. An account keeps its network for three
        hours and its carrier's address for six; a line keeps its address for a week.
        """
        hours = (time_s // (3 * HOUR_S)).astype(np.int64)
        mobile = shares(self.seed, _MOBILE, account, hours) < self.mobile[account]
        pick = below(self.carrier_addresses, self.seed, _CARRIER, account, hours // 2)
        on_carrier = CARRIER + self.carrier[account] * 4_096 + pick
        line = self.line[account]
        lease = (time_s // _LEASE_S).astype(np.int64)
        at_home = self.prefix[line] * 256 + 1 + below(254, self.seed, _HOST, line, lease)
        at_site = self._at_site(account, time_s, weekday)
        site = self.site[account]
        address = np.where(mobile, on_carrier, HOME + at_home)
        address = np.where(at_site, SITE + site, address)
        minute = (time_s // 600.0).astype(np.int64)
        fresh = shares(self.seed, _FRESH, account, minute) < self.rotation[account]
        # Hosts in the prefixes of homes: addresses that stand alone would give the campaign away.
        streets = np.unique(self.prefix)
        lot = below(254 * len(streets), self.seed, _FRESH_PREFIX, account, minute)
        new = streets[lot // 254] * 256 + 1 + lot % 254
        line = np.where(at_site, len(self.prefix) + site, line)
        line = np.where((mobile & ~at_site) | fresh, -1, line)
        return np.where(fresh, HOME + new, address), line

    def _at_site(self, account: Ints, time_s: Floats, weekday: int) -> npt.NDArray[np.bool_]:
        site = self.site[account]
        if not self.sites:
            return np.zeros(len(account), dtype=np.bool_)
        local_h = time_s / HOUR_S + self.zone_h[account]
        hour, day = np.mod(local_h, 24.0), np.floor(local_h / 24.0).astype(np.int64)
        first = np.array([one.from_h for one in self.sites])[site]
        last = np.array([one.to_h for one in self.sites])[site]
        working = (day + weekday) % 7 < 5
        present: npt.NDArray[np.bool_] = (site >= 0) & working & (hour >= first) & (hour < last)
        return present


def draw_places(zone_h: Floats, together: Sequence[Together], seed: int) -> Places:
    """Return the places of accounts with the given zones; `together` says who shares."""
    rng = np.random.default_rng([seed, 8])
    count = len(zone_h)
    line, lines = _households(count, rng)
    zones, zone = np.unique(zone_h, return_inverse=True)
    build = 1.0 / np.arange(1, CLIENT_BUILDS + 1) ** 1.1
    places = Places(
        device=np.arange(count),
        second=np.arange(count),
        second_share=np.where(rng.random(count) < 0.3, rng.beta(2.0, 5.0, count), 0.0),
        line=line,
        mobile=rng.beta(3.0, 2.0, count),
        carrier=2 * zone + rng.integers(0, 2, count),
        client=rng.choice(CLIENT_BUILDS, count, p=build / build.sum()),
        rotation=np.zeros(count),
        site=np.full(count, -1),
        language=_languages(zone_h, rng),
        prefix=rng.permutation(1 << 16)[np.arange(lines) // _LINES_A_PREFIX % (1 << 16)],
        zone_h=zone_h,
        sites=tuple(one for one in together if isinstance(one, Site)),
        carrier_addresses=min(
            4_096, max(1, count // (_ACCOUNTS_A_CARRIER_ADDRESS * 2 * len(zones)))
        ),
        seed=seed,
    )
    own = rng.random(count) < 0.5
    places.second = np.where(own, count + np.arange(count), places.device)
    for number, site in enumerate(places.sites):
        places.site[site.members] = number
    for one in together:
        _settle(places, one, rng)
    return places


def _settle(places: Places, one: Together, rng: np.random.Generator) -> None:
    """Give a household, a desk or a public room its lines and devices."""
    if isinstance(one, Household):
        places.line[one.members] = places.line[one.members[0]]
        places.second[one.members] = places.devices
        places.second_share[one.members] = rng.beta(3.0, 3.0, len(one.members))
    elif isinstance(one, Desk):
        _settle_desk(places, one, rng)
    elif isinstance(one, PublicDevices):
        _settle_room(places, one, rng)


def _settle_desk(places: Places, desk: Desk, rng: np.random.Generator) -> None:
    count = len(desk.members)
    boxes = max(1, round(count / desk.accounts_per_device))
    places.device[desk.members] = places.devices + np.arange(count) % boxes
    places.second[desk.members] = places.device[desk.members]
    places.second_share[desk.members] = 0.0
    places.line[desk.members] = len(places.prefix) + np.arange(count) % desk.lines
    # One prefix for all lines of the desk: they hang on one street cabinet, as its neighbours do.
    places.prefix = np.concatenate(
        [places.prefix, np.full(desk.lines, rng.choice(places.prefix), dtype=np.int64)]
    )
    places.mobile[desk.members] = 0.0
    places.rotation[desk.members] = desk.rotation
    places.client[desk.members] = rng.choice(places.client)


def _settle_room(places: Places, room: PublicDevices, rng: np.random.Generator) -> None:
    first = places.devices
    count = len(room.members)
    other = (room.favourite + 1 + rng.integers(0, max(1, room.devices - 1), count)) % room.devices
    own = places.device[room.members]
    places.device[room.members] = first + room.favourite
    places.second[room.members] = np.where(room.own, own, first + other)
    places.second_share[room.members] = np.where(
        room.own, rng.beta(3.0, 3.0, count), rng.beta(2.0, 5.0, count)
    )
    places.line[room.members] = len(places.prefix)
    places.prefix = np.append(places.prefix, rng.choice(places.prefix))
    places.mobile[room.members[~room.own]] = 0.0


def _households(count: int, rng: np.random.Generator) -> tuple[Ints, int]:
    """Return the line of each account and the number of lines; households are of one to four."""
    sizes = rng.choice([1, 2, 3, 4], size=count, p=[0.72, 0.16, 0.08, 0.04])
    home = np.repeat(np.arange(count), sizes)[:count]
    return rng.permutation(home), int(home[-1]) + 1


def _languages(zone_h: Floats, rng: np.random.Generator) -> Ints:
    """Return a language for each zone: mostly the one of the most people there."""
    usual = np.select([zone_h >= 6.5, zone_h >= 2.5, zone_h >= -0.5], [0, 1, 2], 3)
    other = rng.integers(0, len(LANGUAGES), len(zone_h))
    return np.where(rng.random(len(zone_h)) < 0.85, usual, other)
