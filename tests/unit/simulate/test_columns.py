"""Rows of a log: names, times, places, words and stars; and none of them tells who was planted."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clearwater.evaluate.ranking import Ranking
from clearwater.simulate import CAMPAIGN_KINDS, Campaign, Office, SimulatedLog, WorldConfig
from clearwater.simulate import simulate as simulated
from clearwater.simulate.columns import EVENTS, RATED, WRITTEN, event_names, on_clock, timestamps

Floats = npt.NDArray[np.float64]
ACTIONS = (("view", 0.5), ("comment", 0.2), ("rate", 0.2), ("review", 0.1))
WORLD = WorldConfig(accounts=2_000, objects=800, events=12_000, days=14, actions=ACTIONS)
PLANTED = ("phone farm", "paid likes", "one-star extortion")


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    campaigns = [replace(CAMPAIGN_KINDS[name], jobs=5, name=name) for name in PLANTED]
    patient = Campaign(60, jobs=5, rotation=0.3, lines=20, accounts_per_device=2.0, name="patient")
    return simulated(WORLD, (Office(),), (*campaigns, patient), seed=5)


@pytest.fixture(scope="module")
def rows(log: SimulatedLog) -> pa.Table:
    """Return the events, each with its account's truth."""
    return log.events.join(log.truth, "actor", "account").sort_by("event").combine_chunks()


def test_an_events_name_is_its_number() -> None:
    assert event_names(np.array([0, 17, 12_345_678]), 7).to_pylist() == [
        "e0000000",
        "e0000017",
        "e12345678",
    ]


@pytest.mark.parametrize(
    ("resolution_s", "recorded"), [(1.0, 119.0), (60.0, 60.0), (0.5, 119.5), (1e-6, 119.75)]
)
def test_a_clock_records_whole_multiples(resolution_s: float, recorded: float) -> None:
    assert on_clock(np.array([119.75]), resolution_s)[0] == pytest.approx(recorded, abs=1e-6)


def test_seconds_count_from_the_start_of_the_log() -> None:
    world = replace(WORLD, start=datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert timestamps(np.array([1.5]), world).to_pylist() == [
        datetime(2026, 3, 2, 8, 0, 1, 500_000, tzinfo=UTC)
    ]


def test_events_have_the_stated_columns_and_consecutive_names(log: SimulatedLog) -> None:
    assert log.events.schema == EVENTS
    assert log.events["event"].to_pylist() == [f"e{n:07d}" for n in range(log.events.num_rows)]


def test_words_are_written_where_words_are_written_and_nowhere_else(rows: pa.Table) -> None:
    by_action = defaultdict(set)
    for action, text in zip(rows["action"].to_pylist(), rows["text"].to_pylist(), strict=True):
        by_action[action].add(text is not None)
    assert by_action == {action: {action in WRITTEN} for action in by_action}


def test_stars_are_whole_one_to_five_where_stars_are_given(rows: pa.Table) -> None:
    by_action = defaultdict(set)
    for action, value in zip(rows["action"].to_pylist(), rows["value"].to_pylist(), strict=True):
        by_action[action].add(value)
    stars: set[float | None] = {1.0, 2.0, 3.0, 4.0, 5.0}
    assert all((found <= stars) == (action in RATED) for action, found in by_action.items())
    assert all(found == {None} for action, found in by_action.items() if action not in RATED)


def test_objects_differ_in_what_they_deserve(rows: pa.Table, log: SimulatedLog) -> None:
    honest = rows.filter(pc.and_(pc.is_valid(rows["value"]), pc.is_null(rows["campaign"])))
    mean = honest.group_by("object").aggregate([("value", "mean"), ("value", "count")])
    often = mean.filter(pc.greater_equal(mean["value_count"], 10))["value_mean"].to_numpy()
    assert len(often) > 20
    assert often.min() < 3.3
    assert often.max() > 4.2


def test_what_was_ordered_is_given(log: SimulatedLog) -> None:
    ordered = log.events.join(log.truth_events, "event", join_type="inner")
    extorted = ordered.filter(pc.equal(ordered["campaign"], "one-star extortion"))
    assert extorted.num_rows > 150
    assert set(extorted["value"].to_pylist()) == {1.0}


def test_addresses_belong_to_nobody_and_say_where_an_account_is(rows: pa.Table) -> None:
    of_range = defaultdict(set)
    for address, line in zip(rows["ip"].to_pylist(), rows["line"].to_pylist(), strict=True):
        octets = [int(part) for part in address.split(".")]
        assert len(octets) == 4
        assert max(octets) < 256
        of_range[octets[0]].add(line is not None)
        assert octets[0] != 100 or 64 <= octets[1] < 128
        assert octets[0] != 172 or 16 <= octets[1] < 32
    # Homes and desks have a line, fresh addresses none; carriers never; sites always.
    assert of_range == {10: {True, False}, 100: {False}, 172: {True}}


def numbers(column: pa.ChunkedArray) -> Floats:
    """Return the number in each name, such as 17 for ``line-17``."""
    return np.array([float(re.sub(r"\D", "", name)) for name in column.to_pylist()])


def auc(scores: Floats, planted: pa.ChunkedArray) -> float:
    return Ranking.of(scores, pc.is_valid(planted).to_numpy()).auc()


@pytest.mark.parametrize("column", ["actor", "device", "line"])
def test_the_number_in_a_name_does_not_tell_planted_accounts(rows: pa.Table, column: str) -> None:
    once = rows.select([column, "campaign"]).group_by([column, "campaign"]).aggregate([])
    once = once.filter(pc.is_valid(once[column])).sort_by(column)
    assert pc.sum(pc.is_valid(once["campaign"])).as_py() >= 29
    # Four standard errors of an AUC at 29 planted lines, the fewest names of the three.
    assert abs(auc(numbers(once[column]), once["campaign"]) - 0.5) < 0.22


def test_a_desk_has_a_client_that_honest_accounts_have_as_well(rows: pa.Table) -> None:
    clients = defaultdict(set)
    for campaign, client in zip(
        rows["campaign"].to_pylist(), rows["client"].to_pylist(), strict=True
    ):
        clients[campaign].add(client)
    honest = clients.pop(None)
    assert [len(own & honest) for own in clients.values()] == [1, 1, 1, 1]


def test_desks_stand_among_homes(rows: pa.Table) -> None:
    fixed = rows.filter(pc.and_(pc.is_valid(rows["line"]), pc.starts_with(rows["ip"], "10.")))
    streets = defaultdict(set)
    for address, campaign in zip(
        fixed["ip"].to_pylist(), fixed["campaign"].to_pylist(), strict=True
    ):
        streets[campaign is not None].add(address.rsplit(".", 1)[0])
    assert streets[True] <= streets[False]


def test_the_order_of_events_within_a_second_does_not_tell_planted_ones(log: SimulatedLog) -> None:
    world = replace(WORLD, resolution_s=60.0)
    coarse = simulated(world, (), (Campaign(60, jobs=10, jitter_s=300.0),), seed=5)
    ordered = pc.is_in(
        coarse.events["event"], value_set=coarse.truth_events["event"].combine_chunks()
    ).to_numpy()
    minute = coarse.events["time"].cast(pa.int64()).to_numpy()
    places = []
    for start, end in runs(minute):
        here = ordered[start:end]
        if 0 < here.sum() < len(here):
            places.append(Ranking.of(np.arange(end - start, dtype=np.float64), here).auc())
    assert len(places) > 15
    assert abs(np.mean(places) - 0.5) < 0.15


def runs(values: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return (start, end) of each run of equal values."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return list(pairwise(edges))
