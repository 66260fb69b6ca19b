"""P2: accounts of the Bitcoin OTC marketplace that trusted accounts rated as fraudulent.

Two kinds of rows, always. *Given*: from what an account did itself and when, which is a claim.
*Received*: from what others said of it, which is what the labels were made from; that row is
circular and stands there because the literature's figures are of that kind.

The published comparisons train and therefore need ten folds. Nothing is trained here, so all
labelled accounts are judged at once and the set's folds mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.evaluate.base import Judgement, Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.ranking import ALONE
from clearwater.evaluate.real_sets.base import (
    DRAWS,
    Asked,
    ProtocolRow,
    ask,
    at_one_moment,
    bare_events,
    rank_measures,
)
from clearwater.evaluate.real_sets.folder import tables_of

SET_ID = "bitcoin_otc"
PROTOCOL = "P2 OTC"
GIVEN = "ratings given"
RECEIVED = "ratings received"


@dataclass(frozen=True)
class Tables:
    """The set's tables."""

    events: pa.Table = field(repr=False)
    """actor, action, object, time, rating: one a rating; objects are accounts."""
    labels: pa.Table = field(repr=False)
    """actor, label."""


def read(folder: Path) -> Tables:
    """Return the tables from a folder of real sets.

    Raises
    ------
    SourceError, InputError
        If a file of the set is missing or is another one.
    """
    return Tables(*tables_of(folder, SET_ID, "events.parquet", "labels.parquet"))


def run(
    tables: Tables,
    methods: Sequence[Method],
    seed: int,
    *,
    timeless: Sequence[Method] = (),
    draws: int = DRAWS,
) -> list[ProtocolRow]:
    """Return a row for each method and rule: AP, AUC and recall at 1 % FPR of labelled accounts.

    Methods see who rated whom and when, without the ratings' values, and under other names for the
    rated: a method that knew an account's own incoming ratings would be circular.

    Parameters
    ----------
    tables
        See `Tables`.
    methods
        Asked with the ratings as acts on the rated.
    seed
        Of the bootstrap (over accounts), 0 or more.
    timeless
        Methods that use no time; asked with the same, all at one moment.
    draws
        Bootstrap draws, 1 or more.
    """
    acts = _without_received(tables.events)
    answers = [
        *_rules(tables.events),
        *ask(methods, bare_events(acts), f"{GIVEN}, time"),
        *ask(timeless, at_one_moment(acts), GIVEN),
    ]
    return [_row(asked, tables.labels, seed, draws) for asked in answers]


def _rules(events: pa.Table) -> Iterator[Asked]:
    """Yield the simple rules; an account without a rating has none given and a mean of 0."""
    given, received = _by(events, "actor"), _by(events, "object")
    accounts = sorted(given.keys() | received.keys())
    yield _rule("few ratings given", GIVEN, {a: -given.get(a, (0, 0.0))[0] for a in accounts})
    yield _rule("low ratings given", GIVEN, {a: -given.get(a, (0, 0.0))[1] for a in accounts})
    yield _rule(
        "low ratings received", RECEIVED, {a: -received.get(a, (0, 0.0))[1] for a in accounts}
    )


def _rule(name: str, inputs: str, scores: dict[str, float]) -> Asked:
    return Asked(name, "no setting", inputs, Judgement(scores=scores, groups={}))


def _by(events: pa.Table, end: str) -> dict[str, tuple[int, float]]:
    """Return the number and the mean of ratings, by the account at that end."""
    table = events.group_by(end).aggregate([("rating", "count"), ("rating", "mean")])
    columns = (table[name].to_pylist() for name in (end, "rating_count", "rating_mean"))
    return {account: (count, mean) for account, count, mean in zip(*columns, strict=True)}


def _without_received(events: pa.Table) -> pa.Table:
    """Return the events with objects that cannot be recognised as the accounts they are."""
    rated = events["object"].cast(pa.string())
    renamed = pc.binary_join_element_wise(pa.scalar("rated"), rated, " ")
    return events.set_column(events.column_names.index("object"), "object", renamed)


def _row(asked: Asked, labels: pa.Table, seed: int, draws: int) -> ProtocolRow:
    accounts = labels["actor"].to_pylist()
    positive = np.array(labels["label"].to_pylist()) == 1
    measures: Mapping[str, Interval] = {}
    if asked.judgement is not None:
        measures = rank_measures(
            asked.judgement.score_of(accounts),
            positive,
            np.full(len(accounts), ALONE),
            seed=seed,
            draws=draws,
        )
    row = asked.row(
        of=(SET_ID, PROTOCOL),
        task="labelled accounts",
        rows=len(accounts),
        positives=int(positive.sum()),
        measures=measures,
    )
    return replace(row, circular=asked.inputs == RECEIVED)
