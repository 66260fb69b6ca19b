"""What members have in common by how they stand out: a measure of accounts as a group question.

A measure ranks every account among others that are about as active. Among any accounts, one in
twenty is in the highest twentieth; a group of which nearly all are is no such choice. Counting
members is cruder than adding up their p-values, and cannot be carried by one extreme member.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.life.action_mix import ActionMix
from clearwater.detect.life.device_turns import DeviceEvents, DeviceTurns
from clearwater.detect.life.profile_shape import Profiles, ProfileShape, skeleton_codes
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
from clearwater.events.schema import OPTIONAL
from clearwater.kernels.binomial_bits import binomial_bits

HIGHEST = 0.05
"""Share of accounts of like activity that stand out."""
MOST = 0.5
"""Share of the members who must stand out: a few of a fan club may, for a reason of their own."""
LEAST_MEMBERS = 3
Given = TypeVar("Given")


@dataclass(frozen=True)
class Standing(Generic[Given]):
    """One measure, asked about groups."""

    of: Measure[Given]
    given: Callable[[Population], Given]
    """What the measure is asked with."""
    actions: tuple[str, ...] = ()
    """One of these must be in the log for the measure to say anything; empty = any will do."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what the measure is."""
        return self.of.spec

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        wanted = [*((name,) for name in self.spec.columns), self.spec.either]
        known = population.columns
        lacking = [names for names in wanted if names and not known.intersection(names)]
        if lacking:
            of_events = all(OPTIONAL.keys() >= set(names) for names in lacking)
            columns = " and no ".join(" or ".join(names) for names in lacking)
            return f"the {'log' if of_events else 'accounts table'} has no column {columns}"
        return without_action(population.log, self.actions)

    def ready(self, population: Population) -> ReadyStanding:
        """Return the question with every account measured."""
        return ReadyStanding(self.spec.id, self.of.measure(self.given(population)))


@dataclass(frozen=True)
class ReadyStanding:
    """Where every account of a log stands."""

    name: str
    measured: AccountMeasure

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who stands out as the members do, the group left out of the background."""
        both = np.concatenate([draft.members, accounts])
        said = np.nan_to_num(self.measured.without(draft.members, both), nan=1.0)
        of_members, p = said[: draft.members.size], said[draft.members.size :]
        known = int((~np.isnan(self.measured.score[draft.members])).sum())
        out = int((of_members <= HIGHEST).sum())
        bits = 0.0
        if known >= LEAST_MEMBERS and out >= MOST * known:
            bits = float(binomial_bits(np.array([out]), np.array([known]), np.array([HIGHEST]))[0])
        figure = (
            f"{out} of {known} members that can be asked are among the {HIGHEST:.0%} of accounts "
            f"as active with the highest {self.name.replace('-', ' ')}"
        )
        return Answer(p, bits, figure, p <= HIGHEST)


def without_action(log: CodedLog, actions: tuple[str, ...]) -> str | None:
    """Return that the log has none of these actions, or None; none wanted, none missed."""
    present = set(pc.unique(log.key_action).to_pylist())
    if actions and not present & set(actions):
        return f"the log has no action {' or '.join(actions)}"
    return None


def event_arrays(population: Population) -> EventArrays:
    """Return the events of a log as measures take them."""
    return events_of_rows(population.log, np.arange(population.log.events))


def events_of_rows(log: CodedLog, row: np.ndarray) -> EventArrays:
    """Return some rows of a log as measures take them, with the codes of the whole."""
    names = log.key_action.dictionary_encode()
    kind = names.indices.to_numpy().astype(np.int32)
    key = log.key[row]
    return EventArrays.of(
        log.actor[row],
        log.object_of_key[key],
        log.time[row],
        None if log.value is None else log.value[row],
        action=kind[key],
        actions=names.dictionary.to_pylist(),
        accounts=log.accounts,
    )


def device_events(population: Population) -> DeviceEvents:
    """Return the events with their devices and lines; of a column that is not there, none."""
    log = population.log
    unknown = np.full(log.events, -1, np.int32)
    device, line = (
        log.columns[name].code if name in log.columns else unknown for name in ("device", "line")
    )
    return DeviceEvents.of(log.actor, log.time, device, line, accounts=log.accounts)


def profiles(population: Population) -> Profiles:
    """Return what the accounts table says, and the shapes of names that are no plain ids."""
    names = population.log.actors
    return Profiles.of(
        len(names),
        skeleton=None if are_ids(names) else skeleton_codes(names.to_pylist())[0],
        created=population.created,
        **population.profile,
    )


def are_ids(names: pa.Array) -> bool:
    """Return whether more than half of the names differ in their digits alone, as numbered ids do.

    Numbers are given out in order, so accounts of one week have numbers of one length: no sign of a
    script. Tokens at random need no rule, since hardly two of them have one shape.

    Examples
    --------
    >>> are_ids(pa.array(["u1", "u20", "u300", "Maria"])), are_ids(pa.array(["小明88", "jo_90"]))
    (True, False)
    """
    without = pc.replace_substring_regex(names, r"\d+", "")
    most = pc.max(pc.value_counts(without).field("counts")).as_py() or 0
    return bool(2 * most > len(names))


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
    QUESTIONS.register(Standing(_measure, event_arrays, _actions))
QUESTIONS.register(Standing(DeviceTurns(), device_events))
QUESTIONS.register(Standing(ProfileShape(), profiles))
