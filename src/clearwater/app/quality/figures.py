"""How well an organisation reviews, as figures: never of one person, and never a target.

Known cases say how often what is decided is right; decisions that were judged twice say how often
two people agree. Both are of everybody together: a figure of one person is soon a target, and
reviewers who are measured decide what is safe for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.known import blind_milli
from clearwater.app.quality.known_findings import KnownOf, all_known
from clearwater.cases.figures.agreement import Agreement
from clearwater.cases.figures.intervals import Share
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.review import BlindReview, BlindState, Expected
from clearwater.cases.workflow.commands_review import ChangeQualityRules
from clearwater.cases.workflow.rights import Verb

NO_ACTION = "no action"
FIGURES = pa.schema(
    [
        ("figure", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("count", pa.int64()),
        ("of", pa.int64()),
    ]
)
"""``value`` with its 95 % interval; ``count`` and ``of`` where it is a share. Empty where there is
too little to say anything."""


@dataclass(frozen=True)
class Quality:
    """The figures of an organisation, and by which rules they come to be."""

    blind_milli: int
    known: int
    """Findings whose truth is known."""
    opened: int
    """Of these, those that are in a case."""
    guilty: Share
    """Right among known cases in which a measure is right: it was seen."""
    innocent: Share
    """Right among known cases in which none is: nobody was accused wrongly."""
    waiting: int
    """Decisions that wait for a second judgement."""
    exact: Agreement
    """By measure, no action among them."""
    whether: Agreement
    """By whether any measure is taken."""


def quality(desk: Desk) -> Quality:
    """Return the figures, for somebody who may see them."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ_QUALITY)
        known = all_known(unit)
        reviews = unit.find(BlindReview)
        decisions = {one.decision: unit.get(Decision, one.decision) for one in reviews}
        share = blind_milli(unit)
    judged = [
        (first.measure or NO_ACTION, one.measure or NO_ACTION)
        for one in reviews
        if one.state == BlindState.ANSWERED and (first := decisions[one.decision]) is not None
    ]
    return Quality(
        blind_milli=share,
        known=len(known),
        opened=sum(one.case is not None for one in known),
        guilty=_right(known, Expected.MEASURE),
        innocent=_right(known, Expected.NO_ACTION),
        waiting=sum(one.state == BlindState.WAITING for one in reviews),
        exact=Agreement.of(judged),
        whether=Agreement.of((_whether(first), _whether(second)) for first, second in judged),
    )


def change_rules(desk: Desk, milli: int) -> None:
    """Let another share of decisions, in thousandths, be judged blindly from now on."""
    with desk.store.writing(desk.organisation) as unit:
        desk.without_case(unit, desk.context(unit), ChangeQualityRules(milli))


def figures_table(found: Quality) -> pa.Table:
    """Return the figures as a table with schema `FIGURES`."""
    rows = [
        _share("known cases: seen", found.guilty),
        _share("known cases: spared", found.innocent),
        _share("judged twice: same measure", found.exact.share),
        _alpha("judged twice: same measure, alpha", found.exact),
        _share("judged twice: same about acting at all", found.whether.share),
        _alpha("judged twice: same about acting at all, alpha", found.whether),
    ]
    return pa.Table.from_pylist(rows, FIGURES)


def _right(known: Iterable[KnownOf], expected: str) -> Share:
    said = [one.right for one in known if one.row.expected == expected and one.right is not None]
    return Share(sum(said), len(said))


def _whether(measure: str) -> str:
    return measure if measure == NO_ACTION else "a measure"


def _share(name: str, share: Share) -> dict[str, object]:
    low, high = share.interval or (None, None)
    return {
        "figure": name,
        "value": share.value,
        "low": low,
        "high": high,
        "count": share.count,
        "of": share.of,
    }


def _alpha(name: str, found: Agreement) -> dict[str, object]:
    low, high = found.interval or (None, None)
    return {
        "figure": name,
        "value": found.alpha,
        "low": low,
        "high": high,
        "count": None,
        "of": len(found.judged),
    }
