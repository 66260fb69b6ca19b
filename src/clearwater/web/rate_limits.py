"""How often somebody may ask: a bucket of tokens for each address and each caller.

A bucket holds `burst` tokens and gets `each_s` new ones a second; a request takes one. Buckets are
kept in the memory of one process: see `Rates.among` for several.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

IPV6_LINE = 64
"""Bits of an IPv6 address that one line has: whoever has one has 2**64 addresses to ask from."""
MOST_BUCKETS = 100_000
"""Of one kind; the one that rested longest is dropped first."""


@dataclass(frozen=True)
class Rate:
    """How fast, and how many at once."""

    each_s: float
    """Requests a second in the long run."""
    burst: float
    """Requests at once."""

    def among(self, processes: int) -> Rate:
        """Return the part of each of several processes: never less than one request at once."""
        return Rate(self.each_s / processes, max(1.0, self.burst / processes))


@dataclass(frozen=True)
class Rates:
    """The limits of a server."""

    address: Rate = Rate(100, 400)
    """Of one line (`line_of`), whoever asks from there."""
    caller: Rate = Rate(20, 100)
    """Of one login; its programs count with it, or another token would be another limit."""
    reveal: Rate = Rate(0.5, 20)
    """Of one login, for requests that show identifiers and words of people."""
    login: Rate = Rate(0.1, 10)
    """Of one line, for attempts to log in."""

    def among(self, processes: int) -> Rates:
        """Return the limits of each of several processes.

        What is guessed or read out is bounded over all of them, so each has its part. The others
        see to it that nobody takes the server from the rest; whoever keeps to one connection is
        answered by one process, and may take as much of that as of the only one.
        """
        return replace(self, reveal=self.reveal.among(processes), login=self.login.among(processes))


def line_of(address: str) -> str:
    """Return what one line has of a network address: IPv4 all of it, IPv6 the first 64 bits.

    Examples
    --------
    >>> line_of("2001:db8::7") == line_of("2001:db8::8:9:a:b")
    True
    >>> line_of("::ffff:192.0.2.7")
    '192.0.2.7'
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, IPV6_LINE), strict=False))


class RateLimit:
    """Buckets of one rate.

    Parameters
    ----------
    rate
        Of each bucket.
    clock_s
        Seconds that only go forward.
    """

    def __init__(self, rate: Rate, clock_s: Callable[[], float]) -> None:
        self._rate = rate
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, whose: str) -> float:
        """Take a token of somebody's bucket and return 0, or how long until there will be one."""
        with self._lock:
            now = self._clock_s()
            tokens, since = self._buckets.pop(whose, (self._rate.burst, now))
            tokens = min(self._rate.burst, tokens + (now - since) * self._rate.each_s)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate.each_s
            self._buckets[whose] = (tokens if wait else tokens - 1, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
            return wait
