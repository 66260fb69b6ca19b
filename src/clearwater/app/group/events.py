"""The members' events beside the dots: what they did, and where from.

A dot says who, when and on what; the frozen events say the rest. Both are of the same log, but only
the dots are free of duplicates, so each dot is looked for among the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clearwater.app.case.places_of import KINDS, kinds_in, place_values
from clearwater.app.group.dots import Dots, Whole, codes_of, integers, places_in
from clearwater.app.group.source import Group
from clearwater.errors import NothingThereError

EVENTS = "events"


@dataclass(frozen=True)
class Events:
    """Columns of the members' events, a row a dot of the members."""

    table: pa.Table
    """Columns that were asked for and that the log has; null where a dot has no event."""
    found: int
    """Dots that have an event."""


def events_of(group: Group, dots: Dots, columns: Sequence[str]) -> Events:
    """Return columns of the events behind the members' dots.

    Raises
    ------
    NothingThereError
        If the events were not kept.
    """
    if EVENTS not in group.tables:
        raise NothingThereError("the events of the group were not kept")
    there = [name for name in columns if name in group.columns(EVENTS)]
    coded = ["actor", "object", *(name for name in there if name in _TEXTS)]
    wanted = list(dict.fromkeys(["actor", "object", "time", *there]))
    table = group.table(EVENTS, wanted, coded=coded)
    side = dots.sides["members"]
    row = places_in(table["actor"], dots.accounts)
    number = places_in(table["object"], dots.names)
    place = matched(
        (side.row, side.object, side.time), (row, number, integers(table["time"]))
    )
    rows = pa.array(place, mask=place < 0)
    return Events(table.select(there).take(rows), int((place >= 0).sum()))


def matched(dots: tuple[Whole, ...], events: tuple[Whole, ...]) -> Whole:
    """Return for each dot an event that is equal in every column, -1 where none is left for it.

    Examples
    --------
    >>> matched((np.array([1, 1, 2]),), (np.array([2, 1]),)).tolist()
    [1, -1, 0]
    """
    size = dots[0].size
    columns = [np.r_[a, b] for a, b in zip(dots, events, strict=True)]
    order = np.lexsort(columns[::-1])
    changes = np.zeros(order.size, bool)
    for column in columns:
        changes |= np.diff(column[order], prepend=column[order[:1]] - 1) != 0
    same = np.empty(order.size, np.int64)
    same[order] = np.cumsum(changes)
    out = np.full(size, -1, np.int64)
    ranked_dots, ranked_events = _ranked(same[:size]), _ranked(same[size:])
    span = order.size + 1
    known = {"dot": same[:size] * span + ranked_dots, "event": same[size:] * span + ranked_events}
    by_key = np.argsort(known["event"], kind="stable")
    at = np.searchsorted(known["event"][by_key], known["dot"])
    inside = np.flatnonzero(at < by_key.size)
    hit = inside[known["event"][by_key[at[inside]]] == known["dot"][inside]]
    out[hit] = by_key[at[hit]]
    return out


def _ranked(same: Whole) -> Whole:
    """Return the how manieth of its kind each is, from 0."""
    order = np.argsort(same, kind="stable")
    begins = np.searchsorted(same[order], same[order])
    rank = np.empty(same.size, np.int64)
    rank[order] = np.arange(same.size) - begins
    return rank


_TEXTS = frozenset({"action", "device", "line", "ip", "client", "target", "text", "event"})


@dataclass(frozen=True)
class Place:
    """One place that at least two members share."""

    kind: str
    place: str
    """Its name in the log; it stays on the server until somebody says what for they need it."""
    inside: int
    outside: int | None
    """Other accounts that were there; nothing where nobody counted them."""
    events: int
    first_us: int
    last_us: int


@dataclass(frozen=True)
class Behind:
    """What is behind the dots, as numbers."""

    action: Whole
    """Number of the action of each dot; -1 unknown."""
    actions: tuple[str, ...]
    places: tuple[Place, ...]
    at: dict[str, Whole]
    """Kind -> number of the place of each dot among `places`; -1 where it is shared by nobody."""
    texts: int
    """Dots whose event has a text."""
    found: int


def behind_of(group: Group, dots: Dots) -> Behind:
    """Return actions and shared places of the members' dots."""
    columns = group.columns(EVENTS)
    kinds = kinds_in(columns)
    named = [*dict.fromkeys(KINDS[kind] for kind in kinds)]
    has_text = ["text"] if "text" in columns else []
    events = events_of(group, dots, ["action", *named, *has_text])
    table = events.table
    places, at = _places(group, dots, table, kinds)
    actions = table["action"].unify_dictionaries().combine_chunks()
    return Behind(
        action=codes_of(table["action"]),
        actions=tuple(actions.dictionary.to_pylist()),
        places=places,
        at=at,
        texts=table.num_rows - table["text"].null_count if has_text else 0,
        found=events.found,
    )


def _places(
    group: Group, dots: Dots, table: pa.Table, kinds: Sequence[str]
) -> tuple[tuple[Place, ...], dict[str, Whole]]:
    """Return the shared places, most members first, and which of them each dot was at."""
    outside = {
        (row["kind"], row["place"]): row["outside"]
        for row in (group.everything("places") if "places" in group.tables else ())
    }
    side = dots.sides["members"]
    found: list[tuple[Place, str, int]] = []
    codes = {}
    for kind in kinds:
        values = place_values(kind, _whole(table[KINDS[kind]]))
        codes[kind] = codes_of(pa.chunked_array([values]))
        for code, inside, events, first, last in _shared(codes[kind], side.row, side.time):
            name = values.dictionary[code].as_py()
            others = outside.get((kind, name))
            found.append((Place(kind, name, inside, others, events, first, last), kind, code))
    found.sort(key=lambda one: (-one[0].inside, -one[0].events, one[0].kind, one[0].place))
    at = {}
    for kind in kinds:
        number = np.full(int(codes[kind].max(initial=-1)) + 2, -1, np.int64)
        for place, (_, own, code) in enumerate(found):
            if own == kind:
                number[code] = place
        at[kind] = number[codes[kind]]
    return tuple(one[0] for one in found), at


def _shared(code: Whole, row: Whole, time: Whole) -> list[tuple[int, int, int, int, int]]:
    """Return (place, members, events, first, last) of places at which two members were."""
    known = code >= 0
    code, row, time = code[known], row[known], time[known]
    order = np.lexsort((row, code))
    code, row, time = code[order], row[order], time[order]
    if not code.size:
        return []
    new = np.diff(code, prepend=-1) != 0
    begins = np.flatnonzero(new)
    members = np.add.reduceat((new | (np.diff(row, prepend=-1) != 0)).astype(np.int64), begins)
    first, last = np.minimum.reduceat(time, begins), np.maximum.reduceat(time, begins)
    events = np.diff(np.r_[begins, code.size])
    return [
        tuple(map(int, (code[begins[k]], members[k], events[k], first[k], last[k])))  # type: ignore[misc]
        for k in np.flatnonzero(members > 1).tolist()
    ]


def _whole(column: pa.ChunkedArray) -> pa.Array:
    plain = column.unify_dictionaries().combine_chunks()
    return plain.cast(pa.string()) if not pa.types.is_dictionary(plain.type) else plain
