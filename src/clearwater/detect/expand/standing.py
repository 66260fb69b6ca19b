"""Whether the final circle stands: each account asked once more, then the circle as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.evidence import PLACE, Evidence, level_of
from clearwater.detect.expand.around import Asked
from clearwater.detect.expand.growth import LEAST_CIRCLE, Grower
from clearwater.detect.finding_words import headline
from clearwater.detect.group_evidence import group_evidence
from clearwater.detect.groups import NEARLY_ALL, Group
from clearwater.detect.innocent import EXPLANATIONS, Case
from clearwater.kernels.benjamini_hochberg import q_values


@dataclass(frozen=True)
class LastAnswer:
    """What is said of one account of the circle at the end."""

    observed: int
    expected: float
    p_value: float
    q_value: float


@dataclass(frozen=True)
class Standing:
    """The final circle, asked anew."""

    answers: dict[int, LastAnswer]
    """By account; those that came near no moment of the circle are missing."""
    held: frozenset[int]
    """Accounts that still belong."""
    group: Group | None
    """The circle at the window that says most; None where it has no moments."""
    evidence: Evidence | None
    strong: tuple[str, ...]
    """Families that survive by themselves."""
    level: str | None
    bits: float = 0.0
    """Evidence of the families that count."""

    @property
    def headline(self) -> str:
        """Return what the circle did; empty where nothing is claimed."""
        if self.group is None or self.evidence is None:
            return ""
        return headline(self.group, self.evidence.moves)


MOSTLY = 0.5
"""Part of a circle that came with the leads' crowd, from which on what that crowd was picked by
says nothing of the circle."""
NOTHING = Standing({}, frozenset(), None, None, (), None)


def standing(grower: Grower, circle: np.ndarray, steps: int, seed: int) -> Standing:
    """Return who of the circle holds, and what the circle as a whole allows to be claimed.

    Parameters
    ----------
    circle : int32 array, sorted
    steps : int
        Steps that were asked, at least 1: each looked at every account once more.
    seed : int
        Of the replicas.
    """
    if circle.size < LEAST_CIRCLE:
        return NOTHING
    level = grower.q / len(grower.windows_us)
    answers = _best_answers(grower.around(circle), circle, level)
    held = sorted(account for account, one in answers.items() if one.q_value <= level)
    group = _group(grower, np.array(held, np.int32), level)
    if group is None:
        return Standing(answers, frozenset(), None, None, (), None)
    evidence = _evidence(grower, group, steps, seed)
    told = _told(grower, group, evidence)
    p = np.array([evidence.p_of(family) for family in told])
    strong = tuple(
        family for family, q in zip(told, q_values(p, p.size), strict=True) if q <= grower.q
    )
    bits = sum(evidence.bits_of(family) for family in told)
    # Devices by which the circle was picked say nothing of it.
    on_devices = PLACE in told and evidence.p_on_devices <= grower.q
    office = evidence.may_be_an_office
    claim = level_of(strong, on_devices=on_devices, office=office) if bits > 0.0 else None
    named = frozenset(held) if claim is not None else frozenset()
    return Standing(answers, named, group, evidence, strong, claim, float(bits))


def _told(grower: Grower, group: Group, evidence: Evidence) -> tuple[str, ...]:
    """Return the families that count: not those by which most of the circle was picked."""
    if MOSTLY * group.members.size > int(grower.picked.account[group.members].sum()):
        return evidence.families
    return tuple(family for family in evidence.families if family not in grower.picked.untold)


def _best_answers(windows: list[Asked], circle: np.ndarray, level: float) -> dict[int, LastAnswer]:
    """Return each account's answer at the window that says most of it."""
    best: dict[int, LastAnswer] = {}
    for asked in windows:
        q = _q_of_all(asked, level)
        for place in np.flatnonzero(np.isin(asked.found.account, circle)).tolist():
            account = int(asked.found.account[place])
            one = LastAnswer(
                int(asked.found.hits[place]),
                float(asked.found.expected[place]),
                float(asked.p_value[place]),
                float(q[place]),
            )
            other = best.get(account)
            if other is None or (one.q_value, one.p_value) < (other.q_value, other.p_value):
                best[account] = one
    return best


def _q_of_all(asked: Asked, level: float) -> np.ndarray:
    return asked.q_values(np.ones(asked.log.accounts, bool), level)


def _group(grower: Grower, held: np.ndarray, level: float) -> Group | None:
    """Return the held accounts as a group, at the narrowest window that names nearly all."""
    if held.size < LEAST_CIRCLE:
        return None
    groups = []
    for asked in grower.around(held):
        q = _q_of_all(asked, level)
        members = np.intersect1d(asked.found.account[q <= level], held).astype(np.int32)
        if members.size >= LEAST_CIRCLE:
            window = grower.windows_us.index(asked.window_us)
            groups.append(
                Group(
                    members, window, asked.window_us, asked.moments, asked.found, asked.p_value, q
                )
            )
    if not groups:
        return None
    most = max(group.members.size for group in groups)
    return next(group for group in groups if group.members.size >= NEARLY_ALL * most)


def _evidence(grower: Grower, group: Group, steps: int, seed: int) -> Evidence:
    """Return the evidence of the circle, innocent explanations tested, as of a finding."""
    hypotheses = grower.population.log.accounts * len(grower.windows_us) * max(1, steps)
    moves = group_evidence(group, hypotheses, seed)
    answers = grower.asking.ask(group.draft, group.members)
    case = Case(group, moves, answers, grower.population, grower.asking.places)
    return Evidence(moves, answers, tuple(test(case) for test in EXPLANATIONS))
