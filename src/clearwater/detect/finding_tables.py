"""Findings and their members, moments, waterfall and tested explanations, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from clearwater.detect.background import Background
from clearwater.detect.base import DetectorSpec
from clearwater.detect.evidence import Evidence
from clearwater.detect.finding_words import headline, refutation, waterfall
from clearwater.detect.groups import Group
from clearwater.detect.matched_control import matched_controls
from clearwater.detect.moments import Moments
from clearwater.detect.pair_tables import PairRows
from clearwater.detect.signatures import signatures_of
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.tables import (
    ACCOUNTS,
    EXPLANATIONS,
    FINDINGS,
    MEMBERS,
    OBJECTS,
    RASTER,
    WATERFALL,
)
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class Finding:
    """A group that survived, its evidence, and the name it goes by."""

    name: str
    group: Group
    evidence: Evidence
    q_value: float
    strong: tuple[str, ...]
    """Families whose evidence survives by itself, moves first."""
    level: str
    """What they allow to be claimed."""
    bearing: tuple[str, ...]
    """Those that the claim rests on."""
    layer: DetectorSpec


def findings_table(log: CodedLog, findings: list[Finding]) -> pa.Table:
    """Return one row a finding, strongest first."""
    rows = []
    for one in findings:
        moments = one.group.moments
        rows.append(
            {
                "finding": one.name,
                "kind": one.layer.id,
                "level": one.level,
                "headline": headline(one.group, one.evidence.moves),
                "refutation": refutation(one.group, one.evidence, one.bearing),
                "score_bits": one.evidence.bits,
                "q_value": one.q_value,
                "accounts": int(one.group.members.size),
                "objects": int(np.unique(moments.object).size),
                "events": int(np.isin(log.actor, one.group.members).sum()),
                "meetings": one.evidence.moves.joint_acts,
                "expected": one.evidence.moves.expected_choice,
                "window_s": one.group.window_us / MICROSECONDS,
                "layer": one.layer.id,
                "first_time": int(moments.first.min()),
                "last_time": int(moments.last.max()),
                "families": list(one.strong),
                "signatures": signatures_of(log, one.group, one.strong),
            }
        )
    return _table(rows, FINDINGS)


def members_table(
    log: CodedLog, known: Background, findings: list[Finding], pairs: PairRows
) -> pa.Table:
    """Return the members of each finding with their own evidence."""
    partners = np.bincount(
        np.concatenate([pairs.left[pairs.group >= 0], pairs.right[pairs.group >= 0]]),
        minlength=log.accounts,
    )
    rows = []
    for one in findings:
        asked = one.group.asked
        place = np.searchsorted(asked.account, one.group.members)
        p, q = one.group.p_value[place], one.group.q_value[place]
        share = one.evidence.share_of_member
        order = np.lexsort((one.group.members, p))
        for k in order.tolist():
            account = int(one.group.members[k])
            rows.append(
                {
                    "finding": one.name,
                    "account": log.actors[account].as_py(),
                    "score_bits": float(-np.log2(p[k])),
                    "role": "core" if partners[account] else "edge",
                    "leave_one_out_bits": max(0.0, one.evidence.bits - float(share[k])),
                    "q_value": float(q[k]),
                    "objects": int(asked.hits[place[k]]),
                    "partners": int(partners[account]),
                    "events": int(known.activity[account]),
                }
            )
    return _table(rows, MEMBERS)


def accounts_table(
    log: CodedLog,
    known: Background,
    findings: list[Finding],
    paired: Mapping[int, tuple[float, float]],
) -> pa.Table:
    """Return one row for each account with any evidence: asked about a group, or in a pair.

    `paired` holds (p, q) of the strongest significant pair of each account that has one; it speaks
    for an account that was asked about no group.
    """
    best: dict[int, tuple[float, float, str | None]] = {}
    asked_about = {a for one in findings for a in one.group.asked.account.tolist()}
    for account, (p, q) in paired.items():
        if account not in asked_about:
            best[account] = (p, q, None)
    for one in findings:
        asked, members = one.group.asked, set(one.group.members.tolist())
        columns = (asked.account.tolist(), one.group.p_value.tolist(), one.group.q_value.tolist())
        for account, p, q in zip(*columns, strict=True):
            name = one.name if account in members else None
            rank = (name is None, p)
            if account not in best or rank < (best[account][2] is None, best[account][0]):
                best[account] = (p, q, name)
    rows = [
        {
            "account": log.actors[account].as_py(),
            "score_bits": float(-np.log2(p)),
            "q_value": q,
            "finding": name,
            "events": int(known.activity[account]),
        }
        for account, (p, q, name) in sorted(best.items())
        if name is not None or p < 1.0
    ]
    return _table(rows, ACCOUNTS)


def objects_table(log: CodedLog, findings: list[Finding]) -> pa.Table:
    """Return the moments of each finding: where and when its members met."""
    parts = [OBJECTS.empty_table()]
    for one in findings:
        moments = one.group.moments
        bits = moment_bits(one)
        first_key = moments.keys[moments.key_starts[:-1]]
        time_type = OBJECTS.field("start").type
        parts.append(
            pa.table(
                {
                    "object": log.key_object.take(pa.array(first_key)),
                    "action": _actions(log, moments),
                    "start": pa.array(moments.first, time_type),
                    "end": pa.array(moments.last, time_type),
                    "score_bits": bits,
                    "q_value": np.full(moments.size, one.q_value),
                    "finding": pa.array([one.name] * moments.size, pa.string()),
                    "members": moments.members.astype(np.int64),
                    "others": moments.others.astype(np.int64),
                },
                schema=OBJECTS,
            ).sort_by([(name, "ascending") for name in ("start", "object", "action")])
        )
    return pa.concat_tables(parts)


def _actions(log: CodedLog, moments: Moments) -> pa.Array:
    """Return what was done at each moment: one action, or several as ``comment+like``."""
    names = log.key_action.take(pa.array(moments.keys)).to_pylist()
    edges = moments.key_starts.tolist()
    return pa.array(["+".join(names[a:b]) for a, b in pairwise(edges)], pa.string())


def moment_bits(one: Finding) -> np.ndarray:
    """Return for each moment -log2 of the chance of its hits, the likeliest of them left out."""
    asked = one.group.asked
    mine = np.isin(asked.account[asked.trial_account], one.group.members) & asked.trial_hit
    bits = -np.log2(np.clip(asked.trial_chance[mine], 1e-12, 1.0))
    moment = asked.trial_moment[mine]
    total = np.bincount(moment, weights=bits, minlength=one.group.moments.size)
    least = np.full(one.group.moments.size, np.inf)
    np.minimum.at(least, moment, bits)
    return total - np.where(np.isfinite(least), least, 0.0)


def waterfall_table(findings: list[Finding], hypotheses: int) -> pa.Table:
    """Return the steps that lead to each finding's bits."""
    rows = [
        {"finding": one.name, "step": step, **line}
        for one in findings
        for step, line in enumerate(waterfall(one.evidence, hypotheses))
    ]
    return _table(rows, WATERFALL)


def explanations_table(findings: list[Finding]) -> pa.Table:
    """Return the innocent explanations that were tested for each finding."""
    rows: list[dict[str, object]] = [
        {
            "finding": one.name,
            "position": position,
            "explanation": tested.name,
            "outcome": tested.outcome,
            "reason": tested.reason,
        }
        for one in findings
        for position, tested in enumerate(one.evidence.tested)
    ]
    return _table(rows, EXPLANATIONS)


def raster_table(log: CodedLog, findings: list[Finding]) -> pa.Table:
    """Return the events of each finding's members and of their matched controls."""
    taken = np.zeros(log.accounts, bool)
    for one in findings:
        taken[one.group.members] = True
    parts = [RASTER.empty_table()]
    for one in findings:
        place = np.searchsorted(one.group.asked.account, one.group.members)
        strongest = np.lexsort((one.group.members, one.group.p_value[place]))
        members = one.group.members[strongest]
        controls = matched_controls(log, members, taken)
        for side, accounts in (("members", members), ("control", controls)):
            parts.append(_dots(log, one, side, accounts))
    return pa.concat_tables(parts)


def _dots(log: CodedLog, one: Finding, side: str, accounts: np.ndarray) -> pa.Table:
    row_of = np.full(log.accounts, -1, np.int64)
    row_of[accounts[accounts >= 0]] = np.flatnonzero(accounts >= 0)
    event = np.flatnonzero(row_of[log.actor] >= 0)
    joint = _joint(log, event, one.group.window_us)
    row = row_of[log.actor[event]]
    order = np.lexsort((log.key[event], log.time[event], row))
    event, joint, row = event[order], joint[order], row[order]
    return pa.table(
        {
            "finding": pa.array([one.name] * event.size, pa.string()),
            "side": pa.array([side] * event.size, pa.string()),
            "row": row,
            "account": log.actors.take(pa.array(log.actor[event])),
            "time": pa.array(log.time[event], RASTER.field("time").type),
            "object": log.key_object.take(pa.array(log.key[event])),
            "joint": joint,
        },
        schema=RASTER,
    )


def _joint(log: CodedLog, event: np.ndarray, window_us: int) -> np.ndarray:
    """Return how many other accounts of `event` (in log order) acted within the window of each."""
    out = np.zeros(event.size, np.int64)
    key, time, actor = log.key[event], log.time[event], log.actor[event]
    edges = np.flatnonzero(np.diff(key, prepend=-1, append=-1))
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        low = a + np.searchsorted(time[a:b], time[a:b] - window_us, side="left")
        high = a + np.searchsorted(time[a:b], time[a:b] + window_us, side="right")
        for e in range(a, b):
            if high[e - a] - low[e - a] > 1:
                out[e] = np.unique(actor[low[e - a] : high[e - a]]).size - 1
    return out


def _table(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema) if rows else schema.empty_table()
