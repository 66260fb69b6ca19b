"""The figures of an organisation and a period, and from which ledger they were counted."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from clearwater.app.case.desk import Desk
from clearwater.app.publish.facts_at import CountReports, Reading
from clearwater.app.publish.policies import Policies
from clearwater.cases.figures.base import Figure
from clearwater.cases.figures.periods import FARTHEST_AHEAD_MIN, Period, period
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.values import Stated, stated
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.measures.policy import Policy
from clearwater.cases.store.base import Unit
from clearwater.errors import ParameterError


@dataclass(frozen=True)
class Basis:
    """For whom, for when, by which rules, and from which ledger something is counted."""

    organisation: str
    period: Period
    policy: Policy
    """In force when the period ended."""
    version: int
    """Of the policy; 0 is the one that Clearwater brings."""
    size: int
    """Entries of the ledger when the period ended: what came later is not looked at."""
    root: str
    """The ledger's root at that size, in hex."""
    begins: str | None
    """When the organisation's first entry was written, RFC 3339."""

    def document(self) -> dict[str, object]:
        """Return what a report states of it."""
        return {
            "organisation": self.organisation,
            "period": self.period.document(),
            "ledger": {"size": self.size, "root": self.root, "begins": self.begins},
            "policy": {"version": self.version, "sha256": self.policy.sha256},
        }

    def of(self, part: Period) -> Basis:
        """Return the same for a part of the period, by the same ledger and rules."""
        return replace(self, period=part)

    def command(self, figure: str) -> str:
        """Return the command that counts a figure again."""
        words = ["clearwater", "report", "figure", figure, f"--{self.period.kind}"]
        words += [self.period.name, "--organisation", self.organisation]
        words += ["--ledger-size", str(self.size)]
        return shlex.join(words)


def period_for(unit: Unit, named: str) -> tuple[Period, int, Policy]:
    """Return a period at the organisation's offset, with the policy that was in force at its end.

    The offset is that of the policy in force when the period was about to end where it ends first.
    A report can be made from its end on: a change after that would shift a period that is over.

    Raises
    ------
    ParameterError
        If there is no such period.
    """
    policies = Policies(unit)
    _, before_any_end = policies.at(period(named, FARTHEST_AHEAD_MIN).end_us - 1)
    found = period(named, before_any_end.publishing.offset_min)
    version, policy = policies.at(found.end_us - 1)
    return found, version, policy


def basis_for(desk: Desk, unit: Unit, named: str, *, size: int | None = None) -> Basis:
    """Return on what the figures of a period rest.

    Parameters
    ----------
    size
        How long the ledger was; nothing for as long as it was when the period ended.

    Raises
    ------
    ParameterError
        If there is no such period, it is not over, or the ledger never had that size.
    """
    found, version, policy = period_for(unit, named)
    require_over(desk, found)
    if size is None:
        size = unit.size_before(found.end_us)
    try:
        root = unit.root_at(size)
    except ValueError as error:
        raise ParameterError("the ledger never had that size", found=str(size)) from error
    return Basis(unit.organisation, found, policy, version, size, root, _begins(unit))


def with_ledger_of(unit: Unit, basis: Basis, others: Sequence[str]) -> Basis:
    """Return a basis whose ledger reaches as far as that of other organisations too."""
    end_us = basis.period.end_us
    size = max([basis.size, *(unit.beside(one).size_before(end_us) for one in others)])
    return replace(basis, size=size, root=unit.root_at(size))


def require_over(desk: Desk, found: Period) -> None:
    """Return if a period is over.

    Raises
    ------
    ParameterError
        If not: its figures would be other ones tomorrow.
    """
    now_us = desk.clock_us()
    if now_us < found.end_us:
        raise ParameterError(
            f"the {found.kind} is not over",
            where=found.name,
            expected=f"{shown_time(found.end_us)} or later",
            found=shown_time(now_us),
            next_step=f"Name a {found.kind} that is over.",
        )


def counted(
    unit: Unit,
    basis: Basis,
    figures: Sequence[Figure] = FIGURES,
    count_reports: CountReports | None = None,
) -> tuple[Stated, ...]:
    """Return what figures say of the organisation of a unit, for the period of a basis.

    Where reports of users are not counted, their figures are left out: a nought would be a claim.
    """
    if count_reports is None:
        figures = [one for one in figures if one.group != "reports"]
    facts = Reading(unit, basis.size, count_reports).facts(basis.period)
    return tuple(stated(one, facts) for one in figures)


def _begins(unit: Unit) -> str | None:
    with closing(unit.entries()) as entries:  # type: ignore[type-var]  # a generator
        first = next(entries, None)
    return None if first is None else shown_time(first.time_us)
