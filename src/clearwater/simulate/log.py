"""A simulated log: events, objects and accounts as a platform would export them, and the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearwater.errors import OutputError
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate.acts import Acts
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Crowd
from clearwater.simulate.names import account_names, object_names
from clearwater.simulate.private import private_acts, second_acts, stray_acts
from clearwater.simulate.world_config import DAY_S, WorldConfig
from clearwater.simulate.worlds import World, build_world
from clearwater.units import MICROSECONDS

Floats = npt.NDArray[np.float64]

EVENTS = pa.schema(
    [
        ("event", pa.string()),
        ("actor", pa.string()),
        ("action", pa.string()),
        ("object", pa.string()),
        ("time", TIME_TYPE),
    ]
)
OBJECTS = pa.schema([("object", pa.string()), ("created", TIME_TYPE), ("kind", pa.string())])
ACCOUNTS = pa.schema([("actor", pa.string()), ("created", TIME_TYPE)])
TRUTH = pa.schema(
    [("account", pa.string()), ("population", pa.string()), ("campaign", pa.string())]
)
TRUTH_EVENTS = pa.schema([("event", pa.string()), ("campaign", pa.string())])


@dataclass(frozen=True)
class SimulatedLog:
    """What `simulate` returns: five Arrow tables."""

    events: pa.Table = field(repr=False)
    """event, actor, action, object, time; by time, ties in random order."""
    objects: pa.Table = field(repr=False)
    """object, created, kind; by name."""
    accounts: pa.Table = field(repr=False)
    """actor, created (when it signed up); by name."""
    truth: pa.Table = field(repr=False)
    """account, population, campaign (null where none); by name; one row an account of the world."""
    truth_events: pa.Table = field(repr=False)
    """event, campaign: the events that were ordered; by event."""

    def write(self, folder: str | Path) -> Path:
        """Write each table as ``<folder>/<table>.parquet`` and return the folder.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        target = Path(folder)
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in ("events", "objects", "accounts", "truth", "truth_events"):
                pq.write_table(getattr(self, name), target / f"{name}.parquet", compression="zstd")
        except OSError as error:
            raise OutputError(
                "the simulated log cannot be written",
                where=str(target),
                found=error.strerror or str(error),
                next_step="Name another folder, or make room.",
            ) from error
        return target


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
    >>> log.events.column_names
    ['event', 'actor', 'action', 'object', 'time']
    """
    platform = build_world(world, seed)
    parts = [
        crowd.join(platform, np.random.default_rng([seed, 1, number]))
        for number, crowd in enumerate(crowds)
    ]
    actions = _action_names(world, campaigns)
    for number, campaign in enumerate(campaigns):
        rng = np.random.default_rng([seed, 2, number])
        done = [actions.index(name) for name in (campaign.action or actions[0], *campaign.then)]
        parts.append(campaign.join(platform, number, done, rng, [seed, 3, number]))
    parts.append(private_acts(platform, [seed, 4]))
    parts.append(stray_acts(platform, [seed, 5]))
    rng = np.random.default_rng([seed, 6])
    acts = _with_actions(Acts.joined(parts).inside(world.span_s), world, rng)
    acts = second_acts(acts, world, [seed, 7]).unique()
    return _tables(platform, acts, actions, campaigns, rng)


def _action_names(world: WorldConfig, campaigns: Sequence[Campaign]) -> list[str]:
    names = [name for name, _ in world.actions]
    named = {name for one in campaigns for name in (one.action, *one.then) if name}
    return names + sorted(named.difference(names))


def _tables(
    world: World,
    acts: Acts,
    actions: list[str],
    campaigns: Sequence[Campaign],
    rng: np.random.Generator,
) -> SimulatedLog:
    accounts = account_names(len(world.population), rng)
    objects = object_names(len(world.objects), rng, titles=world.config.titles)
    labels = [c.name or f"campaign-{number}" for number, c in enumerate(campaigns)]
    floored = _on_clock(acts.time_s, world.config.resolution_s)
    order = np.lexsort((rng.random(len(acts)), floored))
    acts = acts.chosen(order)
    event = _event_ids(len(acts))
    events = pa.table(
        {
            "event": event,
            "actor": pa.array(accounts, pa.string()).take(pa.array(acts.account)),
            "action": pa.array(actions, pa.string()).take(pa.array(acts.action)),
            "object": pa.array(objects, pa.string()).take(pa.array(acts.object)),
            "time": _timestamps(floored[order], world.config),
        },
        schema=EVENTS,
    )
    ordered = acts.campaign >= 0
    truth_events = pa.table(
        {
            "event": event.filter(pa.array(ordered)),
            "campaign": pa.array(labels, pa.string()).take(pa.array(acts.campaign[ordered])),
        },
        schema=TRUTH_EVENTS,
    )
    signed_up = -rng.exponential(400.0, len(accounts)) * DAY_S - DAY_S
    return SimulatedLog(
        events=events,
        objects=_objects_table(world, objects, rng),
        accounts=_sorted(
            pa.table({"actor": accounts, "created": _timestamps(signed_up, world.config)}, ACCOUNTS)
        ),
        truth=_truth_table(world, accounts, labels, campaigns),
        truth_events=truth_events,
    )


def _truth_table(
    world: World, accounts: list[str], labels: list[str], campaigns: Sequence[Campaign]
) -> pa.Table:
    campaign: list[str | None] = [None] * world.config.accounts
    for label, planted in zip(labels, campaigns, strict=True):
        campaign += [label] * planted.accounts
    return _sorted(
        pa.table({"account": accounts, "population": world.population, "campaign": campaign}, TRUTH)
    )


def _objects_table(world: World, names: list[str], rng: np.random.Generator) -> pa.Table:
    kinds = pa.array(["post", "video", "link"], pa.string())
    created = _on_clock(world.objects.created_s, world.config.resolution_s)
    return _sorted(
        pa.table(
            {
                "object": names,
                "created": _timestamps(created, world.config),
                "kind": kinds.take(pa.array(rng.integers(0, 3, len(names)))),
            },
            OBJECTS,
        )
    )


def _with_actions(acts: Acts, config: WorldConfig, rng: np.random.Generator) -> Acts:
    """Return the acts with an action each; where none was ordered, one from the world's mix."""
    weights = np.array([weight for _, weight in config.actions])
    drawn = rng.choice(len(weights), len(acts), p=weights / weights.sum())
    return replace(acts, action=np.where(acts.action >= 0, acts.action, drawn))


def _on_clock(time_s: Floats, resolution_s: float) -> Floats:
    """Return the times as a clock of this resolution records them."""
    floored: Floats = np.floor(time_s / resolution_s) * resolution_s
    return floored


def _timestamps(time_s: Floats, config: WorldConfig) -> pa.Array:
    start_us = int(config.start.timestamp()) * MICROSECONDS
    micro = start_us + np.rint(time_s * MICROSECONDS).astype(np.int64)
    return pa.array(micro, pa.int64()).cast(TIME_TYPE)


def _event_ids(count: int) -> pa.Array:
    width = max(7, len(str(count)))
    digits = pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise("e", digits, "")


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by(table.column_names[0]).combine_chunks()
