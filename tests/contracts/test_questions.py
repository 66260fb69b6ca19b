"""What every question about groups must keep, and deliberately wrong ones that checks must reject.

Questions are found by looking into the registry: one that is added later is checked without a line
here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families import QUESTIONS, Answer, Draft, Question, Ready
from clearwater.detect.families.shared_place import LINE
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from clearwater.events.schema import ACCOUNT_COLUMNS, OPTIONAL, REQUIRED
from tests.helpers.asked_shop import GANGS, HONEST, AskedShop, asked_shop, draft_of
from tests.helpers.coded import events_table

FAMILIES = {"moves", "says", "place", "life", "rates"}
BACKGROUND_BITS = 10.0
"""One in a thousand groups of honest people may reach it."""
FOUR_WEEKS_S = 28 * 86_400.0


@cache
def given() -> AskedShop:
    return asked_shop()


@cache
def known() -> Population:
    return given().population()


def everybody(population: Population) -> np.ndarray:
    return np.arange(population.log.accounts, dtype=np.int32)


def by_name(
    question: Question, population: Population, back: Callable[[str], str] = lambda name: name
) -> dict[str, tuple[float, float]]:
    """Return (p, alike) of every account about each gang, and the bits, under old names.

    `back` brings old names to new ones as well.
    """
    ready = question.ready(population)
    found: dict[str, tuple[float, float]] = {}
    names = [back(name) for name in population.log.actors.to_pylist()]
    for gang in GANGS:
        answer = ready.ask(draft_of(population, gang, back), everybody(population))
        columns = zip(names, answer.p_value.tolist(), answer.alike.tolist(), strict=True)
        found |= {f"{gang} {name}": (round(p, 12), float(alike)) for name, p, alike in columns}
        found[gang] = (round(answer.bits, 6), 0.0)
    return found


def bits_about(question: Question, group: str) -> float:
    draft = draft_of(known(), group)
    return question.ready(known()).ask(draft, draft.members).bits


def check_spec(question: Question) -> None:
    """A frozen dataclass whose spec says everything, in the words of the project."""
    assert is_dataclass(question)
    name = "anything"
    with pytest.raises(FrozenInstanceError):
        setattr(question, name, 1)
    for one in fields(question.spec):
        assert getattr(question.spec, one.name) or one.name == "either", f"{one.name} is empty"
    assert question.spec.family in FAMILIES
    named = {*question.spec.columns, *question.spec.either}
    assert named <= {*REQUIRED, *OPTIONAL, *ACCOUNT_COLUMNS}


def check_missing(question: Question) -> None:
    """Of a log of likes and no more it says which column is missing; here none is."""
    bare = Population.of(encode(events_table([("a", "x", 0), ("b", "x", 1)]).to_batches()), None)
    if {*question.spec.columns, *question.spec.either} - REQUIRED.keys():
        assert question.missing(bare)
    assert question.missing(known()) is None


def check_shape(question: Question) -> None:
    """One p-value in (0, 1] for each account asked, no bits below zero, a figure in words."""
    asked = everybody(known())[::3].copy()
    answer = question.ready(known()).ask(draft_of(known(), GANGS[0]), asked)
    assert answer.p_value.shape == answer.alike.shape == asked.shape
    assert ((answer.p_value > 0) & (answer.p_value <= 1)).all()
    assert answer.bits >= 0
    assert answer.figure


def check_planted(question: Question) -> None:
    """A gang that shows it stands above the background, and its members are named."""
    best = max(GANGS, key=lambda gang: bits_about(question, gang))
    assert bits_about(question, best) > 2 * BACKGROUND_BITS
    draft = draft_of(known(), best)
    assert question.ready(known()).ask(draft, draft.members).alike.mean() > 0.5


def check_honest(question: Question) -> None:
    """A class, and people who have nothing to do with each other, stay in the background."""
    for group in HONEST:
        assert bits_about(question, group) < BACKGROUND_BITS, group


def check_strangers(question: Question) -> None:
    """Hardly anybody outside of a gang is said to share what it shares."""
    draft = draft_of(known(), GANGS[0])
    others = np.setdiff1d(everybody(known()), draft.members).astype(np.int32)
    answer = question.ready(known()).ask(draft, others)
    assert (answer.p_value < 0.001).mean() < 0.1


def check_rows(question: Question) -> None:
    """Neither the order of rows nor a repeated row changes anything."""

    def shuffled(table: pa.Table) -> pa.Table:
        twice = pa.concat_tables([table, table.slice(0, 50)])
        return twice.take(np.random.default_rng(3).permutation(twice.num_rows))

    assert by_name(question, given().population(shuffled)) == by_name(question, known())


def check_names(question: Question) -> None:
    """Accounts are told apart by their names, and no more than their shape is read from these."""

    def turned(name: str) -> str:
        return name[::-1]

    renamed = given().population(rename=turned)
    assert by_name(question, renamed, back=turned) == by_name(question, known())


def check_clock(question: Question) -> None:
    """The same log four weeks later says the same."""
    later = given().population(later_s=FOUR_WEEKS_S)
    assert by_name(question, later) == by_name(question, known())


def check_same(question: Question) -> None:
    """Asked twice, it says the same twice, and the order of drafts does not matter."""
    ready = question.ready(known())
    drafts = [draft_of(known(), gang) for gang in GANGS]
    first = [ready.ask(draft, draft.members).bits for draft in drafts]
    again = [ready.ask(draft, draft.members).bits for draft in reversed(drafts)]
    assert first == again[::-1]


CHECKS: dict[str, Callable[[Question], None]] = {
    "spec": check_spec,
    "missing": check_missing,
    "shape": check_shape,
    "planted": check_planted,
    "honest": check_honest,
    "strangers": check_strangers,
    "rows": check_rows,
    "names": check_names,
    "clock": check_clock,
    "same": check_same,
}
_ASKED: list[int] = []


@dataclass(frozen=True)
class Altered:
    """The question about lines, with one thing gone wrong."""

    spec: DetectorSpec = LINE.spec
    reason: str | None = "the log has no column line"
    change: Callable[[Answer, Population, Draft, np.ndarray], Answer] = lambda a, *_: a

    def missing(self, population: Population) -> str | None:
        return LINE.missing(population) and self.reason

    def ready(self, population: Population) -> Ready:
        return AlteredReady(LINE.ready(population), population, self)


@dataclass(frozen=True)
class AlteredReady:
    """Asked, and its answer changed."""

    right: Ready
    population: Population
    of: Altered

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        answer = self.right.ask(draft, accounts)
        return self.of.change(answer, self.population, draft, accounts)


def _by_name_length(answer: Answer, population: Population, draft: Draft, _: np.ndarray) -> Answer:
    first = population.log.actors[int(draft.members[0])].as_py()
    return replace(answer, bits=answer.bits + ord(first[0]))


def _by_first_row(answer: Answer, population: Population, *_: object) -> Answer:
    assert population.log.event is not None
    return replace(answer, bits=answer.bits + population.log.duplicates)


def _by_clock(answer: Answer, population: Population, *_: object) -> Answer:
    return replace(answer, bits=answer.bits + float(population.log.time.min() % 997))


def _remembers(answer: Answer, *_: object) -> Answer:
    _ASKED.append(1)
    return replace(answer, bits=answer.bits + len(_ASKED))


WRONG: dict[str, Question] = {
    "spec": Altered(spec=replace(LINE.spec, innocent="")),
    "missing": Altered(reason=None),
    "shape": Altered(change=lambda a, *_: replace(a, p_value=a.p_value - 1.0)),
    "planted": Altered(change=lambda a, *_: replace(a, bits=0.0)),
    "honest": Altered(change=lambda a, *_: replace(a, bits=a.bits + 100.0)),
    "strangers": Altered(change=lambda a, *_: replace(a, p_value=a.p_value * 1e-6)),
    "rows": Altered(change=_by_first_row),
    "names": Altered(change=_by_name_length),
    "clock": Altered(change=_by_clock),
    "same": Altered(change=_remembers),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("question", list(QUESTIONS), ids=lambda question: question.spec.id)
def test_every_question_keeps(question: Question, check: str) -> None:
    CHECKS[check](question)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_rejects_a_wrong_question(check: str) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        CHECKS[check](WRONG[check])


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_accept_a_right_question(check: str) -> None:
    """One that is left as it is is right; so a rejection above is for the fault."""
    CHECKS[check](Altered())
