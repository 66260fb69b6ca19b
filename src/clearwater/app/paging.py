"""A page of what fits, read from the store a part at a time: never everything for some of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clearwater.cases.records.base import Record

R = TypeVar("R", bound=Record)
Part = Callable[[int, tuple[str, ...] | None], Sequence[R]]
"""(limit, key after which) -> the next records in the order of their keys, such as `Unit.page`."""
Fitting = Callable[[Sequence[R]], Sequence[R]]
"""Records -> those of them that are wanted, in the same order."""


def filled(
    part: Part[R], fitting: Fitting[R], limit: int, after: tuple[str, ...] | None
) -> list[R]:
    """Return the first `limit` records that fit after a key; fewer where there are no more.

    Where hardly anything fits it reads far, but no more than `limit` records are held that do not.
    """
    found: list[R] = []
    while len(found) < limit:
        some = part(limit, after)
        found += fitting(some)
        if len(some) < limit:
            break
        after = some[-1].key
    return found[:limit]
