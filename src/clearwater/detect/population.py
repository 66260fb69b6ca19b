"""The accounts of a log, each with its events and what the accounts table says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog


@dataclass(frozen=True)
class Population:
    """What can be asked about the accounts of a log."""

    log: CodedLog
    created: np.ndarray
    """int64, shape (accounts,). Microseconds; UNKNOWN_TIME where it is not known."""

    @classmethod
    def of(cls, log: CodedLog, accounts: pa.Table | None) -> Population:
        """Return the population of `log`; `accounts` has ``actor`` and may have ``created``."""
        return cls(log, _created(log, accounts))

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


def _created(log: CodedLog, accounts: pa.Table | None) -> np.ndarray:
    unknown = np.full(log.accounts, UNKNOWN_TIME, np.int64)
    if accounts is None or "created" not in accounts.column_names or accounts.num_rows == 0:
        return unknown
    names = accounts["actor"].cast(pa.string()).combine_chunks()
    place = pc.fill_null(pc.index_in(log.actors, value_set=names), -1).to_numpy()
    known = accounts["created"].cast(pa.int64()).fill_null(int(UNKNOWN_TIME)).to_numpy()
    return np.where(place >= 0, known[np.maximum(place, 0)], UNKNOWN_TIME)
