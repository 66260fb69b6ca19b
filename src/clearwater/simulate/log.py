"""A simulated log: events, objects and accounts as a platform would export them, and the truth.

`draft_log` draws everything that is not an event and gives the events slice by slice in order of
time; `simulate` puts them into one table, `clearwater.simulate.writing` into files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.events.schema import TIME_TYPE
from clearwater.simulate.acts import Acts
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.columns import (
    Naming,
    event_rows,
    on_clock,
    timestamps,
    truth_rows,
)
from clearwater.simulate.crowds import Crowd
from clearwater.simulate.drafts import drafts
from clearwater.simulate.names import account_names, object_names
from clearwater.simulate.places import LANGUAGES, draw_places
from clearwater.simulate.private import stray_acts
from clearwater.simulate.slices import TimeSlices
from clearwater.simulate.texts import TEXT_KINDS
from clearwater.simulate.truth_objects import ObjectCounts
from clearwater.simulate.world_config import DAY_S, WorldConfig
from clearwater.simulate.worlds import World, build_world

OBJECTS = pa.schema(
    [
        ("object", pa.string()),
        ("created", TIME_TYPE),
        ("kind", pa.string()),
        ("target", pa.string()),
    ]
)
ACCOUNTS = pa.schema([("actor", pa.string()), ("created", TIME_TYPE)])
TRUTH = pa.schema(
    [
        ("account", pa.string()),
        ("population", pa.string()),
        ("campaign", pa.string()),
        ("zone_h", pa.float64()),
        ("language", pa.string()),
    ]
)


@dataclass(frozen=True)
class SimulatedLog:
    """What `simulate` returns: six Arrow tables."""

    events: pa.Table = field(repr=False)
    """event, actor, action, object, time, target, device, ip, line, client, text, value; by time,
    ties in random order."""
    objects: pa.Table = field(repr=False)
    """object, created, kind, target; by name."""
    accounts: pa.Table = field(repr=False)
    """actor, created (when it signed up); by name."""
    truth: pa.Table = field(repr=False)
    """account, population, campaign (null where none), zone_h, language; by name; one row an
    account of the world."""
    truth_events: pa.Table = field(repr=False)
    """event, campaign, role (job, warm-up, framing): the events that were ordered; by event."""
    truth_objects: pa.Table = field(repr=False)
    """object, action, reported, ordered, campaign: what was pushed, and how much of its count was
    ordered; `campaign` is the one that ordered most. By object and action."""


@dataclass(frozen=True)
class Draft:
    """A log whose events have not been written yet."""

    slices: Iterator[tuple[pa.Table, pa.Table]]
    """Events and their truth, slice by slice in order of time; can be gone through once."""
    objects: pa.Table
    accounts: pa.Table
    truth: pa.Table
    counts: ObjectCounts
    """Complete once all slices were taken."""
    count: int
    """Number of slices."""


def simulate(
    world: WorldConfig,
    crowds: Sequence[Crowd] = (),
    campaigns: Sequence[Campaign] = (),
    *,
    seed: int,
) -> SimulatedLog:
    """Return a log with known truth. The same arguments give the same tables.

    Each crowd and campaign draws from a stream of its own, so that adding one at the end leaves
    the earlier ones as they were.

    Parameters
    ----------
    world
        The honest background.
    crowds
        Honest look-alikes, in order of recruitment.
    campaigns
        Planted campaigns.
    seed
        0 or more.

    Raises
    ------
    ParameterError
        If the world is too small for what is to happen in it.

    Examples
    --------
    >>> log = simulate(WorldConfig(accounts=50, objects=20, events=200, days=3), seed=1)
    >>> log.events.column_names[:5]
    ['event', 'actor', 'action', 'object', 'time']
    """
    draft = draft_log(world, crowds, campaigns, seed=seed)
    parts = list(draft.slices)
    return SimulatedLog(
        events=pa.concat_tables([events for events, _ in parts]).combine_chunks(),
        objects=draft.objects,
        accounts=draft.accounts,
        truth=draft.truth,
        truth_events=pa.concat_tables([truth for _, truth in parts]).combine_chunks(),
        truth_objects=draft.counts.table(),
    )


def draft_log(
    world: WorldConfig, crowds: Sequence[Crowd], campaigns: Sequence[Campaign], *, seed: int
) -> Draft:
    """Return everything about a log, its events still to be taken. Arguments as of `simulate`."""
    platform = build_world(world, seed)
    parts = [
        crowd.join(platform, np.random.default_rng([seed, 1, number]))
        for number, crowd in enumerate(crowds)
    ]
    actions = _action_names(world, campaigns)
    for number, campaign in enumerate(campaigns):
        rng = np.random.default_rng([seed, 2, number])
        parts.append(campaign.join(platform, number, actions, rng, [seed, 3, number]))
    together = Acts.joined(parts) if parts else _nothing()
    strays = stray_acts(platform, [seed, 5])
    expected = float(platform.habits.activity.sum()) + len(together)
    slices = TimeSlices(world.span_s, expected)
    rng = np.random.default_rng([seed, 6])
    events = 0
    for acts in drafts(platform, together, strays, platform.shadows, rng, seed):
        events += len(acts)
        slices.add(acts)
    naming = _naming(platform, actions, campaigns, events, rng, seed)
    counts = ObjectCounts(naming)
    other = np.random.default_rng([seed, 10])
    return Draft(
        slices=_rows(naming, slices, counts, rng, seed),
        objects=_objects_table(platform, naming, other),
        accounts=_accounts_table(platform, naming, other),
        truth=_truth_table(platform, naming, campaigns),
        counts=counts,
        count=slices.count,
    )


def _nothing() -> Acts:
    nothing = np.zeros(0, dtype=np.int64)
    return Acts.of(nothing, nothing, np.zeros(0))


def _action_names(world: WorldConfig, campaigns: Sequence[Campaign]) -> tuple[str, ...]:
    names = [name for name, _ in world.actions]
    named = {name for one in campaigns for name in (one.action, *one.then) if name}
    return (*names, *sorted(named.difference(names)))


def _rows(
    naming: Naming,
    slices: TimeSlices,
    counts: ObjectCounts,
    rng: np.random.Generator,
    seed: int,
) -> Iterator[tuple[pa.Table, pa.Table]]:
    first = 0
    for number in range(slices.count):
        acts = slices.take(number)
        ties = rng if number == 0 else np.random.default_rng([seed, 6, 1, number])
        floored = on_clock(acts.time_s, naming.config.resolution_s)
        order = np.argsort(floored + ties.random(len(acts)) * naming.config.resolution_s)
        acts = acts.chosen(order)
        events = event_rows(naming, acts, floored[order], first)
        counts.add(acts)
        first += len(acts)
        yield events, truth_rows(naming, acts, events["event"])


def _naming(
    world: World,
    actions: tuple[str, ...],
    campaigns: Sequence[Campaign],
    events: int,
    rng: np.random.Generator,
    seed: int,
) -> Naming:
    accounts = account_names(len(world.population), rng)
    objects = object_names(len(world.objects), rng, titles=world.config.titles)
    places = draw_places(world.habits.zone_h, world.together, seed)
    other = np.random.default_rng([seed, 11])
    width = max(6, len(str(places.devices)))
    devices = [f"d{n:0{width}d}" for n in other.permutation(places.devices).tolist()]
    lines = np.random.default_rng([seed, 12]).permutation(places.lines)
    # Creators differ in how much they make: a few make many objects.
    owners = np.floor(len(objects) ** other.random(len(objects))).astype(np.int64)
    return Naming(
        config=world.config,
        accounts=pa.array(accounts, pa.string()),
        objects=pa.array(objects, pa.string()),
        targets=pa.array([f"creator-{n:06d}" for n in owners.tolist()], pa.string()),
        devices=pa.array(devices, pa.string()),
        lines=pa.array([f"line-{n}" for n in lines.tolist()], pa.string()),
        actions=actions,
        campaigns=tuple(c.name or f"campaign-{number}" for number, c in enumerate(campaigns)),
        text_kind=np.array([TEXT_KINDS.index(c.texts) for c in campaigns], dtype=np.int64),
        rating=np.array([np.nan if c.rating is None else c.rating for c in campaigns]),
        places=places,
        digits=max(7, len(str(events))),
        seed=seed,
    )


def _accounts_table(world: World, naming: Naming, rng: np.random.Generator) -> pa.Table:
    signed_up = -rng.exponential(400.0, len(naming.accounts)) * DAY_S - DAY_S
    for members, days in world.sign_ups:
        # A batch is begun a week to three months before its first day of work, and whole by then.
        day = min(-rng.uniform(7.0, 90.0), -days)
        signed_up[members] = (day + rng.uniform(0.0, days, len(members))) * DAY_S
    created = timestamps(signed_up, naming.config)
    return _sorted(pa.table({"actor": naming.accounts, "created": created}, ACCOUNTS))


def _truth_table(world: World, naming: Naming, campaigns: Sequence[Campaign]) -> pa.Table:
    campaign: list[str | None] = [None] * world.config.accounts
    for label, planted in zip(naming.campaigns, campaigns, strict=True):
        campaign += [label] * planted.accounts
    columns = {
        "account": naming.accounts,
        "population": world.population,
        "campaign": campaign,
        "zone_h": world.habits.zone_h,
        "language": pa.array(LANGUAGES).take(pa.array(naming.places.language)),
    }
    return _sorted(pa.table(columns, TRUTH))


def _objects_table(world: World, naming: Naming, rng: np.random.Generator) -> pa.Table:
    kinds = pa.array(["post", "video", "link"], pa.string())
    created = on_clock(world.objects.created_s, world.config.resolution_s)
    columns = {
        "object": naming.objects,
        "created": timestamps(created, world.config),
        "kind": kinds.take(pa.array(rng.integers(0, 3, len(naming.objects)))),
        "target": naming.targets,
    }
    return _sorted(pa.table(columns, OBJECTS))


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by(table.column_names[0]).combine_chunks()
