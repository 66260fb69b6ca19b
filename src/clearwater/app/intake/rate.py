"""The effective-report rate of an organisation: now, as of a moment, or of a period's decisions."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.intake.facts_at import WHOLE
from clearwater.app.intake.standing import Standing, standing_at
from clearwater.cases.acts import UserReportReceived
from clearwater.cases.figures.facts import EffectiveReports
from clearwater.cases.figures.periods import Period
from clearwater.cases.intake.effective_rate import EffectiveRate, counted_once, outcome_together
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.store.base import EntriesAsked, Unit
from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class RateAt:
    """A rate, and of when."""

    at_us: int
    rate: EffectiveRate


def rate(desk: Desk, at_us: int | None = None) -> RateAt:
    """Return the rate over all reports that had come in at a moment, that included; None: now.

    Raises
    ------
    RefusedError
        If the person may not read reports.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        moment_us = context.now_us if at_us is None else at_us
        return RateAt(moment_us, standing_at(unit, moment_us).rate())


def count_reports(unit: Unit, period: Period, size: int = WHOLE) -> EffectiveReports:
    """Return how reports stood that were decided in a period, as they stood at its end.

    What counts once (`counted_once`) was decided in the period if nothing had come of it when the
    period began. Whoever publishes it weekly counts each report once, in the week in which it was
    decided; a later appeal changes no earlier week.

    Parameters
    ----------
    size
        Only by the ledger when it had so many entries.
    """
    then = standing_at(unit, period.end_us - 1, size)
    # By the brigades that were known at the end, or what one of them made one would count anew.
    before = _once(standing_at(unit, period.start_us - 1, size), then.marked)
    after = _once(then, then.marked)
    pending = Outcome.PENDING
    decided = {
        key: outcome
        for key, outcome in after.items()
        if outcome is not pending and before.get(key, pending) is pending
    }
    came = EntriesAsked((UserReportReceived.NAME,), size, period.start_us, period.end_us)
    return EffectiveReports(
        effective=sum(one is Outcome.EFFECTIVE for one in decided.values()),
        decided=len(decided),
        pending=sum(one is pending for one in after.values()),
        entries=tuple(entry.number for entry in unit.entries_asked(came)),
    )


def _once(standing: Standing, marked: frozenset[str]) -> dict[tuple[str, ...], Outcome]:
    groups = counted_once(standing.reports, marked)
    return {
        key: outcome_together(standing.outcomes[one.report] for one in group)
        for key, group in groups.items()
    }
