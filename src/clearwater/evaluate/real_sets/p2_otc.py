"""P2: accounts of the Bitcoin OTC marketplace that trusted accounts rated as fraudulent.

Two kinds of rows, always. *Given*: from what an account did itself and when, which is a claim.
*Received*: from what others said of it, which is what the labels were made from; that row is
circular and stands there because the literature's figures are of that kind.

The published comparisons train and therefore need ten folds. Nothing is trained here, so all
labelled accounts are judged at once. One thing was chosen with labels: how fair days are counted,
on folds 0 to 4; so folds 5 to 9 are judged apart besides, and that is the claim.

Measures of ratings are asked with whatever an account received taken out, account by account: its
ratings would otherwise come in by the back door, since they help to say how fair its raters are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.measure import Measure
from clearwater.detect.rates.fair_days import FairDays
from clearwater.detect.rates.fairness_goodness import FairnessGoodness
from clearwater.detect.rates.rating_deviation import RatingDeviation
from clearwater.detect.rates.rating_surprise import RatingSurprise
from clearwater.evaluate.base import Judgement, Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.ranking import ALONE
from clearwater.evaluate.real_sets.account_measures import NamedEvents
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
from clearwater.units import MICROSECONDS

SET_ID = "bitcoin_otc"
PROTOCOL = "P2 OTC"
GIVEN = "ratings given"
RECEIVED = "ratings received"
VALUES = "ratings given, values, time"
ALL, RATED, HELD_OUT = (
    "labelled accounts",
    "labelled accounts that rated",
    "labelled accounts, folds 5 to 9",
)
FAIR_DAYS = "few fair days shown"
FEW = "few ratings given"
SHORT = "short time from first to last rating"
FIRST_HELD_OUT = 5
MEASURES: tuple[tuple[Measure[EventArrays], bool], ...] = (
    (RatingSurprise(), False),
    (RatingDeviation(), False),
    (FairnessGoodness(), True),
    (FairDays(), True),
)
"""Each measure, and whether ratings that an account received could reach its own figures."""


@dataclass(frozen=True)
class Tables:
    """The set's tables."""

    events: pa.Table = field(repr=False)
    """actor, action, object, time, rating: one a rating; objects are accounts."""
    labels: pa.Table = field(repr=False)
    """actor, label, fold."""


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
    rows = [_row(asked, ALL, tables.labels, seed, draws) for asked in answers]
    simple = [answer for answer in answers if answer.method in (FEW, SHORT)]
    rows += [
        _row(asked, task, labels, seed, draws)
        for task, asked, labels in _of_measures(tables, simple)
        if labels.num_rows > 0
    ]
    return rows


def _of_measures(tables: Tables, simple: list[Asked]) -> Iterator[tuple[str, Asked, pa.Table]]:
    """Yield what measures of ratings answer, to which task, and who is judged in it.

    Who never rated cannot be asked; that somebody never did anything is for counting to say. The
    number of fair days is 0 for them, which is a count and no suspicion.
    """
    log = NamedEvents.of(tables.events, "rating")
    labelled = tables.labels["actor"].to_pylist()
    rated = tables.labels.filter(pc.is_in(tables.labels["actor"], tables.events["actor"]))
    held_out = tables.labels.filter(pc.greater_equal(tables.labels["fold"], FIRST_HELD_OUT))
    yield from ((RATED, rule, rated) for rule in simple)
    for measure, reached in MEASURES:
        measured = measured_given(measure, log, labelled, reached=reached)
        name = f"{measure.spec.id}, like activity"
        evidence = {who: -float(np.log10(p)) for who, (_, p) in measured.items()}
        yield RATED, _scored(name, f"{measure!r}, p-values", evidence), rated
        if isinstance(measure, FairDays):
            shown = dict.fromkeys(labelled, 0.0) | {who: s for who, (s, _) in measured.items()}
            asked = _scored(FAIR_DAYS, repr(measure), shown)
            yield from ((ALL, asked, tables.labels), (RATED, asked, rated))
            yield HELD_OUT, asked, held_out
    yield from ((HELD_OUT, rule, held_out) for rule in simple)


def measured_given(
    measure: Measure[EventArrays], log: NamedEvents, accounts: Sequence[str], *, reached: bool
) -> dict[str, tuple[float, float]]:
    """Return score and p-value of those of `accounts` that can be asked.

    Where what an account received could reach its own figures, it is `reached`, and the account is
    asked about with that left out.
    """
    whole = None if reached else measure.measure(log.arrays)
    out = {}
    for who in accounts:
        code = log.code_of(who)
        if code is None:
            continue
        mine = whole or measure.measure(log.arrays.chosen(~log.received_by(who)))
        if not np.isnan(mine.score[code]):
            out[who] = (float(mine.score[code]), float(mine.p_value[code]))
    return out


def _scored(name: str, settings: str, scores: dict[str, float]) -> Asked:
    return Asked(name, settings, VALUES, Judgement(scores=scores, groups={}))


def _rules(events: pa.Table) -> Iterator[Asked]:
    """Yield the simple rules.

    An account without a rating has none given, a mean of 0 and a span below 0.
    """
    given, received = _by(events, "actor"), _by(events, "object")
    accounts = sorted(given.keys() | received.keys())
    yield _rule(FEW, GIVEN, {a: -given.get(a, (0, 0.0))[0] for a in accounts})
    yield _rule("low ratings given", GIVEN, {a: -given.get(a, (0, 0.0))[1] for a in accounts})
    spans = _spans(events)
    yield _rule(SHORT, f"{GIVEN}, time", {a: -spans.get(a, -1.0) for a in accounts})
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


def _spans(events: pa.Table) -> dict[str, float]:
    """Return the seconds from the first to the last rating of each account that gave one."""
    table = events.group_by("actor").aggregate([("time", "min"), ("time", "max")])
    span = pc.microseconds_between(table["time_min"], table["time_max"])
    return dict(zip(table["actor"].to_pylist(), np.array(span) / MICROSECONDS, strict=True))


def _without_received(events: pa.Table) -> pa.Table:
    """Return the events with objects that cannot be recognised as the accounts they are."""
    rated = events["object"].cast(pa.string())
    renamed = pc.binary_join_element_wise(pa.scalar("rated"), rated, " ")
    return events.set_column(events.column_names.index("object"), "object", renamed)


def _row(asked: Asked, task: str, labels: pa.Table, seed: int, draws: int) -> ProtocolRow:
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
        task=task,
        rows=len(accounts),
        positives=int(positive.sum()),
        measures=measures,
    )
    return replace(row, circular=asked.inputs == RECEIVED)
