"""How far reports move a waiting clue forward: a head start that saturates.

Each reporter is one voice, as loud as the mean of what is known of his or her reliability. All
reporters of one brigade are one voice together, as loud as the prior, with what they report of the
same account later too: what is known of a crowd that moves as one is not known of a person. With
the sum of voices v the head start is

    head_start_s * (1 - 2 ** (-v / 2))

so that two sure reporters give half of it, four three quarters, and no crowd gives more than all.
It moves places in a queue and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clearwater.cases.intake.reliability import Prior, Reliability
from clearwater.cases.records.reports import UserReport

HALF_AT = 2.0
"""Sum of voices that gives half of the head start."""


def voices(reports: Iterable[UserReport], known: Mapping[str, Reliability], prior: Prior) -> float:
    """Return the sum of the voices behind reports about one account.

    Parameters
    ----------
    known
        Reporter -> reliability; who is missing is taken for ordinary.
    prior
        Of the organisation.
    """
    some = tuple(reports)
    brigades = {one.brigade for one in some if one.brigade is not None}
    # Of whom one report is marked, that is his voice: what he adds later is of the same crowd.
    heard = {one.reporter for one in some if one.brigade is not None}
    reporters = {one.reporter for one in some} - heard
    of_reporters = (known[one].mean if one in known else prior.mean for one in sorted(reporters))
    return sum(of_reporters) + prior.mean * len(brigades)


def head_start_us(voiced: float, longest_s: int) -> int:
    """Return the head start, microseconds, 0 to that of `longest_s` seconds.

    Examples
    --------
    >>> [round(head_start_us(v, 172_800) / 3_600e6) for v in (0, 0.5, 1, 2, 4, 100)]
    [0, 8, 14, 24, 36, 48]
    """
    return int(longest_s * 1_000_000 * (1 - 2 ** (-max(voiced, 0.0) / HALF_AT)))
