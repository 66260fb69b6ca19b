"""The effective-report rate by its published definition.

Distinct reports (reporter, account, category, window) whose account was acted on and the action not
overturned, of those that were decided. What is pending is left out and shown beside it. A brigade
counts once for each account that it reported, however many its reporters, categories and windows.

It says how a channel of reports does. It is never a target for a person: who is measured by it
reports what is easy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clearwater.cases.figures.intervals import Share
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.records.reports import UserReport

Counted = tuple[str, ...]
"""What is counted once: a report, or a brigade and an account."""


@dataclass(frozen=True)
class EffectiveRate:
    """The rate with everything that it rests on."""

    effective: int
    decided: int
    pending: int
    """Not in the rate."""
    reports: int
    """Reports before brigades were made one."""
    in_brigades: int
    """Of these, how many belong to a brigade."""

    @property
    def share(self) -> Share:
        """Effective of decided, with Wilson's interval."""
        return Share(self.effective, self.decided)


def counted_once(
    reports: Iterable[UserReport], marked: frozenset[str]
) -> Mapping[Counted, tuple[UserReport, ...]]:
    """Return what counts once -> its reports.

    Parameters
    ----------
    marked
        Brigades that were known at the moment; a later mark changes no earlier figure.
    """
    found: dict[Counted, list[UserReport]] = {}
    for one in reports:
        brigade = one.brigade if one.brigade in marked else None
        key = (one.report,) if brigade is None else (brigade, one.subject)
        found.setdefault(key, []).append(one)
    return {key: tuple(some) for key, some in found.items()}


def outcome_together(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what became of reports that count once: the best of what was decided."""
    said = set(outcomes)
    for outcome in (Outcome.EFFECTIVE, Outcome.NOT_EFFECTIVE):
        if outcome in said:
            return outcome
    return Outcome.PENDING


def effective_rate(
    reports: Iterable[UserReport], outcomes: Mapping[str, Outcome], marked: frozenset[str]
) -> EffectiveRate:
    """Return the rate over reports, of each of which the outcome is known.

    Raises
    ------
    KeyError
        If the outcome of a report is missing.
    """
    some = tuple(reports)
    together = [
        outcome_together(outcomes[one.report] for one in group)
        for group in counted_once(some, marked).values()
    ]
    effective = together.count(Outcome.EFFECTIVE)
    pending = together.count(Outcome.PENDING)
    return EffectiveRate(
        effective=effective,
        decided=len(together) - pending,
        pending=pending,
        reports=len(some),
        in_brigades=sum(one.brigade in marked for one in some if one.brigade is not None),
    )
