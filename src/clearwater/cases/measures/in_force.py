"""Whether a measure is in force: a matter of its row, the time, and whether the account was told.

No daemon has to be alive for a measure to lapse: its end is a matter of its row and the time alone.
For it to restrict anybody its notice must have been taken besides (`told_by`).
"""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.cases.records.decision import Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind


def in_force(measure: Measure, at_us: int) -> bool:
    """Return whether the measure is in force at a moment on an account that was told of it.

    Parameters
    ----------
    measure
        As it is now: one that was lifted says when, so moments before that can be asked about.
    at_us
        Microseconds, UTC. The first moment of a measure belongs to it, its end does not.
    """
    if measure.starts_us is None or measure.ends_us is None:
        return False
    if not measure.starts_us <= at_us < measure.ends_us:
        return False
    if measure.state == MeasureState.LIFTED:
        return measure.lifted_us is not None and at_us < measure.lifted_us
    return measure.state == MeasureState.BEGUN


def told_by(messages: Iterable[Message], at_us: int) -> frozenset[str]:
    """Return the measures whose notices had been taken by a moment, microseconds, UTC."""
    return frozenset(
        message.measure
        for message in messages
        if message.kind == MessageKind.NOTICE
        and message.delivered_us is not None
        and message.delivered_us <= at_us
    )


def restrictions(
    measures: Iterable[Measure], at_us: int, subject: str | None = None
) -> tuple[Measure, ...]:
    """Return the measures that are in force at a moment: gravest first, then longest, then name.

    Parameters
    ----------
    measures
        Any measures, of any cases.
    at_us
        Microseconds, UTC.
    subject
        The account that is asked about; None for all of them.
    """
    held = [
        measure
        for measure in measures
        if in_force(measure, at_us) and subject in {None, measure.subject}
    ]
    return tuple(sorted(held, key=lambda m: (-m.severity, -(m.ends_us or 0), m.measure)))
