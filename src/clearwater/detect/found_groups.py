"""Findings of a run brought back into the log they came from: members, moments, joint acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import CodedLog


@dataclass(frozen=True)
class FoundGroup:
    """One finding; its joint acts by moment, then time."""

    name: str
    """As in the run's tables."""
    members: np.ndarray
    """int32, sorted. Account codes."""
    row: np.ndarray = field(repr=False)
    """int64. Rows of the log: acts of members at its moments."""
    moment: np.ndarray = field(repr=False)
    """int32. Number of the moment of each of `row`, ascending."""
    object: np.ndarray
    """int32, shape (moments,). Code of the object of each moment."""

    @property
    def moments(self) -> int:
        """Return the number of moments."""
        return int(self.object.size)


def found_groups(log: CodedLog, tables: Mapping[str, pa.Table]) -> list[FoundGroup]:
    """Return the findings of a run, in the order of its table, each placed in the log.

    Parameters
    ----------
    tables : mapping of str to Table
        ``findings``, ``members`` and ``objects`` as a run has them. What the log does not hold is
        left out.
    """
    code = _codes(log.actors, tables["members"]["account"])
    of = np.array(tables["members"]["finding"].to_pylist())
    spans = tables["objects"].to_pylist()
    place = {
        name: k for k, name in reversed(list(enumerate(log.key_object.to_pylist())))
    }  # the first key of each object
    out = []
    for name in tables["findings"]["finding"].to_pylist():
        members = np.unique(code[(of == name) & (code >= 0)]).astype(np.int32)
        own = [span for span in spans if span["finding"] == name and span["object"] in place]
        rows, object_ = _joint(log, members, own, place)
        out.append(
            FoundGroup(
                name=name,
                members=members,
                row=np.concatenate([np.zeros(0, np.int64), *rows]),
                moment=np.repeat(np.arange(len(rows)), [part.size for part in rows]).astype(
                    np.int32
                ),
                object=np.array(object_, np.int32),
            )
        )
    return out


def _joint(
    log: CodedLog,
    members: np.ndarray,
    spans: list[dict[str, object]],
    place: Mapping[str, int],
) -> tuple[list[np.ndarray], list[int]]:
    """Return the rows of each moment, by time, and its object; empty moments are left out."""
    inside = np.zeros(log.accounts, bool)
    inside[members] = True
    rows, object_ = [], []
    for span in spans:
        object_code = int(log.object_of_key[place[str(span["object"])]])
        low, high = _microseconds(span["start"]), _microseconds(span["end"])
        parts = []
        for key in _keys_of(log, object_code, set(str(span["action"]).split("+"))):
            first, end = int(log.starts[key]), int(log.starts[key + 1])
            a, b = np.searchsorted(log.time[first:end], [low, high + 1])
            part = np.arange(first + a, first + b)
            parts.append(part[inside[log.actor[part]]])
        joined = np.concatenate([np.zeros(0, np.int64), *parts])
        if joined.size:
            rows.append(joined[np.argsort(log.time[joined], kind="stable")])
            object_.append(object_code)
    return rows, object_


def _keys_of(log: CodedLog, object_code: int, actions: set[str]) -> list[int]:
    first, end = np.searchsorted(log.object_of_key, [object_code, object_code + 1])
    return [key for key in range(int(first), int(end)) if log.key_action[key].as_py() in actions]


def _microseconds(moment: object) -> int:
    return int(pa.scalar(moment, pa.timestamp("us", "UTC")).cast(pa.int64()).as_py())


def _codes(names: pa.Array, wanted: pa.ChunkedArray) -> np.ndarray:
    found = pc.fill_null(pc.index_in(wanted, value_set=names), -1)
    codes: np.ndarray = found.to_numpy()
    return codes
