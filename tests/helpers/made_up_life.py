"""A small simulated platform as plain arrays: desks and honest look-alikes, each group by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from clearwater.detect.event_arrays import EventArrays
from clearwater.simulate.campaign_kinds import CAMPAIGN_KINDS
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Crowd, FanClub
from clearwater.simulate.log import SimulatedLog, simulate
from clearwater.simulate.shared_hours import NightShift, Office, SchedulerUsers
from clearwater.simulate.shared_places import Families
from clearwater.simulate.world_config import WorldConfig

# Whatever campaigns do, honest people do too.
ACTIONS = (
    *(("view", 0.52), ("like", 0.22), ("comment", 0.08), ("share", 0.05), ("follow", 0.05)),
    *(("claim", 0.05), ("message", 0.03)),
)
DESKS = ("sold accounts", "phone farm", "patient farm", "coupon grabbers")
LOOK_ALIKES = ("scheduler users", "night shift", "office", "family", "fan club")


@dataclass(frozen=True)
class Platform:
    """A log with its truth."""

    events: EventArrays
    device: np.ndarray
    """int32, shape (rows,). Of each row of the log, -1 where unknown; rows, not events."""
    line: np.ndarray
    account: np.ndarray
    """int32, shape (rows,)."""
    time: np.ndarray
    """int64, shape (rows,). Microseconds."""
    created: np.ndarray
    """int64, shape (accounts,). Microseconds."""
    groups: dict[str, np.ndarray] = field(repr=False)
    """int32, account codes by name of campaign or population."""


def platform(
    seed: int,
    *,
    accounts: int = 2_500,
    events: int = 40_000,
    desks: tuple[str, ...] = DESKS,
    crowds: tuple[Crowd, ...] | None = None,
    each: int = 25,
) -> Platform:
    """Return one drawing; each desk has `each` accounts."""
    world = WorldConfig(
        accounts=accounts,
        objects=max(400, accounts // 3),
        events=events,
        actions=ACTIONS,
        second_act_share=0.15,
    )
    campaigns: list[Campaign] = [
        replace(CAMPAIGN_KINDS[name], name=name, accounts=each) for name in desks
    ]
    people = small_crowds() if crowds is None else crowds
    return _as_arrays(simulate(world, people, campaigns, seed=seed))


def small_crowds(size: int = 40) -> tuple[Crowd, ...]:
    return (
        FanClub(members=size),
        NightShift(members=size, population="night shift"),
        SchedulerUsers(members=size),
        Office(members=size),
        Families(families=size // 2),
    )


def _as_arrays(log: SimulatedLog) -> Platform:
    names = log.truth["account"].combine_chunks()
    place = {name: code for code, name in enumerate(names.to_pylist())}
    actor = log.events["actor"].combine_chunks().dictionary_encode()
    code = np.array([place[name] for name in actor.dictionary.to_pylist()], np.int32)
    account = code[actor.indices.to_numpy()]
    action = _codes(log.events["action"])
    kinds = log.events["action"].combine_chunks().dictionary_encode().dictionary.to_pylist()
    time = log.events["time"].cast(pa.int64()).to_numpy()
    made = dict(
        zip(
            log.accounts["actor"].to_pylist(),
            log.accounts["created"].cast(pa.int64()).to_pylist(),
            strict=True,
        )
    )
    return Platform(
        events=EventArrays.of(
            account,
            _codes(log.events["object"]),
            time,
            action=action,
            actions=kinds,
            accounts=len(names),
        ),
        device=_codes(log.events["device"]),
        line=_codes(log.events["line"]),
        account=account,
        time=time,
        created=np.array([made[name] for name in names.to_pylist()], np.int64),
        groups=_groups(log),
    )


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    indices = column.combine_chunks().dictionary_encode().indices
    codes: np.ndarray = indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes


def _groups(log: SimulatedLog) -> dict[str, np.ndarray]:
    groups: dict[str, list[int]] = {}
    rows = zip(log.truth["campaign"].to_pylist(), log.truth["population"].to_pylist(), strict=True)
    for code, (campaign, population) in enumerate(rows):
        groups.setdefault(campaign or population, []).append(code)
    return {name: np.array(codes, np.int32) for name, codes in groups.items()}
