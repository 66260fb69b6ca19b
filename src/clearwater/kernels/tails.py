"""Upper tails of counting distributions, exact and safe far out where evidence lives.

Tails are returned as probabilities down to about 1e-300; smaller ones are returned as that floor,
so that a logarithm can always be taken.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

FLOOR = 1e-300


@njit("float64(float64, int64)", nogil=True, cache=True)
def poisson_tail(mean: Any, x: Any) -> Any:
    """Return P(N >= x) for N ~ Poisson(mean).

    Summed from the larger side's far end, so neither side loses digits to cancellation.
    """
    if x <= 0:
        return 1.0
    if mean <= 0.0:
        return FLOOR
    if x > mean:
        log_term = -mean + x * math.log(mean) - math.lgamma(x + 1.0)
        if log_term < -690.0:
            return FLOOR
        total = 1.0
        ratio = 1.0
        k = x + 1.0
        while ratio > 1e-17 * total:
            ratio *= mean / k
            total += ratio
            k += 1.0
        return min(1.0, math.exp(log_term) * total)
    lower = 0.0
    log_mean = math.log(mean)
    for k in range(x):
        lower += math.exp(-mean + k * log_mean - math.lgamma(k + 1.0))
    return max(FLOOR, 1.0 - lower)


@njit("float64(float64[::1], int64, int64, float64[::1])", nogil=True, cache=True)
def poisson_binomial_tail(p: Any, n: Any, x: Any, work: Any) -> Any:
    """Return P(at least `x` successes) in `n` independent trials with chances ``p[:n]``.

    Exact dynamic programme over the number of successes, cut at x: O(n x). `work` is scratch of
    at least x + 1 entries. All terms are positive, so relative precision holds in the far tail.
    """
    if x <= 0:
        return 1.0
    if x > n:
        return FLOOR
    work[: x + 1] = 0.0
    work[0] = 1.0
    for i in range(n):
        success = p[i]
        failure = 1.0 - success
        top = min(i + 1, x)
        if top == x:  # state x absorbs: "x or more"
            work[x] += work[x - 1] * success
            top = x - 1
        for k in range(top, 0, -1):
            work[k] = work[k] * failure + work[k - 1] * success
        work[0] *= failure
    return min(1.0, max(FLOOR, work[x]))


@njit("float64[::1](float64, int64)", nogil=True, cache=True)
def poisson_ceilings(level: Any, size: Any) -> Any:
    """Return, for each count x < `size`, the largest mean with P(N >= x) <= `level`."""
    out = np.zeros(size)
    for x in range(1, size):
        lo, hi = out[x - 1], float(x)
        for _ in range(48):
            mid = 0.5 * (lo + hi)
            if poisson_tail(mid, x) <= level:
                lo = mid
            else:
                hi = mid
        out[x] = lo
    return out
