"""Named signatures: what the trade calls what a group does.

A group-control desk has six functions: it logs many accounts in, lets them browse, follow, message,
comment and post. What is sold has names, too. A signature is a reading of what the members did
together and of which families of evidence speak; it adds no evidence and takes none away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clearwater.detect.groups import Group
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog

PART = 0.2
"""Share of the joint acts of one kind from which the group is said to do that."""
EARLY_US = 3_600_000_000
"""After an object's creation: within it a crowd lights a topic, later it rides one."""


@dataclass(frozen=True)
class Deeds:
    """What the members of a group did together."""

    share: dict[str, float]
    """Share of the joint acts of each action."""
    early: float
    """Share of the joint acts on objects with a creation time that came within the first hour."""
    low: float
    """Share of the ratings among joint acts that are the lowest there is."""
    strong: frozenset[str]
    """Families whose evidence survives."""

    def does(self, *actions: str) -> bool:
        """Return whether any of the actions is a part of what they do together."""
        return sum(self.share.get(action, 0.0) for action in actions) >= PART

    def kinds(self, *actions: str) -> int:
        """Return how many of the actions are among what they do together, at half that part."""
        return sum(self.share.get(action, 0.0) >= PART / 2 for action in actions)


SIGNATURES: dict[str, Callable[[Deeds], bool]] = {
    "batch log-in": lambda d: d.does("login", "register"),
    "simulated browsing": lambda d: d.does("view"),
    "batch follow": lambda d: d.does("follow"),
    "batch message": lambda d: d.does("message"),
    "batch comment": lambda d: d.does("comment"),
    "batch post": lambda d: d.does("post"),
    "live-room popularity": lambda d: d.does("join"),
    "paid repost, comment and like": lambda d: d.kinds("share", "comment", "like") >= 2,
    "brushing": lambda d: d.does("purchase"),
    "extortion": lambda d: d.does("review", "rate") and d.low >= 0.5,
    "follower sale": lambda d: d.does("follow") and bool(d.strong & {"place", "life"}),
    "give-away grabbing": lambda d: d.does("claim"),
    "hot-topic lighting": lambda d: d.does("post", "share", "comment") and d.early >= 0.5,
    "bulk lures": lambda d: d.does("message") and "says" in d.strong,
}
"""By name, in the order in which a finding lists them."""


def signatures_of(log: CodedLog, group: Group, strong: tuple[str, ...]) -> list[str]:
    """Return the names of the signatures that a group shows."""
    deeds = _deeds(log, group, frozenset(strong))
    return [name for name, shows in SIGNATURES.items() if shows(deeds)]


def _deeds(log: CodedLog, group: Group, strong: frozenset[str]) -> Deeds:
    rows = group.draft.joint
    names, count = np.unique(
        log.key_action.to_numpy(zero_copy_only=False)[log.key[rows]], return_counts=True
    )
    born = log.created[log.object_of_key[log.key[rows]]]
    known = born > UNKNOWN_TIME
    lag = log.time[rows][known] - born[known]
    return Deeds(
        share=dict(zip(names.tolist(), (count / max(1, rows.size)).tolist(), strict=True)),
        early=_mean((lag >= 0) & (lag <= EARLY_US)),
        low=_lowest(log, rows),
        strong=strong,
    )


def _lowest(log: CodedLog, rows: np.ndarray) -> float:
    if log.value is None or np.isnan(log.value).all():
        return 0.0
    rated = log.value[rows][~np.isnan(log.value[rows])]
    return _mean(rated == np.nanmin(log.value))


def _mean(hits: np.ndarray) -> float:
    return float(hits.mean()) if hits.size else 0.0
