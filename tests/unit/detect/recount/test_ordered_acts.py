"""What is set aside: members' acts, but for their own; and others in the excess of a moment."""

from __future__ import annotations

import numpy as np
from tests.helpers.coded import Row, coded_log

from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.objects import GroupMoment, KnownGroup
from clearwater.detect.recount.ordered_acts import OrderedActs, ordered_acts
from clearwater.engine.coded_log import CodedLog

DAY_S = 86_400.0
JOBS = 12
MEMBERS = 20


def log_with(*, missed: int, honest: int = 3_000) -> tuple[CodedLog, list[KnownGroup]]:
    """Return a log in which `MEMBERS` and a few whom nobody named act on each of 12 objects."""
    rng = np.random.default_rng(4)
    rows: list[Row] = [
        (
            f"p{int(rng.integers(800)):03d}",
            f"o{int(rng.integers(200)):03d}",
            rng.uniform(0, 30) * DAY_S,
        )
        for _ in range(honest)
    ]
    for job in range(JOBS):
        at = (2.0 + 2.0 * job) * DAY_S
        who = [f"g{n:02d}" for n in range(MEMBERS)] + [f"m{n:02d}" for n in range(missed)]
        rows += [(name, f"job{job:02d}", at + float(rng.uniform(0, 600))) for name in who]
    log = coded_log(rows)
    codes = [k for k, name in enumerate(log.actors.to_pylist()) if name.startswith("g")]
    return log, [KnownGroup("F001", np.array(codes, np.int32), 0.001)]


def told(log: CodedLog, groups: list[KnownGroup]) -> OrderedActs:
    moments = {}
    for key, name in enumerate(log.key_object.to_pylist()):
        if name.startswith("job"):
            rows = slice(int(log.starts[key]), int(log.starts[key + 1]))
            inside = log.time[rows][np.isin(log.actor[rows], groups[0].members)]
            span = int(inside.min()), int(inside.max())
            moments[key] = [GroupMoment("F001", 50.0, 0.001, MEMBERS, *span)]
    return ordered_acts(log, list(histories(log)), groups, moments, [600_000_000])


def of(log: CodedLog, letter: str) -> np.ndarray:
    wanted = [k for k, name in enumerate(log.actors.to_pylist()) if name.startswith(letter)]
    return np.isin(log.actor, wanted)


def test_acts_of_members_at_their_moments_are_ordered() -> None:
    log, groups = log_with(missed=0)
    chance = told(log, groups).chances(log.events)
    assert chance[of(log, "g")].min() > 0.99
    assert chance[of(log, "p")].max() < 0.5


def test_those_whom_nobody_named_are_set_aside_by_their_number() -> None:
    log, groups = log_with(missed=6)
    found = told(log, groups)
    assert found.chances(log.events)[of(log, "m")].mean() > 0.9
    rng = np.random.default_rng(0)
    drawn = [found.draw(rng).size for _ in range(100)]
    assert abs(np.mean(drawn) - JOBS * (MEMBERS + 6)) < 6.0


def test_a_draw_holds_every_row_once_and_is_fixed_by_its_seed() -> None:
    log, groups = log_with(missed=3)
    found = told(log, groups)
    one, two = (found.draw(np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert np.unique(one).size == one.size


def test_no_group_sets_nothing_aside() -> None:
    log, _ = log_with(missed=0)
    found = ordered_acts(log, list(histories(log)), [], {}, [])
    assert found.chances(log.events).max() == 0.0
    assert found.draw(np.random.default_rng(0)).size == 0
