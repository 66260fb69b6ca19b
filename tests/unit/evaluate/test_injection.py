"""Planted farms take their objects, actions, hours and clock from the log, and nothing away."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.errors import ParameterError
from clearwater.evaluate.injection import (
    TRUTH,
    TWENTY_FARMS,
    Farm,
    PlantedLog,
    plant,
    rounds,
)
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate import WorldConfig, simulate

COLUMNS = ["actor", "action", "object", "time"]
START = datetime(2024, 5, 1, tzinfo=UTC)
OWN = simulate(WorldConfig(accounts=80, objects=25, events=800, days=12), seed=1).events.select(
    COLUMNS
)
STEP_ONLY = Farm(accounts=6, jobs=10, jitter_s=30.0, cover=0.0)


def log_of(
    moments: list[datetime], objects: tuple[str, ...] = ("帖子一", "帖子二"), **more: Any
) -> pa.Table:
    """Return one event a moment, of accounts and objects in turn."""
    count = len(moments)
    return pa.table(
        {
            "actor": [f"用户{n % 7}" for n in range(count)],
            "action": [("like", "转发")[n % 2] for n in range(count)],
            "object": [objects[n % len(objects)] for n in range(count)],
            "time": pa.array(moments, TIME_TYPE),
            **more,
        }
    )


def every(step: timedelta, count: int) -> list[datetime]:
    return [START + n * step for n in range(count)]


PAGES = log_of(every(timedelta(hours=1), 500), tuple(f"帖子{n}" for n in range(25)))
"""Twenty days of 25 pages with 20 events each."""


def planted_rows(own: pa.Table, log: PlantedLog) -> pa.Table:
    return log.events.slice(own.num_rows)


def test_what_was_there_stays_as_it_was_and_stands_first() -> None:
    log = plant(OWN, [Farm(5, 6), Farm(3, 8)], seed=2)
    assert log.events.schema == OWN.schema
    assert log.events.slice(0, OWN.num_rows).equals(OWN)
    assert log.events.num_rows > OWN.num_rows


def test_the_truth_names_every_member_and_its_farm() -> None:
    log = plant(OWN, [Farm(5, 6), Farm(3, 8)], seed=2)
    assert log.truth.schema == TRUTH
    assert Counter(log.truth["campaign"].to_pylist()) == {"0": 5, "1": 3}
    assert set(log.truth["population"].to_pylist()) == {"campaign"}
    names = log.truth["account"].to_pylist()
    assert len(set(names)) == 8
    assert set(planted_rows(OWN, log)["actor"].to_pylist()) == set(names)
    assert not set(names) & set(OWN["actor"].to_pylist())


def test_further_columns_are_empty_and_events_have_names_of_their_own() -> None:
    own = log_of(
        every(timedelta(hours=3), 60),
        event=[f"e{n}" for n in range(60)],
        device=["phone"] * 60,
        value=[5.0] * 60,
    )
    rows = planted_rows(own, plant(own, [Farm(4, 5), Farm(4, 5)], seed=1))
    assert rows.schema == own.schema
    assert rows["device"].null_count == rows["value"].null_count == rows.num_rows
    events = rows["event"].to_pylist()
    assert len(set(events)) == len(events)
    assert all(name.startswith("planted-") for name in events)


def test_the_order_of_the_logs_rows_does_not_matter() -> None:
    shuffled = OWN.take(pa.array(np.random.default_rng(3).permutation(OWN.num_rows)))
    farms = [Farm(5, 6), STEP_ONLY]
    there, again = plant(OWN, farms, seed=4), plant(shuffled, farms, seed=4)
    assert planted_rows(OWN, there).equals(planted_rows(shuffled, again))
    assert there.truth.equals(again.truth)


def test_seed_and_position_decide_and_nothing_else() -> None:
    farms = [Farm(5, 6), Farm(4, 9, jitter_s=600.0)]
    both = planted_rows(OWN, plant(OWN, farms, seed=4))
    second = plant(OWN, farms[1:], seed=4, first=1)
    alone = planted_rows(OWN, second)
    assert alone.equals(both.slice(both.num_rows - alone.num_rows))
    assert set(second.truth["campaign"].to_pylist()) == {"1"}
    assert not planted_rows(OWN, plant(OWN, farms, seed=5)).equals(both)


def test_two_farms_of_one_kind_do_not_move_together() -> None:
    rows = planted_rows(PAGES, plant(PAGES, [STEP_ONLY] * 2, seed=21)).to_pylist()
    first, second = (
        {(row["object"], row["time"]) for row in rows if row["actor"].startswith(f"planted-00{n}")}
        for n in (1, 2)
    )
    assert min(len(first), len(second)) >= 8
    assert len(first & second) <= 1


def test_members_act_on_one_object_within_the_jitter_of_each_other() -> None:
    """Eight orders on 25 objects: each on one of its own, so that jobs can be told apart."""
    farm = Farm(accounts=6, jobs=8, jitter_s=30.0, cover=0.0)
    rows = planted_rows(OWN, plant(OWN, [farm], seed=6)).to_pylist()
    jobs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        jobs[row["object"], row["action"]].append(row)
    assert len(jobs) == 8
    for members in jobs.values():
        assert len({row["actor"] for row in members}) == len(members) == 6
        moments = [row["time"] for row in members]
        assert max(moments) - min(moments) <= timedelta(seconds=30)


def test_orders_are_given_while_people_act_on_the_object() -> None:
    """Within six hours and a minute after somebody did the same to the same object."""
    people = OWN.to_pylist()
    for row in planted_rows(OWN, plant(OWN, [STEP_ONLY], seed=7)).to_pylist():
        waits = [
            row["time"] - one["time"]
            for one in people
            if (one["object"], one["action"]) == (row["object"], row["action"])
        ]
        assert any(timedelta(0) < wait <= timedelta(hours=6, minutes=1) for wait in waits)


def test_cover_is_what_others_did_some_hours_before() -> None:
    """The one job is all at one moment; what stands alone at its moment is cover."""
    own = log_of(every(timedelta(hours=1), 240), tuple(f"帖子{n}" for n in range(48)))
    log = plant(own, [Farm(accounts=4, jobs=1, jitter_s=0.0, cover=40.0)], seed=8)
    rows = planted_rows(own, log).to_pylist()
    same = Counter((row["object"], row["time"]) for row in rows)
    covers = [row for row in rows if same[row["object"], row["time"]] < 4]
    assert len(covers) > 100
    people = own.to_pylist()
    for row in covers:
        waits = [
            (row["time"] - one["time"]).total_seconds() / 3600
            for one in people
            if (one["object"], one["action"]) == (row["object"], row["action"])
        ]
        assert any(1 <= wait <= 12 for wait in waits)


def test_cover_takes_the_stated_mean() -> None:
    farm = Farm(accounts=100, jobs=10, jitter_s=1.0, cover=2.0)
    rows = planted_rows(OWN, plant(OWN, [farm], seed=9))
    assert rows.num_rows == pytest.approx(100 * 10 * 3, rel=0.1)


def test_a_share_of_the_members_takes_part_and_each_has_its_jobs() -> None:
    farm = Farm(accounts=20, jobs=10, jitter_s=1.0, cover=0.0, share=0.25)
    acts = Counter(planted_rows(OWN, plant(OWN, [farm], seed=10))["actor"].to_pylist())
    assert len(acts) == 20
    assert len(set(acts.values())) > 1
    assert acts.total() / 20 == pytest.approx(10, abs=1)


def test_where_two_are_the_least_jobs_are_no_more_than_stated() -> None:
    """One in a hundred of ten accounts are two, for one alone is in step with nobody."""
    farm = Farm(accounts=10, jobs=8, jitter_s=1.0, cover=0.0, share=0.01)
    rows = planted_rows(OWN, plant(OWN, [farm], seed=11))
    assert rows.num_rows == pytest.approx(80, abs=8)


def test_nothing_happens_after_the_end_of_the_log() -> None:
    loose = Farm(accounts=10, jobs=200, jitter_s=86_400.0, cover=5.0)
    log = plant(OWN, [loose], seed=12)
    assert pc.max(log.events["time"]) == pc.max(OWN["time"])
    assert pc.min(log.events["time"]) == pc.min(OWN["time"])


def test_more_jobs_than_objects_can_be_done() -> None:
    farm = Farm(accounts=3, jobs=120, jitter_s=5.0, cover=0.0)
    rows = planted_rows(PAGES, plant(PAGES, [farm], seed=13))
    assert len(rows["object"].unique()) == 25
    assert rows.num_rows == pytest.approx(3 * 120, rel=0.1)


def test_while_there_are_objects_no_order_comes_back_to_one() -> None:
    farm = Farm(accounts=2, jobs=25, jitter_s=0.0, cover=0.0)
    rows = planted_rows(PAGES, plant(PAGES, [farm], seed=14)).to_pylist()
    counts = Counter(row["object"] for row in rows)
    assert (len(counts), set(counts.values())) == (25, {2})


def test_a_log_of_one_object_is_enough() -> None:
    own = log_of(every(timedelta(hours=2), 50), ("唯一的帖子",))
    rows = planted_rows(own, plant(own, [Farm(4, 5)], seed=15))
    assert set(rows["object"].to_pylist()) == {"唯一的帖子"}
    assert rows.num_rows > 20


def test_a_log_of_one_event_is_enough_not_to_fail() -> None:
    own = log_of([START])
    assert plant(own, [Farm(2, 3, jitter_s=0.0)], seed=1).truth.num_rows == 2


@pytest.mark.parametrize(
    ("step", "offset"),
    [
        (timedelta(seconds=1), timedelta(0)),
        (timedelta(minutes=1), timedelta(seconds=30)),
        (timedelta(hours=1), timedelta(0)),
    ],
)
def test_planted_times_are_read_from_the_logs_clock(step: timedelta, offset: timedelta) -> None:
    moments = [START + offset + k * step for k in (n * 3_601 % 86_400 for n in range(400))]
    own = log_of(moments)
    for row in planted_rows(own, plant(own, [Farm(5, 8)], seed=16)).to_pylist():
        assert (row["time"] - START - offset) % step == timedelta(0)


def test_a_fine_clock_gives_fine_times() -> None:
    own = log_of([START + n * timedelta(hours=1, microseconds=n) for n in range(200)])
    rows = planted_rows(own, plant(own, [Farm(5, 8)], seed=17))
    assert any(row["time"].microsecond % 1_000 for row in rows.to_pylist())


def test_in_a_short_log_all_goes_faster_and_jobs_are_not_lost() -> None:
    """An hour of a live room: waits of six hours would put nearly all of the farm after its end."""
    own = log_of(every(timedelta(seconds=12), 300))
    farm = Farm(accounts=5, jobs=20, jitter_s=5.0, cover=1.0)
    assert planted_rows(own, plant(own, [farm], seed=18)).num_rows == pytest.approx(200, rel=0.25)


@pytest.mark.parametrize("coded", [False, True])
def test_accounts_that_are_numbers_or_codes_become_text(*, coded: bool) -> None:
    own = log_of(every(timedelta(hours=2), 60), event=list(range(60)))
    numbers = pa.array([n % 7 for n in range(60)])
    own = own.set_column(
        0, "actor", numbers.cast(pa.string()).dictionary_encode() if coded else numbers
    )
    log = plant(own, [Farm(3, 4)], seed=19)
    assert log.events["actor"].slice(0, 7).to_pylist() == list("0123456")
    assert log.events["event"].slice(0, 3).to_pylist() == ["0", "1", "2"]
    assert set(log.truth["account"].to_pylist()) < set(log.events["actor"].to_pylist())


def test_names_of_planted_accounts_are_never_taken_twice() -> None:
    once = plant(OWN, [Farm(3, 4)], seed=20)
    with pytest.raises(ParameterError, match=r"named like planted ones.*'planted-001-00000'"):
        plant(once.events, [Farm(3, 4)], seed=20)
    twice = plant(once.events, [Farm(3, 4)], seed=20, first=1)
    assert not set(once.truth["account"].to_pylist()) & set(twice.truth["account"].to_pylist())


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(ParameterError, match="no events to plant farms among"):
        plant(OWN.slice(0, 0), [Farm()], seed=1)


def test_no_farms_change_nothing() -> None:
    log = plant(OWN, [], seed=1)
    assert (log.events.equals(OWN), log.truth.num_rows, log.truth.schema) == (True, 0, TRUTH)


@pytest.mark.parametrize(
    "wrong",
    [
        {"accounts": 1},
        {"jobs": 0},
        {"jitter_s": -1.0},
        {"cover": 101.0},
        {"share": 0.0},
        {"share": 1.1},
        {"cover": float("nan")},
    ],
)
def test_farms_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    [name] = wrong
    with pytest.raises(ParameterError, match=f"{name} of Farm is out of range"):
        Farm(**wrong)


@pytest.mark.parametrize(
    ("farm", "words"),
    [
        (Farm(40, 15, 0.0), "40 accounts, 15 jobs each, all within 0 s"),
        (Farm(40, 15, 59.0), "40 accounts, 15 jobs each, all within 59 s"),
        (Farm(40, 15, 60.0), "40 accounts, 15 jobs each, all within 1 min"),
        (Farm(40, 15, 90.0), "40 accounts, 15 jobs each, all within 90 s"),
        (Farm(40, 15, 5_400.0), "40 accounts, 15 jobs each, all within 90 min"),
        (Farm(40, 15, 7_200.0), "40 accounts, 15 jobs each, all within 2 h"),
        (Farm(40, 15, 86_400.0), "40 accounts, 15 jobs each, all within 1 d"),
        (Farm(2, 8, 60.0, share=0.5), "2 accounts, 8 jobs each, 50% of them within 1 min"),
    ],
)
def test_a_farm_in_words(farm: Farm, words: str) -> None:
    assert farm.words == words


def test_the_twenty_farms_can_be_told_apart() -> None:
    assert len(TWENTY_FARMS) == len({farm.words for farm in TWENTY_FARMS}) == 20


farms_lists = st.lists(
    st.builds(
        Farm,
        st.integers(2, 50),
        st.integers(1, 30),
        cover=st.sampled_from([0.0, 1.0, 3.0]),
    ),
    max_size=12,
)


@given(farms_lists, st.integers(0, 20_000))
def test_rounds_add_at_most_a_tenth_unless_one_farm_alone_is_more(
    farms: list[Farm], events: int
) -> None:
    plan = list(rounds(farms, events))
    assert [farm for _, some in plan for farm in some] == farms
    assert [first for first, _ in plan] == list(
        np.cumsum([0, *(len(some) for _, some in plan)])[: len(plan)]
    )
    for _, some in plan:
        assert some
        size = sum(farm.accounts * farm.jobs * (1 + farm.cover) for farm in some)
        assert len(some) == 1 or size <= 0.1 * events


def test_rounds_are_as_few_as_they_can_be() -> None:
    """Each farm is a hundred events, cover included; three of them fit into 3,000."""
    farms = [Farm(10, 5, cover=1.0)] * 7
    assert [len(some) for _, some in rounds(farms, 3_000)] == [3, 3, 1]
