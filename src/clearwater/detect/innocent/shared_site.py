"""Classroom or office: the neighbours of the members do it, too.

People at one site hear of the same things: a link in the staff chat, a task in class. They are told
apart from a desk by the others who live at the same place. Where those who are no members come to
the group's moments as well, far more often than everybody else, it is the site that moves and no
group in it; the neighbours of a desk behind the same carrier know nothing of its orders.

A desk has accounts that the group missed, too, and they come to everything. They are no neighbours:
where they work on a device with more members than a household has, and where they are few beside
the members. A farm of 120 accounts was let go for three that had been missed.

Where everybody at one room is a member there is no neighbour to ask. An office that passes links on
for months looks like that, and what it does has one cause, the room: it moves together and is in
one place. What is left is how people look at a message: when they look, minutes to hours later,
while a desk works through its orders. So a group that takes its time is not told from an office,
and that is said; a place is then no second sign beside its moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clearwater.detect.families import Draft
from clearwater.detect.families.shared_place import DAY_US, DEVICE, ReadyPlace
from clearwater.detect.groups import Group
from clearwater.detect.innocent.base import (
    EXPLAINS,
    NOT_RULED_OUT,
    NOT_TESTED,
    RULED_OUT,
    Case,
    Explanation,
)
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.shared_traces import accounts_of_keys
from clearwater.units import MICROSECONDS

NAME = "classroom or office"
LEAST = 3
"""Members at a site, and neighbours who join in, for it to explain anything."""
LIKE_MEMBERS = 0.1
"""Neighbours come to the moments this part as often as members, at least."""
MOST = 0.5
"""And this share of the neighbours does: one who was missed by the group is no neighbourhood."""
UNLIKE_OTHERS = 5.0
"""And this many times as often as accounts that live elsewhere."""
FEW = 0.1
"""Neighbours who join in are more than this part of the members; fewer were missed by the group."""
EXPLAINED = 0.5
"""Share of the joint acts from such sites that takes the evidence of moves away."""
LEAST_AT_ONCE = 4
"""Members who come to an object, for it to tell how fast they come."""
PACE_S = 180.0
"""Seconds between the first and the third quarter of those who come to an object, in the median,
from which they come as people do. Chosen with the simulator in view: its offices take 270 to 1,000,
its desks 1 to 144, but for those that deliver slowly."""


def shared_site(case: Case) -> Explanation:
    """Return whether the sites that members share explain their moves."""
    draft, places = case.draft, case.places
    if not places:
        return Explanation(NAME, NOT_TESTED, "the log has no addresses, lines or devices")
    no_neighbour = np.zeros(case.population.log.accounts, bool)
    no_neighbour[draft.members] = True
    if DEVICE.spec.id in places:
        no_neighbour |= _on_members_devices(draft, places[DEVICE.spec.id])
    sites = {name: _sites(draft, place, no_neighbour) for name, place in places.items()}
    name, site = max(sites.items(), key=lambda item: (item[1].joining, item[0]))
    reason = (
        f"{site.joining:.0%} of the joint acts come from {places[name].thing} whose other users "
        "come to the same moments, too"
    )
    if site.joining >= EXPLAINED:
        return Explanation(NAME, EXPLAINS, reason, frozenset({"moves", "place"}))
    alone = {k: one.alone for k, one in sites.items() if k != DEVICE.spec.id}
    room = max(alone, key=lambda k: (alone[k], k), default=None)
    if site.joining == 0.0 and room is not None and alone[room] >= EXPLAINED:
        return _whole_room(case, alone[room], places[room].thing)
    return Explanation(NAME, RULED_OUT if site.joining == 0.0 else NOT_RULED_OUT, reason)


def _whole_room(case: Case, share: float, things: str) -> Explanation:
    """Return what can be said of one room where hardly anybody but members is."""
    pace = pace_s(case.population.log, case.group)
    reason = (
        f"{share:.0%} of the joint acts come from one of the {things}, where hardly anybody but "
        f"members is; the middle half of those who come to an object take {pace:,.0f} s, and "
        f"colleagues who look at a message take {PACE_S:g} s or more"
    )
    return Explanation(NAME, NOT_RULED_OUT if pace >= PACE_S else RULED_OUT, reason)


def pace_s(log: CodedLog, group: Group) -> float:
    """Return the seconds that the middle half of members take to come, the median of moments.

    Counted are first acts from the beginning of a moment to a day later. 0 where no moment has
    enough members.
    """
    moments, spread = group.moments, []
    for m in range(moments.first.size):
        begin = int(moments.first[m])
        rows = [
            np.arange(int(log.starts[key]), int(log.starts[key + 1]))
            for key in moments.keys[moments.key_starts[m] : moments.key_starts[m + 1]].tolist()
        ]
        row = np.concatenate([np.zeros(0, np.int64), *rows])
        row = row[(log.time[row] >= begin) & (log.time[row] < begin + DAY_US)]
        row = row[np.isin(log.actor[row], group.members)]
        row = row[np.argsort(log.time[row], kind="stable")]
        _, first = np.unique(log.actor[row], return_index=True)
        if first.size >= LEAST_AT_ONCE:
            low, high = np.quantile(log.time[row[first]], [0.25, 0.75])
            spread.append(float(high - low) / MICROSECONDS)
    return float(np.median(spread)) if spread else 0.0


@dataclass(frozen=True)
class _Sites:
    """Shares of a group's joint acts, 0..1."""

    joining: float
    """From sites whose neighbours join in."""
    alone: float
    """From one site where too few neighbours are to tell."""


def _on_members_devices(draft: Draft, device: ReadyPlace) -> np.ndarray:
    """Return which accounts live on a device with more members than a household has."""
    crowded = np.append(device.crowded_by(draft.members), False)  # the last: no device known
    of: np.ndarray = crowded[device.home]
    return of


def _sites(draft: Draft, place: ReadyPlace, no_neighbour: np.ndarray) -> _Sites:
    log = place.population.log
    near = _near(log, draft)
    inside = np.zeros(log.accounts, bool)
    inside[draft.members] = True
    near = near[~inside[log.actor[near]]]
    row = draft.joint[place.key[draft.joint] >= 0]
    members = accounts_of_keys(log.actor[row], place.key[row], place.places)
    acts = np.bincount(place.key[row], minlength=place.places)
    home = np.where(no_neighbour, -1, place.home)
    neighbours = np.bincount(home[home >= 0], minlength=place.places)
    came = np.bincount(log.actor[near], minlength=log.accounts)
    lives = home >= 0
    theirs = np.bincount(home[lives], weights=came[lives], minlength=place.places)
    often = LIKE_MEMBERS * acts / np.maximum(members, 1)
    likewise = lives & (came > 0) & (came >= often[home])
    joining = np.bincount(home[likewise], minlength=place.places)
    others = near.size / max(1, log.accounts - draft.members.size)
    site = (
        (members >= LEAST)
        & (joining >= LEAST)
        & (joining > FEW * members)
        & (joining >= MOST * neighbours)
        & (theirs >= UNLIKE_OTHERS * others * neighbours)
    )
    others_there = np.bincount(place.home[~inside & (place.home >= 0)], minlength=place.places)
    alone = (members >= LEAST) & (others_there <= np.maximum(LEAST - 1, FEW * members))
    every = max(1, draft.joint.size)
    return _Sites(float(acts[site].sum()) / every, float(acts[alone].max(initial=0)) / every)


def _near(log: CodedLog, draft: Draft) -> np.ndarray:
    """Return the rows within the window of a joint act on the same key, each once."""
    joint = draft.joint
    parts = [np.zeros(0, np.int64)]
    edges = [0, *(np.flatnonzero(np.diff(log.key[joint])) + 1).tolist(), joint.size]
    for a, b in pairwise(edges):
        if a == b:
            continue
        key = int(log.key[joint[a]])
        first, end = int(log.starts[key]), int(log.starts[key + 1])
        time, of = log.time[first:end], log.time[joint[a:b]]
        low = np.searchsorted(time, of - draft.window_us)
        high = np.searchsorted(time, of + draft.window_us, "right")
        step = np.zeros(end - first + 1, np.int64)
        np.add.at(step, low, 1)
        np.add.at(step, high, -1)
        parts.append(first + np.flatnonzero(np.cumsum(step[:-1]) > 0))
    return np.concatenate(parts)
