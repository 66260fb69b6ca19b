"""The two timelines of a group as arrays: who acted when on what, members beside their control.

No name is in them. Accounts are places in the run's table ``members`` (the strongest is 0), objects
are numbers in the order in which the members came to them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clearwater.app.group.source import Group

SIDES = ("members", "control")
NEVER = np.iinfo(np.int64).max
"""Lag of a dot before which nobody else of its side had come to the object; no moment either."""
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Side:
    """The events of one side, in the order of time."""

    time: Whole
    """Microseconds since 1970, UTC."""
    row: Whole
    """Whose event it is."""
    object: Whole
    joint: Whole
    """How many other accounts of the side met it within the window."""
    lag: Whole
    """Microseconds since another account of the side acted on the same object, or `NEVER`."""


@dataclass(frozen=True)
class Dots:
    """Both sides of a group."""

    sides: Mapping[str, Side]
    rows: int
    """Accounts of the group: rows of the drawing."""
    objects: int
    accounts: pa.Array
    """Names of the accounts by row; they stay on the server."""
    names: pa.Array
    """Names of the objects by number; they stay on the server."""


def dots_of(group: Group) -> Dots:
    """Return the timelines of a group; a group whose run kept none has no dots."""
    accounts = group.table("members", ["account"])["account"].combine_chunks()
    columns = ["side", "row", "account", "time", "object", "joint"]
    table = group.table("raster", columns, coded=["side", "account", "object"])
    row = integers(table["row"])
    side = places_in(table["side"], pa.array(SIDES))
    rows = _rows(table, row, side, accounts)
    number, names = _by_first_touch(codes_of(table["object"]), integers(table["time"]), side)
    objects = dictionary_of(table["object"]).take(pa.array(names))
    time, joint = integers(table["time"]), integers(table["joint"])
    parts = {
        name: _side(np.flatnonzero(side == place), time, rows, number, joint)
        for place, name in enumerate(SIDES)
    }
    return Dots(parts, len(accounts), len(objects), accounts, objects)


def integers(column: pa.ChunkedArray) -> Whole:
    """Return whole numbers or times as int64; missing ones as 0."""
    plain = pc.call_function("coalesce", [column.cast(pa.int64()), pa.scalar(0, pa.int64())])
    return np.asarray(plain.to_numpy(), dtype=np.int64)


def lags_of(time: Whole, row: Whole, obj: Whole) -> Whole:
    """Return for each act the time since another account acted on the same object.

    Parameters
    ----------
    time, row, obj
        Of each act, in the order of time.

    Returns
    -------
    int64 array, shape (acts,)
        `NEVER` where nobody else was there before.

    Examples
    --------
    >>> lags_of(np.array([5, 7, 9]), np.array([0, 0, 1]), np.array([3, 3, 3]))[2]
    np.int64(2)
    """
    order = by_number(obj)
    t, who, what = time[order], row[order], obj[order]
    lag = np.full(t.size, NEVER, np.int64)
    if t.size > 1:
        # Acts of one account on one object in a row are a run; before it stands somebody else.
        begins = np.flatnonzero(np.r_[True, (who[1:] != who[:-1]) | (what[1:] != what[:-1])])
        before = np.repeat(begins, np.diff(np.r_[begins, t.size])) - 1
        known = (before >= 0) & (what[before] == what)
        lag[known] = t[known] - t[before[known]]
    out = np.empty_like(lag)
    out[order] = lag
    return out


def _side(chosen: Whole, time: Whole, row: Whole, number: Whole, joint: Whole) -> Side:
    # The run's table is sorted by row, so of acts at one moment the stronger account's comes first.
    order = chosen[np.argsort(time[chosen], kind="stable")]
    t, who, what = time[order], row[order], number[order]
    return Side(t, who, what, joint[order], lags_of(t, who, what))


def _rows(table: pa.Table, row: Whole, side: Whole, accounts: pa.Array) -> Whole:
    """Return the row of each dot: a member's place in ``members``, and for a control its member's.

    The run numbers its rows by p-value, the table of members by bits; a control stands where the
    member stands whom it was matched to.
    """
    rows = row.copy()
    own = places_in(table["account"], accounts)
    members = (side == 0) & (own >= 0)
    moved = np.arange(max(int(row.max(initial=-1)) + 1, len(accounts)))
    moved[row[members]] = own[members]
    return np.where(members, own, moved[rows])


def _by_first_touch(code: Whole, time: Whole, side: Whole) -> tuple[Whole, Whole]:
    """Return the number of each dot's object, and the code of each number; members' come first."""
    size = int(code.max(initial=-1)) + 1
    first = np.full((len(SIDES), size), NEVER, np.int64)
    for place in range(len(SIDES)):
        own = side == place
        np.minimum.at(first[place], code[own], time[own])
    there = np.flatnonzero((first != NEVER).any(axis=0))
    codes = there[np.lexsort((first[1, there], first[0, there]))]
    number = np.full(size, -1, np.int64)
    number[codes] = np.arange(codes.size)
    return number[code], codes


def by_number(values: Whole) -> Whole:
    """Return the order of numbers from 0 on, equal ones as they stand; small ones sort faster."""
    short = values.astype(np.uint16) if values.max(initial=0) < 1 << 16 else values
    return np.argsort(short, kind="stable")


def dictionary_of(column: pa.ChunkedArray) -> pa.Array:
    """Return the different texts of a column that came as numbers."""
    return _one(column).dictionary


def codes_of(column: pa.ChunkedArray) -> Whole:
    """Return the number of each row's text; -1 where there is none."""
    filled = pc.call_function("coalesce", [_one(column).indices, pa.scalar(-1, pa.int32())])
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)


def _one(column: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = column.unify_dictionaries().combine_chunks()
    return whole if isinstance(whole, pa.DictionaryArray) else whole.dictionary_encode()


def places_in(values: pa.Array | pa.ChunkedArray, names: pa.Array) -> Whole:
    """Return where each value stands among names, -1 where it does not."""
    if pa.types.is_dictionary(values.type):
        # No text has the number -1, which finds what is appended.
        return np.append(places_in(dictionary_of(values), names), -1)[codes_of(values)]
    found = pc.call_function("index_in", [values], pc.SetLookupOptions(value_set=names))
    filled = pc.call_function("coalesce", [found, pa.scalar(-1, pa.int32())])
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)
