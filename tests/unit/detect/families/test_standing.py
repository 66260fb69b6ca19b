"""Measures as questions: what they are asked with, and what is missing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.families.base import Draft
from clearwater.detect.families.standing import (
    Standing,
    are_ids,
    device_events,
    event_arrays,
    profiles,
)
from clearwater.detect.life.device_turns import DeviceTurns
from clearwater.detect.life.profile_shape import ProfileShape
from clearwater.detect.life.warm_up import WarmUp
from clearwater.detect.population import Population
from clearwater.detect.rates.rating_deviation import RatingDeviation
from clearwater.engine.encode import encode
from clearwater.events.schema import TIME_TYPE
from tests.helpers.coded import events_table, microseconds

DAY_US = 86_400 * 10**6
TURNS = Standing(DeviceTurns(), device_events)
SHAPE = Standing(ProfileShape(), profiles)
STARS = Standing(RatingDeviation(), event_arrays, ("rate", "review"))
VOTES = Standing(WarmUp(), event_arrays, ("vote", "join"))
ROOTS = ("小明", "anna.", "jo_", "大海", "Lu-", "x.y")


def on(column: str) -> Population:
    """Return two accounts that take turns on what a column says."""
    table = events_table([("a", "x", 0.0), ("b", "y", 60.0)])
    return Population.of(
        encode(table.append_column(column, pa.array(["one", "one"])).to_batches()), None
    )


@pytest.mark.parametrize(("column", "other"), [("device", "line"), ("line", "device")])
def test_one_of_device_and_line_is_enough(column: str, other: str) -> None:
    known = on(column)
    assert TURNS.missing(known) is None
    events = device_events(known)
    assert getattr(events, column).tolist() == [0, 0]
    assert getattr(events, other).tolist() == [-1, -1]


def test_what_is_missing_is_named() -> None:
    known = on("ip")
    assert TURNS.missing(known) == "the log has no column device or line"
    assert STARS.missing(known) == "the log has no column value"
    assert VOTES.missing(known) == "the log has no action vote or join"
    assert SHAPE.missing(known) == (
        "the accounts table has no column created and no followers or following or posts"
    )


def test_numbered_accounts_have_no_names() -> None:
    assert are_ids(pa.array([f"u{n}" for n in range(50)] + ["Maria"]))
    assert not are_ids(pa.array(["小明88", "jo_90", "Maria2024", "用户5"]))
    assert not are_ids(pa.array([], pa.string()))


def school(*, table: bool = True) -> tuple[Population, np.ndarray, np.ndarray]:
    """Return a population, twenty scripted empty accounts of one day, and twenty pupils."""
    rng = np.random.default_rng(3)
    people = [f"{ROOTS[n % 7 % 6]}{n}" for n in range(600)]
    scripted = [f"Qzvkwp{n:04d}" for n in range(20)]
    pupils = [f"schule-7b-{n:02d}" for n in range(20)]
    names = people + scripted + pupils
    days = np.concatenate([rng.uniform(0, 300, 600), np.full(20, 140.2), np.full(20, 200.4)])
    days[600:] += rng.uniform(0, 0.05, 40)
    posts = np.floor(rng.lognormal(3.0, 1.5, 640)).astype(np.int64)
    posts[600:620] = 0
    accounts = {
        "actor": pa.array(names),
        "created": pa.array((days * DAY_US).astype(np.int64)).cast(TIME_TYPE),
        **({"posts": pa.array(posts)} if table else {}),
    }
    log = encode(
        pa.table(
            {
                "actor": names,
                "action": ["like"] * 640,
                "object": [f"o{n % 90}" for n in range(640)],
                "time": microseconds(np.arange(640.0)),
            }
        ).to_batches()
    )
    place = {name: code for code, name in enumerate(log.actors.to_pylist())}
    groups = [np.array(sorted(place[name] for name in g), np.int32) for g in (scripted, pupils)]
    return Population.of(log, pa.table(accounts)), groups[0], groups[1]


def test_empty_accounts_with_scripted_names_are_seen_and_a_class_is_not() -> None:
    known, scripted, pupils = school()
    ready = SHAPE.ready(known)
    paid, honest = (
        ready.ask(Draft(members, np.zeros(0, np.int64), 0), members).bits
        for members in (scripted, pupils)
    )
    assert paid > 20
    assert honest < 10


def test_names_alone_are_not_asked_about() -> None:
    known, _, _ = school(table=False)
    assert SHAPE.missing(known) == (
        "the accounts table has no column followers or following or posts"
    )
