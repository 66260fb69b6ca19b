"""P1: would a reviewer of the Hop airdrop agree? The primary protocol on real data.

Judged are the wallets that somebody reported and reviewers struck off (with the report's cluster)
and those that stayed eligible. Wallets that the project's own transfer rule struck off are in the
log but not judged: a method that uses transfers would be circular on them.

Seen are first uses, transfers and volumes. The reported clusters are used to score and to draw
bootstrap clusters, never shown; the table of groups is not even read. Simple rules were not tuned
here; partners (`hop_partners`) were, on folds 0 and 1, so that folds 2 and 3 are their claim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.evaluate.base import Judgement, Method
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.grouping import campaigns_recovered, count_grouped_pairs
from clearwater.evaluate.measures import bcubed
from clearwater.evaluate.ranking import ALONE
from clearwater.evaluate.real_sets.base import (
    DRAWS,
    Asked,
    Bools,
    Ints,
    ProtocolRow,
    ask,
    at_one_moment,
    bare_events,
    numbered,
    rank_measures,
    without_interval,
)
from clearwater.evaluate.real_sets.folder import tables_of
from clearwater.evaluate.real_sets.hop_partners import hop_partners
from clearwater.evaluate.real_sets.hop_rules import Wallets, hop_rules

SET_ID = "hop_sybil"
PROTOCOL = "P1 Hop"
REPORT_FOLDS = (2, 3)
FIRST = 1000


@dataclass(frozen=True)
class Tables:
    """The set's tables that may be seen or scored with."""

    events: pa.Table = field(repr=False)
    """actor, action, object, time: one first use a wallet."""
    transfers: pa.Table = field(repr=False)
    """actor, action, object: who sent to whom, without times."""
    labels: pa.Table = field(repr=False)
    """actor, label_source, reported_group, volume_usd, fold."""


@dataclass(frozen=True)
class _Judged:
    """The wallets of one task, in the order of their names."""

    task: str
    names: list[str]
    reported: Bools
    cluster_of: dict[str, str]
    """Reported cluster of each reported wallet."""

    @property
    def clusters(self) -> Ints:
        """What the bootstrap draws whole: a reported cluster, or an eligible wallet."""
        numbers = np.full(len(self.names), ALONE, np.int64)
        numbers[self.reported] = numbered(
            [self.cluster_of[name] for name in self.names if name in self.cluster_of]
        )
        return numbers


def read(folder: Path) -> Tables:
    """Return the tables from a folder of real sets.

    Raises
    ------
    SourceError, InputError
        If a file of the set is missing or is another one.
    """
    names = ("events.parquet", "transfers.parquet", "labels.parquet")
    return Tables(*tables_of(folder, SET_ID, *names))


def run(
    tables: Tables,
    methods: Sequence[Method],
    seed: int,
    *,
    timeless: Sequence[Method] = (),
    draws: int = DRAWS,
) -> list[ProtocolRow]:
    """Return rows of each method and rule: folds 2 and 3, all labelled folds, one report less.

    Measures: AP, AUC, P@1000, recall at 1 % FPR; on reported wallets alone, precision, recall and
    F1 of pairs and BCubed; and the share of reported clusters of which half is in one group that
    is less than a fifth eligible. The bootstrap draws reported clusters whole. Pairs and BCubed
    have no interval: a cluster drawn twice would have to meet itself. Where ``flagged wallets`` is
    0, nothing was claimed, and a precision of 1 means just that.

    Parameters
    ----------
    tables
        See `Tables`.
    methods
        Asked with the first uses, each one event on one object.
    seed
        Of the bootstrap, 0 or more.
    timeless
        Methods that use no time; asked with the transfers, all at one moment.
    draws
        Bootstrap draws, 1 or more.
    """
    claim = _judged(tables.labels, REPORT_FOLDS)
    tasks = [claim, _without_largest(claim), _judged(tables.labels, None)]
    return [
        _row(asked, task, seed, draws)
        for asked in _answers(tables, methods, timeless)
        for task in tasks
    ]


def _answers(
    tables: Tables, methods: Sequence[Method], timeless: Sequence[Method]
) -> Iterator[Asked]:
    wallets = Wallets.of(
        tables.events, tables.transfers, tables.labels.select(["actor", "volume_usd"])
    )
    for rule in hop_rules():
        yield Asked(rule.name, rule.settings, rule.inputs, rule.judge(wallets))
    yield from hop_partners(wallets)
    yield from ask(methods, bare_events(tables.events), "time")
    yield from ask(timeless, at_one_moment(tables.transfers), "transfers")


def _judged(labels: pa.Table, folds: tuple[int, ...] | None) -> _Judged:
    """Return reported and eligible wallets of these folds; None: of all that have labels."""
    kept = pc.is_in(
        labels["label_source"],
        value_set=pa.array(["reported", "eligible"]).cast(labels["label_source"].type),
    )
    if folds is not None:
        kept = pc.and_(kept, pc.is_in(labels["fold"], value_set=pa.array(folds, pa.int64())))
    rows = labels.filter(kept).sort_by("actor")
    names, groups = rows["actor"].to_pylist(), rows["reported_group"].to_pylist()
    reported = np.array([source == "reported" for source in rows["label_source"].to_pylist()])
    word = "all labelled folds" if folds is None else f"folds {' and '.join(map(str, folds))}"
    return _Judged(
        task=f"reported against eligible wallets, {word}",
        names=names,
        reported=reported.astype(np.bool_),
        cluster_of={
            name: group for name, group, hit in zip(names, groups, reported, strict=True) if hit
        },
    )


def _without_largest(task: _Judged) -> _Judged:
    """Return the task without the reported cluster of most wallets, which may carry a figure."""
    sizes = Counter(task.cluster_of.values())
    largest = min(sizes, key=lambda cluster: (-sizes[cluster], cluster), default=None)
    kept = [task.cluster_of.get(name, "") != largest for name in task.names]
    return _Judged(
        task=f"{task.task}, without the largest report",
        names=[name for name, keep in zip(task.names, kept, strict=True) if keep],
        reported=task.reported[np.array(kept, np.bool_)],
        cluster_of={name: c for name, c in task.cluster_of.items() if c != largest},
    )


def _row(asked: Asked, task: _Judged, seed: int, draws: int) -> ProtocolRow:
    measures: Mapping[str, Interval] = {}
    if asked.judgement is not None:
        measures = rank_measures(
            asked.judgement.score_of(task.names),
            task.reported,
            task.clusters,
            seed=seed,
            draws=draws,
            first=(FIRST,),
        ) | _group_measures(asked.judgement, task, seed, draws)
    return asked.row(
        of=(SET_ID, PROTOCOL),
        task=task.task,
        rows=len(task.names),
        positives=int(task.reported.sum()),
        measures=measures,
    )


def _group_measures(
    judgement: Judgement, task: _Judged, seed: int, draws: int
) -> dict[str, Interval]:
    """Return how well groups are the reported clusters; only judged wallets count."""
    judged = {name: judgement.groups[name] for name in task.names if name in judgement.groups}
    reported = {name: group for name, group in judged.items() if name in task.cluster_of}
    pairs = count_grouped_pairs(reported, task.cluster_of)
    cubed = bcubed(reported, task.cluster_of)
    rows = campaigns_recovered(judged, task.cluster_of)
    recovered = np.array(rows["recovered"].to_pylist(), dtype=np.float64)
    points = {
        "flagged wallets": len(judged),
        "pairs precision": pairs.precision,
        "pairs recall": pairs.recall,
        "pairs F1": pairs.f1,
        "BCubed precision": cubed.precision,
        "BCubed recall": cubed.recall,
        "BCubed F1": cubed.f1,
    }
    count = len(recovered)
    measures = {name: without_interval(value, count) for name, value in points.items()}
    if count:
        measures["clusters recovered"] = interval(
            lambda weights: float(recovered @ weights / weights.sum()),
            np.arange(count),
            seed=seed,
            draws=draws,
        )
    return measures
