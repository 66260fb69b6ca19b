"""When to try again: longer each time, up to a limit, and not everybody at once.

How much longer is a matter of the policy (`clearwater.cases.measures.policy.Retry`). The jitter
comes from a hash of the message and the attempt, so that the same history gives the same times (a
rehearsal can be repeated) and two messages that failed together do not return together.
"""

from __future__ import annotations

import hashlib

from clearwater.cases.measures.policy import Retry
from clearwater.errors import ParameterError

_US = 1_000_000
_SCALE = 1 << 32


def pause_us(retry: Retry, message: str, attempt: int, *, asked_s: int = 0) -> int:
    """Return how long to wait after a failed attempt, in microseconds.

    Parameters
    ----------
    retry
        First and longest wait, factor, jitter.
    message
        Its id.
    attempt
        Which attempt failed, from 1.
    asked_s
        What the receiver asked for, seconds; it can make the wait longer, never shorter.

    Raises
    ------
    ParameterError
        If `attempt` is below 1.

    Examples
    --------
    >>> plan = Retry(first_s=30, factor_milli=2000, longest_s=3600, jitter_milli=0)
    >>> [pause_us(plan, "message-1", attempt) // 1_000_000 for attempt in (1, 2, 3, 9)]
    [30, 60, 120, 3600]
    """
    if attempt < 1:
        raise ParameterError("attempts count from 1", found=str(attempt))
    return _longer(max(retry.wait_s(attempt), asked_s), retry, message, attempt)


def longest_pause_us(retry: Retry, message: str, attempt: int) -> int:
    """Return the wait after a refusal: the longest at once, as only a person can change it."""
    return _longer(retry.longest_s, retry, message, attempt)


def _longer(wait_s: int, retry: Retry, message: str, attempt: int) -> int:
    """Return the wait in microseconds, made longer by what the hash draws."""
    wait = wait_s * _US
    drawn = int.from_bytes(hashlib.sha256(f"{message}:{attempt}".encode()).digest()[:4], "big")
    return wait + wait * retry.jitter_milli * drawn // (1000 * _SCALE)
