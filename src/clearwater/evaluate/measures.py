"""How well a run found what was planted: accounts, groups (BCubed), pairs.

Truth is the table that a simulated log carries: ``account, population, campaign`` with a null
campaign for everybody who was not planted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Counted:
    """Planted, found and false, for accounts or for pairs."""

    planted: int
    """How many there are in truth."""
    found: int
    """How many of these were flagged."""
    false: int
    """How many others were flagged."""

    @property
    def recall(self) -> float:
        """Found / planted; not a number where nothing was planted."""
        return self.found / self.planted if self.planted else float("nan")

    @property
    def precision(self) -> float:
        """Found / flagged; 1 where nothing was flagged, for nothing was claimed."""
        flagged = self.found + self.false
        return self.found / flagged if flagged else 1.0


@dataclass(frozen=True)
class BCubed:
    """BCubed precision, recall and F1 (Bagga and Baldwin 1998), each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def campaigns_of(truth: pa.Table) -> dict[str, str]:
    """Return the campaign of every planted account."""
    pairs = zip(truth["account"].to_pylist(), truth["campaign"].to_pylist(), strict=True)
    return {account: campaign for account, campaign in pairs if campaign is not None}


def findings_of(accounts: pa.Table) -> dict[str, str]:
    """Return the finding of every flagged account, from a run's ``accounts`` table."""
    pairs = zip(accounts["account"].to_pylist(), accounts["finding"].to_pylist(), strict=True)
    return {account: finding for account, finding in pairs if finding is not None}


def count_accounts(flagged: Collection[str], campaigns: Mapping[str, str]) -> Counted:
    """Return how many planted accounts are among the flagged ones.

    Examples
    --------
    >>> count_accounts({"a", "x"}, {"a": "c1", "b": "c1"})
    Counted(planted=2, found=1, false=1)
    """
    found = len(set(flagged) & campaigns.keys())
    return Counted(planted=len(campaigns), found=found, false=len(set(flagged)) - found)


def recall_by_campaign(flagged: Collection[str], campaigns: Mapping[str, str]) -> dict[str, float]:
    """Return the share of each campaign's accounts that are flagged, by name of the campaign."""
    hits: dict[str, list[bool]] = {}
    for account, campaign in campaigns.items():
        hits.setdefault(campaign, []).append(account in flagged)
    return {name: float(np.mean(hit)) for name, hit in sorted(hits.items())}


def bcubed(
    found: Mapping[str, str],
    truth: Mapping[str, str],
    *,
    over: Literal["campaign", "involved"] = "campaign",
) -> BCubed:
    """Return BCubed measures of found groups against true groups.

    An account without a group is a group of its own, on either side. Groups count whole; `over`
    says whose precision and recall are averaged: the accounts of campaigns, or these and everybody
    who was flagged. (Averaged over a whole log, thousands of rightly unflagged accounts would bring
    any result near 1.)

    Parameters
    ----------
    found
        Finding of each flagged account.
    truth
        Campaign of each planted account.
    over
        ``campaign`` or ``involved``.

    Returns
    -------
    BCubed
        Not a number where there is nobody to average over.

    Examples
    --------
    >>> bcubed({"a": "f1", "b": "f1"}, {"a": "c", "b": "c"})
    BCubed(precision=1.0, recall=1.0)
    """
    involved = sorted(found.keys() | truth.keys())
    if not involved:
        return BCubed(float("nan"), float("nan"))
    group = _group_numbers([found.get(account) for account in involved])
    planted = _group_numbers([truth.get(account) for account in involved])
    both = _sizes(group * (planted.max() + 1) + planted)
    precision, recall = both / _sizes(group), both / _sizes(planted)
    kept = np.ones(len(involved), dtype=np.bool_)
    if over == "campaign":
        kept = np.array([account in truth for account in involved])
    if not kept.any():
        return BCubed(float("nan"), float("nan"))
    return BCubed(float(precision[kept].mean()), float(recall[kept].mean()))


def count_pairs(pairs: pa.Table, campaigns: Mapping[str, str]) -> Counted:
    """Return how many pairs of members of one campaign are among the flagged pairs.

    A pair that was flagged in several windows or layers counts once.
    """
    lefts, rights = pairs["account_l"].to_pylist(), pairs["account_r"].to_pylist()
    flagged = {(min(ends), max(ends)) for ends in zip(lefts, rights, strict=True)}
    found = sum(1 for a, b in flagged if a in campaigns and campaigns[a] == campaigns.get(b))
    _, sizes = np.unique(list(campaigns.values()), return_counts=True)
    planted = int((sizes * (sizes - 1) // 2).sum())
    return Counted(planted=planted, found=found, false=len(flagged) - found)


def _group_numbers(names: list[str | None]) -> Ints:
    """Return a number for each group; every None is a group of its own."""
    numbers = {name: n for n, name in enumerate(sorted({x for x in names if x is not None}))}
    alone = len(numbers)
    return np.array(
        [alone + place if name is None else numbers[name] for place, name in enumerate(names)]
    )


def _sizes(groups: Ints) -> Ints:
    """Return for each entry how many entries share its group."""
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    sizes: Ints = counts[inverse]
    return sizes
