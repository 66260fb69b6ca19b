"""The use-case: from a run and its log to the chain behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.app.parts import Parts
from clearwater.app.progress import ProgressListener, no_progress
from clearwater.app.run_log import run_with_log
from clearwater.app.run_sources import Elsewhere
from clearwater.detect.found_groups import FoundGroup, found_groups
from clearwater.detect.population import Population
from clearwater.detect.roles.hubs import hubs
from clearwater.detect.roles.lighters import lighters
from clearwater.detect.roles.riders import riders
from clearwater.detect.roles.shared import SharedValue, customers, suppliers
from clearwater.detect.roles.sign import Sign
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.chain import CUSTOMERS, MAY_BE_A_VICTIM, ROLES, SUPPLIERS, Chain
from clearwater.kernels.benjamini_hochberg import q_values

EXECUTOR = "executor"
LEVEL = 0.01
SHARED_LEVEL = 0.05
"""Of what findings share: a month holds few hours and few findings, and a person looks at each."""


def chain_of(
    population: Population,
    tables: Mapping[str, pa.Table],
    *,
    level: float = LEVEL,
    shared_level: float = SHARED_LEVEL,
) -> Chain:
    """Return roles, suppliers and customers of the findings of a run.

    Each role is tested against members who are alike, and is given only where the test says so:
    Benjamini-Hochberg over all members and tests, and an effect worth a word. Everybody else who
    was at a moment is an executor. From behaviour alone; ours.

    Parameters
    ----------
    population : Population
        Of the log that the run was made from.
    tables : mapping of str to Table
        ``findings``, ``members`` and ``objects`` of the run.
    level : float
        False discovery rate of roles, 0..0.5.
    shared_level : float
        False discovery rate of customers, and of suppliers of each kind, 0..0.5.
    """
    log = population.log
    groups = found_groups(log, tables)
    signs = [sign for group in groups for sign in (*lighters(log, group), *riders(log, group))]
    signs += list(hubs(log, groups))
    supplied, skipped = suppliers(log, groups)
    if "target" not in log.columns:
        skipped.append("customers: the log has no column target")
    return Chain(
        roles=_roles(log, groups, signs, level),
        suppliers=pa.Table.from_pylist(_suppliers(supplied, shared_level), SUPPLIERS),
        customers=pa.Table.from_pylist(_customers(customers(log, groups), shared_level), CUSTOMERS),
        skipped=tuple(skipped),
    )


def chain_job(
    parts: Parts,
    folder: Path,
    elsewhere: Elsewhere,
    on_progress: ProgressListener = no_progress,
) -> Chain:
    """Return the chain behind the run in `folder`.

    Raises
    ------
    OutputError
        If `folder` holds no finished run.
    InputError
        If the run's log is not there any more, or has changed.
    """
    run, population = run_with_log(parts, folder, elsewhere, on_progress)
    return chain_of(population, run.tables)


def _roles(
    log: CodedLog, groups: Sequence[FoundGroup], signs: Sequence[Sign], level: float
) -> pa.Table:
    q = q_values(np.array([sign.p_value for sign in signs]), len(signs))
    best: dict[tuple[str, int], tuple[float, Sign]] = {}
    for sign, value in zip(signs, q.tolist(), strict=True):
        key = (sign.finding, sign.account)
        if sign.strong and value <= level and (key not in best or value < best[key][0]):
            best[key] = (value, sign)
    rows = [
        _role(log, group, account, best.get((group.name, account)))
        for group in groups
        for account in group.members.tolist()
    ]
    order = {group.name: number for number, group in enumerate(groups)}
    rows.sort(key=lambda r: (order[r["finding"]], _or_one(r["p_value"]), r["account"]))
    return pa.Table.from_pylist(rows, ROLES)


def _role(
    log: CodedLog, group: FoundGroup, account: int, found: tuple[float, Sign] | None
) -> dict[str, Any]:
    row: dict[str, Any] = {"finding": group.name, "account": log.actors[account].as_py()}
    if found is not None:
        q, sign = found
        said = {"role": sign.role, "figure": sign.figure, "p_value": sign.p_value, "q_value": q}
        return row | said
    there = np.unique(group.moment[log.actor[group.row] == account]).size
    figure = f"was at {there} of {group.moments} moments, in no order of its own"
    return row | {"role": EXECUTOR, "figure": figure, "p_value": None, "q_value": None}


def _or_one(value: float | None) -> float:
    return 2.0 if value is None else value


def _kept(found: Sequence[SharedValue], level: float) -> list[tuple[SharedValue, float]]:
    told = []
    for kind in {one.kind for one in found}:
        own = [one for one in found if one.kind == kind]
        q = q_values(np.array([one.p_value for one in own]), len(own)).tolist()
        told += [(one, value) for one, value in zip(own, q, strict=True) if value <= level]
    return sorted(told, key=lambda item: (item[0].p_value, item[0].kind, item[0].value))


def _suppliers(found: Sequence[SharedValue], level: float) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "value": one.value,
            "findings": list(one.findings),
            "accounts": one.accounts,
            "outsiders": one.outsiders,
            "p_value": one.p_value,
            "q_value": q,
        }
        for one, q in _kept(found, level)
    ]


def _customers(found: Sequence[SharedValue], level: float) -> list[dict[str, Any]]:
    return [
        {
            "target": one.value,
            "findings": list(one.findings),
            "objects": one.outsiders,
            "pushed": one.accounts,
            "p_value": one.p_value,
            "q_value": q,
            "note": MAY_BE_A_VICTIM,
        }
        for one, q in _kept(found, level)
    ]
