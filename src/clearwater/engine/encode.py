"""Turn a stream of event batches into a `CodedLog`.

Ids are dictionary-encoded batch by batch (Arrow), so that text is held once an id and not once a
row, and the codes are then ranked by the ids' text. A DuckDB dictionary join for the same work took
1.5 times the CPU of this path; hashing ids is cheaper still but cannot be undone without a second
pass, and evidence must name accounts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.engine.optional_columns import OptionalColumns
from clearwater.errors import EmptyLogError, ParameterError
from clearwater.kernels.ordering import Ordered, strict_order

COLUMNS = ("actor", "action", "object", "time")
MOST_EVENTS = (1 << 31) - 1
DENSE = 8
"""Whole-number ids are looked up in a table while it has at most this many places a row."""


class _Column:
    """Collects one id column; codes and ids are made when the stream has ended."""

    def __init__(self) -> None:
        self._chunks: list[pa.Array] = []
        self._lent = False

    def add(self, values: pa.Array) -> None:
        if pa.types.is_dictionary(values.type):
            self._lent = True
        elif pa.types.is_int64(values.type):
            values = _narrowed(values)
        else:
            values = pc.dictionary_encode(values)
        self._chunks.append(values)

    def finish(self) -> tuple[np.ndarray, pa.Array]:
        """Return (codes, ids): int32 ranks a row, and the ids as sorted strings."""
        whole_numbers = pa.types.is_integer(self._chunks[0].type)
        codes, ids = self._numbers() if whole_numbers else self._texts()
        self._chunks = []
        return codes, ids

    def _numbers(self) -> tuple[np.ndarray, pa.Array]:
        chunks = [chunk.to_numpy() for chunk in self._chunks]
        low = min(int(chunk.min()) for chunk in chunks)
        places = max(int(chunk.max()) for chunk in chunks) - low + 1
        if places > DENSE * sum(chunk.size for chunk in chunks):
            unique, codes = np.unique(np.concatenate(chunks), return_inverse=True)
            rank, ids = _ranked(pa.array(unique).cast(pa.string()))
            return rank[codes], ids
        # A table of what is present: no hashing, no sorting. Most exports number their ids.
        present = np.zeros(places, bool)
        for chunk in chunks:
            present[chunk - low] = True
        unique = np.flatnonzero(present)
        rank, ids = _ranked(pa.array(unique + low).cast(pa.string()))
        table = np.zeros(places, np.int32)
        table[unique] = rank
        return _looked_up(table, (chunk - low for chunk in chunks)), ids

    def _texts(self) -> tuple[np.ndarray, pa.Array]:
        unified = pa.chunked_array(self._chunks).unify_dictionaries()
        if self._lent:
            unified = _without_unused(unified)
        rank, ids = _ranked(unified.chunk(0).dictionary.cast(pa.string()))
        if len(ids) == 1:  # one action is the rule: nothing to look up, and zeros cost nothing
            return np.zeros(len(unified), np.int32), ids
        indices = (chunk.indices.to_numpy(zero_copy_only=False) for chunk in unified.chunks)
        return _looked_up(rank, indices), ids


def _without_unused(coded: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the same values; a dictionary made elsewhere may list names that no row uses."""
    names = coded.chunk(0).dictionary
    used = np.zeros(len(names), bool)
    for chunk in coded.chunks:
        used[chunk.indices.to_numpy(zero_copy_only=False)] = True
    place = pa.array(np.cumsum(used) - 1)
    kept = names.filter(pa.array(used))
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(place.take(chunk.indices), kept) for chunk in coded.chunks]
    )


def _narrowed(numbers: pa.Array) -> pa.Array:
    """Return the same whole numbers in half the memory, where they fit."""
    least, most = pc.min_max(numbers).as_py().values()
    return numbers.cast(pa.int32()) if least >= 0 and most < 1 << 31 else numbers


def _ranked(ids: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return (rank of each id by its text, the ids sorted)."""
    order = pc.array_sort_indices(ids).to_numpy()
    rank = np.empty(len(ids), np.int32)
    rank[order] = np.arange(len(ids), dtype=np.int32)
    return rank, ids.take(pa.array(order))


def _looked_up(table: np.ndarray, places: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([table[part] for part in places])


def encode(batches: Iterable[pa.RecordBatch], objects: pa.Table | None = None) -> CodedLog:
    """Return the coded log of a stream of batches.

    Parameters
    ----------
    batches : iterable of RecordBatch
        With the columns actor, action, object (string, dictionary or int64), time
        (timestamp[us, UTC]) and, where the source has it, event (string). No nulls in the first
        four; the readers of `clearwater.events` see to that.
    objects : Table, optional
        Columns object and created: the true creation times.

    Optional columns that batches have besides (device, ip, text, value, ...) are coded with them.

    Raises
    ------
    EmptyLogError
        If there is no event.
    ParameterError
        If there are more than 2^31 - 1 events, the limit of one process.
    """
    actor, action, target = _Column(), _Column(), _Column()
    times: list[np.ndarray] = []
    events: list[pa.Array] = []
    optional = OptionalColumns()
    for batch in batches:
        if batch.num_rows == 0:
            continue
        actor.add(batch.column("actor"))
        action.add(batch.column("action"))
        target.add(batch.column("object"))
        times.append(batch.column("time").cast(pa.int64()).to_numpy(zero_copy_only=False))
        if "event" in batch.schema.names:
            events.append(batch.column("event").cast(pa.string()))
        optional.add(batch)
    rows = sum(part.size for part in times)
    _check_size(rows)
    # One column at a time: what is collected and what is made of it are both in memory for a while.
    actor_code, actor_ids = actor.finish()
    action_code, action_ids = action.finish()
    object_code, object_ids = target.finish()
    time = np.concatenate(times)
    times.clear()
    key, key_action, key_object = _keys(action_code, object_code, len(action_ids), len(object_ids))
    del action_code, object_code
    ordered = strict_order(
        key,
        time,
        actor_code,
        key_action.size,
        len(actor_ids),
        with_order=bool(events) or optional.present,
    )
    return CodedLog(
        actor=ordered.actor,
        key=ordered.key,
        time=ordered.time,
        starts=ordered.starts,
        actors=actor_ids,
        key_action=action_ids.take(pa.array(key_action)),
        key_object=object_ids.take(pa.array(key_object)),
        object_of_key=key_object.astype(np.int32),
        created=_created(objects, object_ids),
        event=_event_ids(events, ordered),
        duplicates=rows - int(ordered.actor.size),
        columns=optional.coded(ordered),
        value=optional.values(ordered),
    )


def _check_size(rows: int) -> None:
    if rows == 0:
        raise EmptyLogError(
            "there is no event to look at",
            expected="at least one row with actor, action, object and time",
            found="0 usable rows",
        )
    if rows > MOST_EVENTS:
        raise ParameterError(
            "too many events for one process",
            expected=f"at most {MOST_EVENTS:,}",
            found=f"{rows:,}",
            next_step="Scan the log by month or by action.",
        )


def _keys(
    action: np.ndarray, target: np.ndarray, actions: int, targets: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (key of each row, action of each key, object of each key), by object and action."""
    if actions == 1:
        return target, np.zeros(targets, np.int64), np.arange(targets)
    combined = target.astype(np.int64) * actions + action
    present, key = np.unique(combined, return_inverse=True)
    return key.astype(np.int32), present % actions, present // actions


def _event_ids(events: list[pa.Array], ordered: Ordered) -> pa.ChunkedArray | None:
    """Return the ids of the ordered events; of repeats the smallest id, whatever the row order."""
    if not events:
        return None
    ids = pa.chunked_array(events).take(pa.array(ordered.order))
    if ordered.first.all():
        return ids
    group = np.cumsum(ordered.first) - 1
    smallest = pa.table({"group": group, "id": ids}).group_by("group").aggregate([("id", "min")])
    return smallest.sort_by("group").column("id_min")


def _created(objects: pa.Table | None, ids: pa.Array) -> np.ndarray:
    if objects is None or "created" not in objects.column_names or objects.num_rows == 0:
        return np.full(len(ids), UNKNOWN_TIME, np.int64)
    place = pc.index_in(ids, value_set=objects.column("object").cast(pa.string()).combine_chunks())
    known = objects.column("created").cast(pa.int64()).fill_null(int(UNKNOWN_TIME)).to_numpy()
    found = place.fill_null(-1).to_numpy()
    return np.where(found >= 0, known[np.maximum(found, 0)], UNKNOWN_TIME)
