"""Figures of clues."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words


def _received(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.ClueReceived):
        again = "new" if entry.details["times"] == 1 else "again"
        yield Counted(entry.number, (str(entry.details["source"]), again))


def _set_aside(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.of(acts.ClueSetAside))


FIGURES = (
    Figure(
        id="clues.received",
        version=1,
        words=Words("Clues received", "收到的线索"),
        definition=Words(
            "Times that a clue was received. The same clue again is counted again, apart from new "
            "ones; the source is that of this time.",
            "收到线索的次数。相同线索再次收到时另计为“再次”；来源按当次计算。",
        ),
        unit=Unit.COUNT,
        by=("source", "again"),
        count=_received,
    ),
    Figure(
        id="clues.set_aside",
        version=1,
        words=Words("Clues set aside", "不再跟进的线索"),
        definition=Words(
            "Clues that somebody looked at and did not follow, when that was put on record.",
            "经查看后决定不再跟进的线索，按记录时间计算。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_set_aside,
    ),
)
