"""What a finding says in words: a sentence that could be wrong, and what speaks against it."""

from __future__ import annotations

import numpy as np

from clearwater.detect.evidence import MOVES, Asked, Evidence
from clearwater.detect.families.shared_place import DEVICE
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.groups import Group
from clearwater.detect.innocent.base import Explanation
from clearwater.detect.wording import number_of, span_of


def headline(group: Group, evidence: GroupEvidence) -> str:
    """Return the sentence at the top of a finding."""
    objects = int(np.unique(group.moments.object).size)
    return (
        f"{group.members.size} accounts met on {objects} objects within {span_of(group.window_us)} "
        f"of each other: {evidence.joint_acts:,} joint acts, where "
        f"{number_of(evidence.expected_choice)} were expected."
    )


def refutation(group: Group, evidence: Evidence, bearing: tuple[str, ...]) -> str:
    """Return what would prove the claim wrong: a sentence for each family that bears it.

    Each holds figures that other data, or whoever keeps the place, can check.
    """
    facts = {family: _facts_refute(evidence, family) for family in bearing if family != MOVES}
    said = {MOVES: _habits_refute(group, evidence.moves), **facts}
    return " ".join(said[family] for family in bearing)


def _habits_refute(group: Group, evidence: GroupEvidence) -> str:
    came = int((group.asked.trial_hit & _of_members(group)).sum())
    observed = 100.0 * came / max(1, evidence.tried)
    habit = 100.0 * evidence.expected_timing / max(1, evidence.tried)
    return (
        "Wrong if, on objects outside this log, these accounts are no more often than "
        f"{habit:.0f} % of the times they come near each other within {span_of(group.window_us)} "
        f"(here {observed:.0f} %; their own habits explain {habit:.0f} %)."
    )


def _facts_refute(evidence: Evidence, family: str) -> str:
    """Return what a family's question calls innocent; of a place that is a device, the device's."""
    asked = [found for found in evidence.asked_of(family) if found[1].bits > 0.0]
    by_device = [found for found in asked if found[0].id == DEVICE.spec.id]
    spec, answer = by_device[0] if by_device else _strongest(asked)
    return f"Wrong if behind it stands {spec.innocent} (here {answer.figure})."


def waterfall(evidence: Evidence, hypotheses: int) -> list[dict[str, object]]:
    """Return the steps in order: family, label, bits, explanation. Their sum is the bits."""
    steps = [{"family": MOVES, **step} for step in _of_moves(evidence.moves, hypotheses)]
    steps += [_of_family(evidence, family) for family in evidence.answers.families]
    return steps + [_taken(evidence, one) for one in evidence.explaining[:1]]


def _of_moves(moves: GroupEvidence, hypotheses: int) -> list[dict[str, object]]:
    habits = min(0.0, moves.timing_bits - moves.choice_bits)
    search = -min(moves.search_bits, moves.choice_bits + habits)
    return [
        {
            "label": "moves together",
            "bits": moves.choice_bits,
            "explanation": f"{moves.joint_acts:,} joint acts, "
            f"{number_of(moves.expected_choice)} expected of accounts this active, at these hours",
        },
        {
            "label": "fan club?",
            "bits": habits,
            "explanation": f"own reaction lags and clocks explain "
            f"{number_of(moves.expected_timing)} of {moves.tried:,} close acts",
        },
        {
            "label": "looked at many",
            "bits": search,
            "explanation": f"{hypotheses:,} pairs and windows could have shown something",
        },
    ]


def _taken(evidence: Evidence, tested: Explanation) -> dict[str, object]:
    """Return the step by which an innocent explanation takes evidence away."""
    return {
        "family": "innocent",
        "label": f"{tested.name}?",
        "bits": -sum(evidence.raw_bits(family) for family in tested.takes),
        "explanation": tested.reason,
    }


LABELS = {
    "says": "says the same",
    "place": "comes from one place",
    "life": "lives one life",
    "rates": "rates against the crowd",
}


def _of_family(evidence: Evidence, family: str) -> dict[str, object]:
    """Return the step of a family: its strongest question, and the devices where they speak too."""
    asked = evidence.asked_of(family)
    told = [_strongest(asked)]
    told += [
        found
        for found in asked
        if found[0].id == DEVICE.spec.id and found[1].bits > 0.0 and found != told[0]
    ]
    return {
        "family": family,
        "label": LABELS[family],
        "bits": evidence.raw_bits(family),
        "explanation": "; ".join(answer.figure for _, answer in told),
    }


def _strongest(asked: list[Asked]) -> Asked:
    return max(asked, key=lambda found: (found[1].bits, found[0].id))


def _of_members(group: Group) -> np.ndarray:
    return np.isin(group.asked.account[group.asked.trial_account], group.members)
