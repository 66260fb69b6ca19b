"""The tables of pairs and of the meetings that tie them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.groups import Group
from clearwater.detect.linkage import beyond_choice, significant
from clearwater.detect.pair_evidence import PairEvidence
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.tables import MEETINGS, PAIRS
from clearwater.kernels.window_pairs import window_pairs
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class PairRows:
    """One row an account pair, sorted by (left, right): what ties accounts.

    Pairs that survive both nulls, and inside groups those that choice alone cannot explain: the
    group has its other evidence, and they are the events behind it.
    """

    left: np.ndarray
    right: np.ndarray
    window: np.ndarray
    """int64. Index of the window at which the pair is described."""
    row: np.ndarray
    """int64. Row of the pair in that window's evidence."""
    group: np.ndarray
    """int64. Index of the group that holds both accounts, or -1."""


def pair_rows(
    log: CodedLog, windows: list[PairEvidence], groups: list[Group], level: float
) -> PairRows:
    """Return every pair that ties accounts once.

    A pair inside a group is described at the group's window where it is significant there; every
    other pair at the narrowest window at which it is significant.
    """
    group_of = np.full(log.accounts, -1, np.int64)
    for number, one in enumerate(groups):
        group_of[one.members] = number
    preferred = np.array([one.window for one in groups] + [-1])
    parts: list[np.ndarray] = []
    for number, evidence in enumerate(windows):
        inside = (group_of[evidence.left] >= 0) & (
            group_of[evidence.left] == group_of[evidence.right]
        )
        ties = significant(evidence, level) | (inside & beyond_choice(evidence, level))
        row = np.flatnonzero(ties)
        left, right = evidence.left[row].astype(np.int64), evidence.right[row].astype(np.int64)
        group = np.where(inside[row], group_of[left], -1)
        rank = np.where(preferred[group] == number, -1, number)
        parts.append(np.stack([left, right, rank, np.full(row.size, number), row, group]))
    table = np.concatenate(parts, axis=1)
    table = table[:, np.lexsort((table[2], table[1], table[0]))]
    first = np.ones(table.shape[1], bool)
    first[1:] = (np.diff(table[0]) != 0) | (np.diff(table[1]) != 0)
    left, right, _, window, row, group = table[:, first]
    return PairRows(left, right, window, row, group)


def pairs_table(
    log: CodedLog,
    layer: str,
    windows: list[PairEvidence],
    rows: PairRows,
    names: list[str],
) -> pa.Table:
    """Return the table of significant pairs; `names` are the findings' ids by group."""

    def of(column: str) -> np.ndarray:
        out = np.zeros(rows.row.size)
        for number, evidence in enumerate(windows):
            here = rows.window == number
            out[here] = getattr(evidence, column)[rows.row[here]]
        return out

    p = of("p_value")
    window_s = np.array([e.window_us / MICROSECONDS for e in windows])
    return pa.table(
        {
            "pair": np.arange(rows.row.size, dtype=np.int64),
            "account_l": log.actors.take(pa.array(rows.left)),
            "account_r": log.actors.take(pa.array(rows.right)),
            "layer": pa.array([layer] * rows.row.size, pa.string()),
            "window_s": window_s[rows.window],
            "meetings": of("meetings").astype(np.int64),
            "expected": of("expected"),
            "p_choice": of("p_choice"),
            "p_timing": of("p_timing"),
            "q_value": np.minimum(1.0, of("q_value") * len(windows)),
            "score_bits": -np.log2(p),
            "finding": _names(rows.group, names),
        },
        schema=PAIRS,
    )


def _names(group: np.ndarray, names: list[str]) -> pa.Array:
    known = pa.array(names, pa.string())
    return known.take(pa.array(group, mask=group < 0))


def meetings_table(log: CodedLog, windows: list[PairEvidence], rows: PairRows) -> pa.Table:
    """Return the events that tie each significant pair, at the window of the pair."""
    parts = [
        _meetings(log, rows, np.flatnonzero(rows.window == number), evidence)
        for number, evidence in enumerate(windows)
    ]
    return pa.concat_tables(parts).sort_by([("pair", "ascending"), ("time_l", "ascending")])


def _meetings(
    log: CodedLog, rows: PairRows, chosen: np.ndarray, evidence: PairEvidence
) -> pa.Table:
    if chosen.size == 0:
        return MEETINGS.empty_table()
    inside = np.zeros(log.accounts, bool)
    inside[rows.left[chosen]] = True
    inside[rows.right[chosen]] = True
    event = np.flatnonzero(inside[log.actor])
    starts = np.searchsorted(log.key[event], np.arange(log.keys + 1)).astype(np.int64)
    a, b = window_pairs(starts, log.time[event], evidence.window_us)
    a, b = event[a], event[b]
    swap = log.actor[a] > log.actor[b]
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    code = log.actor[a].astype(np.int64) * log.accounts + log.actor[b]
    wanted = rows.left[chosen] * log.accounts + rows.right[chosen]
    place = np.minimum(np.searchsorted(wanted, code), wanted.size - 1)
    keep = wanted[place] == code
    pair, a, b = chosen[place[keep]], a[keep], b[keep]
    order = np.lexsort((b, a, pair))
    pair, a, b = pair[order], a[order], b[order]
    key = log.key[a]
    time_type = MEETINGS.field("time_l").type
    return pa.table(
        {
            "pair": pair.astype(np.int64),
            "trace": pc.binary_join_element_wise(
                log.key_action.take(pa.array(key)), log.key_object.take(pa.array(key)), " "
            ),
            "event_l": log.event_ids(a),
            "event_r": log.event_ids(b),
            "time_l": pa.array(log.time[a], time_type),
            "time_r": pa.array(log.time[b], time_type),
            "lag_s": (log.time[b] - log.time[a]) / MICROSECONDS,
        },
        schema=MEETINGS,
    )


def account_evidence(
    windows: list[PairEvidence], rows: PairRows, level: float
) -> dict[int, tuple[float, float]]:
    """Return (p, q) of the strongest significant pair of each account that has one."""
    best: dict[int, tuple[float, float]] = {}
    for number, evidence in enumerate(windows):
        here = np.flatnonzero(rows.window == number)
        here = here[significant(evidence, level)[rows.row[here]]]
        row = rows.row[here]
        p = evidence.p_value[row].tolist()
        q = np.minimum(1.0, evidence.q_value[row] * len(windows)).tolist()
        ends = (rows.left[here].tolist(), rows.right[here].tolist())
        for left, right, own in zip(*ends, zip(p, q, strict=True), strict=True):
            for account in (left, right):
                best[account] = min(best.get(account, own), own)
    return best
