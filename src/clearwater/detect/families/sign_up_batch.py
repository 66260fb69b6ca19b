"""Lives the same life: members whose accounts were made in one batch.

Sign-ups come in waves for innocent reasons too (a class registers in one lesson, a star joins), so
a batch supports other evidence and is none by itself. The background is when everybody else signed
up: a week in which half the log registered says nothing. After Viswanath et al., 2015; ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.population import Population
from clearwater.engine.coded_log import UNKNOWN_TIME
from clearwater.kernels.evidence_bits import joint_bits

DAY_US = 86_400_000_000
WIDTHS_DAYS = (1, 7)
OTHERS = 6
"""Other members who must have signed up within the width."""


@dataclass(frozen=True)
class SignUpBatch:
    """When the accounts were made."""

    spec: DetectorSpec

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        if not (population.created != UNKNOWN_TIME).any():
            return "the accounts table has no creation times"
        return None

    def ready(self, population: Population) -> ReadyBatch:
        """Return the question with all sign-ups sorted."""
        return ReadyBatch(population)


@dataclass(frozen=True)
class ReadyBatch:
    """Sign-ups of a log's accounts."""

    population: Population

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who signed up when the members did."""
        answers = [self._at(draft, accounts, days) for days in WIDTHS_DAYS]
        best = max(answers, key=lambda answer: answer.bits)
        # Two widths were tried, so each costs a factor and a bit.
        p = np.minimum(1.0, len(answers) * np.min([a.p_value for a in answers], axis=0))
        bits = max(0.0, best.bits - np.log2(len(answers)))
        return Answer(p, bits, best.figure, np.any([a.alike for a in answers], axis=0))

    def _at(self, draft: Draft, accounts: np.ndarray, days: int) -> Answer:
        created = self.population.created
        known = created != UNKNOWN_TIME
        of_members = np.sort(created[draft.members][known[draft.members]])
        inside = np.zeros(created.size, bool)
        inside[draft.members] = True
        outside = np.sort(created[known & ~inside])
        reach = days * DAY_US // 2
        near = _within(of_members, created[accounts], reach) - inside[accounts]
        alike = known[accounts] & (near >= OTHERS)
        batch = of_members[_within(of_members, of_members, reach) > OTHERS]
        spans = _merged(batch, reach)
        there = sum(
            int(np.searchsorted(outside, b, "right") - np.searchsorted(outside, a))
            for a, b in spans
        )
        chance = min(1.0, (there + 0.5 * max(1, len(spans))) / max(1, outside.size))
        everybody = created[known]
        slots = max(2, int((everybody.max() - everybody.min()) // (2 * reach)))
        bits = joint_bits(
            batch.size - len(spans), of_members.size * chance, searched=slots, picked=len(spans)
        )
        figure = (
            f"{batch.size} of {draft.members.size} members signed up in {len(spans)} batches of "
            f"about {days} days, in which {there:,} of {outside.size:,} other accounts did"
            if batch.size
            else f"no {OTHERS + 1} members signed up within {days} days"
        )
        return Answer(np.where(alike, chance, 1.0), bits, figure, alike)


def _within(times: np.ndarray, of: np.ndarray, reach: int) -> np.ndarray:
    """Return how many of the sorted `times` lie within `reach` of each of `of`."""
    return np.searchsorted(times, of + reach, "right") - np.searchsorted(times, of - reach)


def _merged(times: np.ndarray, reach: int) -> list[tuple[int, int]]:
    """Return the spans that lie within `reach` of the sorted `times`."""
    spans: list[tuple[int, int]] = []
    for at in times.tolist():
        if spans and at - reach <= spans[-1][1]:
            spans[-1] = (spans[-1][0], at + reach)
        else:
            spans.append((at - reach, at + reach))
    return spans


SIGN_UP_BATCH = SignUpBatch(
    DetectorSpec(
        id="sign-up-batch",
        version="1",
        family="life",
        columns=("actor", "created"),
        paper="ours; after Viswanath et al., 2015, COSN, and Xiao et al., 2015, AISec",
        cost="accounts, for each group",
        quiet="sign-up times of a group spread like everybody's",
        innocent="a class that registers in one lesson, a star or a campaign that brings many "
        "people on one day: everybody else's sign-ups of that day weigh against the group",
    )
)

QUESTIONS.register(SIGN_UP_BATCH)
