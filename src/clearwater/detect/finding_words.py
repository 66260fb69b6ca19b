"""What a finding says in words: a sentence that could be wrong, and what speaks against it."""

from __future__ import annotations

import numpy as np

from clearwater.detect.evidence import MOVES, Evidence
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.groups import Group
from clearwater.detect.pair_evidence import BANDS, LEAST_GAP_US
from clearwater.units import MICROSECONDS

RULED_OUT = "ruled out"
NOT_RULED_OUT = "not ruled out"
NOT_TESTED = "not tested"
FEW_OCCASIONS = 5


def headline(group: Group, evidence: GroupEvidence) -> str:
    """Return the sentence at the top of a finding."""
    objects = int(np.unique(group.moments.object).size)
    return (
        f"{group.members.size} accounts met on {objects} objects within {_span(group.window_us)} "
        f"of each other: {evidence.joint_acts:,} joint acts, where "
        f"{_number(evidence.expected_choice)} were expected."
    )


def refutation(group: Group, evidence: GroupEvidence) -> str:
    """Return what would prove the headline wrong, in figures that other data can check."""
    came = int((group.asked.trial_hit & _of_members(group)).sum())
    observed = 100.0 * came / max(1, evidence.tried)
    habit = 100.0 * evidence.expected_timing / max(1, evidence.tried)
    return (
        "Wrong if, on objects outside this log, these accounts are no more often than "
        f"{habit:.0f} % of the times they come near each other within {_span(group.window_us)} "
        f"(here {observed:.0f} %; their own habits explain {habit:.0f} %)."
    )


def waterfall(evidence: Evidence, hypotheses: int) -> list[dict[str, object]]:
    """Return the steps in order: family, label, bits, explanation. Their sum is the bits."""
    moves = _of_moves(evidence.moves, hypotheses)
    return [{"family": MOVES, **step} for step in moves] + [
        _of_family(evidence, family) for family in evidence.answers.families
    ]


def _of_moves(moves: GroupEvidence, hypotheses: int) -> list[dict[str, object]]:
    habits = min(0.0, moves.timing_bits - moves.choice_bits)
    search = -min(moves.search_bits, moves.choice_bits + habits)
    return [
        {
            "label": "moves together",
            "bits": moves.choice_bits,
            "explanation": f"{moves.joint_acts:,} joint acts, "
            f"{_number(moves.expected_choice)} expected of accounts this active, at these hours",
        },
        {
            "label": "fan club?",
            "bits": habits,
            "explanation": f"own reaction lags and clocks explain "
            f"{_number(moves.expected_timing)} of {moves.tried:,} close acts",
        },
        {
            "label": "looked at many",
            "bits": search,
            "explanation": f"{hypotheses:,} pairs and windows could have shown something",
        },
    ]


LABELS = {
    "says": "says the same",
    "place": "same place",
    "life": "same life",
    "rates": "rates alike",
}


def _of_family(evidence: Evidence, family: str) -> dict[str, object]:
    of_family = [a for spec, a in evidence.answers.by_question if spec.family == family]
    strongest = max(of_family, key=lambda answer: answer.bits)
    return {
        "family": family,
        "label": LABELS[family],
        "bits": evidence.bits_of(family),
        "explanation": strongest.figure,
    }


def explanations(
    group: Group, evidence: GroupEvidence, *, birth_known: bool
) -> list[dict[str, str]]:
    """Return the innocent explanations, whether each was ruled out, and why."""
    occasions = _occasions(group)
    near, far = (_span(width * group.window_us) for width in BANDS)
    source = (
        "their creation times, which must be those of publication"
        if birth_known
        else "the first act of somebody else"
    )
    many = occasions > FEW_OCCASIONS
    return [
        _line(
            "fan club",
            RULED_OUT,
            f"reaction lags since {source}: each account's own lags explain "
            f"{_number(evidence.expected_timing)} of {evidence.joint_acts:,} joint acts",
        ),
        _line(
            "scheduler application",
            NOT_RULED_OUT,
            "clocks that post at fixed minutes, times of day or of the week are allowed for; an "
            "application that polls the same source for many users is not",
        ),
        _line(
            "live raid or viral post",
            RULED_OUT if many else NOT_RULED_OUT,
            f"{occasions} occasions at least an hour apart; a raid or a viral post is one",
        ),
        _line(
            "classroom or office",
            NOT_RULED_OUT,
            f"lessons at fixed hours are allowed for, and so is sharing an hour (bands of {near} "
            f"and {far}); breaks that move from day to day are not, and places were not compared",
        ),
        _line("household", NOT_TESTED, "devices and addresses were not looked at in this scan"),
        _line(
            "notified at the same moment",
            NOT_RULED_OUT,
            "people who are told of an object by the same unseen signal, and all act on it at "
            "once, look like this",
        ),
    ]


def _line(explanation: str, outcome: str, reason: str) -> dict[str, str]:
    return {"explanation": explanation, "outcome": outcome, "reason": reason}


def _of_members(group: Group) -> np.ndarray:
    return np.isin(group.asked.account[group.asked.trial_account], group.members)


def _occasions(group: Group) -> int:
    count, last = 0, None
    for at in np.sort(group.moments.first).tolist():
        if last is None or at - last >= LEAST_GAP_US:
            count, last = count + 1, at
    return count


def _span(window_us: int) -> str:
    seconds = window_us / MICROSECONDS
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:.0f} {word}s"
    return f"{seconds:g} second" + ("" if seconds == 1 else "s")


def _number(value: float) -> str:
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.05 else f"{value:.2g}"
