"""P3: reviews that Yelp's filter held back, from the bare graph of who reviewed what.

The publisher stripped every time and rating, so whatever needs time is skipped, by name. The priors
that were published with the graph come from the texts, dates and ratings that are gone; they show
what was known before anybody looked at the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from clearwater.evaluate.base import Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.real_sets.base import (
    DRAWS,
    Asked,
    Bools,
    Floats,
    Ints,
    ProtocolRow,
    ask,
    at_one_moment,
    numbered,
    rank_measures,
    refuse,
)
from clearwater.evaluate.real_sets.folder import tables_of

SET_ID = "yelpchi_bipartite"
PROTOCOL = "P3 YelpChi"
NO_TIMES = "no times: the publisher stripped the dates"
PRIOR = "SpEagle prior as published"
PRIOR_INPUTS = "texts, dates and ratings that are not in the set"
GRAPH = "who reviewed what"


@dataclass(frozen=True)
class Tables:
    """The set's tables."""

    events: pa.Table = field(repr=False)
    """actor, action, object, label, speagle_prior: one a review, no time."""
    labels: pa.Table = field(repr=False)
    """actor, label, speagle_user_prior."""


@dataclass(frozen=True)
class _Task:
    """What is judged: reviews or accounts."""

    name: str
    positive: Bools
    accounts: list[str]
    """Who wrote the review, or the account itself."""
    prior: Floats

    @property
    def clusters(self) -> Ints:
        """An account and all its reviews are drawn together."""
        return numbered(self.accounts)


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
    """Return two rows for each method, one over reviews and one over accounts.

    Measures: AP, AUC, recall at 1 % FPR. A review has the score of its account. Methods see no
    label and no prior.

    Parameters
    ----------
    tables
        See `Tables`.
    methods
        Methods that use time: skipped, each with a row that says so.
    seed
        Of the bootstrap (over accounts, with all their reviews), 0 or more.
    timeless
        Methods that use no time; asked with the reviews, all at one moment.
    draws
        Bootstrap draws, 1 or more.
    """
    answers = [
        *refuse(methods, GRAPH, NO_TIMES),
        *ask(timeless, at_one_moment(tables.events), GRAPH),
    ]
    return [row for task in _tasks(tables) for row in _rows(task, answers, seed, draws)]


def _tasks(tables: Tables) -> Iterator[_Task]:
    for name, table, prior in (
        ("reviews", tables.events, "speagle_prior"),
        ("accounts", tables.labels, "speagle_user_prior"),
    ):
        yield _Task(
            name=name,
            positive=np.array(table["label"].to_pylist()) == 1,
            accounts=table["actor"].to_pylist(),
            prior=np.array(table[prior].to_pylist(), dtype=np.float64),
        )


def _rows(task: _Task, answers: list[Asked], seed: int, draws: int) -> Iterator[ProtocolRow]:
    published = Asked(PRIOR, "as published with the graph", PRIOR_INPUTS)
    yield _row(task, published, task.prior, seed, draws)
    for asked in answers:
        judged = asked.judgement
        scores = None if judged is None else judged.score_of(task.accounts)
        yield _row(task, asked, scores, seed, draws)


def _row(task: _Task, asked: Asked, scores: Floats | None, seed: int, draws: int) -> ProtocolRow:
    measures: Mapping[str, Interval] = {}
    if scores is not None:
        measures = rank_measures(scores, task.positive, task.clusters, seed=seed, draws=draws)
    return asked.row(
        of=(SET_ID, PROTOCOL),
        task=task.name,
        rows=len(task.accounts),
        positives=int(task.positive.sum()),
        measures=measures,
    )
