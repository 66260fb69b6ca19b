"""When each account's measure begins: delayed, in stages, in an order that nobody chooses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def start_times(
    case: str,
    subjects: Iterable[str],
    first_us: int,
    *,
    stages: int = 1,
    gap_s: int = 0,
    jitter_s: int = 0,
) -> dict[str, int]:
    """Return subject -> start, microseconds, UTC.

    The order is that of SHA-256 over the case's and the account's name. Both are random names of
    the store, so whoever decides can neither pick who is first nor foresee it, and anybody can
    compute it again.

    Parameters
    ----------
    case
        Name of the case.
    subjects
        The accounts, in any order.
    first_us
        When the first stage begins.
    stages
        1 or more. Stages differ by one account at most; more stages than accounts leave some empty.
    gap_s
        Between the beginnings of two stages, seconds.
    jitter_s
        Each account starts later by 0 up to this many seconds, also by its hash.

    Examples
    --------
    >>> start_times("case-1", ["a", "b"], 0, stages=2, gap_s=10)
    {'b': 0, 'a': 10000000}
    """
    order = sorted((_hash(case, subject), subject) for subject in subjects)
    return {
        subject: first_us
        + place * stages // len(order) * gap_s * 1_000_000
        # The order uses the whole hash; its last bytes still are as good as independent of it.
        + int.from_bytes(digest[-8:], "big") % (jitter_s * 1_000_000 + 1)
        for place, (digest, subject) in enumerate(order)
    }


def last_start_s(*, stages: int, gap_s: int, jitter_s: int) -> int:
    """Return how long after the first start the last one can be, seconds."""
    return (stages - 1) * gap_s + jitter_s


def _hash(case: str, subject: str) -> bytes:
    return hashlib.sha256(f"{case}\n{subject}".encode()).digest()
