"""From batches of events to codes: nothing depends on row order, types of ids or batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.engine.encode import encode
from clearwater.errors import EmptyLogError
from clearwater.events.schema import TIME_TYPE
from tests.helpers.coded import Row, coded_log, events_table, microseconds, objects_table

ROWS: list[Row] = [("b", "x", 3), ("a", "x", 1), ("c", "y", 2), ("a", "y", 2), ("b", "x", 1)]
DRAWN = st.lists(
    st.tuples(
        st.integers(-50, 50),
        st.sampled_from(["like", "view"]),
        st.integers(0, 9),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=30,
)
Drawn = list[tuple[int, str, int, int]]


def content(log: CodedLog) -> dict[str, object]:
    """Return everything that a coded log says, as plain values."""
    return {
        "actor": log.actor.tolist(),
        "key": log.key.tolist(),
        "time": log.time.tolist(),
        "starts": log.starts.tolist(),
        "actors": log.actors.to_pylist(),
        "actions": log.key_action.to_pylist(),
        "objects": log.key_object.to_pylist(),
        "created": log.created.tolist(),
        "event": None if log.event is None else log.event.to_pylist(),
        "duplicates": log.duplicates,
    }


def named(log: CodedLog) -> list[tuple[object, ...]]:
    """Return the events of a coded log with their names."""
    actors, actions = log.actors.to_pylist(), log.key_action.to_pylist()
    objects = log.key_object.to_pylist()
    codes = zip(log.key.tolist(), log.time.tolist(), log.actor.tolist(), strict=True)
    return [(actions[k], objects[k], time, actors[a]) for k, time, a in codes]


def table_of(drawn: Drawn, ids: pa.DataType, event: Sequence[str] | None = None) -> pa.Table:
    actors, actions, objects, seconds = zip(*drawn, strict=True)
    columns = {
        "actor": pa.array(actors, pa.int64()).cast(ids),
        "action": pa.array(actions, pa.string()),
        "object": pa.array(objects, pa.int64()).cast(ids),
        "time": microseconds(seconds),
    }
    return pa.table(columns | ({} if event is None else {"event": pa.array(event, pa.string())}))


@given(drawn=DRAWN)
def test_every_event_is_there_once_under_its_own_names(drawn: Drawn) -> None:
    log = encode(table_of(drawn, pa.string()).to_batches())
    wanted = {(action, str(o), t * 1_000_000, str(a)) for a, action, o, t in drawn}
    assert set(named(log)) == wanted
    assert log.events == len(wanted) == len(drawn) - log.duplicates


@given(drawn=DRAWN, seed=st.integers(0, 9), size=st.integers(1, 7))
def test_row_order_and_batches_do_not_matter(drawn: Drawn, seed: int, size: int) -> None:
    names = [f"e{k:02d}" for k in range(len(drawn))]
    table = table_of(drawn, pa.string(), names)
    shuffled = table.take(np.random.default_rng(seed).permutation(len(drawn)))
    assert content(encode(shuffled.to_batches(size))) == content(encode(table.to_batches()))


@given(drawn=DRAWN, far=st.sampled_from([0, 10**15]))
def test_whole_number_ids_are_their_decimal_text(drawn: Drawn, far: int) -> None:
    moved = [(a + (far if a == 7 else 0), action, o, t) for a, action, o, t in drawn]
    numbers = encode(table_of(moved, pa.int64()).to_batches())
    texts = encode(table_of(moved, pa.string()).to_batches())
    assert content(numbers) == content(texts)


def test_codes_are_ranks_in_byte_order() -> None:
    log = coded_log([("b", "x", 0), ("B", "x", 1), ("é", "x", 2), ("10", "x", 3), ("9", "x", 4)])
    assert log.actors.to_pylist() == ["10", "9", "B", "b", "é"]
    assert log.actor.tolist() == [3, 2, 4, 0, 1]


def test_dictionaries_are_the_same_as_plain_text() -> None:
    plain = events_table(ROWS)
    coded = plain.set_column(0, "actor", plain["actor"].dictionary_encode())
    assert content(encode(coded.to_batches())) == content(encode(plain.to_batches()))


@pytest.mark.parametrize("column", ["actor", "object", "action"])
def test_names_that_no_event_uses_are_nobody(column: str) -> None:
    """A filtered dictionary still lists what was filtered away."""
    plain = events_table([*ROWS, ("zoe", "z", 9)])
    place = plain.column_names.index(column)
    coded = plain.set_column(place, column, plain[column].dictionary_encode()).slice(0, len(ROWS))
    assert content(encode(coded.to_batches())) == content(coded_log(ROWS))


def test_one_account_one_object_and_one_moment_is_one_event() -> None:
    log = coded_log([*ROWS, ("a", "x", 1), ("a", "x", 1)])
    assert (log.events, log.duplicates) == (len(ROWS), 2)
    assert log.starts.tolist() == [0, 3, 5]


def test_of_repeats_the_smallest_id_is_kept() -> None:
    drawn: Drawn = [(1, "like", 1, 1), (1, "like", 1, 1), (2, "like", 1, 2)]
    log = encode(table_of(drawn, pa.string(), ["e9", "e3", "e1"]).to_batches())
    assert log.event_ids(np.arange(2)).to_pylist() == ["e3", "e1"]


def test_without_ids_an_event_is_named_by_its_place_in_the_strict_order() -> None:
    assert coded_log(ROWS).event_ids(np.array([4, 0])).to_pylist() == ["#4", "#0"]


def test_one_object_under_two_actions_is_two_keys() -> None:
    log = encode(table_of([(1, "view", 5, 1), (1, "like", 5, 2)], pa.string()).to_batches())
    assert list(zip(log.key_action.to_pylist(), log.key_object.to_pylist(), strict=True)) == [
        ("like", "5"),
        ("view", "5"),
    ]


def test_keys_of_one_object_lie_together() -> None:
    drawn: Drawn = [(1, "view", 5, 1), (1, "like", 6, 2), (2, "like", 5, 2), (2, "view", 5, 4)]
    log = encode(table_of(drawn, pa.string()).to_batches())
    assert log.object_of_key.tolist() == [0, 0, 1]
    assert log.object_starts.tolist() == [0, 3, 4]
    assert log.objects == 2


def test_creation_times_stand_once_an_object() -> None:
    drawn: Drawn = [(1, "view", 5, 1), (1, "like", 5, 2), (1, "like", 6, 2)]
    log = encode(table_of(drawn, pa.string()).to_batches(), objects_table({"7": 1, "5": -3}))
    assert log.created.tolist() == [-3_000_000, UNKNOWN_TIME]


def test_an_object_without_a_creation_time_stays_unknown() -> None:
    objects = pa.table({"object": ["x", "y"], "created": pa.array([None, 5], TIME_TYPE)})
    log = encode(events_table(ROWS).to_batches(), objects)
    assert log.created.tolist() == [UNKNOWN_TIME, 5]


@pytest.mark.parametrize("objects", [objects_table({}), pa.table({"object": ["x"]})])
def test_a_table_of_objects_may_say_nothing_of_creation(objects: pa.Table) -> None:
    log = encode(events_table(ROWS).to_batches(), objects)
    assert log.created.tolist() == [UNKNOWN_TIME] * 2


@pytest.mark.parametrize("ids", [pa.string(), pa.int64()])
def test_a_batch_without_rows_adds_nothing(ids: pa.DataType) -> None:
    table = table_of([(1, "like", 5, 1), (2, "like", 5, 2)], ids)
    nothing = pa.RecordBatch.from_pylist([], schema=table.schema)
    batches = [nothing, *table.to_batches(), nothing]
    assert content(encode(batches)) == content(encode(table.to_batches()))


def test_no_event_is_an_error_that_says_so() -> None:
    with pytest.raises(EmptyLogError, match="no event"):
        encode(events_table([]).to_batches())


def test_every_two_accounts_could_have_met() -> None:
    assert coded_log(ROWS).possible_pairs == 3
    assert coded_log([("a", "x", 0)]).possible_pairs == 0
