"""Whether a measure is in force: a matter of its row and the time, and of nothing else.

No daemon has to be alive for a measure to begin or to lapse. What other systems were told is a
matter of messages; what holds is what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.cases.records.decision import Measure, MeasureState


def in_force(measure: Measure, at_us: int) -> bool:
    """Return whether the measure is in force at a moment.

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
