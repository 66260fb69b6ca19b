"""How well two people agree who judge the same things, beyond what chance would make.

Percent alone says little: where nearly everything is innocent two people agree who toss coins that
nearly always say so. Krippendorff's alpha sets what they disagree on against what they would if
their judgements were dealt out at random.

References
----------
K. Krippendorff, Content Analysis: An Introduction to Its Methodology, 4th ed. (2018), chapter 12;
nominal difference, two observers, nothing missing. The interval is ours: the bootstrap over units.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clearwater.cases.figures.intervals import CONFIDENCE, Share

RESAMPLES = 2_000
LEAST = 10
"""Of fewer things no interval is stated: drawing them anew shows nothing new."""
MOSTLY = 0.95
"""So many of the resamples must have an alpha, or no interval is stated."""

Judged = tuple[str, str]
"""What the first person said, and the second."""


@dataclass(frozen=True)
class Agreement:
    """How two people's judgements of the same things compare.

    Parameters
    ----------
    judged
        One pair a thing; who is named first makes no difference.

    Examples
    --------
    >>> pairs = [("ban", "ban")] * 4 + [("none", "none")] * 4 + [("ban", "none")] * 2
    >>> Agreement(tuple(pairs)).share.value, Agreement(tuple(pairs)).alpha
    (0.8, 0.62)
    """

    judged: tuple[Judged, ...]

    @classmethod
    def of(cls, judged: Iterable[Judged]) -> Agreement:
        """Return the agreement of pairs."""
        return cls(tuple(judged))

    @property
    def share(self) -> Share:
        """How many are judged alike."""
        return Share(sum(first == second for first, second in self.judged), len(self.judged))

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha, to four decimals: 1 alike in all, 0 as by chance, less is worse.

        Nothing where it has no value: no pairs, or everything judged the same.
        """
        value = float(_alphas(self._counts[np.newaxis, :], self._words)[0])
        return None if np.isnan(value) else round(value, 4)

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of alpha, to four decimals; nothing where it says nothing.

        The things are drawn anew `RESAMPLES` times. The draw follows from what was judged, so the
        same judgements have the same interval.
        """
        if len(self.judged) < LEAST:
            return None
        said = json.dumps(sorted(map(list, self.judged)), ensure_ascii=False).encode()
        seed = int.from_bytes(hashlib.sha256(said).digest()[:8], "big")
        total = int(self._counts.sum())
        drawn = np.random.default_rng(seed).multinomial(total, self._counts / total, size=RESAMPLES)
        found = _alphas(drawn.astype(np.float64), self._words)
        found = found[~np.isnan(found)]
        if len(found) < MOSTLY * RESAMPLES:
            return None
        tail = 100 * (1 - CONFIDENCE) / 2
        low, high = np.percentile(found, (tail, 100 - tail))
        return round(float(low), 4), round(float(high), 4)

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(sorted({word for pair in self.judged for word in pair}))

    @cached_property
    def _counts(self) -> NDArray[np.float64]:
        """Return how often each pair of words was said, a cell each, row by row."""
        counted = Counter(self.judged)
        cells = [counted[(first, second)] for first in self._words for second in self._words]
        return np.array(cells, np.float64)


def _alphas(cells: NDArray[np.float64], words: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the alpha of each row of cells; NaN where it has no value."""
    size = len(words)
    if not size:
        return np.full(len(cells), np.nan)
    table = cells.reshape(len(cells), size, size)
    coincident = table + table.transpose(0, 2, 1)
    of_word = coincident.sum(axis=2)
    values = of_word.sum(axis=1)
    differing = values - np.trace(coincident, axis1=1, axis2=2)
    by_chance = (values**2 - (of_word**2).sum(axis=1)) / np.maximum(values - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(by_chance > 0, 1 - differing / by_chance, np.nan))
