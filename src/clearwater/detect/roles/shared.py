"""What several findings share: whom they serve, and what they were supplied with.

Findings that have nothing to do with each other can still meet at one value. Each finding's values
are taken as so many draws; the chance that one of them is this value is the part of everybody
else's traces that it has, half a trace added. Every value that a finding has is asked whether
another has it, too: the tail is conditional on one finding, and is 1 where no second one has it, so
that whoever tells the true from the chance coincidences counts all that was asked. Ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import bdtrc

from clearwater.detect.families.shared_place import address_prefixes
from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.trials import tail_of_trials
from clearwater.detect.texts import text_clusters
from clearwater.engine.coded_log import CodedLog
from clearwater.units import MICROSECONDS

BATCH = "device batch"
KINDS = ("device", BATCH, "line", "prefix", "client", "text")
COLUMN = {"prefix": "ip", BATCH: "device"}
SEVERAL = 2
LEAST_USERS = 3
"""Members of a finding (of a batch: devices) who leave a value, for it to be the finding's."""
HOUR_US = 3_600 * MICROSECONDS


@dataclass(frozen=True)
class SharedValue:
    """One value that a finding has, and the others that have it, too."""

    kind: str
    value: str
    findings: tuple[str, ...]
    accounts: int
    """Members who leave it; of a batch, devices; of a target, joint acts on its objects."""
    outsiders: int
    """Accounts (or devices) of no finding that leave it; of a target, its objects pushed."""
    p_value: float
    """That so many findings have it, given that one has; 1 where no other has."""


def suppliers(log: CodedLog, groups: Sequence[FoundGroup]) -> tuple[list[SharedValue], list[str]]:
    """Return values that findings have, and what was skipped."""
    found: list[SharedValue] = []
    skipped = []
    for kind in KINDS:
        column = COLUMN.get(kind, kind)
        if column not in log.columns:
            skipped.append(f"suppliers by {kind}: the log has no column {column}")
            continue
        traces = _batches(log) if kind == BATCH else _values(log, kind, column)
        found += _shared(kind, log, groups, traces)
    return found, skipped


@dataclass(frozen=True)
class _Traces:
    """Who left which value: one entry an event."""

    user: np.ndarray
    """Code of the account, or of the device; -1 where none."""
    value: np.ndarray
    """-1 where none."""
    names: list[str]
    """Of the values."""


def _batches(log: CodedLog) -> _Traces:
    """Return the hour in which each device was first seen: set up together, it starts together."""
    device = log.columns["device"].code
    known = device >= 0
    hour = log.time // HOUR_US
    first = np.full(int(device.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, device[known], hour[known])
    hours, number = np.unique(first, return_inverse=True)
    began = pa.array(hours * HOUR_US, pa.timestamp("us"))
    names = pc.strftime(began, "first seen in the hour from %Y-%m-%d %H:00 UTC").to_pylist()
    return _Traces(device, np.append(number, -1)[device], names)


def _values(log: CodedLog, kind: str, column: str) -> _Traces:
    code, names = log.columns[column].code, log.columns[column].names
    if kind == "prefix":
        distinct = address_prefixes(names).dictionary_encode()
        of = distinct.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        first = {int(k): n for n, k in reversed(list(enumerate(of.tolist())))}
        shown = [f"of {names[first[k]].as_py()}" for k in range(len(distinct.dictionary))]
        return _Traces(log.actor, np.append(of, np.int32(-1))[code], shown)
    if kind == "text":
        # A text that stands alone is nobody's pool.
        cluster = np.array(text_clusters(names), np.int32)
        first = {int(k): n for n, k in reversed(list(enumerate(cluster.tolist())))}
        shown = [names[first[k]].as_py() for k in range(int(cluster.max(initial=-1)) + 1)]
        return _Traces(log.actor, np.append(cluster, np.int32(-1))[code], shown)
    return _Traces(log.actor, code, names.to_pylist())


def _shared(
    kind: str, log: CodedLog, groups: Sequence[FoundGroup], traces: _Traces
) -> Iterator[SharedValue]:
    known = traces.value >= 0
    size = max(1, len(traces.names))
    pair = np.unique(traces.user[known].astype(np.int64) * size + traces.value[known])
    user, value = pair // size, pair % size
    of = _group_of_user(log, groups, traces.user)[user]
    users = np.zeros((len(groups), size), np.int64)
    np.add.at(users, (of[of >= 0], value[of >= 0]), 1)
    others = np.bincount(value[of < 0], minlength=size)
    least = np.minimum(LEAST_USERS, [max(1, group.members.size) for group in groups])[:, None]
    has = users >= least
    # By the one finding that led to the value, not by all that have it: what was asked is counted
    # whether or not a second one has it.
    asked = has.any(axis=0) & (users.max(axis=0, initial=0) >= others)
    share = (others + 0.5) / (others.sum() + 0.5 * size)
    values_of = has.sum(axis=1)
    for v in np.flatnonzero(asked).tolist():
        chance = -np.expm1(values_of * np.log1p(-min(share[v], 1.0 - 1e-12)))
        yield SharedValue(
            kind=kind,
            value=traces.names[v],
            findings=tuple(groups[k].name for k in np.flatnonzero(has[:, v]).tolist()),
            accounts=int(users[has[:, v], v].sum()),
            outsiders=int(others[v]),
            p_value=_given_one(chance, int(has[:, v].sum())),
        )


def _group_of_user(log: CodedLog, groups: Sequence[FoundGroup], user: np.ndarray) -> np.ndarray:
    """Return the number of each user's group, -1 for none; a device is that of a member on it."""
    of_account = np.full(log.accounts, -1)
    for number, group in enumerate(groups):
        of_account[group.members] = number
    of_user = np.full(int(user.max(initial=-1)) + 1, -1)
    known = user >= 0
    np.maximum.at(of_user, user[known], of_account[log.actor[known]])
    return of_user


def _given_one(chance: np.ndarray, findings: int) -> float:
    """Return the chance that so many have a value which one has: what was seen led to the value."""
    if findings < SEVERAL:
        return 1.0
    return min(1.0, tail_of_trials(chance, findings) / tail_of_trials(chance, 1))


def customers(log: CodedLog, groups: Sequence[FoundGroup]) -> list[SharedValue]:
    """Return the targets whose objects findings pushed; none where the log has no target.

    A finding that pushes m objects would serve a target as often as m objects drawn from the log
    do, by their number or by the acts of accounts that no finding names, whichever is more.
    Customers order again: every number of objects that a finding pushed for the target is tried as
    the least that counts, and paid for.
    """
    if "target" not in log.columns:
        return []
    target_of, names = _targets(log)
    share = _share_of_targets(log, groups, target_of, len(names))
    pushed = [np.unique(group.object) for group in groups]
    served = np.zeros((len(groups), len(names)), np.int64)
    for number, own in enumerate(pushed):
        known = target_of[own]
        np.add.at(served[number], known[known >= 0], 1)
    sizes = np.array([own.size for own in pushed])
    out = []
    for t in np.flatnonzero(served.any(axis=0)).tolist():
        p, least = _orders_in_common(served[:, t], sizes, float(share[t]))
        has = np.flatnonzero(served[:, t] >= least).tolist()
        of_it = [pushed[k][target_of[pushed[k]] == t] for k in has]
        joint = sum(
            int(np.isin(groups[k].object[groups[k].moment], own).sum())
            for k, own in zip(has, of_it, strict=True)
        )
        out.append(
            SharedValue(
                kind="target",
                value=names[t],
                findings=tuple(groups[k].name for k in has),
                accounts=joint,
                outsiders=int(np.unique(np.concatenate(of_it)).size),
                p_value=p,
            )
        )
    return out


def _orders_in_common(served: np.ndarray, sizes: np.ndarray, share: float) -> tuple[float, int]:
    """Return the chance of so many orders for one target, and the orders from which one counts."""
    tried = np.unique(served[served > 0])
    best = (1.0, 1)
    for least in tried.tolist():
        chance = bdtrc(least - 1, sizes, share)
        p = _given_one(chance, int((served >= least).sum())) * tried.size
        best = min(best, (min(1.0, p), least))
    return best


def _share_of_targets(
    log: CodedLog, groups: Sequence[FoundGroup], target_of: np.ndarray, size: int
) -> np.ndarray:
    """Return the part of the log that is of each target, 0..1."""
    named = np.zeros(log.accounts, bool)
    for group in groups:
        named[group.members] = True
    target = log.columns["target"].code
    acts = np.bincount(target[(target >= 0) & ~named[log.actor]], minlength=size)
    objects = np.bincount(target_of[target_of >= 0], minlength=size)
    share = np.maximum(objects / max(1, target_of.size), acts / max(1, acts.sum()))
    return np.asarray(np.minimum(share, 1.0 - 1e-12))


def _targets(log: CodedLog) -> tuple[np.ndarray, list[str]]:
    """Return the target of each object, -1 where none is known, and the targets' names."""
    column = log.columns["target"]
    target = np.full(log.objects, -1, np.int64)
    known = column.code >= 0
    target[log.object_of_key[log.key[known]]] = column.code[known]
    names: pa.Array = column.names
    return target, names.to_pylist()
