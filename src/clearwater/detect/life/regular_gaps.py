"""Regular gaps: waits between acts that return more exactly than people wait.

A script that raises accounts looks at something every eight hours, one that drives them taps every
seven seconds. People do neither; what they do, they do at many different distances. Gaps within a
visit and gaps between visits follow different laws, so both are looked at apart and the more
surprising counts.

Scheduling applications post on the minute. Gaps between two acts on whole minutes are left out,
which hides a desk that works on the minute as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.returning_values import ReturningValues, returning_values
from clearwater.units import MICROSECONDS

VISIT_S = 1_800.0
"""Silence that ends a visit, as web analytics has it."""


@dataclass(frozen=True)
class RegularGaps:
    """Bits of so many gaps of nearly the same length."""

    tolerance: float = 0.01
    """Two gaps are the same if the longer is at most so much longer, a share, 0.001 to 2."""
    visit_s: float = VISIT_S
    """Gaps from here on lie between visits, 1 to 86,400 s."""
    clock_s: float = 60.0
    """Acts on whole multiples of this are a scheduler's, 1 to 86,400 s."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "tolerance": (0.001, 2),
        "visit_s": (1, 86_400),
        "clock_s": (1, 86_400),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="regular-gaps",
            version="1",
            family="life",
            columns=("actor", "time"),
            paper="ours; scan statistic after Glaz, Naus and Wallenstein, 2001",
            cost="gaps, sorted twice",
            quiet="p-values spread evenly among accounts with as many gaps",
            innocent="an alarm clock: somebody who looks in whenever a timer rings",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that has a gap.

        Figures: ``gaps``, ``gap_s`` (shortest of those that return, not a number without any),
        ``returning`` (how many of them), ``of_gaps`` (of its kind, within or between visits).
        """
        account, gap_s = self._gaps(events)
        # Times are whole seconds in most logs: below one second a ratio means nothing.
        log_gap = np.log(np.maximum(gap_s, 1.0))
        width = float(np.log1p(self.tolerance))
        between = gap_s >= self.visit_s
        within, across = (
            returning_values(account[kind], log_gap[kind], width, events.accounts)
            for kind in (~between, between)
        )
        return self._stronger(within, across)

    def _gaps(self, events: EventArrays) -> tuple[np.ndarray, np.ndarray]:
        """Return whose each gap is, and its length in seconds; several acts at once are one."""
        clock = int(self.clock_s * MICROSECONDS)
        gap = np.diff(events.time)
        scheduled = events.time % clock == 0
        kept = (events.account[1:] == events.account[:-1]) & (gap > 0)
        kept &= ~(scheduled[1:] & scheduled[:-1])
        return events.account[1:][kept], gap[kept] / MICROSECONDS

    def _stronger(self, within: ReturningValues, across: ReturningValues) -> AccountMeasure:
        count = within.values + across.values
        chosen = across.bits > within.bits
        # Two kinds of gaps were looked at.
        bits = np.maximum(np.maximum(within.bits, across.bits) - 1.0, 0.0)
        figures = {
            "gaps": count,
            "gap_s": np.exp(np.where(chosen, across.start, within.start)),
            "returning": np.where(chosen, across.inside, within.inside),
            "of_gaps": np.where(chosen, across.values, within.values),
        }
        score = np.where(count > 0, bits, np.nan)
        return AccountMeasure.ranked(score, count, figures, self.peers, chance=np.exp2(-bits))
