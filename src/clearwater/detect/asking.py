"""All questions that a log can be asked, put to a drafted group at once.

Questions of one family may have one cause (who shares a device shares its line), so one of them
speaks for all, or they are combined as dependent ones. Families do not share a cause by design and
are combined as independent ones, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

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
    questions: tuple[Question, ...]
    skipped: tuple[tuple[DetectorSpec, str], ...]

    @classmethod
    def of(cls, population: Population, questions: Iterable[Question] = QUESTIONS) -> Asking:
        """Return which of the questions can be asked."""
        asked, skipped = [], []
        for question in questions:
            reason = question.missing(population)
            if reason is None:
                asked.append(question)
            else:
                skipped.append((question.spec, reason))
        return cls(population, tuple(asked), tuple(skipped))

    @cached_property
    def ready(self) -> tuple[tuple[DetectorSpec, Ready], ...]:
        """The questions, each with its background counted: when there is somebody to ask about."""
        return tuple((one.spec, one.ready(self.population)) for one in self.questions)

    @property
    def families(self) -> tuple[str, ...]:
        """Return the families that have a question, in alphabetical order."""
        return tuple(sorted({question.spec.family for question in self.questions}))

    @property
    def places(self) -> dict[str, ReadyPlace]:
        """Return the questions about places where people are near each other, by id."""
        return {
            spec.id: ready
            for spec, ready in self.ready
            if isinstance(ready, ReadyPlace) and ready.room
        }

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answers:
        """Return what every question says about `accounts` (int32, sorted)."""
        said = tuple((spec, ready.ask(draft, accounts)) for spec, ready in self.ready)
        rows = [
            _of_family([answer for spec, answer in said if spec.family == family])
            for family in self.families
        ]
        return Answers(self.families, np.array(rows).reshape(len(rows), accounts.size), said)


def _of_family(answers: list[Answer]) -> np.ndarray:
    """Return one p-value for each account: of the question that the group as a whole answers.

    Which question that is does not rest on the account, one of many. Where the group answers none,
    an account may still: the questions are combined as dependent ones.
    """
    told = max(answers, key=lambda answer: answer.bits)
    if told.bits > 0.0:
        return told.p_value
    return cauchy(np.array([answer.p_value for answer in answers]))
