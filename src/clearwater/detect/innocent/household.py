"""Household: a few accounts that live together."""

from __future__ import annotations

import numpy as np

from clearwater.detect.families.shared_place import HOUSEHOLD
from clearwater.detect.innocent.base import EXPLAINS, NOT_TESTED, RULED_OUT, Case, Explanation

NAME = "household"


def household(case: Case) -> Explanation:
    """Return whether the members are one household: few, and at home in one place."""
    members = case.group.members
    if not case.places:
        return Explanation(NAME, NOT_TESTED, "the log has no addresses, lines or devices")
    if members.size > HOUSEHOLD:
        return Explanation(
            NAME, RULED_OUT, f"{members.size} members, where a household has up to {HOUSEHOLD}"
        )
    together = {name: _at_home_together(place.home[members]) for name, place in case.places.items()}
    name, most = max(together.items(), key=lambda item: (item[1], item[0]))
    reason = f"{most} of {members.size} members share one of the {case.places[name].thing}"
    if most > members.size / 2:
        return Explanation(NAME, EXPLAINS, reason, frozenset({"moves", "place", "life"}))
    return Explanation(NAME, RULED_OUT, reason)


def _at_home_together(home: np.ndarray) -> int:
    known = home[home >= 0]
    return int(np.unique(known, return_counts=True)[1].max()) if known.size else 0
