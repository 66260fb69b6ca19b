"""An event log as dense codes in one strict order: what every kernel walks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

UNKNOWN_TIME = np.iinfo(np.int64).min
"""Stands where an object's creation time is not known."""


@dataclass(frozen=True)
class CodedColumn:
    """What each event carries besides: a device, an address, a text."""

    code: np.ndarray
    """int32, shape (events,). Place of the value in `names`; -1 where the event carries none."""
    names: pa.Array
    """string. The distinct values, sorted."""


@dataclass(frozen=True)
class CodedLog:
    """Events sorted by (key, time, actor); codes are ranks of the ids in byte order of their text.

    Keys are sorted by object, then action, so that everything done to one object lies together: a
    meeting needs the same key, but chance is asked about objects. Codes do not depend on the order
    of the input rows, so neither does anything derived from them.
    """

    actor: np.ndarray
    """int32, shape (events,). Code of the acting account."""
    key: np.ndarray
    """int32, shape (events,). Code of the trace key (action, object)."""
    time: np.ndarray
    """int64, shape (events,). Microseconds since 1970-01-01 UTC."""
    starts: np.ndarray
    """int64, shape (keys + 1,). Key k owns the events ``starts[k]:starts[k + 1]``."""
    actors: pa.Array
    """string, shape (accounts,). Ids of the accounts, sorted."""
    key_action: pa.Array
    """string, shape (keys,)."""
    key_object: pa.Array
    """string, shape (keys,)."""
    object_of_key: np.ndarray
    """int32, shape (keys,), ascending. Code of the object of each key."""
    created: np.ndarray
    """int64, shape (objects,). When the object was created, or UNKNOWN_TIME."""
    event: pa.ChunkedArray | None
    """string, shape (events,). Ids of the events where the source has them."""
    duplicates: int
    """Rows that repeated an event already seen; they are left out."""
    columns: Mapping[str, CodedColumn] = field(default_factory=dict)
    """Optional columns that were asked for and that the source has, by name."""
    value: np.ndarray | None = None
    """float64, shape (events,). Rating, price or amount; not a number where there is none."""

    @property
    def events(self) -> int:
        """Return the number of events."""
        return int(self.actor.size)

    @property
    def accounts(self) -> int:
        """Return the number of accounts."""
        return len(self.actors)

    @property
    def keys(self) -> int:
        """Return the number of distinct (action, object) keys."""
        return int(self.starts.size - 1)

    @property
    def objects(self) -> int:
        """Return the number of distinct objects."""
        return int(self.created.size)

    @property
    def object_starts(self) -> np.ndarray:
        """Return int64, shape (objects + 1,): object o owns the events ``[o]:[o + 1]``."""
        first_key = np.searchsorted(self.object_of_key, np.arange(self.objects + 1))
        starts: np.ndarray = self.starts[first_key]
        return starts

    @property
    def possible_pairs(self) -> int:
        """Return how many pairs of accounts could have met: the universe of the pair tests."""
        return self.accounts * (self.accounts - 1) // 2

    def event_ids(self, rows: np.ndarray) -> pa.Array:
        """Return the ids of the events in `rows`.

        Where the source has none, an event is named by its place in the strict order, ``#0``...,
        which any reader can find again by sorting the log by object, action, time and account.
        """
        if self.event is None:
            return pa.array([f"#{row}" for row in rows.tolist()], pa.string())
        ids = self.event.take(pa.array(rows))
        return ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
