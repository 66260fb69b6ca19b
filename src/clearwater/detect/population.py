"""The accounts of a log, each with its events and what the accounts table says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.events.schema import REQUIRED

PROFILE = ("followers", "following", "posts")
"""Numbers of the accounts table that say how full a profile is."""


@dataclass(frozen=True)
class Population:
    """What can be asked about the accounts of a log."""

    log: CodedLog
    created: np.ndarray
    """int64, shape (accounts,). Microseconds; UNKNOWN_TIME where it is not known."""
    profile: Mapping[str, np.ndarray] = field(default_factory=dict)
    """float64, shape (accounts,) each. Those of `PROFILE` that the accounts table has, by name; not
    a number where one is not known."""

    @classmethod
    def of(cls, log: CodedLog, accounts: pa.Table | None) -> Population:
        """Return the population of `log`; `accounts` has ``actor`` and may have more columns."""
        unknown = np.full(log.accounts, UNKNOWN_TIME, np.int64)
        if accounts is None or accounts.num_rows == 0:
            return cls(log, unknown)
        names = accounts["actor"].cast(pa.string()).combine_chunks()
        place = pc.fill_null(pc.index_in(log.actors, value_set=names), -1).to_numpy()
        has = accounts.column_names
        created = unknown
        if "created" in has:
            known = accounts["created"].cast(pa.int64()).fill_null(int(UNKNOWN_TIME)).to_numpy()
            created = np.where(place >= 0, known[np.maximum(place, 0)], UNKNOWN_TIME)
        counts = {name: _numbers(accounts[name], place) for name in PROFILE if name in has}
        return cls(log, created, counts)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Names of the columns of events and accounts of which something is known."""
        counts = [name for name, number in self.profile.items() if not np.isnan(number).all()]
        value = [] if self.log.value is None else ["value"]
        created = ["created"] if (self.created != UNKNOWN_TIME).any() else []
        return frozenset([*REQUIRED, *self.log.columns, *value, *created, *counts])

    @cached_property
    def order(self) -> np.ndarray:
        """int64, shape (events,). Rows of the log, account by account, in the log's order."""
        return np.argsort(self.log.actor, kind="stable")

    @cached_property
    def starts(self) -> np.ndarray:
        """int64, shape (accounts + 1,). Account a owns ``order[starts[a]:starts[a + 1]]``."""
        return np.searchsorted(self.log.actor, np.arange(self.log.accounts + 1), sorter=self.order)

    def rows_of(self, accounts: np.ndarray) -> np.ndarray:
        """Return the rows of the log that are events of `accounts`, account by account."""
        parts = [self.order[self.starts[a] : self.starts[a + 1]] for a in accounts.tolist()]
        return np.concatenate([np.zeros(0, np.int64), *parts])


def _numbers(column: pa.ChunkedArray, place: np.ndarray) -> np.ndarray:
    """Return a column of the accounts table in the order of the log's accounts."""
    # The nothing at the end is where an account stands that the table does not list.
    known = np.append(column.cast(pa.float64()).fill_null(np.nan).to_numpy(), np.nan)
    found: np.ndarray = known[place]
    return found
