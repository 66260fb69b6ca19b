"""How well found groups are the planted ones: purity, campaigns recovered whole, pairs.

Beside BCubed (`clearwater.evaluate.measures.bcubed`), which sums all of it up in two numbers, these
answer what somebody who acts on a group asks: is it one campaign, does it hold honest accounts, and
is most of the campaign in it.

Everywhere ``found`` is the group of each flagged account and ``truth`` the campaign of each planted
one; whoever is not in `truth` is honest. Where the truth about some accounts is not known, leave
them out of both before asking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Literal

import pyarrow as pa

from clearwater.evaluate.measures import Counted

ENOUGH_OF_CAMPAIGN = 0.5
"""A campaign is recovered if at least this share of its accounts is in one found group ..."""
HONEST_BELOW = 0.2
"""... of which less than this share is honest (the protocol of the Hop airdrop data)."""

GROUPS = pa.schema(
    [
        ("group", pa.string()),
        ("accounts", pa.int64()),
        ("campaign", pa.string()),
        ("of_campaign", pa.int64()),
        ("purity", pa.float64()),
        ("honest_share", pa.float64()),
    ]
)
"""By group. ``campaign`` has most accounts in the group (``of_campaign``; null if all are honest;
the first in the alphabet if several have). ``purity`` = of_campaign / accounts, 0..1."""

CAMPAIGNS = pa.schema(
    [
        ("campaign", pa.string()),
        ("accounts", pa.int64()),
        ("group", pa.string()),
        ("in_group", pa.int64()),
        ("share_in_group", pa.float64()),
        ("honest_share", pa.float64()),
        ("recovered", pa.bool_()),
    ]
)
"""By campaign. ``group`` holds most of its accounts (``in_group``; the one with the smaller honest
share if several do, then the first in the alphabet; null if nobody is flagged). ``honest_share`` is
the group's."""


@dataclass(frozen=True)
class Purity:
    """Mean purity of the found groups, 0..1; not a number where nothing was found."""

    mean: float
    """Every group counts once."""
    weighted: float
    """Every account in a group counts once: the share that is of its group's main campaign."""


@dataclass(frozen=True)
class CountedPairs(Counted):
    """Pairs of accounts that are in one campaign, in one found group, or in both."""

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1; not a number where nothing was planted."""
        flagged = self.found + self.false
        return 2 * self.found / (flagged + self.planted) if self.planted else float("nan")


def found_groups(found: Mapping[str, str], truth: Mapping[str, str]) -> pa.Table:
    """Return one row a found group, with the schema `GROUPS`.

    Examples
    --------
    >>> found_groups(dict.fromkeys("abx", "g"), {"a": "c", "b": "c"})["of_campaign"].to_pylist()
    [2]
    """
    rows: list[tuple[object, ...]] = []
    for group, counts in _cross(found, truth).items():
        size = counts.total()
        planted = {name: count for name, count in counts.items() if name is not None}
        main = min(planted, key=lambda name: (-planted[name], name), default=None)
        most = 0 if main is None else planted[main]
        rows.append((group, size, main, most, most / size, counts[None] / size))
    return _table(rows, GROUPS)


def purity(found: Mapping[str, str], truth: Mapping[str, str]) -> Purity:
    """Return how pure the found groups are.

    Honest accounts are no campaign: a group of nothing but honest accounts has purity 0. Purity
    does not punish a campaign for being split; recovery and recall of pairs do.

    Examples
    --------
    >>> purity({"a": "g", "b": "g", "x": "h"}, {"a": "c", "b": "c"})
    Purity(mean=0.5, weighted=0.6666666666666666)
    """
    groups = found_groups(found, truth)
    if not groups.num_rows:
        return Purity(float("nan"), float("nan"))
    of_campaign = sum(groups["of_campaign"].to_pylist())
    return Purity(
        mean=sum(groups["purity"].to_pylist()) / groups.num_rows,
        weighted=of_campaign / sum(groups["accounts"].to_pylist()),
    )


def campaigns_recovered(found: Mapping[str, str], truth: Mapping[str, str]) -> pa.Table:
    """Return one row a campaign, with the schema `CAMPAIGNS`.

    Recovered: at least `ENOUGH_OF_CAMPAIGN` of its accounts in one found group whose share of
    honest accounts is below `HONEST_BELOW`. Two campaigns that were found as one group are both
    recovered; purity shows that.

    Examples
    --------
    >>> rows = campaigns_recovered({"a": "g", "x": "g"}, {"a": "c", "b": "c"})
    >>> rows["share_in_group"].to_pylist(), rows["recovered"].to_pylist()
    ([0.5], [False])
    """
    cross = _cross(found, truth)
    honest = {group: counts[None] / counts.total() for group, counts in cross.items()}
    rows: list[tuple[object, ...]] = []
    for campaign, size in sorted(Counter(truth.values()).items()):
        held = {group: counts[campaign] for group, counts in cross.items() if counts[campaign]}
        # At most two groups hold half, and then the purer one is asked.
        group = min(held, key=lambda name: (-held[name], honest[name], name), default=None)
        if group is None:
            rows.append((campaign, size, None, 0, 0.0, None, False))
            continue
        share = held[group] / size
        recovered = share >= ENOUGH_OF_CAMPAIGN and honest[group] < HONEST_BELOW
        rows.append((campaign, size, group, held[group], share, honest[group], recovered))
    return _table(rows, CAMPAIGNS)


def share_recovered(found: Mapping[str, str], truth: Mapping[str, str]) -> float:
    """Return the share of campaigns that are recovered, 0..1; not a number where there is none.

    See `campaigns_recovered`.
    """
    recovered = campaigns_recovered(found, truth)["recovered"].to_pylist()
    return sum(recovered) / len(recovered) if recovered else float("nan")


def count_grouped_pairs(
    found: Mapping[str, str],
    truth: Mapping[str, str],
    *,
    among: Literal["planted", "involved"] = "involved",
) -> CountedPairs:
    """Return how many pairs of one campaign are in one found group, and how many other pairs are.

    Large groups and campaigns weigh by the square of their size; BCubed weighs by size.

    Parameters
    ----------
    found
        Group of each flagged account.
    truth
        Campaign of each planted account.
    among
        ``involved``: honest accounts in a group make false pairs. ``planted``: only pairs of two
        planted accounts are looked at, as where the truth about all others is open.

    Examples
    --------
    >>> count_grouped_pairs(dict.fromkeys("abx", "g"), {"a": "c", "b": "c"})
    CountedPairs(planted=1, found=1, false=2)
    """
    together = hits = 0
    for counts in _cross(found, truth).values():
        size = counts.total() - (counts[None] if among == "planted" else 0)
        together += comb(size, 2)
        hits += sum(comb(count, 2) for name, count in counts.items() if name is not None)
    planted = sum(comb(size, 2) for size in Counter(truth.values()).values())
    return CountedPairs(planted=planted, found=hits, false=together - hits)


def _cross(found: Mapping[str, str], truth: Mapping[str, str]) -> dict[str, Counter[str | None]]:
    """Return, by group, how many accounts are of each campaign; None counts the honest."""
    cross: dict[str, Counter[str | None]] = {
        group: Counter() for group in sorted(set(found.values()))
    }
    for account, group in found.items():
        cross[group][truth.get(account)] += 1
    return cross


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table([list(column) for column in columns], schema=schema)
