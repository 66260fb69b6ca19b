"""A month with six rings, with roles, suppliers and customers planted among them.

Everything that is planted is a change of rows that the simulator made, so that the log before it
is the log of any other bench. The truth is kept beside the events, in the words of the rings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from bench.text_pools import pool, written
from clearwater.simulate import Campaign, FanClub, Office, SimulatedLog, WorldConfig, simulate

Event = dict[str, Any]

WORLD = WorldConfig(
    accounts=8_000,
    objects=4_000,
    events=80_000,
    actions=(("like", 0.6), ("comment", 0.3), ("share", 0.1)),
)
CROWDS = (FanClub(60, posts=40, lag_median_s=180.0, lag_sigma=1.5), Office(60))
LIKERS = Campaign(60, jobs=20, jitter_s=60.0, share=0.7, action="like", accounts_per_device=10.0)
WRITERS = Campaign(60, jobs=20, jitter_s=60.0, share=0.7, action="comment", texts="copied")
RINGS = {"a": LIKERS, "b": LIKERS, "c": LIKERS, "d": WRITERS, "e": WRITERS, "f": LIKERS}
"""Ring f has no supplier, no customer and no role: all that is told of it is false."""
LIGHTERS, RIDERS, HUBS = 2, 3, 2
LATE_PART = 0.6
"""Of a rider's jobs, those it joins hours later; at the others it comes with the ring."""
VISITORS = 60
"""Innocent accounts that follow on each object of the riders' ring."""
CALLS = 4
"""Jobs of each of three other rings to which a hub comes besides."""
CUSTOMER_OBJECTS = 4
SHARED_DEVICES = 2
SUPPLIED = {
    ("device", "ab"),
    ("line", "bc"),
    ("prefix", "bc"),
    ("client", "cd"),
    ("text", "de"),
    ("device batch", "ae"),
}
CUSTOMER, SERVED = "商家甲", "ad"


@dataclass
class Planted:
    """A log and what was planted in it."""

    log: SimulatedLog
    events: list[Event]
    ring: dict[str, str]
    """Of each planted account."""
    role: dict[str, str] = field(default_factory=dict)
    """Of the accounts that were given one."""

    def members(self, ring: str) -> list[str]:
        """Return the accounts of a ring, sorted."""
        return sorted(account for account, name in self.ring.items() if name == ring)

    def jobs(self, ring: str) -> dict[str, list[Event]]:
        """Return the ordered acts of a ring by object."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            if event["job"] == ring:
                found.setdefault(event["object"], []).append(event)
        return found

    def table(self) -> pa.Table:
        """Return the events as a table, by time."""
        ordered = sorted(self.events, key=lambda event: (event["time"], event["event"]))
        return pa.Table.from_pylist(ordered, self.log.events.schema)


def planted(seed: int) -> Planted:
    """Return the month of a seed."""
    rings = [Campaign(**{**vars(kind), "name": name}) for name, kind in RINGS.items()]
    log = simulate(WORLD, CROWDS, rings, seed=seed)
    job = {row["event"]: row["campaign"] for row in log.truth_events.to_pylist()}
    events = [{**event, "job": job.get(event["event"])} for event in log.events.to_pylist()]
    ring = {
        row["account"]: row["campaign"]
        for row in log.truth.to_pylist()
        if row["campaign"] is not None
    }
    one = Planted(log, events, ring)
    rng = np.random.default_rng([seed, 1])
    _light(one, rng)
    _ride(one, rng)
    _supply(one, rng)
    _set_up(one, rng)
    _serve(one)
    # Last, so that what a hub does in other rings is done with its own devices and lines.
    _sell(one, rng)
    return one


def _chosen(one: Planted, ring: str, role: str, count: int, rng: np.random.Generator) -> set[str]:
    chosen = set(rng.choice(one.members(ring), count, replace=False).tolist())
    one.role.update(dict.fromkeys(chosen, role))
    return chosen


def _light(one: Planted, rng: np.random.Generator) -> None:
    """Let two members of ring a come some seconds before all others, wherever they come."""
    lighters = _chosen(one, "a", "lighter", LIGHTERS, rng)
    for acts in one.jobs("a").values():
        others = [act["time"] for act in acts if act["actor"] not in lighters]
        for act in acts:
            if act["actor"] in lighters and others:
                act["time"] = min(others) - timedelta(seconds=float(rng.uniform(2.0, 20.0)))


def _ride(one: Planted, rng: np.random.Generator) -> None:
    """Let innocents follow on the objects of ring b, and three members come after them."""
    riders = _chosen(one, "b", "rider", RIDERS, rng)
    people = sorted({event["actor"] for event in one.events} - set(one.ring))
    for object_, acts in one.jobs("b").items():
        last = max(act["time"] for act in acts)
        for person in rng.choice(people, VISITORS, replace=False).tolist():
            _add(one, person, acts[0], last + _hours(rng, 0.3, 3.0), f"visit of {object_}")
        for act in acts:
            if act["actor"] in riders and rng.random() < LATE_PART:
                act["time"] = last + _hours(rng, 3.1, 5.0)


def _sell(one: Planted, rng: np.random.Generator) -> None:
    """Let two members of ring c come to jobs of three other rings."""
    hubs = sorted(_chosen(one, "c", "hub", HUBS, rng))
    for ring in "def":
        jobs = list(one.jobs(ring).values())
        for hub in hubs:
            for number in rng.choice(len(jobs), CALLS, replace=False).tolist():
                times = sorted(act["time"] for act in jobs[number])
                when = times[0] + (times[-1] - times[0]) * float(rng.uniform(0.2, 0.8))
                _add(one, hub, jobs[number][0], when, f"call of {ring}")


def _supply(one: Planted, rng: np.random.Generator) -> None:
    """Give pairs of rings two devices, a line, a client build and a text pool in common."""
    of_a, of_b = (_values(one, ring, "device") for ring in "ab")
    _rename(one, "b", "device", dict(zip(of_b[:SHARED_DEVICES], of_a, strict=False)))
    line = _values(one, "b", "line")[0]
    address = next(e["ip"] for e in one.events if e["line"] == line)
    for event in one.events:
        ring = one.ring.get(event["actor"])
        if ring == "c":
            event["line"], event["ip"] = line, address
        if event["job"] in ("c", "d"):
            event["client"] = "likes-3.2.1-cracked"
    sentences = pool(0, int(rng.integers(2**31)))
    for acts in (*one.jobs("d").values(), *one.jobs("e").values()):
        for act in acts:
            act["text"] = written(sentences, rng)


def _set_up(one: Planted, rng: np.random.Generator) -> None:
    """Give rings a and e new phones, all set up within one hour of the eleventh day."""
    begins = one.events[0]["time"].replace(hour=0, minute=0, second=0, microsecond=0)
    hour = begins + timedelta(days=10, hours=int(rng.integers(24)))
    users: dict[str, Event] = {}
    for event in one.events:
        new = one.ring.get(event["actor"]) in ("a", "e") and event["time"] >= hour
        if new and event["device"] is not None:
            event["device"] = f"new {event['device']}"
            users.setdefault(event["device"], event)
    for device, event in users.items():
        like = {**event, "device": device, "object": "set-up", "target": None, "action": "share"}
        _add(one, event["actor"], like, hour + _hours(rng, 0.0, 0.95), f"set-up of {device}")


def _serve(one: Planted) -> None:
    """Let some objects of rings a and d belong to one shop."""
    objects = [o for ring in SERVED for o in sorted(one.jobs(ring))[:CUSTOMER_OBJECTS]]
    for event in one.events:
        if event["object"] in objects:
            event["target"] = CUSTOMER


def _add(one: Planted, actor: str, like: Event, when: datetime, why: str) -> None:
    """Add an act that nobody ordered, from a place of the actor's own."""
    own = next((e for e in one.events if e["actor"] == actor), like)
    place = {name: own[name] for name in ("device", "ip", "line", "client")}
    if why.startswith("set-up"):
        place["device"] = like["device"]
    name = f"{why} by {actor}"
    one.events.append(
        {**like, **place, "event": name, "actor": actor, "time": when, "text": None, "job": None}
    )


def _values(one: Planted, ring: str, column: str) -> list[str]:
    return sorted({e[column] for e in one.events if one.ring.get(e["actor"]) == ring and e[column]})


def _rename(one: Planted, ring: str, column: str, new: dict[str, str]) -> None:
    for event in one.events:
        if one.ring.get(event["actor"]) == ring:
            event[column] = new.get(event[column], event[column])


def _hours(rng: np.random.Generator, low: float, high: float) -> timedelta:
    return timedelta(hours=float(rng.uniform(low, high)))
