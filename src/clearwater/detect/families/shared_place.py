"""From the same place: members who live on the same few devices, lines or addresses.

Only acts besides the joint ones count where a member has any: pupils act together from school, and
each lives somewhere else; the phones of a desk browse from the desk as well. The place that an
account uses most is its home. A home of up to six accounts is a household and says nothing. One
that thousands share argues against the group by itself: any of them could have been there.
Rarity as in inverse document frequency; after Shah et al., 2017 (SliceNDice's idea). Ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import numpy as np
import pyarrow as pa

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.population import Population
from clearwater.kernels.evidence_bits import joint_bits
from clearwater.kernels.shared_traces import dominant_keys

HOUSEHOLD = 6
"""Accounts that may live on one device or line and be a family."""
LEAST_OWN = 3
"""Acts besides the joint ones from which a member's home is taken; with fewer, from all."""


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
        home = dominant_keys(population.log.actor, key, population.log.accounts)
        return ReadyPlace(self.thing, population, key, home, len(distinct.dictionary))


@dataclass(frozen=True)
class ReadyPlace:
    """Places of a log."""

    thing: str
    population: Population
    key: np.ndarray
    """int32, shape (events,). Place of each event, -1 where unknown."""
    home: np.ndarray
    """int32, shape (accounts,)."""
    places: int

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who lives where the members live."""
        home = self._homes(draft, np.union1d(draft.members, accounts))
        of_members = home[draft.members]
        together = np.bincount(of_members[of_members >= 0], minlength=self.places)
        outside = np.bincount(self.home[self.home >= 0], minlength=self.places) - np.bincount(
            self.home[draft.members][self.home[draft.members] >= 0], minlength=self.places
        )
        others = max(1, int(outside.sum()))
        own = home[accounts]
        company = np.where(own >= 0, together[own], 0) - np.isin(accounts, draft.members)
        alike = (own >= 0) & (company >= HOUSEHOLD)
        crowded = np.flatnonzero(together > HOUSEHOLD)
        chance = min(1.0, float((outside[crowded] + 0.5).sum()) / others)
        joint = int((together[crowded] - 1).sum())
        known = int((of_members >= 0).sum())
        bits = joint_bits(joint, known * chance, searched=self.places, picked=crowded.size)
        figure = (
            f"{int(together[crowded].sum())} of {draft.members.size} members live on "
            f"{crowded.size} {self.thing}, on which {int(outside[crowded].sum()):,} of {others:,} "
            "other accounts live"
            if crowded.size
            else f"no {self.thing} on which more than {HOUSEHOLD} members live"
        )
        return Answer(np.where(alike, chance, 1.0), bits, figure, alike)

    def _homes(self, draft: Draft, accounts: np.ndarray) -> np.ndarray:
        """Return homes by acts besides the joint ones, of `accounts`; of nobody else."""
        rows = self.population.rows_of(accounts)
        own = rows[~np.isin(rows, draft.joint) & (self.key[rows] >= 0)]
        actor = self.population.log.actor[own]
        size = self.population.log.accounts
        apart = dominant_keys(actor, self.key[own], size)
        enough = np.bincount(actor, minlength=size) >= LEAST_OWN
        home = np.full(size, -1, np.int32)
        home[accounts] = np.where(enough[accounts], apart[accounts], self.home[accounts])
        return home


def address_prefixes(addresses: pa.Array) -> pa.Array:
    """Return the /24 of each IPv4 address and the /48 of each IPv6 address, null of others."""
    return pa.array([_prefix(text) for text in addresses.to_pylist()], pa.string())


def _prefix(text: str | None) -> str | None:
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    bits = 24 if address.version == 4 else 48
    return str(ip_network((address, bits), strict=False))


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


DEVICE = QUESTIONS.register(
    SharedPlace(
        _place(
            "shared-device",
            "device",
            "devices",
            "a family's tablet, a library's or a shop's demonstration device: many use it, and "
            "they have others",
        ),
        "device",
        "devices",
    )
)
LINE = QUESTIONS.register(
    SharedPlace(
        _place(
            "shared-line",
            "line",
            "access lines",
            "a dormitory, an office, a household of more than six",
        ),
        "line",
        "access lines",
    )
)
PREFIX = QUESTIONS.register(
    SharedPlace(
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
)
