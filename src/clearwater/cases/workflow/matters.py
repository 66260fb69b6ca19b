"""When a case is over: nothing is restricted, nothing can be contested, nothing has to go out.

Until then people need to know whom it is about. From then on the time runs for which the policy
keeps that.
"""

from __future__ import annotations

from typing import NamedTuple

from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision, Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageState
from clearwater.cases.workflow.appeal_times import FOREVER_US, appeal_until_us
from clearwater.cases.workflow.asking import open_appeals, the_case
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.statement import shown_minute


class Over(NamedTuple):
    """Since when a case is over, or why it is not."""

    since_us: int | None
    """It may lie ahead: the end of a measure, of the time for an appeal. Nothing: nobody knows."""
    because: str
    """What ends last."""


def over(file: CaseFile) -> Over:
    """Return when the case in a file is over, as far as that is known now."""
    case = the_case(file)
    if open_appeals(file):
        return Over(None, "an appeal is open")
    if case.state != CaseState.CLOSED or case.closed_us is None:
        return Over(None, f"the case is {case.state}")
    if any(one.state == MeasureState.PLANNED for one in file.all(Measure)):
        return Over(None, "a measure has not begun")
    if any(one.state == MessageState.WAITING for one in file.all(Message)):
        waits = Over(None, "a message has not gone out")
        last = _last(file, case.closed_us)
        # The end of a measure goes out after the measure, so what ends it is the better answer.
        return last if last.since_us is not None and last.since_us > case.closed_us else waits
    return _last(file, case.closed_us)


def waits_for_messages(file: CaseFile) -> bool:
    """Return whether something of the case has still to go out, and would name its account."""
    return any(one.state == MessageState.WAITING for one in file.all(Message))


def _last(file: CaseFile, closed_us: int) -> Over:
    ends = [Over(closed_us, "it was closed")]
    for measure in file.all(Measure):
        end_us = measure.lifted_us if measure.state == MeasureState.LIFTED else measure.ends_us
        if measure.state in {MeasureState.BEGUN, MeasureState.LIFTED} and end_us is not None:
            ends.append(Over(end_us, f"a measure ends {shown_minute(end_us)}"))
    for decision in file.all(Decision):
        for until_us in appeal_until_us(file, decision.decision).values():
            if until_us == FOREVER_US:
                return Over(None, "a notice has not gone out")
            ends.append(Over(until_us, f"it can be contested until {shown_minute(until_us)}"))
    return max(ends, key=lambda one: one.since_us or 0)
