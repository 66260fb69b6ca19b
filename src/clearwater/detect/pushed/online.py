"""Surges while they happen: ticks come in one after the other, and each is judged by those before.

The same question as of a whole log (`clearwater.detect.pushed.surges`), with what is known by then:
an object's rate is learnt from its past, the older the less it counts, and from the rates of all.
What stands out is not learnt from, but for what would have been ordinary: otherwise a push that
goes on becomes its own history. That is the conditional merge of MIDAS-F (Bhatia et al., 2022, ACM
TKDD 16); the tail in place of its chi-squared statistic is ours.
"""

from __future__ import annotations

import numpy as np

from clearwater.detect.pushed.rates import tails
from clearwater.errors import ParameterError


class OnlineSurges:
    """What is known of objects up to now.

    Parameters
    ----------
    half_life : float
        Ticks after which an act counts half, 1 to 1,000,000.
    shape : float
        Of the prior of rates, 0.05 to 100: how alike objects are before anything is known.
    bursts : float
        Variance of honest bursts relative to the mean squared, 0 to 10.
    alarm : float
        p-value from which a count is not learnt from in full, above 0 to 1.

    Raises
    ------
    ParameterError
        If a parameter is out of its range; it is named.

    Examples
    --------
    >>> seen = OnlineSurges()
    >>> for _ in range(50):
    ...     quiet = seen.tick(np.array([3, 0, 4]))
    >>> p = seen.tick(np.array([3, 0, 60]))
    >>> bool(p[2] < 1e-6 < p[0])
    True
    """

    def __init__(
        self,
        *,
        half_life: float = 500.0,
        shape: float = 0.5,
        bursts: float = 0.5,
        alarm: float = 1e-4,
    ) -> None:
        for name, value, low, high in (
            ("half_life", half_life, 1.0, 1e6),
            ("shape", shape, 0.05, 100.0),
            ("bursts", bursts, 0.0, 10.0),
            ("alarm", alarm, 1e-12, 1.0),
        ):
            if not low <= value <= high:
                raise ParameterError(
                    f"{name} is out of range", expected=f"{low:g} to {high:g}", found=repr(value)
                )
        self._kept = 0.5 ** (1.0 / half_life)
        self._shape, self._bursts, self._alarm = shape, bursts, alarm
        self._acts = np.zeros(0)
        self._ticks = np.zeros(0)

    @property
    def objects(self) -> int:
        """Return how many objects are known."""
        return int(self._acts.size)

    def tick(self, count: np.ndarray) -> np.ndarray:
        """Return the p-value of each object's count in the next tick, and learn from it.

        Parameters
        ----------
        count
            Whole numbers, 0 and more, shape (objects,). An object keeps its place; new ones come
            at the end, and have no history: they are held against the others.

        Returns
        -------
        ndarray
            float64, above 0 to 1, shape (objects,).

        Raises
        ------
        ParameterError
            If there are fewer counts than objects that are known.
        """
        new = count.size - self.objects
        if new < 0:
            raise ParameterError(
                "counts of known objects are missing",
                expected=f"{self.objects} or more",
                found=str(count.size),
                next_step="Give 0 for an object on which nothing happened.",
            )
        self._acts, self._ticks = np.pad(self._acts, (0, new)), np.pad(self._ticks, (0, new))
        own = self._shape + self._acts
        rate = max(float(self._acts.sum()), 1.0) / max(float(self._ticks.sum()), 1.0)
        mean = own / (self._shape / rate + self._ticks)
        spread = 1.0 / own + self._bursts
        p = tails(count, mean, spread)
        usual = mean + 3.0 * np.sqrt(mean + spread * mean**2)
        learnt = np.where(p <= self._alarm, np.minimum(count, usual), count)
        self._acts = self._kept * self._acts + learnt
        self._ticks = self._kept * self._ticks + 1.0
        return p
