"""Where reports stand: what became of each, how reliable reporters are, what the rate is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clearwater.app.intake.facts_at import WHOLE, facts_at, facts_now
from clearwater.cases.acts import UserReportReceived
from clearwater.cases.intake.effective_rate import EffectiveRate, effective_rate
from clearwater.cases.intake.outcomes import Facts, Outcome, outcome_of
from clearwater.cases.intake.reliability import Prior, Reliability, prior_of, reliability
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.reports import Brigade, UserReport
from clearwater.cases.store.base import EntriesAsked, Unit


@dataclass(frozen=True)
class Standing:
    """Every report of an organisation that had come in at a moment, and what had become of it."""

    at_us: int
    reports: tuple[UserReport, ...]
    outcomes: Mapping[str, Outcome]
    """By report."""
    marked: frozenset[str]
    """Brigades that were known."""
    facts: Facts

    def rate(self) -> EffectiveRate:
        """Return the effective-report rate."""
        return effective_rate(self.reports, self.outcomes, self.marked)

    def prior(self, policy: Policy) -> Prior:
        """Return what is thought of a reporter of whom nothing is known."""
        rate = self.rate()
        return prior_of(rate.effective, rate.decided, policy.intake.prior_reports_milli)

    def reliabilities(self, policy: Policy) -> dict[str, Reliability]:
        """Return reporter -> reliability, of everybody who reported."""
        prior = self.prior(policy)
        came: dict[str, list[Outcome]] = {}
        for one in self.reports:
            came.setdefault(one.reporter, []).append(self.outcomes[one.report])
        return {
            name: reliability(
                some.count(Outcome.EFFECTIVE), len(some) - some.count(Outcome.PENDING), prior
            )
            for name, some in sorted(came.items())
        }


def standing_now(unit: Unit, now_us: int) -> Standing:
    """Return where the reports of the unit's organisation stand."""
    return standing_of(unit, unit.find(UserReport), now_us)


def standing_of(unit: Unit, reports: tuple[UserReport, ...], now_us: int) -> Standing:
    """Return where some reports stand now; nothing is read but the rows that they touch.

    Rates and reliabilities of it are of these reports alone.
    """
    return _standing(unit, reports, now_us, facts_now(unit, reports))


def outcomes_now(unit: Unit, reports: Iterable[UserReport], now_us: int) -> dict[str, Outcome]:
    """Return report -> what has become of it; nothing is read but the rows that they touch."""
    some = tuple(reports)
    facts = facts_now(unit, some)
    return {one.report: outcome_of(one, facts, now_us) for one in some}


def standing_at(unit: Unit, at_us: int, size: int = WHOLE) -> Standing:
    """Return where the reports stood at a moment, that included; the same whenever it is asked.

    What is imported later may have been sent before, so what counts is when the store took it in.

    Parameters
    ----------
    at_us
        Microseconds UTC.
    size
        Only by the ledger when it had so many entries.
    """
    asked = EntriesAsked((UserReportReceived.NAME,), size, until_us=at_us + 1)
    known = {str(entry.details["report"]) for entry in unit.entries_asked(asked)}
    reports = tuple(one for one in unit.find(UserReport) if one.report in known)
    return _standing(unit, reports, at_us, facts_at(unit, reports, at_us, size))


def _standing(unit: Unit, reports: tuple[UserReport, ...], at_us: int, facts: Facts) -> Standing:
    return Standing(
        at_us=at_us,
        reports=reports,
        outcomes={one.report: outcome_of(one, facts, at_us) for one in reports},
        marked=frozenset(one.brigade for one in unit.find(Brigade) if one.marked_us <= at_us),
        facts=facts,
    )
