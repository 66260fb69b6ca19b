"""Partners: accounts with two independent things in common: a rare trace, a moment, an amount.

One shared trace is how honest accounts meet as well: they pay the same shop. So a pair must prove
two things. *Linked*: it shares traces that few hold (`shared_rarely`). *Alike*: its moments (first
uses, sign-ups) and amounts (volumes, prices) lie nearer to each other than those of most others
(`likeness`). A pair whose proofs together leave an account fewer than `by_chance` such others by
chance are partners; a moment and an amount may prove it without any trace.

The score is group evidence: partners count for more if they have partners themselves. The p-value
says how surprising so many partners are for somebody who shares these traces with these accounts,
if traces, moments and amounts had nothing to do with each other. Who has neither a shared trace nor
two values is not asked.

Innocent: customers of a small shop, pupils of one lesson, a fixed price on the day of a discount;
two accounts of one person.
Rarity after Shah et al., 2017 (SliceNDice's idea); the whole is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from clearwater.detect.links.likeness import alike_pairs, likeness
from clearwater.detect.links.shared_rarely import Floats, Ints, PairsSharing, pairs_sharing
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import poisson_tails

ALONE = -1


@dataclass(frozen=True)
class Partnership:
    """Who is whose partner."""

    measure: AccountMeasure = field(repr=False)
    """Score, p-value, and the figures ``partners`` and ``by_chance``: how many partners an account
    has and how many it would have by chance."""
    group: Ints = field(repr=False)
    """Shape (accounts,). Numbered by first appearance, `ALONE` in none."""
    left: Ints = field(repr=False)
    """Of each pair of partners, once, sorted; the lower of the two codes."""
    right: Ints = field(repr=False)


@dataclass(frozen=True)
class Partners:
    """Parameters. See `LIMITS`.

    Raises
    ------
    ParameterError
        If a value lies outside its limits.
    """

    LIMITS: ClassVar[Limits] = {
        "most_holders": (2, 10_000),
        "by_chance": (1e-9, 1.0),
        "alike": (0.0, 100.0),
        "smallest_group": (2, 10**6),
        "peers": PEERS_LIMITS,
    }

    most_holders: int = 20
    """A trace of more accounts is a service and no trace."""
    by_chance: float = 0.2
    """Partners that an account may have by chance, on average."""
    alike: float = 1.0
    """What moments and amounts of a linked pair must prove, natural units; 1: the nearest third."""
    smallest_group: int = 5
    """Accounts of a group, at least."""
    peers: int = PEERS
    """Accounts a stratum of like activity needs."""

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    def measure(
        self, account: Ints, trace: Ints, values: Sequence[Floats], accounts: int
    ) -> Partnership:
        """Return partners, scores, p-values and groups.

        Parameters
        ----------
        account, trace
            Which account holds which trace, in any order; repeated rows count once. Codes from 0.
        values
            Each of shape (accounts,): a moment or the logarithm of an amount, in any unit; not a
            number where unknown. Without any, traces alone must prove it all.
        accounts
            Number of accounts.
        """
        pairs = pairs_sharing(account, trace, accounts=accounts, most_holders=self.most_holders)
        enough = np.log(max(accounts, 1) / self.by_chance)
        needed = np.maximum(enough - pairs.proof, self.alike if values else 0.0)
        found = likeness(values, pairs.left, pairs.right) >= needed
        left, right = pairs.left[found], pairs.right[found]
        expected = _of_ends(pairs, np.exp(-np.maximum(needed, 0.0)), accounts)
        asked = _of_ends(pairs, 1.0, accounts) > 0
        if len(values) > 1:
            left, right = _united((left, right), alike_pairs(values, enough), accounts)
            comparable = np.all(np.isfinite(values), axis=0)
            expected, asked = expected + comparable * self.by_chance, asked | comparable
        ones = np.ones(left.size)
        links = csr_array((ones, (left, right)), shape=(accounts, accounts))
        links = (links + links.T).tocsr()
        return Partnership(
            measure=self._measure(links, expected, asked),
            group=groups(links, self.smallest_group),
            left=left,
            right=right,
        )

    def _measure(self, links: csr_array, expected: Floats, asked: np.ndarray) -> AccountMeasure:
        partners = np.diff(links.indptr).astype(np.float64)
        of_partners = links @ partners / np.maximum(partners, 1)
        score = np.where(asked, np.sqrt(partners * of_partners), np.nan)
        p_value = poisson_tails(partners, np.maximum(expected, np.finfo(np.float64).tiny))
        return AccountMeasure.ranked(
            score,
            expected,
            {"partners": partners, "by_chance": expected},
            self.peers,
            chance=np.where(asked, np.maximum(p_value, 1e-300), np.nan),
        )


def groups(links: csr_array, smallest: int) -> Ints:
    """Return the group of each account: parts held together by threes.

    A link counts if its ends have a partner in common, so that one chance link joins no two groups.
    """
    third = links.multiply(links @ links).tocsr()
    _, part = connected_components(third, directed=False)
    size = np.bincount(part, minlength=1)
    group = np.full(part.size, ALONE, np.int64)
    grouped = np.flatnonzero(size[part] >= smallest)
    if grouped.size:
        _, first, of = np.unique(part[grouped], return_index=True, return_inverse=True)
        group[grouped] = np.argsort(np.argsort(first))[of]
    return group


def _united(one: tuple[Ints, Ints], other: tuple[Ints, Ints], accounts: int) -> tuple[Ints, Ints]:
    """Return the pairs of both, each once, sorted."""
    left, right = (np.concatenate(ends) for ends in zip(one, other, strict=True))
    pair = np.unique(left * accounts + right)
    return pair // max(accounts, 1), pair % max(accounts, 1)


def _of_ends(pairs: PairsSharing, amount: Floats | float, accounts: int) -> Floats:
    """Return the sum of a pair's amount over each account's pairs."""
    of_pair = np.broadcast_to(amount, pairs.left.shape)
    total = np.zeros(accounts)
    np.add.at(total, pairs.left, of_pair)
    np.add.at(total, pairs.right, of_pair)
    return total
