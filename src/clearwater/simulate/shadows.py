"""Framing: members of a campaign who follow innocent accounts, so that these look coordinated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clearwater.simulate.acts import FRAMING, Acts

Ints = npt.NDArray[np.int64]

_FOLLOWED = 0.6
_FOLLOWERS = 4


@dataclass(frozen=True)
class Shadow:
    """Members of a campaign who act wherever some innocent accounts have just acted."""

    campaign: int
    """Number of the campaign."""
    framed: Ints
    """The innocent accounts."""
    members: Ints
    """Accounts of the campaign."""
    jitter_s: float
    """They follow at a uniform moment of this many seconds."""

    def acts(self, done: Acts, rng: np.random.Generator) -> Acts:
        """Return what the members do after the private acts of the framed accounts in `done`."""
        seen = np.isin(done.account, self.framed) & (done.campaign < 0)
        seen &= rng.random(len(done)) < _FOLLOWED
        after = np.repeat(np.flatnonzero(seen), _FOLLOWERS)
        time_s = done.time_s[after] + rng.uniform(0.0, self.jitter_s, len(after))
        return replace(
            Acts.of(
                rng.choice(self.members, len(after)),
                done.object[after],
                time_s,
                campaign=self.campaign,
                role=FRAMING,
            ),
            action=done.action[after],
        )
