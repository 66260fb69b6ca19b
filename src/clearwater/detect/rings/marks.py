"""What a ring leaves that others do not: devices, lines, prefixes, clients, links, targets.

A value is a ring's own where its members are at least as many as the others who leave it. A
carrier's prefix or a common client build is nobody's own and is left out; it could not tell two
rings apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.detect.families.shared_place import address_prefixes
from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.rings.secret import Secret
from clearwater.engine.coded_log import CodedLog

PLACES = ("device", "line", "prefix", "client")
SAID = ("url", "media")
SERVED = ("target",)
KINDS = (*PLACES, *SAID, *SERVED)
COLUMN = {"prefix": "ip"}
"""Column of a kind, where it is not of the kind's name."""
MOST = 512
"""Values of one kind that a signature keeps: those that most members leave."""


@dataclass(frozen=True)
class Marks:
    """A ring's own values of one kind."""

    tokens: tuple[str, ...]
    """Keyed; sorted."""
    common: float
    """How much of what the others of its log leave is one of these, 0..1, half a trace added for
    each value: the chance that another value falls on them."""


@dataclass(frozen=True)
class KindOfTrace:
    """Everything of one kind that a log holds."""

    kind: str
    account: np.ndarray = field(repr=False)
    """int32. One entry a distinct (account, value)."""
    value: np.ndarray = field(repr=False)
    """int32, of the same shape. Place among `tokens`."""
    tokens: list[str] = field(repr=False)

    def marks(self, members: np.ndarray, accounts: int) -> Marks:
        """Return the own values of `members` (int32, account codes)."""
        inside = np.zeros(accounts, bool)
        inside[members] = True
        mine = inside[self.account]
        own = np.bincount(self.value[mine], minlength=len(self.tokens))
        others = np.bincount(self.value[~mine], minlength=len(self.tokens))
        kept = np.flatnonzero((own > 0) & (own >= others))
        kept = kept[np.argsort(-own[kept], kind="stable")][:MOST]
        common = (float(others[kept].sum()) + 0.5 * kept.size) / max(1.0, float(others.sum()))
        return Marks(tuple(sorted(self.tokens[k] for k in kept.tolist())), min(1.0, common))

    def common(self, tokens: frozenset[str], members: np.ndarray, accounts: int) -> float:
        """Return the chance that a value of accounts other than `members` is one of `tokens`."""
        inside = np.zeros(accounts, bool)
        inside[members] = True
        others = np.bincount(self.value[~inside[self.account]], minlength=len(self.tokens))
        which = np.array([token in tokens for token in self.tokens], bool)
        met = float(others[which].sum()) + 0.5 * len(tokens)
        return min(1.0, met / max(1.0, float(others.sum())))


def traces_of(log: CodedLog, secret: Secret) -> dict[str, KindOfTrace]:
    """Return what a log holds of each kind, by kind; kinds it does not hold are missing."""
    found = {}
    for kind in KINDS:
        column = COLUMN.get(kind, kind)
        if column not in log.columns:
            continue
        code, names = log.columns[column].code, log.columns[column].names
        if kind == "prefix":
            distinct = address_prefixes(names).dictionary_encode()
            of = distinct.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
            code, names = np.append(of, np.int32(-1))[code], distinct.dictionary
        found[kind] = _kind(kind, log, code, names, secret)
    return found


def _kind(
    kind: str, log: CodedLog, code: np.ndarray, names: pa.Array, secret: Secret
) -> KindOfTrace:
    known = np.flatnonzero(code >= 0)
    size = max(1, len(names))
    pair = np.unique(log.actor[known].astype(np.int64) * size + code[known])
    tokens = [secret.token(kind, name) for name in names.to_pylist()]
    return KindOfTrace(
        kind, (pair // size).astype(np.int32), (pair % size).astype(np.int32), tokens
    )


def served(log: CodedLog, group: FoundGroup, traces: KindOfTrace) -> Marks:
    """Return the targets of the moments of a group, and how much of the log's acts go to them."""
    column = log.columns["target"].code
    own = np.unique(column[group.row])
    own = own[own >= 0]
    acts = np.bincount(column[column >= 0], minlength=len(traces.tokens))
    common = (float(acts[own].sum()) + 0.5 * own.size) / max(1.0, float(acts.sum()))
    tokens = tuple(sorted(traces.tokens[k] for k in own.tolist()))[:MOST]
    return Marks(tokens, min(1.0, common))
