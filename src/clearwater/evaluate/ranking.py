"""How well scores put the planted before the honest: average precision, AUC, lists that harm few.

Ties are never broken by where a row happens to stand. A *block* is every row of one score, and a
reader of the ranking stops only at the end of a block, because nothing in the scores says where
inside it to stop:

- average precision and recall at a false rate are the threshold-based definitions, over ends of
  blocks. (The mean of average precision over random orders of ties would give a ranking that says
  nothing more than the base rate: 0.75 for one planted account in two.)
- AUC and precision among the first k are the mean over random orders of ties. For AUC both
  definitions agree; a list of k rows has to stop inside a block, and may expect the mean.

Every measure takes a weight a row, how often the row counts, so that a bootstrap draw costs one
pass over rows that were sorted once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.units import share

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ALONE = -1
"""Group number of a row that belongs to no group."""


@dataclass(frozen=True)
class Ranking:
    """Rows from most to least suspicious, sorted once; make one with `Ranking.of`.

    Each measure is not a number where what it divides by is empty, such as recall without a
    planted row. `weights` are whole numbers, 0 or more, one a row in the order the rows were given;
    left out, every row counts once.
    """

    order: Ints = field(repr=False)
    """Row numbers, most suspicious first, shape (rows,)."""
    bounds: Ints = field(repr=False)
    """Block b is ``order[bounds[b]:bounds[b + 1]]``, shape (blocks + 1,)."""
    planted: Ints = field(repr=False)
    """1 where the row of `order` is planted, else 0, shape (rows,)."""
    units: Ints = field(repr=False)
    """What a bootstrap draws whole, a number a row as given: the row's group, or the row alone."""

    @classmethod
    def of(cls, scores: Floats, labels: Bools, groups: Ints | None = None) -> Ranking:
        """Return the rows ranked.

        Parameters
        ----------
        scores
            Higher = more suspicious, shape (rows,); infinite is allowed.
        labels
            True where planted, shape (rows,).
        groups
            Campaign (or other group that stands or falls together) of each row, shape (rows,);
            `ALONE` for rows that are a unit of their own. Left out: every row is.

        Raises
        ------
        ParameterError
            If the shapes differ, or a score is not a number.

        Examples
        --------
        >>> Ranking.of(np.array([3.0, 2.0, 1.0]), np.array([True, False, True])).auc()
        0.5
        """
        group = np.full(len(scores), ALONE) if groups is None else groups
        _require_columns(scores, labels, group)
        # Rows equal in all three are interchangeable, so no answer depends on the order of rows.
        order = np.lexsort((group, ~labels, -scores))
        ranked = scores[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], np.ones(1, bool))) + 1
        place = np.empty(len(scores), np.int64)
        place[order] = np.arange(len(scores))
        after_groups = int(group.max(initial=ALONE)) + 1
        return cls(
            order=order,
            bounds=np.append(0, ends[: len(scores)]).astype(np.int64),
            planted=labels[order].astype(np.int64),
            units=np.where(group == ALONE, after_groups + place, group),
        )

    def average_precision(self, weights: Ints | None = None) -> float:
        """Return the mean precision at the thresholds that add planted rows, 0..1.

        ``sum over blocks of (recall gained) x (precision at the block's end)``. A ranking that is
        one block has the base rate.
        """
        hits, seen = self._running(weights)
        if hits[-1] == 0:
            return float("nan")
        precision = hits[1:] / np.maximum(seen[1:], 1)
        return float((np.diff(hits) * precision).sum() / hits[-1])

    def auc(self, weights: Ints | None = None) -> float:
        """Return the chance that a planted row stands before an honest one, ties half, 0..1.

        Mann and Whitney 1947, Annals of Mathematical Statistics 18.
        """
        hits, seen = self._running(weights)
        honest = seen - hits
        pairs = int(hits[-1]) * int(honest[-1])
        if pairs == 0:
            return float("nan")
        twice_won = int((np.diff(honest) * (hits[1:] + hits[:-1])).sum())
        return twice_won / (2 * pairs)

    def precision_at(self, k: int, weights: Ints | None = None) -> float:
        """Return the share of planted rows among the first `k`, 0..1.

        A block that the k-th row cuts counts with its own share. Where there are fewer than `k`
        rows, all of them are meant.

        Raises
        ------
        ParameterError
            If `k` is below 1.
        """
        if k < 1:
            raise ParameterError("k is out of range", expected="1 or more", found=repr(k))
        hits, seen = self._running(weights)
        depth = min(k, int(seen[-1]))
        if depth == 0:
            return float("nan")
        block = int(np.searchsorted(seen, depth))
        inside = (depth - seen[block - 1]) / (seen[block] - seen[block - 1])
        return float(hits[block - 1] + inside * (hits[block] - hits[block - 1])) / depth

    def recall_at_false_rate(self, rate: float, weights: Ints | None = None) -> float:
        """Return the recall of the longest list that accuses at most `rate` of the honest, 0..1.

        Lists end at ends of blocks only: a block that would go over is left out whole, with the
        planted rows in it. With fewer than ``1 / rate`` honest rows, nobody may be accused wrongly.

        Parameters
        ----------
        rate
            Share of honest rows that may be accused, 0..1.
        weights
            See the class.

        Raises
        ------
        ParameterError
            If `rate` is no share.
        """
        allowed = share(rate)
        hits, seen = self._running(weights)
        honest = seen - hits
        if hits[-1] == 0 or honest[-1] == 0:
            return float("nan")
        # Quotients are compared, not products: 0.29 x 100 is 28.999..., but 29 / 100 is 0.29.
        last = int(np.searchsorted(honest / honest[-1], allowed, side="right")) - 1
        return float(hits[last] / hits[-1])

    def _running(self, weights: Ints | None) -> tuple[Ints, Ints]:
        """Return planted rows and all rows up to each bound, weighted; both begin with 0."""
        if weights is None:
            weights = np.ones(len(self.order), np.int64)
        elif weights.shape != self.order.shape:
            raise ParameterError(
                "weights do not fit the ranking",
                expected=f"shape {self.order.shape}",
                found=f"shape {weights.shape}",
            )
        ranked = weights[self.order]
        return self._up_to_bounds(ranked * self.planted), self._up_to_bounds(ranked)

    def _up_to_bounds(self, ranked: Ints) -> Ints:
        sums = np.zeros(len(ranked) + 1, np.int64)
        np.cumsum(ranked, out=sums[1:])
        up_to: Ints = sums[self.bounds]
        return up_to


def _require_columns(scores: Floats, labels: Bools, groups: Ints) -> None:
    shapes = {column.shape for column in (scores, labels, groups)}
    if len(shapes) > 1 or scores.ndim != 1:
        raise ParameterError(
            "scores, labels and groups do not fit together",
            expected="three columns of one length",
            found=f"shapes {scores.shape}, {labels.shape}, {groups.shape}",
        )
    if np.isnan(scores).any():
        raise ParameterError(
            "a score is not a number",
            where=f"row {int(np.flatnonzero(np.isnan(scores))[0])}",
            expected="a number, higher = more suspicious",
            next_step="Give rows without a score one that is below all others.",
        )
