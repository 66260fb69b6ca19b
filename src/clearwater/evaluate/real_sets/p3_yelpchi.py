"""P3: reviews that Yelp's filter held back, from the bare graph of who reviewed what.

The publisher stripped every time and rating, so whatever needs time is skipped, by name. The priors
that were published with the graph come from the texts, dates and ratings that are gone; they show
what was known before anybody looked at the graph.

Of several ways to read the bare graph one was chosen with labels, those of accounts whose name has
an even CRC-32; the other half of the accounts is judged apart besides, and that is the claim.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import rankdata

from clearwater.detect.rates.company_kept import CompanyKept
from clearwater.evaluate.base import Judgement, Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.real_sets.account_measures import NamedEvents
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
LITTLE = "little company kept"
LIKE_ACTIVITY = "company-kept, like activity"
WITH_PRIOR = "little company kept, and the prior"
HELD_OUT = "accounts, the half not chosen on"


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

    Where something was chosen with labels there is a third, over the accounts not chosen on.

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
    company = list(_of_company(tables))
    answers = [
        *company,
        *refuse(methods, GRAPH, NO_TIMES),
        *ask(timeless, at_one_moment(tables.events), GRAPH),
    ]
    return [
        row
        for task in _tasks(tables)
        if task.accounts
        for row in _rows(task, company if task.name == HELD_OUT else answers, seed, draws)
    ]


def _of_company(tables: Tables) -> Iterator[Asked]:
    """Yield what the measure of structure says: its score, beyond activity, and with the prior."""
    measure = CompanyKept()
    log = NamedEvents.of(tables.events)
    measured = measure.measure(log.arrays)
    names = list(log.codes)
    settings = repr(measure)
    prior = dict(_columns(tables.labels, "actor", "speagle_user_prior"))
    # Places in the two rankings, added: the plainest way to join figures of different units.
    places = rankdata(measured.score) + rankdata([prior.get(name, 0.0) for name in names])
    for name, inputs, scores in (
        (LITTLE, GRAPH, measured.score),
        (LIKE_ACTIVITY, GRAPH, -np.log10(measured.p_value)),
        (WITH_PRIOR, f"{GRAPH}; {PRIOR_INPUTS}", places),
    ):
        by_name = dict(zip(names, scores.tolist(), strict=True))
        yield Asked(name, settings, inputs, Judgement(scores=by_name, groups={}))


def _columns(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(table[name].to_pylist() for name in names), strict=True)


def _not_chosen_on(name: str) -> bool:
    return zlib.crc32(name.encode()) % 2 == 1


def _tasks(tables: Tables) -> Iterator[_Task]:
    held_out = pa.array([_not_chosen_on(name) for name in tables.labels["actor"].to_pylist()])
    for name, table, prior in (
        ("reviews", tables.events, "speagle_prior"),
        ("accounts", tables.labels, "speagle_user_prior"),
        (HELD_OUT, tables.labels.filter(held_out), "speagle_user_prior"),
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
