"""A finished run counted again: its findings put back into its log, and what they ordered drawn.

The same acts are found as by the scan itself, so that the totals are the run's own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.pushed.crowds import crowds_of
from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.objects import GroupMoment, KnownGroup, members_there
from clearwater.detect.pushed.surges import surges
from clearwater.detect.recount.ordered_acts import OrderedActs, ordered_acts
from clearwater.engine.coded_log import CodedLog
from clearwater.units import MICROSECONDS


def ordered_in_run(
    log: CodedLog, tables: Mapping[str, pa.Table], *, threads: int = 1
) -> OrderedActs:
    """Return what the findings of a run did to order, in the log that it was made from.

    Parameters
    ----------
    tables
        ``findings``, ``members`` and ``objects`` of the run.
    """
    groups = _groups(log, tables)
    known = list(histories(log, threads=threads))
    found = surges(log, known)
    moments = _moments(log, tables["objects"])
    there = members_there(log, found, crowds_of(log, found), groups, moments)
    windows = [round(w * MICROSECONDS) for w in tables["findings"]["window_s"].to_pylist()]
    return ordered_acts(log, known, groups, there, windows)


def _groups(log: CodedLog, tables: Mapping[str, pa.Table]) -> list[KnownGroup]:
    members = tables["members"]
    code = pc.fill_null(pc.index_in(members["account"], value_set=log.actors), -1).to_numpy()
    of = np.array(members["finding"].to_pylist(), object)
    findings = tables["findings"]
    return [
        KnownGroup(name, np.unique(code[(of == name) & (code >= 0)]).astype(np.int32), float(q))
        for name, q in zip(
            findings["finding"].to_pylist(), findings["q_value"].to_pylist(), strict=True
        )
    ]


def _moments(log: CodedLog, objects: pa.Table) -> dict[int, list[GroupMoment]]:
    """Return the moments of the findings by key of the log, those of one finding as one."""
    names = zip(log.key_object.to_pylist(), log.key_action.to_pylist(), strict=True)
    place = {name: key for key, name in enumerate(names)}
    spans: dict[tuple[int, str], list[tuple[int, int, float, int]]] = {}
    starts, ends = (objects[name].cast(pa.int64()).to_pylist() for name in ("start", "end"))
    for row, start, end in zip(objects.to_pylist(), starts, ends, strict=True):
        for action in row["action"].split("+"):
            key = place.get((row["object"], action))
            if key is not None:
                span = (start, end, row["score_bits"], row["members"])
                spans.setdefault((key, row["finding"]), []).append(span)
    found: dict[int, list[GroupMoment]] = {}
    for (key, finding), own in spans.items():
        begin, end, bits, members = zip(*own, strict=True)
        moment = GroupMoment(finding, sum(bits), 1.0, max(members), min(begin), max(end))
        found.setdefault(key, []).append(moment)
    return found
