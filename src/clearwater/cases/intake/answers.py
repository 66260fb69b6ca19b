"""What reporters are told became of their reports, in plain words of both languages.

It names nobody who worked on it, no measure, and nothing about the account: a reporter is told
that something was done, not what. The words are fixed, so that nobody's answer differs by who asks.
"""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.intake.outcomes import Facts, Outcome
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.records.reports import Told, UserReport

ANSWERS: Mapping[Told, Words] = {
    Told.RECEIVED: Words(
        "We have received your report. Somebody will look at it.",
        "我们已收到您的举报，将由工作人员查看。",
    ),
    Told.LOOKED_AT: Words(
        "People are looking at what you reported.",
        "工作人员正在核查您举报的情况。",
    ),
    Told.MEASURES: Words(
        "What you reported was looked at, and measures were taken. We do not say which: that is "
        "between us and the account.",
        "您举报的情况已经核查，并已采取措施。措施内容涉及对方账号，恕不告知。",
    ),
    Told.NO_MEASURE: Words(
        "What you reported was looked at, and no measure stands. That does not mean that your "
        "report was wrong; what was seen did not suffice.",
        "您举报的情况已经核查，目前没有生效的措施。这并不表示举报有误，只是现有情况不足以采取措施。",
    ),
}
"""A test holds that no answer is without words."""


def told(report: UserReport, outcome: Outcome, facts: Facts, at_us: int) -> Told:
    """Return what a reporter is told about a report at a moment, microseconds UTC."""
    if outcome is Outcome.EFFECTIVE:
        return Told.MEASURES
    if outcome is Outcome.NOT_EFFECTIVE:
        return Told.NO_MEASURE
    return Told.RECEIVED if facts.move(report.clue, at_us) is None else Told.LOOKED_AT
