"""Acts: the drafts of events while a log is being made, as arrays of whole numbers and seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIVATE = -1


@dataclass(frozen=True)
class Acts:
    """One entry an act in every array."""

    account: Ints
    """Index of the account."""
    object: Ints
    """Index of the object."""
    time_s: Floats
    """Seconds after the start of the log."""
    campaign: Ints
    """Number of the campaign that ordered the act, or -1."""
    action: Ints
    """Number of the action in the log's list of actions, or -1 = drawn when the log is written."""

    @classmethod
    def of(
        cls, account: Ints, object_: Ints, time_s: Floats, *, campaign: int = -1, action: int = -1
    ) -> Acts:
        """Return acts that share one campaign and one action."""
        count = len(account)
        return cls(
            account=account.astype(np.int64),
            object=object_.astype(np.int64),
            time_s=time_s.astype(np.float64),
            campaign=np.full(count, campaign, dtype=np.int64),
            action=np.full(count, action, dtype=np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Acts]) -> Acts:
        """Return all parts in order."""
        return cls(
            account=np.concatenate([p.account for p in parts]),
            object=np.concatenate([p.object for p in parts]),
            time_s=np.concatenate([p.time_s for p in parts]),
            campaign=np.concatenate([p.campaign for p in parts]),
            action=np.concatenate([p.action for p in parts]),
        )

    def __len__(self) -> int:
        return len(self.account)

    def chosen(self, index: Ints | npt.NDArray[np.bool_]) -> Acts:
        """Return the acts at `index` (positions or a mask)."""
        return Acts(
            account=self.account[index],
            object=self.object[index],
            time_s=self.time_s[index],
            campaign=self.campaign[index],
            action=self.action[index],
        )

    def inside(self, span_s: float) -> Acts:
        """Return the acts that fall into the log, 0 <= time < `span_s`."""
        return self.chosen((self.time_s >= 0.0) & (self.time_s < span_s))

    def unique(self) -> Acts:
        """Return the acts without repeats: an account does one thing to an object once.

        An ordered act stands before a private one, then the earlier before the later; so the cover
        of a campaign never swallows one of its jobs.
        """
        order = np.lexsort((self.time_s, self.campaign < 0))
        objects = int(self.object.max(initial=0)) + 1
        actions = int(self.action.max(initial=0)) + 2
        key = (self.account * objects + self.object) * actions + self.action + 1
        _, first = np.unique(key[order], return_index=True)
        return self.chosen(np.sort(order[first]))

    def at_most(self, wanted: Ints, rng: np.random.Generator) -> Acts:
        """Return at most ``wanted[account]`` acts of each account, picked at random."""
        order = np.lexsort((rng.random(len(self)), self.account))
        sorted_account = self.account[order]
        rank = np.arange(len(self)) - np.searchsorted(sorted_account, sorted_account, side="left")
        return self.chosen(np.sort(order[rank < wanted[sorted_account]]))
