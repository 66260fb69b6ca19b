"""The table of pushed objects: every figure that a reader needs to doubt a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.detect.population import Population
from clearwater.detect.pushed.course import course_of
from clearwater.detect.pushed.history import first_acts
from clearwater.detect.pushed.objects import PUSHED, KnownGroup, PushedObject, Pushes
from clearwater.detect.pushed.wording import headline, standing
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.tables import PUSHED as SCHEMA

SPEAKS = 10.0
"""Bits from which a kind of likeness is named."""


def pushed_table(
    parts: Sequence[tuple[Population, Pushes]], groups: Sequence[KnownGroup], q: float
) -> pa.Table:
    """Return one row an object and action with a surge or with moments of groups, strongest first.

    Parameters
    ----------
    parts
        Objects, and topics where there are any.
    q
        Level up to which an object is said to be pushed; surges above it are left out.
    """
    rows = [row for population, found in parts for row in _rows(population, found, groups, q)]
    rows.sort(key=lambda row: (-row["score_bits"], row["object"], row["action"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(
    population: Population, found: Pushes, groups: Sequence[KnownGroup], q: float
) -> list[dict[str, Any]]:
    log = population.log
    member = np.zeros(log.accounts, bool)
    for group in groups:
        member[group.members] = True
    targets = _targets(log)
    rows = []
    for one in found.objects:
        surge_q = 1.0 if one.surge is None else float(found.asked.surges.q_value[one.surge])
        if surge_q <= q or one.groups:
            rows.append(_row(log, found, one, targets[one.key], member, q))
    return rows


def _row(
    log: CodedLog,
    found: Pushes,
    one: PushedObject,
    target: str | None,
    member: np.ndarray,
    q: float,
) -> dict[str, Any]:
    acts = first_acts(log, np.array([one.key]))
    course = course_of(acts.time, member[log.actor[acts.rows]])
    figures = _surge_figures(found, one.surge)
    spans = [(g.start, g.end) for g in one.groups]
    if one.surge is not None:
        spans.append(
            (int(found.asked.surges.start[one.surge]), int(found.asked.surges.end[one.surge]))
        )
    row: dict[str, Any] = {
        "object": log.key_object[one.key].as_py(),
        "action": log.key_action[one.key].as_py(),
        "target": target,
        "start": min(a for a, _ in spans),
        "end": max(b for _, b in spans),
        **figures,
        "findings": [g.finding for g in one.groups],
        "members": sum(g.members for g in one.groups),
        "lit_by_members": course.lit_by,
        "crowd_from": course.crowd_from,
        "crowd": course.crowd,
        "score_bits": one.bits,
        "q_value": one.q_value,
        "level": one.level(q),
    }
    row["standing"] = standing(row["level"] == PUSHED, row["members"], int(acts.time.size))
    row["headline"] = headline(row)
    return row


def _surge_figures(found: Pushes, surge: int | None) -> dict[str, Any]:
    if surge is None:
        names = ("accounts", "expected", "surge_q", "new", "new_others", "back", "back_others")
        return {**dict.fromkeys(names), "alike": [], "asked": False}
    answers = found.asked.answers.get(surge)
    alike = (
        []
        if answers is None
        else [
            # A crowd has no members: whoever is in it is suspected of nothing.
            f"{spec.id}: {answer.figure.replace('members', 'accounts')}"
            for spec, answer in answers.by_question
            if answer.bits >= SPEAKS
        ]
    )
    return {
        "accounts": int(found.asked.surges.accounts[surge]),
        "expected": float(found.asked.surges.expected[surge]),
        "surge_q": float(found.asked.surges.q_value[surge]),
        "new": _known(found.asked.new.own[surge]),
        "new_others": _known(found.asked.new.others[surge]),
        "back": _known(found.asked.back.own[surge]),
        "back_others": _known(found.asked.back.others[surge]),
        "alike": alike,
        "asked": answers is not None,
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _targets(log: CodedLog) -> list[str | None]:
    """Return the target of each key, the one that its first event names; None if none does."""
    column = log.columns.get("target")
    if column is None:
        return [None] * log.keys
    code = column.code[log.starts[:-1]]
    return [None if c < 0 else column.names[c].as_py() for c in code.tolist()]
