"""Every number of a group's page, counted again by slow loops over a made-up log and its tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.stats import poisson

from clearwater.app.case.places_of import PLACES
from clearwater.app.group.accounts import accounts_of
from clearwater.app.group.dots import dots_of
from clearwater.app.group.events import behind_of, event_places
from clearwater.app.group.recount import STEPS, recount_of
from clearwater.app.group.source import Group
from clearwater.events.schema import COLUMN_TYPES
from clearwater.findings.tables import TABLES

Event = dict[str, Any]
FINDING = "F001"
S = 1_000_000


class Draws:
    """What is drawn from a list, from one seed."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def choice(self, values: Sequence[Any]) -> Any:
        return values[int(self._rng.integers(len(values)))]

    def shuffled(self, values: Sequence[Any]) -> list[Any]:
        return [values[place] for place in self._rng.permutation(len(values)).tolist()]


def group_of(tables: Mapping[str, pa.Table]) -> Group:
    files = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        files[name] = sink.getvalue()
    return Group(
        finding=FINDING,
        key="made up",
        tables=frozenset(tables),
        manifest={},
        open_table=lambda name: pa.BufferReader(files[name]),
        still_there=lambda: True,
    )


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = TABLES[name]
    return pa.Table.from_pylist(
        [{one: row.get(one) for one in schema.names} for row in rows], schema
    )


def a_log(members: int, events: int, columns: tuple[str, ...], seed: int) -> list[Event]:
    """Return acts of members: several at one moment, objects with one act, before 1970 too."""
    rng = Draws(seed)
    moments = [rng.choice(range(-5 * S, 400 * S, S)) for _ in range(max(3, events // 3))]
    found: dict[tuple[int, str, int], Event] = {}
    for number in range(events):
        who = number if number < members else rng.choice(range(members))
        what = f"o{number}" if rng.choice(range(10)) == 0 else f"o{rng.choice(range(4))}"
        when = rng.choice(moments)
        found[who, what, when] = {
            "actor": f"u{who}",
            "object": what,
            "time": when,
            "event": f"e{number}",
            "action": rng.choice(["like", "comment"]),
            "device": rng.choice([None, "d1", "d2"]),
            "ip": rng.choice([None, "10.0.0.1", "10.0.0.9", "10.9.0.1", "nowhere"]),
            "text": rng.choice([None, "", "买 1"]),
        }
    return [{name: one[name] for name in columns} for one in found.values()]


def tables_of(log: list[Event], members: int) -> dict[str, pa.Table]:
    rng = Draws(1)
    names = [f"u{n}" for n in range(members)]
    by_p = rng.shuffled(names)
    row = {name: place for place, name in enumerate(by_p)}
    members_rows = [
        {"finding": FINDING, "account": name, "score_bits": 50.0 - n, "leave_one_out_bits": 9.0 + n}
        for n, name in enumerate(names)
    ]
    raster: list[Event] = [
        {"finding": FINDING, "side": "members", "row": row[one["actor"]], "joint": 0}
        | {"account": one["actor"], "time": one["time"], "object": one["object"]}
        for one in log
    ]
    raster += [
        one | {"side": "control", "account": f"c{one['row']}", "time": one["time"] + 7 * S}
        for one in raster
    ]
    raster.sort(key=lambda one: (one["side"] == "control", one["row"], one["time"]))
    schema = pa.schema([(name, COLUMN_TYPES[name]) for name in log[0]])
    # The frozen events hold a repeat of each third, which the dots do not.
    kept = rng.shuffled([*log, *log[::3]])
    return {
        "findings": rows_of("findings", [{"finding": FINDING, "score_bits": 60.0}]),
        "members": rows_of("members", members_rows),
        "raster": rows_of("raster", raster),
        "events": pa.Table.from_pylist(kept, schema),
    }


ALL = ("actor", "object", "time", "event", "action", "device", "ip", "text")
BARE = ("actor", "object", "time", "event", "action")
WORLDS = [(2, 4, ALL), (2, 2, BARE), (7, 90, ALL), (40, 300, BARE), (5_000, 9_000, ALL)]


@pytest.fixture(params=WORLDS, ids=lambda one: f"{one[0]} accounts, {len(one[2])} columns")
def world(request: pytest.FixtureRequest) -> tuple[list[Event], Group, int]:
    members, events, columns = request.param
    log = a_log(members, events, columns, seed=members)
    return log, group_of(tables_of(log, members)), members


def test_each_dot_is_an_act_and_each_control_stands_beside_its_member(
    world: tuple[list[Event], Group, int],
) -> None:
    log, group, members = world
    dots = dots_of(group)
    objects = dots.names.to_pylist()
    side = dots.sides["members"]
    shown = sorted(
        (f"u{row}", objects[number], time)
        for row, number, time in zip(side.row, side.object, side.time, strict=True)
    )
    assert shown == sorted((one["actor"], one["object"], one["time"]) for one in log)
    assert (np.diff(side.time) >= 0).all()
    control = dots.sides["control"]
    assert dots.rows == members
    assert np.bincount(side.row).tolist() == np.bincount(control.row).tolist()
    first = {name: min(one["time"] for one in log if one["object"] == name) for name in objects}
    assert [first[name] for name in objects] == sorted(first.values())


def test_first_acts_and_what_is_left_without_each(world: tuple[list[Event], Group, int]) -> None:
    log, group, members = world
    said = accounts_of(group, dots_of(group))
    first: dict[str, int] = {}
    for one in log:
        first[one["actor"]] = min(one["time"], first.get(one["actor"], one["time"]))
    assert said["first"] == [first[f"u{n}"] for n in range(members)]
    assert said["leave_one_out_bits"] == [9.0 + n for n in range(members)]
    assert said["finding_bits"] == 60.0


def test_places_are_those_that_two_members_share(world: tuple[list[Event], Group, int]) -> None:
    log, group, _ = world
    dots = dots_of(group)
    found = behind_of(group, dots, event_places(group, dots))
    assert found.found == len(log)
    assert found.texts == sum(one.get("text") is not None for one in log)
    expected: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for one in log:
        if one.get("device"):
            expected["device", one["device"]].append(one)
        if (one.get("ip") or "").startswith("10."):
            expected["prefix", one["ip"].rpartition(".")[0] + ".0/24"].append(one)
    wanted = set()
    for place, acts in expected.items():
        times = [one["time"] for one in acts]
        inside = len({one["actor"] for one in acts})
        if inside > 1:
            wanted.add((*place, inside, len(acts), min(times), max(times)))
    places = {
        (one.kind, one.place, one.inside, one.events, one.first_us, one.last_us)
        for one in found.places
    }
    assert places == wanted
    assert all(one.outside is None for one in found.places)


def test_nobody_outside_is_said_to_be_nobody_and_not_unknown() -> None:
    log = [
        {"actor": who, "object": "o", "time": 5 * S, "event": who, "action": "like"}
        | {"device": "d"}
        for who in ("u0", "u1")
    ]
    row = {"kind": "device", "place": "d", "inside": 2, "outside": 0, "events": 2}
    counted = pa.Table.from_pylist([row | {"first_time": 5 * S, "last_time": 5 * S}], PLACES)
    group = group_of(tables_of(log, 2) | {"places": counted})
    dots = dots_of(group)
    (place,) = behind_of(group, dots, event_places(group, dots)).places
    assert (place.inside, place.outside) == (2, 0)


def test_the_slider_takes_away_what_is_at_least_so_likely(
    world: tuple[list[Event], Group, int],
) -> None:
    log, group, members = world
    rng = Draws(3)
    chance = {one["event"]: rng.choice([0.05, 0.5, 0.9, 0.95, 1.0, 0.3]) for one in log[::2]}
    metrics = {(one["object"], one["action"]) for one in log}
    recount = [
        {"object": name, "metric": metric, "reported": 1000.0, "authentic": 1.0}
        for name, metric in sorted(metrics)
    ]
    weights = [{"event": name, "p_inauthentic": p} for name, p in chance.items()]
    tables = tables_of(log, members)
    tables |= {
        "recount": rows_of("recount", recount),
        "event_weights": rows_of("event_weights", weights),
    }
    group = group_of(tables)
    dots = dots_of(group)
    said = recount_of(group, dots, event_places(group, dots))
    assert said["total"] == len(recount)
    objects = dots.names.to_pylist()
    likely: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in log:
        if one["event"] in chance:
            likely[one["object"], one["action"]].append(chance[one["event"]])
    for row in said["rows"]:
        acts = likely[objects[row["object"]], row["metric"]]
        above = [sum(p >= step for p in acts) for step in STEPS.tolist()]
        assert (row["above"] or [0] * len(STEPS)) == above
        if not acts:
            assert row["own"] is row["ordered"] is None
            continue
        for at, step in enumerate(STEPS.tolist()):
            aside, left = [p for p in acts if p >= step], [p for p in acts if p < step]
            own = [row["own"]["low"][at], row["own"]["high"][at]]
            ordered = [row["ordered"]["high"][at], row["ordered"]["low"][at]]
            assert own == _own(aside)
            assert ordered == [len(left) - one for one in _own(left)]


def _own(chances: list[float]) -> list[int]:
    """Return 5 % and 95 % points of how many of these acts were done of their own accord."""
    mean = math.fsum(1 - p for p in chances)
    return [min(len(chances), int(poisson.ppf(share, mean))) for share in (0.05, 0.95)]


def test_without_events_nobody_can_move_a_threshold(
    world: tuple[list[Event], Group, int],
) -> None:
    log, _, members = world
    tables = tables_of(log, members)
    row = {"object": "o1", "metric": "like", "reported": 9.0, "authentic": 1.0}
    tables |= {
        "recount": rows_of("recount", [row, row | {"metric": "mean like"}]),
        "event_weights": rows_of("event_weights", [{"event": "e0", "p_inauthentic": 0.0}]),
    }
    group = group_of(tables)
    dots = dots_of(group)
    for places_at in (None, event_places(group, dots)):
        said = recount_of(group, dots, places_at)
        assert said["steps"] == []
        for one in said["rows"]:
            assert one["above"] is one["own"] is one["ordered"] is None
