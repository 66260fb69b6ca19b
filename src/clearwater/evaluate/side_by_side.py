"""One method's judgement held against known truth: every measure of one row of the big table.

The same function measures Clearwater, peers, baselines and simple rules. Intervals redraw whole
campaigns: two accounts of one desk are found or missed together and are no two observations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.fairness import accused_by, strata_of
from clearwater.evaluate.grouping import purity, share_recovered
from clearwater.evaluate.measures import bcubed, campaigns_of, recall_by_campaign
from clearwater.evaluate.ranking import ALONE, Ranking
from clearwater.evaluate.recount_error import RecountError, recount_error, remaining_counts
from clearwater.evaluate.timeliness import detection_delays

Ints = npt.NDArray[np.int64]

DRAWS = 400


@dataclass(frozen=True)
class KnownLog:
    """A log whose truth is known, as ``clearwater simulate`` writes it."""

    log: LogToJudge
    """What methods see."""
    truth: pa.Table = field(repr=False)
    """account, population, campaign, and what accounts can be told apart by."""
    truth_events: pa.Table = field(repr=False)
    """event, campaign, role."""
    truth_objects: pa.Table = field(repr=False)
    """object, action, reported, ordered, campaign."""


@dataclass(frozen=True)
class Scores:
    """What a method is worth on one log."""

    measures: dict[str, Interval]
    """By name, each with its interval by campaign: recall (planted accounts flagged), precision,
    average precision, precision at as many accounts as were planted, recall where 0.1 % and 1 % of
    the honest are accused, false accusations per 10,000 honest accounts."""
    purity: float
    """Of the flagged accounts, the share in groups that are one campaign's, weighted by size."""
    bcubed_f1: float
    """Of the groups, over planted accounts."""
    campaigns_recovered: float
    """Share of campaigns of which half is in one group that is less than a fifth honest."""
    recount: RecountError
    """Of the counts that remain without the flagged accounts."""
    recall_by_campaign: dict[str, float]
    accused: pa.Table = field(repr=False)
    """Honest accounts accused, by population, time zone, language, age and activity; columns of
    `fairness.ACCUSED`."""


def scores_of(judged: Judgement, known: KnownLog, seed: int, draws: int = DRAWS) -> Scores:
    """Return every measure of one judgement."""
    campaigns = campaigns_of(known.truth)
    accounts = known.truth["account"].to_pylist()
    strata = strata_of(known.truth, known.log.events, known.log.accounts)
    return Scores(
        measures=_measures(judged, accounts, campaigns, seed, draws),
        purity=purity(judged.groups, campaigns).weighted,
        bcubed_f1=bcubed(judged.groups, campaigns).f1,
        campaigns_recovered=share_recovered(judged.groups, campaigns),
        recount=recount_of(judged.flagged, known),
        recall_by_campaign=recall_by_campaign(judged.flagged, campaigns),
        accused=accused_by(strata.labels, strata.flagged(judged.flagged), strata.honest),
    )


def _measures(
    judged: Judgement, accounts: list[str], campaigns: dict[str, str], seed: int, draws: int
) -> dict[str, Interval]:
    numbers = {name: n for n, name in enumerate(sorted(set(campaigns.values())))}
    group = np.array([numbers.get(campaigns.get(a, ""), ALONE) for a in accounts], np.int64)
    planted = group != ALONE
    flagged = np.array([account in judged.groups for account in accounts])
    ranking = Ranking.of(judged.score_of(accounts), planted, group)
    wanted = int(planted.sum())
    measures: dict[str, Callable[[Ints], float]] = {
        "recall": lambda w: _ratio(w[flagged & planted].sum(), w[planted].sum()),
        "precision": lambda w: _ratio(w[flagged & planted].sum(), w[flagged].sum()),
        "average precision": ranking.average_precision,
        "precision at planted": lambda w: ranking.precision_at(wanted, w) if wanted else nan,
        "recall at 0.1 %": lambda w: ranking.recall_at_false_rate(0.001, w),
        "recall at 1 %": lambda w: ranking.recall_at_false_rate(0.01, w),
        "false per 10k": lambda w: 1e4 * _ratio(w[flagged & ~planted].sum(), w[~planted].sum()),
    }
    return {
        name: interval(measure, ranking.units, seed=seed, draws=draws)
        for name, measure in measures.items()
    }


def _ratio(part: float, whole: float) -> float:
    """Return part / whole; not a number where there is no whole."""
    return float(part) / float(whole) if whole else float("nan")


def recount_of(flagged: frozenset[str], known: KnownLog) -> RecountError:
    """Return how far counts without the flagged accounts are from the authentic ones."""
    left = remaining_counts(known.log.events, flagged)
    keys = ["object", "action"]
    pushed = known.truth_objects.select([*keys, "ordered"])
    both = left.join(pushed, keys, join_type="left outer").sort_by([(k, "ascending") for k in keys])
    reported = both["reported"].to_numpy().astype(np.float64)
    ordered = pc.fill_null(both["ordered"], 0).to_numpy().astype(np.float64)
    return recount_error(reported, reported - ordered, both["remaining"].to_numpy().astype(float))


def delays_of(
    judge: Callable[[LogToJudge], Judgement], known: KnownLog, every_days: float
) -> pa.Table:
    """Return when each campaign is detected by a method that is asked every so many days.

    Jobs count, warming up does not. Columns of `timeliness.DELAYS`.
    """
    time = pc.cast(known.log.events["time"], pa.int64())
    first, last = pc.min(time).as_py(), pc.max(time).as_py()
    step = int(every_days * 86_400_000_000)
    cuts = [*range(first + step, last, step), last]
    jobs = known.truth_events.filter(pc.equal(known.truth_events["role"], "job"))

    def flagged_in(events: pa.Table) -> frozenset[str]:
        return judge(LogToJudge(events, known.log.objects, known.log.accounts)).flagged

    return detection_delays(flagged_in, known.log.events, known.truth, jobs, cuts)


def merged(parts: Sequence[tuple[Judgement, KnownLog]]) -> tuple[Judgement, KnownLog]:
    """Return several logs of one kind as one, so that intervals see all their campaigns.

    Every name gets the number of its log in front: ``2/phone farm`` is that of the third log.
    Scores are a method's own scale and are compared across its logs as they are.
    """
    scores: dict[str, float] = {}
    groups: dict[str, str] = {}
    for number, (judged, _) in enumerate(parts):
        scores |= {f"{number}/{account}": score for account, score in judged.scores.items()}
        groups |= {f"{number}/{account}": f"{number}/{g}" for account, g in judged.groups.items()}
    known = [one for _, one in parts]
    accounts = [one.log.accounts for one in known]
    log = LogToJudge(
        _stacked([one.log.events for one in known], ("event", "actor", "object")),
        None,
        _stacked([a for a in accounts if a is not None], ("actor",))
        if all(a is not None for a in accounts)
        else None,
    )
    return Judgement(scores, groups), KnownLog(
        log,
        _stacked([one.truth for one in known], ("account", "campaign")),
        _stacked([one.truth_events for one in known], ("event", "campaign")),
        _stacked([one.truth_objects for one in known], ("object", "campaign")),
    )


def _stacked(tables: Sequence[pa.Table], names: Sequence[str]) -> pa.Table:
    """Return the tables below each other, with the number of each before what is in `names`."""
    parts = []
    for number, table in enumerate(tables):
        numbered = table
        for name in names:
            column = pc.binary_join_element_wise(f"{number}/", table[name], "")
            numbered = numbered.set_column(table.column_names.index(name), name, column)
        parts.append(numbered)
    return pa.concat_tables(parts)
