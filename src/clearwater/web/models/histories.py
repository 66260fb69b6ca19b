"""What was decided about an account before."""

from __future__ import annotations

from clearwater.app.investigate.histories import History
from clearwater.web.models.base import Out


class HistoryCase(Out):
    """A case that the account is or was in."""

    case: str
    state: str
    outcome: str | None
    standing: str
    opened: int


class HistoryMeasure(Out):
    """A measure that it has or had; times in microseconds since 1970, UTC."""

    case: str
    kind: str
    severity: int
    state: str
    decided: int | None
    starts: int | None
    ends: int | None
    lifted: int | None


class HistoryAppeal(Out):
    """An appeal of it."""

    case: str
    filed: int
    state: str
    outcome: str | None


class HistoryShown(Out):
    """An account by name, and what was before."""

    account: str
    subject: str | None
    strikes: float
    cases: list[HistoryCase]
    measures: list[HistoryMeasure]
    appeals: list[HistoryAppeal]


def history_of(found: History) -> HistoryShown:
    """Return a history as it is sent."""
    return HistoryShown(
        account=found.account,
        subject=found.subject,
        strikes=found.strikes,
        cases=[
            HistoryCase(
                case=one.case,
                state=one.state,
                outcome=one.outcome,
                standing=one.standing,
                opened=one.opened_us,
            )
            for one in found.cases
        ],
        measures=[
            HistoryMeasure(
                case=one.case,
                kind=one.kind,
                severity=one.severity,
                state=one.state,
                decided=one.decided_us,
                starts=one.starts_us,
                ends=one.ends_us,
                lifted=one.lifted_us,
            )
            for one in found.measures
        ],
        appeals=[
            HistoryAppeal(case=one.case, filed=one.filed_us, state=one.state, outcome=one.outcome)
            for one in found.appeals
        ],
    )
