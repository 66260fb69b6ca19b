"""Figures of appeals."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words


def _filed(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.of(acts.AppealFiled))


def _appellants(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.AppealFiled):
        yield Counted(entry.number, (), int(str(entry.details["appellants"])))


def _resolved(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.AppealResolved):
        yield Counted(entry.number, (str(entry.details["outcome"]),))


def _open(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.open_appeals)


def _overturned(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.AppealResolved):
        yield Counted(entry.number, (), int(str(entry.details["overturned"])))


def _share(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.AppealResolved):
        answered = facts.appellants[str(entry.details["appeal"])]
        yield Counted(entry.number, (), answered, part=int(str(entry.details["overturned"])))


FIGURES = (
    Figure(
        id="appeals.filed",
        version=1,
        words=Words("Appeals filed", "提出的申诉"),
        definition=Words(
            "Appeals that came in. One of several accounts together is one appeal.",
            "收到的申诉数。多个账号共同提出的为一件。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_filed,
    ),
    Figure(
        id="appeals.appellants",
        version=1,
        words=Words("Accounts that appealed", "提出申诉的账号"),
        definition=Words(
            "Accounts in the appeals that came in; one that contests two decisions counts twice.",
            "所收申诉涉及的账号；对两项决定提出申诉的计两次。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_appellants,
    ),
    Figure(
        id="appeals.resolved",
        version=1,
        words=Words("Appeals answered", "答复的申诉"),
        definition=Words(
            "Appeals that were answered, whenever they came in, by outcome.",
            "已答复的申诉（不论何时提出），按结果划分。",
        ),
        unit=Unit.COUNT,
        by=("outcome",),
        count=_resolved,
    ),
    Figure(
        id="appeals.open",
        version=1,
        words=Words("Appeals open at the end", "期末未答复的申诉"),
        definition=Words(
            "Appeals that had come in and not been answered when the period ended.",
            "期末时已提出而尚未答复的申诉。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_open,
        stock=True,
    ),
    Figure(
        id="appeals.overturned",
        version=1,
        words=Words("Accounts whose decision fell", "决定被撤销的账号"),
        definition=Words(
            "Accounts for which an appeal was won, when it was answered.",
            "申诉成立、决定被撤销的账号，按答复时间计算。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_overturned,
    ),
    Figure(
        id="appeals.overturn_share",
        version=1,
        words=Words("Share overturned", "撤销比例"),
        definition=Words(
            "Accounts for which an appeal was won, of all accounts in the appeals that were "
            "answered. Accounts that appeal together are not independent, so the interval is too "
            "narrow.",
            "申诉成立的账号占已答复申诉全部账号的比例。共同申诉的账号并不独立，区间因此偏窄。",
        ),
        unit=Unit.SHARE,
        by=(),
        count=_share,
    ),
)
