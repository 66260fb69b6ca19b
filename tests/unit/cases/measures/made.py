"""Measures and members to count with."""

from __future__ import annotations

from clearwater.cases.records.case import Member
from clearwater.cases.records.decision import Measure

DAY_US = 86_400_000_000


def a_measure(
    state: str = "begun",
    *,
    starts_us: int | None = 100,
    ends_us: int | None = 200,
    lifted_us: int | None = None,
    severity: int = 4,
    subject: str = "subject-1",
    decision: str = "decision-1",
    measure: str = "measure-1",
) -> Measure:
    return Measure(
        organisation="main",
        measure=measure,
        decision=decision,
        case="case-1",
        subject=subject,
        kind="mute",
        severity=severity,
        state=state,
        starts_us=starts_us,
        ends_us=ends_us,
        lifted_us=lifted_us,
        inverse="unmute",
    )


def a_member(subject: str, q_value: str = "0.01", events: int = 10) -> Member:
    return Member(
        organisation="main",
        case="case-1",
        subject=subject,
        finding="F1",
        role="core",
        score_millibits=9_000,
        q_value=q_value,
        events=events,
        standing="member",
        why=None,
    )
