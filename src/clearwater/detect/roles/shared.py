"""What several findings share: whom they serve, and what they were supplied with.

Findings that have nothing to do with each other can still meet at one value. Each finding's values
are taken as so many draws; the chance that one of them is this value is the part of everybody
else's traces that it has, half a trace added. Ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clearwater.detect.families.shared_place import address_prefixes
from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.trials import tail_of_trials
from clearwater.detect.texts import text_clusters
from clearwater.engine.coded_log import CodedLog

KINDS = ("device", "line", "prefix", "client", "text")
COLUMN = {"prefix": "ip"}
SEVERAL = 2
LEAST_USERS = 3
"""Members of a finding who leave a value, for it to be the finding's."""


@dataclass(frozen=True)
class SharedValue:
    """One value that several findings have."""

    kind: str
    value: str
    findings: tuple[str, ...]
    accounts: int
    """Members who leave it; of a target, joint acts on its objects."""
    outsiders: int
    """Accounts of no finding that leave it; of a target, its objects that were pushed."""
    p_value: float


def suppliers(log: CodedLog, groups: Sequence[FoundGroup]) -> tuple[list[SharedValue], list[str]]:
    """Return values that members of several findings leave and few others, and what was skipped."""
    found: list[SharedValue] = []
    skipped = []
    for kind in KINDS:
        column = COLUMN.get(kind, kind)
        if column not in log.columns:
            skipped.append(f"suppliers by {kind}: the log has no column {column}")
            continue
        code, names = _values(log, kind, column)
        found += _shared(kind, log, groups, code, names)
    return found, skipped


def _values(log: CodedLog, kind: str, column: str) -> tuple[np.ndarray, list[str]]:
    """Return the value of each event, -1 where none, and the values' names."""
    code, names = log.columns[column].code, log.columns[column].names
    if kind == "prefix":
        distinct = address_prefixes(names).dictionary_encode()
        of = distinct.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        first = {int(k): n for n, k in reversed(list(enumerate(of.tolist())))}
        shown = [f"of {names[first[k]].as_py()}" for k in range(len(distinct.dictionary))]
        return np.append(of, np.int32(-1))[code], shown
    if kind == "text":
        # A text that stands alone is nobody's pool.
        cluster = np.array(text_clusters(names), np.int32)
        first = {int(k): n for n, k in reversed(list(enumerate(cluster.tolist())))}
        shown = [names[first[k]].as_py() for k in range(int(cluster.max(initial=-1)) + 1)]
        return np.append(cluster, np.int32(-1))[code], shown
    return code, names.to_pylist()


def _shared(
    kind: str,
    log: CodedLog,
    groups: Sequence[FoundGroup],
    code: np.ndarray,
    names: list[str],
) -> Iterator[SharedValue]:
    known = code >= 0
    size = max(1, len(names))
    pair = np.unique(log.actor[known].astype(np.int64) * size + code[known])
    account, value = pair // size, pair % size
    group_of = np.full(log.accounts, -1)
    for number, group in enumerate(groups):
        group_of[group.members] = number
    of = group_of[account]
    users = np.zeros((len(groups), size), np.int64)
    np.add.at(users, (of[of >= 0], value[of >= 0]), 1)
    others = np.bincount(value[of < 0], minlength=size)
    least = np.minimum(LEAST_USERS, [max(1, group.members.size) for group in groups])[:, None]
    has = users >= least
    inside = users.sum(axis=0)
    share = (others + 0.5) / (others.sum() + 0.5 * size)
    values_of = has.sum(axis=1)
    for v in np.flatnonzero((has.sum(axis=0) >= SEVERAL) & (inside >= others)).tolist():
        chance = -np.expm1(values_of * np.log1p(-min(share[v], 1.0 - 1e-12)))
        yield SharedValue(
            kind=kind,
            value=names[v],
            findings=tuple(groups[k].name for k in np.flatnonzero(has[:, v]).tolist()),
            accounts=int(users[has[:, v], v].sum()),
            outsiders=int(others[v]),
            p_value=tail_of_trials(chance, int(has[:, v].sum())),
        )


def customers(log: CodedLog, groups: Sequence[FoundGroup]) -> list[SharedValue]:
    """Return the targets whose objects several findings pushed; none where the log has no target.

    A finding that pushes m objects serves a target by chance as often as m objects drawn from the
    log, by their number or by everybody else's acts, whichever is more.
    """
    if "target" not in log.columns:
        return []
    target_of, names = _targets(log)
    size = len(names)
    objects = np.bincount(target_of[target_of >= 0], minlength=size) / max(1, target_of.size)
    acts = np.bincount(log.columns["target"].code + 1, minlength=size + 1)[1:]
    share = np.minimum(np.maximum(objects, acts / max(1, acts.sum())), 1.0 - 1e-12)
    pushed = [np.unique(group.object) for group in groups]
    has = np.zeros((len(groups), size), bool)
    for number, own in enumerate(pushed):
        served = target_of[own]
        has[number, served[served >= 0]] = True
    out = []
    for t in np.flatnonzero(has.sum(axis=0) >= SEVERAL).tolist():
        chance = -np.expm1(np.array([own.size for own in pushed]) * np.log1p(-share[t]))
        of_it = [own[target_of[own] == t] for own in pushed]
        joint = sum(
            int(np.isin(group.object[group.moment], own).sum())
            for group, own in zip(groups, of_it, strict=True)
        )
        out.append(
            SharedValue(
                kind="target",
                value=names[t],
                findings=tuple(groups[k].name for k in np.flatnonzero(has[:, t]).tolist()),
                accounts=joint,
                outsiders=int(np.unique(np.concatenate(of_it)).size),
                p_value=tail_of_trials(chance, int(has[:, t].sum())),
            )
        )
    return out


def _targets(log: CodedLog) -> tuple[np.ndarray, list[str]]:
    """Return the target of each object, -1 where none is known, and the targets' names."""
    column = log.columns["target"]
    target = np.full(log.objects, -1, np.int64)
    known = column.code >= 0
    target[log.object_of_key[log.key[known]]] = column.code[known]
    names: pa.Array = column.names
    return target, names.to_pylist()
