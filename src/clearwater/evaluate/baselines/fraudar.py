"""Dense blocks of accounts and objects, after FRAUDAR.

Hooi, Song, Beutel, Shah, Shin and Faloutsos, "FRAUDAR: Bounding Graph Fraud in the Face of
Camouflage", KDD 2016. Who touched what is a simple graph, whatever was done and however often;
popular objects weigh less; the peel itself is `clearwater.kernels.greedy_peel`. Times are not
looked at, and there always is a densest block: the method has no way of saying that there is
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.engine.coded_log import CodedLog
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log
from clearwater.kernels.greedy_peel import DenseBlock, densest_block
from clearwater.simulate.limits import require_range

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Fraudar:
    """The accounts of the densest blocks, found one after the other.

    An account's score is the density of the first block it is in, and that block is its group;
    accounts in no block have none.
    """

    blocks: int = 3
    """Blocks that are looked for, 1 to 1,000; fewer where no edge is left."""
    popularity_base: float = 5.0
    """An edge weighs ``1 / log(degree + this)``, by the degree of its object, above 1 to 1,000."""

    def __post_init__(self) -> None:
        require_range(self, blocks=(1, 1_000), popularity_base=(1.001, 1_000))

    @property
    def name(self) -> str:
        """Return such as ``FRAUDAR-style, 3 blocks``."""
        return f"FRAUDAR-style, {self.blocks} block{'s' if self.blocks > 1 else ''}"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"Column weights 1/log(degree + {self.popularity_base:g}) as published (Hooi et al. "
            f"2016), degrees of the whole log; the number of blocks, {self.blocks}, is ours; each "
            "block's edges are taken out before the next is looked for."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return the accounts of the densest blocks.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        scores: dict[str, float] = {}
        groups: dict[str, str] = {}
        for number, block in enumerate(self._blocks(coded), start=1):
            found = by_name(coded.actors, block.rows, np.full(block.rows.size, block.density))
            scores = found | scores  # the first block an account is in counts
            groups = dict.fromkeys(found, f"block {number}") | groups
        return Judgement(scores, groups)

    def _blocks(self, coded: CodedLog) -> Iterator[DenseBlock]:
        row, column = _touched(coded)
        weight = 1 / np.log(np.bincount(column, minlength=coded.objects) + self.popularity_base)
        for _ in range(self.blocks):
            if row.size == 0:
                return
            block = densest_block(row, column, weight, rows=coded.accounts)
            yield block
            rest = ~(np.isin(row, block.rows) & np.isin(column, block.columns))
            row, column = row[rest], column[rest]


def _touched(coded: CodedLog) -> tuple[Codes, Codes]:
    """Return (account, object) of every edge, each once, sorted."""
    object_ = coded.object_of_key[coded.key]
    edge = np.unique(coded.actor.astype(np.int64) * coded.objects + object_)
    return (edge // coded.objects).astype(np.int32), (edge % coded.objects).astype(np.int32)
