"""Where a case stands in the queue: expected harm x confidence / effort, and nothing starves.

A case stands at the time at which it was opened, less a head start. What it could harm (severity)
times how sure that is (confidence) gives the whole head start; what it would cost to judge takes
part of that away again, never more, so that no effort moves a case behind its own opening. All that
is fixed when the case is placed. The clock moves none past another, and a head start has an upper
bound, so whatever has waited longer than that stands before everything that is opened later.

The effort is an estimate of ours from the size of the case, not a measurement: ten minutes for any
case; for each finding three more for each binary digit of the number of its accounts and one for
each of its objects. So it grows with doublings: a group is judged as one thing, with its tables,
and not account by account.
"""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.cases.measures.policy import Queue
from clearwater.cases.records.case import Placing

LEAST_S = 600
"""What judging any case costs, in seconds."""
ACCOUNTS_S = 180
"""And for each binary digit of the number of accounts of a finding."""
OBJECTS_S = 60
"""And for each of the number of its objects."""


def effort_s(sizes: Iterable[tuple[int, int]]) -> int:
    """Return the estimated effort of judging a case, seconds.

    Parameters
    ----------
    sizes
        Accounts and objects of each finding.

    Examples
    --------
    >>> effort_s([]), effort_s([(2, 1)]), effort_s([(5000, 40)])
    (600, 1020, 3300)
    """
    return LEAST_S + sum(
        ACCOUNTS_S * accounts.bit_length() + OBJECTS_S * objects.bit_length()
        for accounts, objects in sizes
    )


def placing(
    rules: Queue,
    names: tuple[str, str],
    weighed: tuple[int, int],
    effort: int,
    by_reports_us: int = 0,
) -> Placing:
    """Return how far ahead of its opening a case stands, and for what.

    Parameters
    ----------
    names
        Organisation and case.
    weighed
        Severity, 1 to 5, and confidence, 0 to 1000.
    effort
        Of `effort_s`, seconds.
    by_reports_us
        What users' reports give besides.
    """
    severity, confidence_milli = weighed
    whole_us = severity * confidence_milli * rules.head_start_s * 1000
    more_s = effort - LEAST_S
    # The weighed share of the head start is divided by the effort, counted in least efforts.
    lost_us = whole_us * rules.effort_milli * more_s // (1000 * effort)
    return Placing(*names, effort, whole_us, lost_us, by_reports_us)


def rank_us(opened_us: int, at: Placing) -> int:
    """Return the place in the queue: the smallest is first."""
    return opened_us - (at.by_harm_us - at.by_effort_us + at.by_reports_us)
