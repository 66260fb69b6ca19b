"""From the same place: members who live on the same few devices, lines or addresses.

Only acts besides the joint ones count where a member has any. The place where an account is on
most days is its home, unless the people of that place have second places: pupils and office
workers share a place and each lives somewhere else; the phones of a desk browse from the desk as
well. Days are counted and not acts, for a lesson is many acts. A home of up to six accounts is a
household and says nothing. One where outsiders are more than the members, a campus or a carrier,
argues against the group: most who live there have no part in it.
Rarity as in inverse document frequency; after Shah et al., 2017 (SliceNDice's idea). Ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

import numpy as np
import pyarrow as pa

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.population import Population
from clearwater.kernels.evidence_bits import joint_bits
from clearwater.kernels.shared_traces import dominant_keys

HOUSEHOLD = 6
"""Accounts that may live on one device or line and be a family."""
DAY_US = 86_400_000_000
LEAST_OWN = 3
"""Days with acts besides the joint ones from which a member's home is taken; with fewer, from all.
"""
SEAT_US = 60_000_000
"""People cannot change seats and accounts within a minute."""
SITE = 0.15
"""Share of the days of those who use a place most that they are at their second places; from here
on it is a site that people come to, and no home."""


@dataclass(frozen=True)
class SharedPlace:
    """One kind of place."""

    spec: DetectorSpec
    column: str
    """Event column that holds it."""
    thing: str
    """What it is called, in the plural."""
    of: Callable[[pa.Array], pa.Array] | None = None
    """From the distinct values to what they have in common; the values themselves where None."""
    room: bool = True
    """Whether those who are at it are near each other. What explains by neighbours asks no other.
    """

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        if self.column not in population.log.columns:
            return f"the log has no column {self.column}"
        return None

    def ready(self, population: Population) -> ReadyPlace:
        """Return the question with everybody's home found."""
        column = population.log.columns[self.column]
        names = column.names if self.of is None else self.of(column.names)
        distinct = names.dictionary_encode()
        code = distinct.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        key = np.append(code, np.int32(-1))[column.code]
        places = len(distinct.dictionary)
        log = population.log
        daily = once_a_day(log.actor, key, log.time, places)
        home = dominant_keys(log.actor, daily, log.accounts)
        site = _sites(log.actor, daily, home, places)
        return ReadyPlace(self.thing, population, key, daily, home, site, places, self.room)


def once_a_day(actor: np.ndarray, key: np.ndarray, time: np.ndarray, places: int) -> np.ndarray:
    """Return the place of each event, -1 where its account was there on that day (UTC) before."""
    known = np.flatnonzero(key >= 0)
    day = time[known] // DAY_US
    days = int(day.max(initial=0) - day.min(initial=0)) + 1 if known.size else 1
    first_day = int(day.min()) if known.size else 0
    visit = (actor[known].astype(np.int64) * places + key[known]) * days + day - first_day
    _, first = np.unique(visit, return_index=True)
    daily = np.full(key.size, -1, np.int32)
    daily[known[first]] = key[known[first]]
    return daily


def _sites(actor: np.ndarray, key: np.ndarray, home: np.ndarray, places: int) -> np.ndarray:
    """Return which places their people leave for another one of their own, bool, shape (places,).

    Asked of the place and not of each account: many accounts act too seldom to tell where else they
    are. A second place counts from its second day on; addresses that are used once are none.
    """
    known = np.flatnonzero(key >= 0)
    away = known[key[known] != home[actor[known]]]
    second = dominant_keys(actor[away], key[away], home.size)
    there = np.bincount(actor[away[key[away] == second[actor[away]]]], minlength=home.size)
    acts = np.bincount(actor[known], minlength=home.size)
    settled = home >= 0
    elsewhere = np.where(there >= 2, there, 0)[settled]
    of_place = np.bincount(home[settled], weights=elsewhere, minlength=places)
    all_acts = np.bincount(home[settled], weights=acts[settled], minlength=places)
    found: np.ndarray = of_place >= SITE * np.maximum(all_acts, 1)
    return found


@dataclass(frozen=True)
class ReadyPlace:
    """Places of a log."""

    thing: str
    population: Population
    key: np.ndarray
    """int32, shape (events,). Place of each event, -1 where unknown."""
    daily: np.ndarray
    """int32, shape (events,). The same, once a day."""
    home: np.ndarray
    """int32, shape (accounts,). By all days."""
    site: np.ndarray
    """bool, shape (places,). Where people come to and do not live."""
    places: int
    room: bool
    """See `SharedPlace.room`."""

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who lives where the members live."""
        home = self._homes(draft, np.union1d(draft.members, accounts))
        lives = (home >= 0) & ~self.site[home]
        of_members = home[draft.members][lives[draft.members]]
        together = np.bincount(of_members, minlength=self.places)
        outside = self._outside(draft)
        others = max(1, int(outside.sum()))
        # Where outsiders are the larger part, those who live there are no group because of it.
        crowded = np.flatnonzero((together > HOUSEHOLD) & (together >= outside))
        of_group = np.zeros(self.places + 1, bool)
        of_group[crowded] = True
        mine = np.isin(accounts, draft.members)
        alike = of_group[np.where(lives, home, -1)[accounts]]
        alike &= together[home[accounts]] - mine >= HOUSEHOLD
        chance = min(1.0, (float(outside[crowded].sum()) + 0.5) / others)
        joint = int((together[crowded] - 1).sum())
        bits = joint_bits(
            joint, draft.members.size * chance, searched=self.places, picked=crowded.size
        )
        there, verb = int(outside[crowded].sum()), "live on" if self.room else "use"
        figure = (
            f"{int(together[crowded].sum())} of {draft.members.size} members {verb} {crowded.size} "
            f"of the log's {self.thing}, as {there:,} of {others:,} other accounts do"
            if crowded.size
            else f"no {self.thing} that more than {HOUSEHOLD} members, and few others, {verb}"
        )
        return Answer(np.where(alike, chance, 1.0), bits, figure, alike)

    def crowded_by(self, members: np.ndarray) -> np.ndarray:
        """Return at which places more members than a household has live, bool, shape (places,)."""
        home = self.home[members]
        return np.bincount(home[home >= 0], minlength=self.places) > HOUSEHOLD

    def quick_hands(self, members: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return which acts follow or precede another account's at the same place within a minute.

        One entry, bool, for each of `rows` (int64, of the log) at places that more members than a
        household has live at, by place and time.
        """
        log, crowded = self.population.log, np.append(self.crowded_by(members), False)
        rows = rows[crowded[self.key[rows]]]  # of an unknown place, -1, the last entry
        rows = rows[np.lexsort((rows, log.time[rows], self.key[rows]))]
        close = (
            (np.diff(self.key[rows]) == 0)
            & (np.diff(log.actor[rows]) != 0)
            & (np.diff(log.time[rows]) <= SEAT_US)
        )
        found: np.ndarray = np.append(close, False) | np.append(False, close)
        return found[: rows.size]

    def _outside(self, draft: Draft) -> np.ndarray:
        """Return how many accounts that are no members live at each place."""
        home = self.home.copy()
        home[draft.members] = -1
        return np.bincount(home[home >= 0], minlength=self.places)

    def _homes(self, draft: Draft, accounts: np.ndarray) -> np.ndarray:
        """Return homes by acts besides the joint ones, of `accounts`; of nobody else."""
        rows = self.population.rows_of(accounts)
        rows = rows[self.daily[rows] >= 0]
        actor, size = self.population.log.actor, self.population.log.accounts
        own = ~np.isin(rows, draft.joint)
        enough = np.bincount(actor[rows[own]], minlength=size) >= LEAST_OWN
        rows = rows[own | ~enough[actor[rows]]]
        return dominant_keys(actor[rows], self.daily[rows], size)


def address_prefixes(addresses: pa.Array) -> pa.Array:
    """Return the /24 of each IPv4 address and the /48 of each IPv6 address, null of others.

    Written as version and leading bits: to write a network out takes as long as to read it.
    """
    return pa.array([_prefix(text) for text in addresses.to_pylist()], pa.string())


def _prefix(text: str | None) -> str | None:
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    return f"{address.version}:{int(address) >> (8 if address.version == 4 else 80)}"


def _place(name: str, column: str, thing: str, innocent: str) -> DetectorSpec:
    return DetectorSpec(
        id=name,
        version="1",
        family="place",
        columns=(column,),
        paper="ours; rarity after Shah et al., 2019, ICDM (SliceNDice)",
        cost="events, and the members' events for each group",
        quiet=f"no {thing} on which more than {HOUSEHOLD} members of a group live",
        innocent=innocent,
    )


DEVICE = SharedPlace(
    _place(
        "shared-device",
        "device",
        "devices",
        "a family's tablet, a device of a library, a café or a shop: many use it one after the "
        "other, and most of them have another",
    ),
    "device",
    "devices",
)
LINE = SharedPlace(
    _place(
        "shared-line",
        "line",
        "access lines",
        "a dormitory, an office, a household of more than six",
    ),
    "line",
    "access lines",
)
PREFIX = SharedPlace(
    _place(
        "shared-prefix",
        "ip",
        "address prefixes",
        "a mobile carrier, a campus or a company that puts thousands behind a few addresses; "
        "their other users weigh against the group",
    ),
    "ip",
    "address prefixes",
    address_prefixes,
)

CLIENT = SharedPlace(
    _place(
        "shared-client",
        "client",
        "client builds",
        "an old telephone model or a beta version that few have, a company's own application",
    ),
    "client",
    "client builds",
    room=False,
)

for _question in (DEVICE, LINE, PREFIX, CLIENT):
    QUESTIONS.register(_question)
