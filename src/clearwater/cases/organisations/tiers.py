"""Creators by how many follow them."""

from __future__ import annotations

from collections.abc import Sequence

from clearwater.cases.measures.policy_work import Tier


def tier_of(followers: int, tiers: Sequence[Tier]) -> str:
    """Return the name of the last tier that begins at so many followers or fewer.

    Parameters
    ----------
    followers
        0 or more.
    tiers
        `Policy.tiers`: from the fewest followers to the most, the first from 0.

    Examples
    --------
    >>> tier_of(9_999, [Tier("nano", 0), Tier("micro", 10_000)])
    'nano'
    """
    return [tier.name for tier in tiers if tier.followers <= followers][-1]
