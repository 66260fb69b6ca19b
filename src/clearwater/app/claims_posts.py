"""Posts for claim matching: any table with post and text, and what else it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.claims import Posts
from clearwater.detect.claims.matches import UNKNOWN
from clearwater.errors import SchemaError, TimeZoneNeededError, near_names
from clearwater.events.aliases import ALIASES
from clearwater.events.ids import as_text
from clearwater.events.locate import located
from clearwater.events.readers.base import Source
from clearwater.events.times import TimeReader

REQUIRED = ("post", "text")
OPTIONAL = ("time", "actor", "url", "parent")
OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "post": ("post_id", "tweet_id", "status_id", "event", "message_id", "comment_id", "mid", "id"),
    **{name: ALIASES[name] for name in ("text", "time", "actor", "url", "parent")},
}


@dataclass(frozen=True)
class PostsRead:
    """Posts, and what is to be said of them."""

    posts: Posts
    notes: tuple[str, ...]
    """One sentence each."""


def read_posts(
    source: Any, mapping: Mapping[str, str] | None = None, time_zone: str | None = None
) -> PostsRead:
    """Return the posts of a file (Parquet, CSV, JSON Lines; also compressed) or an Arrow table.

    Columns: ``post`` and ``text``; ``time``, ``actor``, ``url`` and ``parent`` where they are
    there. A time that cannot be read, or that carries no zone where none was named, is unknown.

    Raises
    ------
    SourceError, SchemaError
        If it cannot be read, or a required column is not there.
    """
    reader = TimeReader(time_zone)
    notes: dict[str, None] = {}
    parts = [part for one in located(source) for part in _parts(one, mapping or {}, reader, notes)]
    whole = pa.concat_tables(parts, promote_options="default")
    lists: dict[str, Any] = {
        name: whole.column(name).to_pylist() if name in whole.column_names else None
        for name in ("actor", "url", "parent")
    }
    posts = Posts(
        [post or "" for post in whole.column("post").to_pylist()],
        whole.column("text").to_pylist(),
        _micros(whole),
        **lists,
    )
    unknown = int(np.count_nonzero(posts.time == UNKNOWN))
    if unknown:
        notes[f"{unknown:,} of {len(posts.post):,} posts have no time that can be read"] = None
    silent = sum(not text for text in posts.text)
    if silent:
        notes[f"{silent:,} of {len(posts.post):,} posts have no text"] = None
    return PostsRead(posts, (*reader.notes, *notes))


def _parts(
    source: Source, mapping: Mapping[str, str], reader: TimeReader, notes: dict[str, None]
) -> list[pa.Table]:
    bound = _bound(source, mapping)
    parts = [pa.table({name: pa.nulls(0, _type_of(name)) for name in bound})]
    faults = 0
    for chunk in source.chunks(list(dict.fromkeys(bound.values()))):
        faults += len(chunk.faults)
        cells = {
            name: _cells(name, chunk.batch.column(column), reader, notes)
            for name, column in bound.items()
        }
        parts.append(pa.table(cells))
    if faults:
        notes[f"{faults:,} rows of {source.name} are no rows of its table"] = None
    return parts


def _bound(source: Source, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the source's column of each of ours that it has."""
    columns = source.schema().names
    by_lower = {name.lower(): name for name in reversed(columns)}
    bound: dict[str, str] = {}
    for ours in (*REQUIRED, *OPTIONAL):
        named = mapping.get(ours)
        if named is not None and named not in columns:
            raise SchemaError(
                f"the column that {ours} is mapped to is not there",
                where=f"{source.name}, {ours}={named}",
                found="columns " + ", ".join(columns),
                next_step=near_names(named, columns).capitalize(),
            )
        known = (one for one in (ours, *OTHER_NAMES[ours]) if one in by_lower)
        theirs = named or next((by_lower[one] for one in known), None)
        if theirs is not None and theirs not in bound.values():
            bound[ours] = theirs
        elif ours in REQUIRED:
            raise SchemaError(
                f"no column for {ours}",
                where=source.name,
                expected=f"{ours}, or one of {', '.join(OTHER_NAMES[ours])}",
                found="columns " + ", ".join(columns),
                next_step=f"Name it: --map {ours}=THEIRS.",
            )
    return bound


def _cells(name: str, column: pa.Array, reader: TimeReader, notes: dict[str, None]) -> pa.Array:
    if name != "time":
        values, _ = as_text(column)
        return values.cast(pa.large_string())
    try:
        times, problems = reader.read(column)
    except TimeZoneNeededError:
        notes[
            "times carry no zone, so whether a post is older than a check is unknown; "
            "name it with --time-zone"
        ] = None
        return pa.nulls(len(column), pa.int64())
    bad = np.zeros(len(column), np.bool_)
    for one in problems:
        bad |= one.rows
    return pc.if_else(pa.array(bad), pa.scalar(None, pa.int64()), times.cast(pa.int64()))


def _type_of(name: str) -> pa.DataType:
    return pa.int64() if name == "time" else pa.large_string()


def _micros(whole: pa.Table) -> np.ndarray:
    if "time" not in whole.column_names:
        return np.full(whole.num_rows, UNKNOWN, np.int64)
    filled = pc.fill_null(whole.column("time"), UNKNOWN)
    micros: np.ndarray = filled.to_numpy()
    return micros
