"""The circle that grows: leads, then step by step everybody whom its own evidence joins to it.

No drift: what was added is asked once more at the end against the whole circle, each account left
out of its own background, and those that no longer hold are listed as such. The circle as a whole
must stand as a finding would, innocent explanations included; where it does not, nobody is named.
Ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.detect.asking import Asking
from clearwater.detect.background import Background, background
from clearwater.detect.expand.around import Asked, ask_around
from clearwater.detect.expand.near_leads import FEW, ask_pairs
from clearwater.detect.expand.start import Picked, Start
from clearwater.detect.expand.two_claims import level_of_step
from clearwater.detect.expand.witness import Witness
from clearwater.detect.groups import NEARLY_ALL
from clearwater.detect.population import Population

Step = Callable[[str, int, int], None]
LEAST_CIRCLE = 3
"""Accounts from which a circle has moments of its own."""
TOGETHER = 0.5
"""Part of a step's level that the pairs get where pairs and moments are both asked."""


@dataclass(frozen=True)
class Growth:
    """How a circle grew."""

    start: Start
    steps: tuple[tuple[Witness, ...], ...]
    """Who was added at each step, step 1 first, by account; the proven of a crowd are step 0."""
    proven: tuple[Witness, ...]
    """Those of the leads' crowd who belong together."""
    stopped: str

    @property
    def circle(self) -> np.ndarray:
        """Return everybody in it, int32, sorted."""
        added = [one.account for step in (self.proven, *self.steps) for one in step]
        return np.union1d(self.start.known, np.array(added, np.int32)).astype(np.int32)


@dataclass(frozen=True)
class Grower:
    """One log, ready to be asked about circles."""

    asking: Asking
    known: Background
    windows_us: tuple[int, ...]
    q: float
    """False discovery rate of all steps together, 0..0.5."""
    touches: tuple[np.ndarray, ...]
    start: Start
    picked: Picked

    @classmethod
    def of(
        cls, population: Population, start: Start, windows_us: Sequence[int], q: float
    ) -> Grower:
        """Return it for the windows, microseconds, ascending."""
        known = background(population.log)
        touches = tuple(known.touches(window) for window in windows_us)
        picked = start.picked(population.log.accounts)
        return cls(Asking.of(population), known, tuple(windows_us), q, touches, start, picked)

    @property
    def population(self) -> Population:
        """Return the accounts that are asked."""
        return self.asking.population

    def grow(self, most_steps: int, tell: Step) -> Growth:
        """Return the circle that grows from the start in at most so many steps."""
        start = self.start
        tell("step 0", 0, 1)
        proven = self._prove(start) if start.crowd.size else ()
        tell("step 0", 1, 1)
        circle = np.union1d(start.known, _accounts(proven)).astype(np.int32)
        if circle.size == 0:
            reason = (
                f"of {start.crowd.size:,} accounts nobody met the others elsewhere beyond chance"
            )
            return Growth(start, (), (), reason)
        steps: list[tuple[Witness, ...]] = []
        stopped = f"the bound of {most_steps} steps was reached"
        for number in range(1, most_steps + 1):
            tell(f"step {number}", 0, 1)
            added = self._step(circle, number)
            tell(f"step {number}", 1, 1)
            if not added:
                stopped = _at_chance(number, self.q, self.population.log.accounts - circle.size)
                break
            steps.append(added)
            circle = np.union1d(circle, _accounts(added)).astype(np.int32)
        return Growth(start, tuple(steps), proven, stopped)

    def around(self, circle: np.ndarray) -> list[Asked]:
        """Return what is said of everybody near the circle, at each window where it has moments."""
        found = (
            ask_around(self.asking, self.known, touches, circle, window_us, self.picked)
            for touches, window_us in zip(self.touches, self.windows_us, strict=True)
        )
        return [one for one in found if one is not None]

    def _step(self, circle: np.ndarray, number: int) -> tuple[Witness, ...]:
        level = level_of_step(self.q, number, len(self.windows_us))
        others = np.ones(self.population.log.accounts, bool)
        others[circle] = False
        pairs = circle.size <= FEW
        moments = circle.size >= LEAST_CIRCLE
        part = TOGETHER if pairs and moments else 1.0
        found = []
        for window in range(len(self.windows_us)):
            told = self._pairs(circle, None, window, part * level) if pairs else []
            if moments:
                told += self._moments(circle, others, window, part * level)
            found.append(_strongest(told))
        return _narrowest(found)

    def _prove(self, start: Start) -> tuple[Witness, ...]:
        """Return who of the crowd belongs together, by what it was not picked for."""
        level = level_of_step(self.q, 1, len(self.windows_us))
        crowd = np.union1d(start.known, start.crowd).astype(np.int32)
        among = np.zeros(self.population.log.accounts, bool)
        among[start.crowd] = True
        found = []
        for window in range(len(self.windows_us)):
            if crowd.size <= FEW:
                told = self._pairs(crowd, start.crowd, window, level)
            else:
                told = self._moments(crowd, among, window, level)
            found.append(_strongest(told))
        return _narrowest(found)

    def _pairs(
        self, circle: np.ndarray, among: np.ndarray | None, window: int, level: float
    ) -> list[Witness]:
        window_us = self.windows_us[window]
        return ask_pairs(self.asking, self.known, circle, among, window_us, level, self.picked)

    def _moments(
        self,
        circle: np.ndarray,
        among: np.ndarray,
        window: int,
        level: float,
    ) -> list[Witness]:
        touches, window_us = self.touches[window], self.windows_us[window]
        asked = ask_around(self.asking, self.known, touches, circle, window_us, self.picked)
        if asked is None:
            return []
        q = asked.q_values(among, level)
        return [asked.witness(k, float(q[k])) for k in np.flatnonzero(q <= level).tolist()]


def _strongest(told: list[Witness]) -> tuple[Witness, ...]:
    """Return one witness for each account, by account."""
    best: dict[int, Witness] = {}
    for one in told:
        other = best.get(one.account)
        if other is None or (one.p_value, one.because) < (other.p_value, other.because):
            best[one.account] = one
    return tuple(best[account] for account in sorted(best))


def _narrowest(found: list[tuple[Witness, ...]]) -> tuple[Witness, ...]:
    """Return what the narrowest window that names nearly all whom any window names says."""
    most = max(len(told) for told in found)
    return next(told for told in found if len(told) >= NEARLY_ALL * most)


def _accounts(told: Sequence[Witness]) -> np.ndarray:
    return np.array([one.account for one in told], np.int32)


def _at_chance(step: int, q: float, others: int) -> str:
    level = q / (step * (step + 1))
    return (
        f"step {step} would add nobody at its part of the false discovery rate ({level:.2g}): of "
        f"{others:,} other accounts none was there more often than its activity explains, and not "
        "by its own habits"
    )
