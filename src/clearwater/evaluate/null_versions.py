"""Null versions of any log: what it would look like if its accounts had nothing to do with another.

Both take a table of events and give one back with the same number of events, the same accounts and
the same objects, and both break one thing on purpose: who meets whom. What is flagged on a null
version is a false alarm, whatever the original log may contain.

``rate_redraw`` keeps every moment of every object and redraws *who* it was, from the accounts'
rates. ``clock_shift`` keeps every account's own sequence and moves its clock. The first is the
sharper test: bursts, news and night stay where they were. The second keeps what the first breaks,
that an account returns to the same objects, and breaks the crowding of moments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import SchemaError
from clearwater.events.schema import REQUIRED, TIME_TYPE
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_DAY_US = 86_400 * MICROSECONDS
_HOUR_US = 3_600 * MICROSECONDS
_MOST_DAY_BLOCKS = 64
# Pseudo-events by which an account's profile is drawn towards the log's. With 0, a group that only
# ever acts together would refill its own moments and the null version would still coordinate.
_PSEUDO_EVENTS = 2.0
_SWEEPS = 120


def rate_redraw(events: pa.Table, seed: int) -> pa.Table:
    """Return the events with the accounts redrawn from their rates.

    Kept exactly: every (object, action, time), so each object's popularity and the crowding of each
    moment; each account's number of events. Kept approximately: each account's profile over the
    hours of the (UTC) day and over the days, each smoothed over neighbours and drawn towards the
    log's profile by two pseudo-events. Broken: which account is at which object-moment, beyond what
    these rates explain; so also any interest of an account in certain objects.

    The assignment is drawn by Metropolis swaps of two events' accounts, started from a random
    permutation, with the product of the two profiles as weight. In logs of more than 64 days, days
    are taken in equal blocks.

    Parameters
    ----------
    events
        Canonical columns ``actor, action, object, time``; others are ignored, except ``event``.
    seed
        0 or more. Row order of `events` does not matter.

    Raises
    ------
    SchemaError
        If a required column is missing.
    """
    table = _canonical(events)
    if table.num_rows < 2:
        return table
    rng = np.random.default_rng([seed, 11])
    names, account = _codes(table["actor"])
    cells = _Cells.of(_microseconds(table))
    log_rates = _LogRates.of(account, cells, len(names))
    redrawn = _swap(rng.permutation(account), cells, log_rates, rng)
    return _with_column(table, "actor", names.take(pa.array(redrawn)))


def clock_shift(events: pa.Table, seed: int) -> pa.Table:
    """Return the events with each account's clock moved by one random circular offset.

    Offsets are uniform over the span of the log, in whole seconds; what runs over the end comes in
    at the start. Kept exactly: each account's events, objects, and the gaps between them (but for
    the one gap at the seam). Broken: hours of the day across accounts, each object's bursts, and
    the order of an object's creation and what is done to it; creation times mean nothing here.
    Not broken: accounts that went to the same objects in the same order and by chance get offsets
    within a window of each other still meet there, and should be found. So the log should hold no
    such accounts, or the window should be short beside its span.

    Parameters
    ----------
    events
        Canonical columns ``actor, action, object, time``; others are ignored, except ``event``.
    seed
        0 or more. Row order of `events` does not matter.

    Raises
    ------
    SchemaError
        If a required column is missing.
    """
    table = _canonical(events)
    if table.num_rows < 2:
        return table
    rng = np.random.default_rng([seed, 12])
    names, account = _codes(table["actor"])
    time = _microseconds(table)
    first = int(time.min())
    span = (int(time.max()) - first) // MICROSECONDS * MICROSECONDS + MICROSECONDS
    offset = rng.integers(0, span // MICROSECONDS, len(names)) * MICROSECONDS
    shifted = first + (time - first + offset[account]) % span
    moved = _with_column(table, "time", pa.array(shifted, pa.int64()).cast(TIME_TYPE))
    return _canonical(moved)


@dataclass(frozen=True)
class _Cells:
    """When each event happened, as an hour of the day and a block of days."""

    hour: Ints
    block: Ints
    blocks: int

    @classmethod
    def of(cls, time: Ints) -> _Cells:
        day = time // _DAY_US - int(time.min()) // _DAY_US
        days = int(day.max()) + 1
        length = -(-days // _MOST_DAY_BLOCKS)
        return cls(time % _DAY_US // _HOUR_US, day // length, -(-days // length))


@dataclass(frozen=True)
class _LogRates:
    """Natural logarithms of each account's profile over hours and over blocks of days."""

    hour: Floats
    block: Floats

    @classmethod
    def of(cls, account: Ints, cells: _Cells, accounts: int) -> _LogRates:
        hours = _profile(account, cells.hour, accounts, 24, circular=True)
        blocks = _profile(account, cells.block, accounts, cells.blocks, circular=False)
        return cls(np.log(hours), np.log(blocks))

    def at(self, account: Ints, hour: Ints, block: Ints) -> Floats:
        """Return the log weight of each account at the moment beside it."""
        weight: Floats = self.hour[account, hour] + self.block[account, block]
        return weight


def _profile(account: Ints, cell: Ints, accounts: int, cells: int, *, circular: bool) -> Floats:
    """Return shares a row: counts smoothed 1:2:1 over neighbours, drawn towards the log's."""
    counts = np.bincount(account * cells + cell, minlength=accounts * cells)
    own = counts.reshape(accounts, cells).astype(np.float32)
    if cells > 2:
        left, right = np.roll(own, 1, axis=1), np.roll(own, -1, axis=1)
        if not circular:
            left[:, 0], right[:, -1] = own[:, 0], own[:, -1]
        own = 0.5 * own + 0.25 * (left + right)
    whole = own.sum(axis=0) + 1e-3
    own += _PSEUDO_EVENTS * whole / whole.sum()
    shares: Floats = own / own.sum(axis=1, keepdims=True)
    return shares


def _swap(account: Ints, cells: _Cells, rates: _LogRates, rng: np.random.Generator) -> Ints:
    """Return the accounts after sweeps of swaps between disjoint pairs of events.

    Pairs are drawn from the whole log, from one hour of the day, or from one block of days, in
    turn: near partners are accepted more often and let the profiles settle.
    """
    account = account.copy()
    count = len(account)
    half = count // 2
    for sweep in range(_SWEEPS):
        key = (None, cells.hour, cells.block)[sweep % 3]
        noise = rng.random(count)
        order = np.argsort(noise) if key is None else np.lexsort((noise, key))
        one, other = order[0 : 2 * half : 2], order[1 : 2 * half : 2]
        gain = (
            rates.at(account[one], cells.hour[other], cells.block[other])
            + rates.at(account[other], cells.hour[one], cells.block[one])
            - rates.at(account[one], cells.hour[one], cells.block[one])
            - rates.at(account[other], cells.hour[other], cells.block[other])
        )
        taken = np.log(rng.random(half)) < gain
        one, other = one[taken], other[taken]
        account[one], account[other] = account[other], account[one]
    return account


def _canonical(events: pa.Table) -> pa.Table:
    """Return the used columns in one order of rows, whatever the order they came in."""
    missing = [name for name in REQUIRED if name not in events.column_names]
    if missing:
        raise SchemaError(
            "a null version needs canonical events",
            expected=f"columns {', '.join(REQUIRED)}",
            found=f"no {', '.join(missing)}",
            next_step="Read the source with clearwater.read first.",
        )
    keys = ["time", "object", "action", "actor"]
    kept = [*keys, *(["event"] if "event" in events.column_names else [])]
    plain = pa.table(
        {name: events[name].cast(TIME_TYPE if name == "time" else pa.string()) for name in kept}
    )
    return plain.sort_by([(name, "ascending") for name in kept]).combine_chunks()


def _codes(column: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the different values in order, and for each row the position of its value."""
    values = pc.unique(column)
    values = values.take(pc.array_sort_indices(values))
    codes: Ints = pc.index_in(column.combine_chunks(), value_set=values).to_numpy().astype(np.int64)
    return values, codes


def _microseconds(table: pa.Table) -> Ints:
    time: Ints = table["time"].cast(pa.int64()).to_numpy()
    return time


def _with_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)
