"""All questions that a log can be asked, put to a drafted group at once.

Questions of one family may have one cause (who shares a device shares its line), so their p-values
are combined as dependent ones. Families do not share a cause by design and are combined as
independent ones, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families import QUESTIONS, Answer, Draft, Question, Ready
from clearwater.detect.families.shared_place import ReadyPlace
from clearwater.detect.population import Population
from clearwater.kernels.evidence_bits import cauchy


@dataclass(frozen=True)
class Answers:
    """What all questions say of one draft."""

    families: tuple[str, ...]
    p_value: np.ndarray
    """float64, shape (families, accounts asked)."""
    by_question: tuple[tuple[DetectorSpec, Answer], ...]

    def bits(self, family: str) -> float:
        """Return the bits of a family: those of its strongest question, the choice paid for."""
        found = [answer.bits for spec, answer in self.by_question if spec.family == family]
        return max(0.0, max(found) - float(np.log2(len(found)))) if found else 0.0


@dataclass(frozen=True)
class Asking:
    """The questions that can be asked of one log, and why the others cannot."""

    population: Population
    ready: tuple[tuple[DetectorSpec, Ready], ...]
    skipped: tuple[tuple[DetectorSpec, str], ...]

    @classmethod
    def of(cls, population: Population, questions: Iterable[Question] = QUESTIONS) -> Asking:
        """Return the questions, each with its background counted."""
        ready, skipped = [], []
        for question in questions:
            reason = question.missing(population)
            if reason is None:
                ready.append((question.spec, question.ready(population)))
            else:
                skipped.append((question.spec, reason))
        return cls(population, tuple(ready), tuple(skipped))

    @property
    def families(self) -> tuple[str, ...]:
        """Return the families that have a question, in alphabetical order."""
        return tuple(sorted({spec.family for spec, _ in self.ready}))

    @property
    def places(self) -> dict[str, ReadyPlace]:
        """Return the questions about places, by id."""
        return {spec.id: ready for spec, ready in self.ready if isinstance(ready, ReadyPlace)}

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answers:
        """Return what every question says about `accounts` (int32, sorted)."""
        said = tuple((spec, ready.ask(draft, accounts)) for spec, ready in self.ready)
        rows = [
            cauchy(np.array([a.p_value for spec, a in said if spec.family == family]))
            for family in self.families
        ]
        return Answers(self.families, np.array(rows).reshape(len(rows), accounts.size), said)
