"""The report of a week: every figure of a body, and on demand of the bodies below it."""

from __future__ import annotations

from clearwater.app.case.desk import Desk
from clearwater.app.intake.rate import count_reports
from clearwater.app.publish.below import DIVIDED, below_document
from clearwater.app.publish.counting import Basis, basis_for, counted, with_ledger_of
from clearwater.app.publish.documents import (
    Document,
    definitions,
    exchange_document,
    figure_document,
    used_values,
    words_document,
)
from clearwater.app.publish.facts_at import CountReports
from clearwater.app.publish.tree_then import bodies_below
from clearwater.cases.figures.periods import WEEK
from clearwater.cases.figures.registry import figure
from clearwater.cases.figures.values import Stated
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

FORMAT, FORMAT_VERSION = "clearwater weekly report", 1


def weekly(
    desk: Desk,
    week: str,
    *,
    below: bool = False,
    count_reports: CountReports | None = count_reports,
) -> Document:
    """Return the report of a week: the truth, of which every other form is a rendering.

    It rests on the ledger as it was when the week ended, so it is the same whenever it is made.

    Parameters
    ----------
    week
        ISO 8601, such as ``2026-W10``; over by now.
    below
        With the roll-up over the bodies that stood below when the week ended.
    count_reports
        How reports of users are counted.

    Raises
    ------
    RefusedError
        If the person may not read the figures.
    ParameterError
        If it is no week, or not over.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.ROLL_UP if below else Verb.READ)
        basis = basis_for(desk, unit, week)
        if basis.period.kind != WEEK:
            raise ParameterError("not a week", expected="such as 2026-W10", found=repr(week))
        bodies = bodies_below(unit, basis.period.end_us) if below else ()
        basis = with_ledger_of(unit, basis, [one.body for one in bodies])
        rolled = below_document(unit, basis, bodies, count_reports) if below else None
        return document_for(unit, basis, rolled, count_reports)


def below_of(unit: Unit, basis: Basis) -> Document:
    """Return the roll-up of a week by the ledger of a basis."""
    bodies = bodies_below(unit, basis.period.end_us)
    return below_document(unit, basis, bodies, count_reports)


def document_for(
    unit: Unit,
    basis: Basis,
    below: Document | None = None,
    count_reports: CountReports | None = count_reports,
) -> Document:
    """Return the document of a period that may be of any kind, with a roll-up that was made."""
    stated = counted(unit, basis, count_reports=count_reports)
    used = used_values(stated)
    if below is not None:
        _add_used(used, below)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **basis.document(),
        "figures": [figure_document(one, basis) for one in stated],
        "below": below,
        "definitions": definitions([one.figure for one in stated]),
        "words": words_document(used, basis.policy),
        "statements": exchange_document(basis.policy),
    }


def one_figure(
    desk: Desk,
    named: str,
    period: str,
    *,
    size: int | None = None,
    count_reports: CountReports | None = count_reports,
) -> tuple[Stated, Basis]:
    """Return one figure of a period, with the numbers of the entries that were counted.

    Raises
    ------
    RefusedError
        If the person may not read figures.
    ParameterError
        If there is no such figure or period, or the period is not over.
    """
    wanted = figure(named)
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        basis = basis_for(desk, unit, period, size=size)
        (found,) = counted(unit, basis, (wanted,), count_reports)
    return found, basis


def _add_used(used: dict[str, set[str]], rolled: Document) -> None:
    for one in rolled["figures"]:  # type: ignore[attr-defined]  # a list of objects
        for row in one["rows"]:
            for dimension, value in row["by"].items():
                if dimension in DIVIDED.get(one["id"], ()):
                    used.setdefault(dimension, set()).add(value)
