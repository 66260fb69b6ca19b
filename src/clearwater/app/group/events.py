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
from clearwater.app.group.dots import (
    Dots,
    Whole,
    by_number,
    codes_of,
    integers,
    places_in,
)
from clearwater.app.group.source import Group
from clearwater.errors import NothingThereError

EVENTS = "events"


def event_places(group: Group, dots: Dots) -> Whole:
    """Return for each of the members' dots the row of its event, -1 where it has none.

    Raises
    ------
    NothingThereError
        If the events were not kept.
    """
    if EVENTS not in group.tables:
        raise NothingThereError("the events of the group were not kept")
    coded = ["actor", "object"]
    table = group.table(EVENTS, [*coded, "time"], coded=coded)
    side = dots.sides["members"]
    row, number = (
        places_in(table["actor"], dots.accounts),
        places_in(table["object"], dots.names),
    )
    return matched((side.row, side.object, side.time), (row, number, integers(table["time"])))


def events_at(group: Group, at: Whole, columns: Sequence[str]) -> pa.Table:
    """Return columns of the events behind dots, null where a dot has none.

    Parameters
    ----------
    at
        `event_places`, or some of them.
    columns
        Those that the log does not have are left out.
    """
    there = group.columns(EVENTS)
    wanted = [name for name in columns if name in there]
    table = group.table(EVENTS, wanted, coded=[name for name in wanted if name in _TEXTS])
    return table.take(pa.array(at, mask=at < 0))


def matched(dots: tuple[Whole, ...], events: tuple[Whole, ...]) -> Whole:
    """Return for each dot an event that is equal in every column, -1 where none is left for it.

    Examples
    --------
    >>> matched((np.array([1, 1, 2]),), (np.array([2, 1]),)).tolist()
    [1, -1, 0]
    """
    size = dots[0].size
    columns = [np.r_[a, b] for a, b in zip(dots, events, strict=True)]
    order = np.argsort(columns[-1], kind="stable")
    for column in columns[-2::-1]:
        order = order[by_number(column[order] + 1)]
    changes = np.zeros(order.size, bool)
    for column in columns:
        changes |= np.diff(column[order], prepend=column[order[:1]] - 1) != 0
    # Within equals the dots stand before the events: each dot is given the event of its rank.
    is_dot = order < size
    begins = np.flatnonzero(changes | (np.arange(order.size) == 0))
    in_group = np.searchsorted(begins, np.arange(order.size), side="right") - 1
    dots_in = np.add.reduceat(is_dot.astype(np.int64), begins)
    rank = np.arange(order.size) - begins[in_group]
    partner = np.arange(order.size) + dots_in[in_group]
    ends = np.r_[begins[1:], order.size][in_group]
    has = is_dot & (rank < dots_in[in_group]) & (partner < ends)
    out = np.full(size, -1, np.int64)
    out[order[has]] = order[partner[has]] - size
    return out


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


def behind_of(group: Group, dots: Dots, places_at: Whole) -> Behind:
    """Return actions and shared places of the members' dots.

    Parameters
    ----------
    places_at
        `event_places` of the group.
    """
    columns = group.columns(EVENTS)
    kinds = kinds_in(columns)
    named = [*dict.fromkeys(KINDS[kind] for kind in kinds)]
    has_text = ["text"] if "text" in columns else []
    table = events_at(group, places_at, ["action", *named, *has_text])
    places, at = _places(group, dots, table, kinds)
    actions = table["action"].unify_dictionaries().combine_chunks()
    return Behind(
        action=codes_of(table["action"]),
        actions=tuple(actions.dictionary.to_pylist()),
        places=places,
        at=at,
        texts=table.num_rows - table["text"].null_count if has_text else 0,
        found=int((places_at >= 0).sum()),
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
    order = by_number(row)
    order = order[by_number(code[order])]
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
