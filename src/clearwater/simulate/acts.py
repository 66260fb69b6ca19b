"""Acts: the drafts of events while a log is being made, as arrays of whole numbers and seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIVATE = -1
# What an act is to the campaign that ordered it.
JOB, WARM_UP, FRAMING = 1, 2, 3
# Longer than any log: puts private acts behind ordered ones.
_AFTER_ORDERED_S = 1e9
ROLES = ("private", "job", "warm-up", "framing")
"""Words for the roles in the truth; a private act is ordered by nobody."""


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
    role: npt.NDArray[np.int8]
    """0 private, or what it is to its campaign: a position in ROLES."""

    @classmethod
    def of(
        cls,
        account: Ints,
        object_: Ints,
        time_s: Floats,
        *,
        campaign: int = PRIVATE,
        action: int = -1,
        role: int = 0,
    ) -> Acts:
        """Return acts that share one campaign, one action and one role."""
        count = len(account)
        return cls(
            account=account.astype(np.int64),
            object=object_.astype(np.int64),
            time_s=time_s.astype(np.float64),
            campaign=np.full(count, campaign, dtype=np.int64),
            action=np.full(count, action, dtype=np.int64),
            role=np.full(count, role, dtype=np.int8),
        )

    @classmethod
    def joined(cls, parts: Sequence[Acts]) -> Acts:
        """Return all parts in order."""
        return cls(
            *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls))
        )

    def __len__(self) -> int:
        return len(self.account)

    def chosen(self, index: Ints | npt.NDArray[np.bool_]) -> Acts:
        """Return the acts at `index` (positions or a mask)."""
        return Acts(*(getattr(self, f.name)[index] for f in fields(self)))

    def inside(self, span_s: float) -> Acts:
        """Return the acts that fall into the log, 0 <= time < `span_s`."""
        return self.chosen((self.time_s >= 0.0) & (self.time_s < span_s))

    def unique(self) -> Acts:
        """Return the acts without repeats: an account does one thing to an object once.

        An ordered act stands before a private one, then the earlier before the later; so the cover
        of a campaign never swallows one of its jobs.
        """
        objects = int(self.object.max(initial=0)) + 1
        actions = int(self.action.max(initial=0)) + 2
        key = (self.account * objects + self.object) * actions + self.action + 1
        # One plain argsort and a look at each run of equals: half the time of a stable sort.
        order = np.argsort(key)
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        if not len(starts):
            return self
        rank = np.where(self.campaign < 0, _AFTER_ORDERED_S, 0.0) + self.time_s
        best = np.repeat(
            np.minimum.reduceat(rank[order], starts), np.diff(starts, append=len(order))
        )
        place = np.where(rank[order] == best, order, len(order))
        return self.chosen(np.sort(np.minimum.reduceat(place, starts)))

    def at_most(self, wanted: Ints, rng: np.random.Generator) -> Acts:
        """Return at most ``wanted[account]`` acts of each account, picked at random."""
        order = np.argsort(self.account + rng.random(len(self)))
        sorted_account = self.account[order]
        rank = np.arange(len(self)) - np.searchsorted(sorted_account, sorted_account, side="left")
        return self.chosen(np.sort(order[rank < wanted[sorted_account]]))
