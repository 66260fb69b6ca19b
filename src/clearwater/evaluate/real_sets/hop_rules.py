"""Simple rules on the Hop airdrop's wallets, and what is left of them without one of their inputs.

Each rule counts, for each wallet, the other wallets that share something with it. Nothing is
learnt from labels; the settings are stated here, set by hand.

All wallets of the airdrop take part, also those that are not judged: whoever applies a rule does
not know the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from clearwater.evaluate.base import Judgement
from clearwater.events.schema import TIME_TYPE
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SLOT_US = 6 * 3_600 * MICROSECONDS
DAY_US = 86_400 * MICROSECONDS
SAME_VOLUME = 0.02
"""Two volumes are the same if their natural logarithms round to the same multiple of this."""
SERVICE = 100
"""A counterparty of more wallets than this is taken for an exchange, a bridge or a token. Set by
hand, and then seen to matter little: from 20 to 500 the AP of shared counterparty and same slot is
0.36 to 0.38 on all labelled folds, and on folds 0 and 1 none of 20, 50, 200, 300, 500 does better.
"""
LEAST_GROUP = 20
"""A report to the airdrop had to name at least this many wallets (the README of its repository)."""

NOBODY = -1


@dataclass(frozen=True)
class Wallets:
    """What the rules see of each wallet; wallets are numbered in the order of their names."""

    names: list[str] = field(repr=False)
    slot: Ints = field(repr=False)
    """Six-hour slot of the first use, UTC."""
    day: Ints = field(repr=False)
    """Day of the first use, UTC."""
    volume: Ints = field(repr=False)
    """Number of the volume's bin of 2 %; `NOBODY` where there is no volume."""
    first_s: Floats = field(repr=False)
    """Seconds of the first use since 1970."""
    log_usd: Floats = field(repr=False)
    """Natural logarithm of the volume in dollars; not a number where there is none."""
    wallet: Ints = field(repr=False)
    """First column of (wallet, counterparty), each pair once, whichever of the two sent."""
    counterparty: Ints = field(repr=False)
    """Second column: a number of the wallet or of whoever else it dealt with."""

    @classmethod
    def of(cls, events: pa.Table, transfers: pa.Table, volumes: pa.Table) -> Wallets:
        """Return the wallets of `events` (actor, time), ``transfers`` and (actor, volume_usd)."""
        first = events.group_by("actor").aggregate([("time", "min")]).sort_by("actor")
        names = first["actor"].cast(pa.string()).combine_chunks()
        time = first["time_min"].cast(TIME_TYPE).cast(pa.int64()).to_numpy()
        wallet, counterparty = _dealings(transfers, names)
        log_usd = _log_usd(volumes, names)
        return cls(
            names=names.to_pylist(),
            slot=time // SLOT_US,
            day=time // DAY_US,
            volume=_volume_bins(log_usd),
            first_s=time / MICROSECONDS,
            log_usd=log_usd,
            wallet=wallet,
            counterparty=counterparty,
        )


@dataclass(frozen=True)
class HopRule:
    """A rule that only this data can be asked with."""

    name: str
    inputs: str
    """What of the set it uses."""
    settings: str
    judge: Callable[[Wallets], Judgement] = field(repr=False)


def direct_links(wallets: Wallets) -> Judgement:
    """Return how many other wallets each wallet sent to or received from."""
    among = wallets.counterparty < len(wallets.names)
    size = len(wallets.names)
    ends = (wallets.wallet[among], wallets.counterparty[among])
    return _of_graph(wallets, csr_matrix((np.ones(len(ends[0])), ends), shape=(size, size)))


def same_slot(wallets: Wallets) -> Judgement:
    """Return how many others were first seen in the same six hours."""
    return _of_key(wallets, wallets.slot)


def same_volume(wallets: Wallets) -> Judgement:
    """Return how many others have the same volume."""
    return _of_key(wallets, wallets.volume)


def same_day_same_volume(wallets: Wallets) -> Judgement:
    """Return how many others were first seen on the same day and have the same volume."""
    both = wallets.day * (wallets.volume.max(initial=0) + 1) + wallets.volume
    return _of_key(wallets, np.where(wallets.volume == NOBODY, NOBODY, both))


def shared_counterparty(wallets: Wallets) -> Judgement:
    """Return how many others dealt with one of the same counterparties, at whatever time."""
    kept = _no_service(wallets)
    return _of_shared(wallets, wallets.wallet[kept], wallets.counterparty[kept])


def shared_counterparty_same_slot(wallets: Wallets) -> Judgement:
    """Return how many others dealt with one of the same, and were first seen in the same slot."""
    kept = _no_service(wallets)
    wallet, counterparty = wallets.wallet[kept], wallets.counterparty[kept]
    slot = wallets.slot[wallet] - wallets.slot.min(initial=0)
    return _of_shared(wallets, wallet, counterparty * (slot.max(initial=0) + 1) + slot)


def hop_rules() -> Iterator[HopRule]:
    """Yield the rules, and then what each kind of input does alone."""
    group = f"; a group has {LEAST_GROUP} wallets or more, as a report had to"
    volume = f"volumes are rounded to steps of {SAME_VOLUME:.0%}"
    service = f"counterparties of more than {SERVICE} wallets are left out as services, set by hand"
    yield HopRule("direct links", "transfers", f"no setting{group}", direct_links)
    yield HopRule("same day and same volume", "time, volume", volume + group, same_day_same_volume)
    yield HopRule(
        "shared counterparty and same six hours",
        "time, transfers",
        service + group,
        shared_counterparty_same_slot,
    )
    yield HopRule("time only: same six hours", "time", f"calendar slots, UTC{group}", same_slot)
    yield HopRule(
        "transfers only: shared counterparty", "transfers", service + group, shared_counterparty
    )
    yield HopRule("volume only: same volume", "volume", volume + group, same_volume)


def _dealings(transfers: pa.Table, names: pa.Array) -> tuple[Ints, Ints]:
    """Return (wallet, counterparty) once each; counterparties that are no wallet come after."""
    sender, receiver = (
        transfers[name].cast(pa.string()).combine_chunks() for name in ("actor", "object")
    )
    ends = pa.concat_arrays([sender, receiver])
    others = pc.unique(ends)
    others = others.filter(pc.invert(pc.is_in(others, value_set=names)))
    everybody = pa.concat_arrays([names, others.take(pc.array_sort_indices(others))])
    number = pc.index_in(ends, value_set=everybody).to_numpy().astype(np.int64)
    one, other = number, np.roll(number, len(sender))
    kept = (one < len(names)) & (one != other)
    pairs = np.unique(one[kept] * len(everybody) + other[kept])
    return pairs // len(everybody), pairs % len(everybody)


def _log_usd(volumes: pa.Table, names: pa.Array) -> Floats:
    """Return the logarithm of each wallet's volume; below a dollar is none."""
    place = pc.index_in(names, value_set=volumes["actor"].cast(pa.string()).combine_chunks())
    usd = volumes["volume_usd"].cast(pa.float64()).combine_chunks().take(place)
    usd = usd.fill_null(0.0).to_numpy(zero_copy_only=False)
    log_usd = np.full(len(names), np.nan)
    log_usd[usd >= 1.0] = np.log(usd[usd >= 1.0])
    return log_usd


def _volume_bins(log_usd: Floats) -> Ints:
    known = ~np.isnan(log_usd)
    bins = np.full(log_usd.size, NOBODY, np.int64)
    bins[known] = np.round(log_usd[known] / SAME_VOLUME)
    return bins


def _no_service(wallets: Wallets) -> npt.NDArray[np.bool_]:
    busy = np.bincount(wallets.counterparty)
    return np.asarray(busy[wallets.counterparty] <= SERVICE)


def _of_key(wallets: Wallets, key: Ints) -> Judgement:
    """Judge by how many share a wallet's key; who has none shares it with nobody."""
    _, member, sizes = np.unique(key, return_inverse=True, return_counts=True)
    others = np.where(key == NOBODY, 0, sizes[member] - 1)
    return _judgement(wallets, others, np.where(others + 1 >= LEAST_GROUP, member, NOBODY))


def _of_shared(wallets: Wallets, wallet: Ints, key: Ints) -> Judgement:
    """Judge by how many different wallets share at least one of a wallet's keys."""
    _, column = np.unique(key, return_inverse=True)
    shape = (len(wallets.names), int(column.max(initial=-1)) + 1)
    left = csr_matrix((np.ones(len(wallet)), (wallet, column)), shape=shape)
    return _of_graph(wallets, left @ left.T)


def _of_graph(wallets: Wallets, graph: csr_matrix) -> Judgement:
    """Judge by a wallet's number of neighbours; groups are connected parts."""
    graph = graph.tocsr()
    graph.setdiag(0)
    graph.eliminate_zeros()
    _, part = connected_components(graph, directed=False)
    large = np.bincount(part, minlength=1)[part] >= LEAST_GROUP
    return _judgement(wallets, np.diff(graph.indptr), np.where(large, part, NOBODY))


def _judgement(wallets: Wallets, others: Ints, group: Ints) -> Judgement:
    """Give groups the name of their first wallet."""
    grouped = np.flatnonzero(group != NOBODY)
    _, first = np.unique(group[grouped], return_index=True)
    name_of = {int(group[grouped[place]]): wallets.names[grouped[place]] for place in first}
    return Judgement(
        scores={wallets.names[n]: float(others[n]) for n in np.flatnonzero(others)},
        groups={wallets.names[n]: name_of[int(group[n])] for n in grouped},
    )
