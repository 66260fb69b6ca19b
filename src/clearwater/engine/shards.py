"""Run a kernel over ranges of work on a few threads, results in the order of the ranges.

Kernels release the interpreter lock, so threads are enough. The ranges do not depend on the number
of threads, and results are joined in range order: one thread or many, the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

Result = TypeVar("Result")


def usable_threads(asked: int | None) -> int:
    """Return how many threads to use: what was asked, or the cores this process may run on."""
    if asked is not None:
        return max(1, asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ranges(total: int, pieces: int) -> list[tuple[int, int]]:
    """Return at most `pieces` half-open ranges of near equal length that cover ``0:total``."""
    pieces = max(1, min(pieces, total))
    edges = [total * k // pieces for k in range(pieces + 1)]
    return list(pairwise(edges))


def run_shards(
    work: Callable[[int, int], Result], parts: list[tuple[int, int]], threads: int
) -> Iterator[Result]:
    """Yield ``work(first, end)`` for each range, in order, `threads` of them at a time."""
    if threads == 1:
        for first, end in parts:
            yield work(first, end)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda part: work(*part), parts)
