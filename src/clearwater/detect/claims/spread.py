"""A checked claim told again: who, how often, and how it travels after its check was out.

Only posts count that lie near enough to a claim (`Ranked.again`), deny nothing, and are known to
be younger than the check. A row says what an account posted after a date. It says nothing of why:
people repeat what they believe, and nobody has to have read the check. No account gets a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clearwater.events.schema import TIME_TYPE
from clearwater.units import MICROSECONDS

DAY_US = 86_400 * MICROSECONDS
QUIET_DAYS = 7.0
"""Days without a post, after which a claim that is told again has a new wave."""

ACCOUNTS = pa.schema(
    [
        ("claim", pa.string()),
        ("account", pa.string()),
        ("posts", pa.int64()),
        ("first", TIME_TYPE),
        ("last", TIME_TYPE),
        ("days", pa.int64()),
        ("place", pa.int64()),
        ("after_h", pa.float64()),
        ("wave", pa.int64()),
        ("hop", pa.int64()),
    ]
)
"""A row an account and claim: posts after the check, on how many days (UTC), the account's place in
the order of first posts, hours after the first of all, the wave of its first post, and over how
many reposts it came (0 for an own post; null where posts name no parent)."""
TRAVELS = pa.schema(
    [
        ("claim", pa.string()),
        ("day", pa.string()),
        ("wave", pa.int64()),
        ("posts", pa.int64()),
        ("accounts", pa.int64()),
        ("new_accounts", pa.int64()),
    ]
)
"""A row a claim and day (UTC) with posts: how many, by how many accounts, how many of them new."""
SPREAD = pa.schema(
    [
        ("claim", pa.string()),
        ("text", pa.string()),
        ("rating", pa.string()),
        ("contradicted", pa.bool_()),
        ("checked", TIME_TYPE),
        ("url", pa.string()),
        ("posts", pa.int64()),
        ("accounts", pa.int64()),
        ("again_and_again", pa.int64()),
        ("first_account", pa.string()),
        ("first", TIME_TYPE),
        ("last", TIME_TYPE),
        ("waves", pa.int64()),
        ("busiest_day", pa.string()),
        ("busiest_day_posts", pa.int64()),
    ]
)
"""A row a claim that was told again. ``again_and_again`` counts accounts with two posts or more."""


@dataclass(frozen=True)
class Told:
    """One post that tells a claim again."""

    claim: int
    """Row of the claim."""
    post: str
    account: str
    time: int
    """Microseconds."""
    parent: str | None = None
    """Post that it repeats, where known."""


@dataclass(frozen=True)
class Spread:
    """The three tables, each sorted by claim."""

    claims: pa.Table
    """Schema `SPREAD`."""
    accounts: pa.Table
    """Schema `ACCOUNTS`, by place."""
    travels: pa.Table
    """Schema `TRAVELS`, by day."""


def spread(
    told: Sequence[Told],
    ids: Sequence[str],
    beside: Mapping[int, Mapping[str, object]],
    *,
    hops: bool,
    quiet_days: float = QUIET_DAYS,
) -> Spread:
    """Return who told which claim again, and how it travels.

    Parameters
    ----------
    told
        Posts, each younger than the check of its claim, in any order.
    ids
        Id of each claim.
    beside
        By row of the claim: text, rating, contradicted, checked (microseconds), url.
    hops
        Whether posts name the posts that they repeat.
    quiet_days
        More than 0. Days without a post, after which a wave is a new one.
    """
    by_claim: dict[int, list[Told]] = {}
    for one in sorted(told, key=lambda one: (one.time, one.post)):
        by_claim.setdefault(one.claim, []).append(one)
    claims, accounts, travels = [], [], []
    for row in sorted(by_claim, key=lambda row: ids[row]):
        posts = by_claim[row]
        wave = _waves(np.array([one.time for one in posts]), quiet_days)
        depth = _hops(posts) if hops else {}
        days = _days(ids[row], posts, wave)
        people = _people(ids[row], posts, wave, depth)
        travels += days
        accounts += people
        claims.append(_whole(ids[row], posts, people, days, beside[row]))
    return Spread(
        pa.Table.from_pylist(claims, SPREAD),
        pa.Table.from_pylist(accounts, ACCOUNTS),
        pa.Table.from_pylist(travels, TRAVELS),
    )


def _waves(time: np.ndarray, quiet_days: float) -> np.ndarray:
    """Return the wave of each post, from 1; `time` ascends."""
    quiet = np.diff(time, prepend=time[:1]) > quiet_days * DAY_US
    return 1 + np.cumsum(quiet)


def _hops(posts: Sequence[Told]) -> dict[str, int]:
    """Return over how many reposts of the same claim each post came; a parent is older."""
    depth: dict[str, int] = {}
    for one in posts:
        above = depth.get(one.parent) if one.parent is not None else None
        depth[one.post] = 0 if above is None else above + 1
    return depth


def _days(claim: str, posts: Sequence[Told], wave: np.ndarray) -> list[dict[str, object]]:
    seen: set[str] = set()
    rows: list[dict[str, object]] = []
    by_day: dict[int, list[int]] = {}
    for number, one in enumerate(posts):
        by_day.setdefault(one.time // DAY_US, []).append(number)
    for day, numbers in by_day.items():
        today = {posts[number].account for number in numbers}
        rows.append(
            {
                "claim": claim,
                "day": str(np.datetime64(day, "D")),
                "wave": int(wave[numbers[0]]),
                "posts": len(numbers),
                "accounts": len(today),
                "new_accounts": len(today - seen),
            }
        )
        seen |= today
    return rows


def _people(
    claim: str, posts: Sequence[Told], wave: np.ndarray, depth: Mapping[str, int]
) -> list[dict[str, object]]:
    own: dict[str, list[int]] = {}
    for number, one in enumerate(posts):
        own.setdefault(one.account, []).append(number)
    start = posts[0].time
    return [
        {
            "claim": claim,
            "account": account,
            "posts": len(numbers),
            "first": posts[numbers[0]].time,
            "last": posts[numbers[-1]].time,
            "days": len({posts[number].time // DAY_US for number in numbers}),
            "place": place,
            "after_h": (posts[numbers[0]].time - start) / (3_600 * MICROSECONDS),
            "wave": int(wave[numbers[0]]),
            "hop": depth.get(posts[numbers[0]].post),
        }
        for place, (account, numbers) in enumerate(own.items(), 1)
    ]


def _whole(
    claim: str,
    posts: Sequence[Told],
    people: Sequence[Mapping[str, object]],
    days: Sequence[Mapping[str, object]],
    beside: Mapping[str, object],
) -> dict[str, object]:
    counts = [int(str(day["posts"])) for day in days]
    busiest = int(np.argmax(counts))
    return {
        **beside,
        "claim": claim,
        "posts": len(posts),
        "accounts": len(people),
        "again_and_again": sum(int(str(one["posts"])) > 1 for one in people),
        "first_account": posts[0].account,
        "first": posts[0].time,
        "last": posts[-1].time,
        "waves": int(str(days[-1]["wave"])),
        "busiest_day": days[busiest]["day"],
        "busiest_day_posts": counts[busiest],
    }
