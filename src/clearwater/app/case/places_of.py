"""The places that accounts of a group share, and how many others are there: from the whole log.

Two members behind one line are nothing if fifty thousand others are behind it too. The events that
are frozen are those of the members, so whoever is outside has to be counted while the log is still
there. Only places with at least two members are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.events.log import EventLog
from clearwater.events.reading import Reading
from clearwater.events.schema import TIME_TYPE

PLACES = pa.schema(
    [
        ("kind", pa.string()),
        ("place", pa.string()),
        ("inside", pa.int64()),
        ("outside", pa.int64()),
        ("events", pa.int64()),
        ("first_time", TIME_TYPE),
        ("last_time", TIME_TYPE),
    ]
)
"""``kind``: one of `KINDS`; ``inside``: members that were there, ``outside``: other accounts of the
log; ``events``, ``first_time``, ``last_time``: of the members there."""
KINDS: Final = {"device": "device", "line": "line", "prefix": "ip", "client": "client"}
"""Kind of place -> column of the log that it is taken from."""
LEAST = 2
_BITS = {4: 24, 6: 48}
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PLAIN = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}", re.ASCII)


def kinds_in(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of places that such columns tell."""
    there = set(columns)
    return tuple(kind for kind, column in KINDS.items() if column in there)


def place_values(kind: str, column: pa.Array) -> pa.DictionaryArray:
    """Return the place of each event: the value itself, or the network of an address.

    Networks are the /24 of IPv4 and the /48 of IPv6, as `clearwater.detect` groups them.
    """
    is_coded = pa.types.is_dictionary(column.type)
    coded = column if is_coded else column.cast(pa.string()).dictionary_encode()
    if kind != "prefix":
        return coded
    networks = pa.array([network_of(one) for one in coded.dictionary.to_pylist()], pa.string())
    distinct = networks.dictionary_encode()
    moved = distinct.indices.take(coded.indices)
    return pa.DictionaryArray.from_arrays(moved, distinct.dictionary)


def network_of(address: str | None) -> str | None:
    """Return the network of an address, nothing where it is none.

    Examples
    --------
    >>> network_of("10.195.192.13"), network_of("nowhere")
    ('10.195.192.0/24', None)
    """
    said = address or ""
    if _PLAIN.fullmatch(said):
        # Most addresses are of this kind, and a log has many: taking them apart takes long.
        return f"{said.rpartition('.')[0]}.0/24"
    try:
        network = ip_network(said)
        return str(network.supernet(new_prefix=_BITS[network.version]))
    except ValueError:
        return None


def places_of(log: EventLog, accounts: pa.Array, own: pa.Table) -> tuple[pa.Table, Reading | None]:
    """Return the places that `accounts` share, by kind and place, and what was read for it.

    Parameters
    ----------
    accounts
        The members, as texts.
    own
        Their events, with the columns that the log has.

    Returns
    -------
    tuple[pa.Table, Reading | None]
        Columns `PLACES`. Nothing was read where no place is shared.
    """
    inside = {kind: _inside(own, kind) for kind in kinds_in(log.columns)}
    wanted = {kind: table for kind, table in inside.items() if table.num_rows}
    if not wanted:
        return PLACES.empty_table(), None
    columns = ("actor", *dict.fromkeys(KINDS[kind] for kind in wanted))
    pairs: dict[str, list[pa.Table]] = {kind: [] for kind in wanted}
    with log.open(columns) as stream:
        for batch in stream:
            actors = batch.column("actor").cast(pa.string())
            others = pc.call_function("invert", [_among(actors, accounts)])
            rest = batch.filter(others)
            for kind, table in wanted.items():
                pairs[kind].append(_there(rest, kind, table["place"]))
    parts = [_counted(kind, table, pairs[kind]) for kind, table in wanted.items()]
    return pa.concat_tables(parts).combine_chunks(), stream.reading


def _inside(own: pa.Table, kind: str) -> pa.Table:
    """Return place, inside, events, first_time, last_time of what at least two members share."""
    place = place_values(kind, own[KINDS[kind]].combine_chunks())
    seen = pa.table(
        {"place": place.cast(pa.string()), "actor": own["actor"], "time": own["time"]}
    ).filter(pc.call_function("is_valid", [place]))
    grouped = seen.group_by("place").aggregate(
        [("actor", "count_distinct"), ("actor", "count"), ("time", "min"), ("time", "max")]
    )
    enough = pc.call_function("greater_equal", [grouped["actor_count_distinct"], LEAST])
    return (
        grouped.filter(enough)
        .sort_by("place")
        .select(["place", "actor_count_distinct", "actor_count", "time_min", "time_max"])
    )


def _there(batch: pa.RecordBatch, kind: str, wanted: pa.ChunkedArray) -> pa.Table:
    """Return which others of a batch were at which of the wanted places, each once."""
    place = place_values(kind, batch.column(KINDS[kind])).cast(pa.string())
    mask = _among(place, wanted.combine_chunks())
    found = pa.table(
        {"place": place.filter(mask), "actor": batch.column("actor").cast(pa.string()).filter(mask)}
    )
    return found.group_by(["place", "actor"]).aggregate([])


def _counted(kind: str, inside: pa.Table, pairs: list[pa.Table]) -> pa.Table:
    distinct = pa.concat_tables(pairs).group_by(["place", "actor"]).aggregate([])
    counted = distinct.group_by("place").aggregate([("actor", "count")])
    outside = dict(
        zip(counted["place"].to_pylist(), counted["actor_count"].to_pylist(), strict=True)
    )
    names = inside["place"].to_pylist()
    columns = [
        pa.array([kind] * len(names), pa.string()),
        pa.array(names, pa.string()),
        inside["actor_count_distinct"].cast(pa.int64()).combine_chunks(),
        pa.array(np.array([outside.get(name, 0) for name in names], np.int64)),
        inside["actor_count"].cast(pa.int64()).combine_chunks(),
        inside["time_min"].combine_chunks(),
        inside["time_max"].combine_chunks(),
    ]
    return pa.Table.from_arrays(columns, schema=PLACES)


def _among(values: pa.Array, names: pa.Array) -> pa.Array:
    return pc.call_function("is_in", [values], pc.SetLookupOptions(value_set=names))
