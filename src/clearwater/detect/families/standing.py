"""What members have in common by how they stand out: a measure of accounts as a group question.

A measure ranks every account among others that are about as active. Among any accounts, one in
twenty is in the highest twentieth; a group of which nearly all are is no such choice. Counting
members is cruder than adding up their p-values, and cannot be carried by one extreme member.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from scipy.stats import binom

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.life.action_mix import ActionMix
from clearwater.detect.life.regular_gaps import RegularGaps
from clearwater.detect.life.sleepless import Sleepless
from clearwater.detect.life.warm_up import WarmUp
from clearwater.detect.measure import AccountMeasure, Measure
from clearwater.detect.population import Population
from clearwater.detect.rates.first_time_reviewers import FirstTimeReviewers
from clearwater.detect.rates.low_rating_bursts import LowRatingBursts
from clearwater.detect.rates.ordered_praise import OrderedPraise
from clearwater.detect.rates.rating_deviation import RatingDeviation
from clearwater.detect.rates.rating_surprise import RatingSurprise
from clearwater.detect.rates.unbrowsed_purchases import UnbrowsedPurchases
from clearwater.engine.coded_log import CodedLog

HIGHEST = 0.05
"""Share of accounts of like activity that stand out."""
MOST = 0.5
"""Share of the members who must stand out: a few of a fan club may, for a reason of their own."""
LEAST_MEMBERS = 3


@dataclass(frozen=True)
class Standing:
    """One measure, asked about groups."""

    of: Measure
    actions: tuple[str, ...]
    """One of these must be in the log for the measure to say anything; empty = any will do."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what the measure is."""
        return self.of.spec

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        log = population.log
        if "value" in self.spec.columns and log.value is None:
            return "the log has no column value"
        present = set(pc.unique(log.key_action).to_pylist())
        if self.actions and not present & set(self.actions):
            return f"the log has no action {' or '.join(self.actions)}"
        return None

    def ready(self, population: Population) -> ReadyStanding:
        """Return the question with every account measured."""
        return ReadyStanding(self.spec.id, self.of.measure(event_arrays(population.log)))


@dataclass(frozen=True)
class ReadyStanding:
    """Where every account of a log stands."""

    name: str
    measured: AccountMeasure

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who stands out as the members do, the group left out of the background."""
        p = np.nan_to_num(self.measured.without(draft.members), nan=1.0)
        of_members = p[draft.members]
        known = int((~np.isnan(self.measured.score[draft.members])).sum())
        out = int((of_members <= HIGHEST).sum())
        bits = 0.0
        if known >= LEAST_MEMBERS and out >= MOST * known:
            bits = max(0.0, -float(binom.logsf(out - 1, known, HIGHEST)) / np.log(2.0))
        figure = (
            f"{out} of {known} members that can be asked are among the {HIGHEST:.0%} of accounts "
            f"as active with the highest {self.name.replace('-', ' ')}"
        )
        return Answer(p[accounts], bits, figure, p[accounts] <= HIGHEST)


def event_arrays(log: CodedLog) -> EventArrays:
    """Return a log as measures take it."""
    names = log.key_action.dictionary_encode()
    kind = names.indices.to_numpy().astype(np.int32)
    return EventArrays.of(
        log.actor,
        log.object_of_key[log.key],
        log.time,
        log.value,
        action=kind[log.key],
        actions=names.dictionary.to_pylist(),
        accounts=log.accounts,
    )


_RATED = ("rate", "review")
for _measure, _actions in (
    (RatingSurprise(), _RATED),
    (RatingDeviation(), _RATED),
    (LowRatingBursts(), _RATED),
    (FirstTimeReviewers(), _RATED),
    (OrderedPraise(), ("purchase",)),
    (UnbrowsedPurchases(), ("purchase",)),
    (ActionMix(), ()),
    (RegularGaps(), ()),
    (Sleepless(), ()),
    (WarmUp(), ()),
):
    QUESTIONS.register(Standing(_measure, _actions))
