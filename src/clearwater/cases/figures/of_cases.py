"""Figures of cases."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words


def _opened(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.CaseOpened):
        yield Counted(entry.number, (str(entry.details["source"]),))


def _handed_over(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.HandoverAccepted):
        row = facts.handovers[str(entry.details["handover"])]
        if row.giver == facts.organisation and row.what == "case":
            yield Counted(entry.number, (row.direction,))


def _closed(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.CaseClosed):
        yield Counted(entry.number, (str(entry.details["outcome"]),))


def _reopened(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.of(acts.CaseReopened))


def _open(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.open_cases)


FIGURES = (
    Figure(
        id="cases.opened",
        version=1,
        words=Words("Cases opened", "立案"),
        definition=Words(
            "Cases opened, by the source of the clue for which each was opened. A case taken over "
            "from another body is opened here, with the origin another organisation.",
            "新开案件数，按立案线索的来源划分。从其他机构接收的案件在此重新立案，来源记为其他机构。",
        ),
        unit=Unit.COUNT,
        by=("origin",),
        count=_opened,
    ),
    Figure(
        id="cases.handed_over",
        version=1,
        words=Words("Cases handed over", "移交案件"),
        definition=Words(
            "Cases that another body took from this one, when it took them. Each is counted among "
            "the closed ones too, with the outcome handed over.",
            "由其他机构接收的本机构案件，按接收时间计算；同时计入结案，结果为移交。",
        ),
        unit=Unit.COUNT,
        by=("direction",),
        count=_handed_over,
    ),
    Figure(
        id="cases.closed",
        version=1,
        words=Words("Cases closed", "结案"),
        definition=Words(
            "Times that a case was closed, by outcome at that moment. A case that an appeal opened "
            "again and that was closed again is counted twice.",
            "结案次数，按当时的结果划分。因申诉重新开启后再次结案的，计两次。",
        ),
        unit=Unit.COUNT,
        by=("outcome",),
        count=_closed,
    ),
    Figure(
        id="cases.reopened",
        version=1,
        words=Words("Cases reopened", "重新开启的案件"),
        definition=Words(
            "Times that an appeal opened a closed case again.",
            "已结案件因申诉重新开启的次数。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_reopened,
    ),
    Figure(
        id="cases.open",
        version=1,
        words=Words("Cases open at the end", "期末在办案件"),
        definition=Words(
            "Cases that had been opened and not closed, or opened again, when the period ended.",
            "期末时已立案而未结案（含重新开启）的案件。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_open,
        stock=True,
    ),
)
