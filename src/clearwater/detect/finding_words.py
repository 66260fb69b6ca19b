"""What a finding says in words: a sentence that could be wrong, and what speaks against it."""

from __future__ import annotations

import numpy as np

from clearwater.detect.evidence import MOVES, Evidence
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


def refutation(group: Group, evidence: GroupEvidence) -> str:
    """Return what would prove the headline wrong, in figures that other data can check."""
    came = int((group.asked.trial_hit & _of_members(group)).sum())
    observed = 100.0 * came / max(1, evidence.tried)
    habit = 100.0 * evidence.expected_timing / max(1, evidence.tried)
    return (
        "Wrong if, on objects outside this log, these accounts are no more often than "
        f"{habit:.0f} % of the times they come near each other within {span_of(group.window_us)} "
        f"(here {observed:.0f} %; their own habits explain {habit:.0f} %)."
    )


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
    of_family = [
        (a.bits, spec.id, a) for spec, a in evidence.answers.by_question if spec.family == family
    ]
    *_, strongest = max(of_family, key=lambda found: found[:2])
    return {
        "family": family,
        "label": LABELS[family],
        "bits": evidence.raw_bits(family),
        "explanation": strongest.figure,
    }


def _of_members(group: Group) -> np.ndarray:
    return np.isin(group.asked.account[group.asked.trial_account], group.members)
