"""Figures of how long things took."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.decisions import first_decision
from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words


def _to_decision(facts: Facts) -> Iterator[Counted]:
    for entry, decision in facts.standing():
        if first_decision(facts, decision.case) == entry.number:
            opened_us = facts.cases[decision.case].opened_us
            yield Counted(entry.number, (), entry.time_us - opened_us)


def _to_answer(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.AppealResolved):
        filed_us = facts.appeals[str(entry.details["appeal"])].filed_us
        yield Counted(entry.number, (), entry.time_us - filed_us)


_QUANTILES = (
    "The median and the 90 % mark are times that occurred: the shortest within which half, or 90 %,"
    " were done."
)
_QUANTILES_ZH = "中位数和 90% 分位均为实际出现的时长，即至少一半（或 90%）在该时长内完成。"

FIGURES = (
    Figure(
        id="times.to_decision",
        version=1,
        words=Words("Time to the first decision", "至首次决定的时长"),
        definition=Words(
            "From the opening of a case to its first decision that stands, for cases in which that "
            f"came in the period. {_QUANTILES} Cases without a decision are not in it.",
            f"自立案至首个生效决定的时长，计入本期首次作出决定的案件。{_QUANTILES_ZH}尚无决定的案件不计入。",
        ),
        unit=Unit.HOURS,
        by=(),
        count=_to_decision,
    ),
    Figure(
        id="times.to_answer",
        version=1,
        words=Words("Time to answer an appeal", "答复申诉的时长"),
        definition=Words(
            "From when an appeal came in to its answer, for appeals answered in the period. "
            f"{_QUANTILES}",
            f"自申诉提出至答复的时长，计入本期答复的申诉。{_QUANTILES_ZH}",
        ),
        unit=Unit.HOURS,
        by=(),
        count=_to_answer,
    ),
)
