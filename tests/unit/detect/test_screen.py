"""The screen against a loop, its prefilter, its threads and its budget."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.detect.screen import Candidates, crowd_ceiling, screen
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.kernels.tails import poisson_tail
from tests.helpers.coded import Row, coded_log, events_table

SECOND_US = 1_000_000
Pairs = dict[tuple[int, int], int]
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(0, 30)),
    min_size=1,
    max_size=60,
)


def naive(log: CodedLog, window_s: float) -> Pairs:
    met: dict[tuple[int, int], set[int]] = defaultdict(set)
    events = list(zip(log.key.tolist(), log.time.tolist(), log.actor.tolist(), strict=True))
    for key, time, actor in events:
        for key_, time_, actor_ in events:
            if key == key_ and actor < actor_ and abs(time - time_) <= window_s * SECOND_US:
                met[actor, actor_].add(key)
    return {pair: len(keys) for pair, keys in met.items()}


def pairs_of(found: Candidates) -> Pairs:
    ends = zip(found.left.tolist(), found.right.tolist(), strict=True)
    return dict(zip(ends, found.shared.tolist(), strict=True))


@settings(print_blob=True)
@given(rows=ROWS, window_s=st.sampled_from([0, 2, 10]), least=st.integers(1, 3))
def test_with_the_prefilter_open_it_is_a_count_of_shared_keys(
    rows: list[Row], window_s: int, least: int
) -> None:
    log = coded_log(rows)
    wanted = {pair: n for pair, n in naive(log, window_s).items() if n >= least}
    assert pairs_of(screen(log, window_s * SECOND_US, least=least, level=1.0)) == wanted


def left_out_means(log: CodedLog, window_s: int) -> dict[tuple[int, int], float]:
    """Return for each pair the crude mean of its meetings, the pair itself left out."""
    activity = np.bincount(log.actor, minlength=log.accounts)
    events = list(zip(log.key.tolist(), log.time.tolist(), log.actor.tolist(), strict=True))
    crowd: dict[tuple[int, int], int] = defaultdict(int)
    for key, time, actor in events:
        for key_, time_, actor_ in events:
            if key == key_ and actor != actor_ and abs(time - time_) <= window_s * SECOND_US:
                for other in range(actor + 1, log.accounts):
                    crowd[actor, other] += actor_ != other
    return {(a, b): n * activity[b] / log.events for (a, b), n in crowd.items()}


@settings(max_examples=30)
@given(rows=ROWS)
def test_the_prefilter_loses_no_pair_whose_crude_tail_is_below_the_level(rows: list[Row]) -> None:
    log, level = coded_log(rows), 0.2
    means = left_out_means(log, 3)
    kept = pairs_of(screen(log, 3 * SECOND_US, least=1, level=level))
    for pair, met in naive(log, 3).items():
        if poisson_tail(means[pair], met) <= level:
            assert pair in kept


def test_the_prefilter_drops_pairs_that_a_crowd_explains() -> None:
    crowd: list[Row] = [(f"a{k:02d}", f"o{m}", 100.0 * m) for k in range(60) for m in range(3)]
    assert screen(coded_log(crowd), SECOND_US, level=1.0).left.size == 60 * 59 // 2
    assert screen(coded_log(crowd), SECOND_US).left.size == 0


def busy_log() -> CodedLog:
    """Return 60 accounts on 12 objects, and 40 of them at one moment of a viral one."""
    rng = np.random.default_rng(2)
    rows: list[Row] = [
        (f"a{rng.integers(60):02d}", f"o{rng.integers(12):02d}", float(rng.integers(2000)))
        for _ in range(900)
    ]
    return coded_log(rows + [(f"a{k:02d}", "viral", 1000.0 + k % 3) for k in range(40)])


def test_pairs_come_sorted_each_once() -> None:
    found = screen(busy_log(), 60 * SECOND_US, least=1, level=1.0)
    ends = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert ends == sorted(set(ends))
    assert all(a < b for a, b in ends)


def test_threads_change_nothing() -> None:
    log = busy_log()
    one, two = (screen(log, 60 * SECOND_US, least=2, level=1.0, threads=n) for n in (1, 2))
    assert pairs_of(one) == pairs_of(two)


def test_visits_count_every_neighbour_of_every_event() -> None:
    found = screen(coded_log([("a", "x", 0), ("b", "x", 1), ("c", "x", 9)]), SECOND_US, least=1)
    assert found.visits == 2


def test_within_the_budget_nothing_is_left_out() -> None:
    log = busy_log()
    visits = screen(log, 60 * SECOND_US).visits
    found = screen(log, 60 * SECOND_US, most_visits=visits)
    assert (found.left_out, found.ceiling) == (0, 0)


def test_above_the_budget_the_most_crowded_moments_are_left_out_and_counted() -> None:
    log = busy_log()
    everything = screen(log, 3 * SECOND_US, least=1, level=1.0)
    found = screen(log, 3 * SECOND_US, least=1, level=1.0, most_visits=everything.visits - 1)
    crowd = crowd_of(log, 3 * SECOND_US)
    crowded = crowd > found.ceiling
    assert found.visits == everything.visits, "what it would have cost is still told"
    assert found.left_out == crowded.sum() > 0
    assert crowd[~crowded].sum() <= everything.visits - 1
    assert pairs_of(found) == naive(_without(log, crowded), 3)


def crowd_of(log: CodedLog, window_us: int) -> np.ndarray:
    """Return how many other events lie within the window of each on the same key."""
    near = np.abs(log.time[:, None] - log.time) <= window_us
    crowd: np.ndarray = (near & (log.key[:, None] == log.key)).sum(axis=1) - 1
    return crowd


def _without(log: CodedLog, left_out: np.ndarray) -> CodedLog:
    names, objects = log.actors.to_pylist(), log.key_object.to_pylist()
    kept = [
        (names[a], objects[k], t / SECOND_US)
        for a, k, t, out in zip(log.actor, log.key, log.time, left_out, strict=True)
        if not out
    ]
    assert {row[0] for row in kept} == set(names), "codes stay the same"
    return coded_log(kept)


@given(
    crowd=st.lists(st.integers(0, 30), min_size=1, max_size=30).map(np.array),
    budget=st.integers(1, 400),
)
def test_the_ceiling_is_the_largest_that_fits_the_budget(crowd: np.ndarray, budget: int) -> None:
    found = crowd_ceiling(crowd, budget)
    fits = crowd[crowd <= found].sum() <= budget
    assert fits or found == 1, "a crowd of one is always looked at"
    assert crowd[crowd <= found + 1].sum() > budget or crowd.max() <= found + 1


def test_two_things_done_to_one_object_are_one_meeting() -> None:
    rows: list[Row] = [(who, f"o{k}", 10.0 * k) for k in range(2) for who in "ab"]
    both = pa.concat_tables([events_table(rows, "like"), events_table(rows, "comment")])
    found = screen(encode(both.to_batches()), SECOND_US, least=1, level=1.0)
    assert found.shared.tolist() == [2]


def test_another_thing_done_to_the_same_object_is_no_meeting() -> None:
    parts = [events_table([("a", "x", 0)], "like"), events_table([("b", "x", 0)], "comment")]
    found = screen(encode(pa.concat_tables(parts).to_batches()), SECOND_US, least=1, level=1.0)
    assert found.left.size == 0


def test_what_a_pair_does_itself_is_no_crowd() -> None:
    """Two accounts talk to one another under six posts, forty times each, and nobody else does."""
    talk: list[Row] = [
        (who, f"post{k}", 9000.0 * k + 3 * turn)
        for k in range(6)
        for turn in range(40)
        for who in ("left", "right")
    ]
    elsewhere: list[Row] = [(f"p{k % 90:02d}", f"q{k % 70:02d}", 100.0 * k) for k in range(700)]
    log = coded_log(talk + elsewhere)
    names = log.actors.take(screen(log, 600 * SECOND_US).left).to_pylist()
    assert names == ["left"]


def test_more_shared_objects_than_can_be_counted_are_always_looked_at() -> None:
    """The count stops at 2,047; the mean does not, so it must not be held against the pair."""
    shared: list[Row] = [(who, f"o{k:04d}", 50.0 * k) for k in range(5000) for who in ("a", "b")]
    crowd: list[Row] = [("c", f"o{k:04d}", 50.0 * k) for k in range(5000)]
    found = screen(coded_log(shared + crowd), SECOND_US)
    assert (0, 1) in pairs_of(found)
