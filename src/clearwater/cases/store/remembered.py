"""Rows that every request asks for, kept for as long as the ledger has not grown.

No row changes without an entry. So as long as the root of the ledger is the same, what was read of
it is what stands there now: who somebody is, what they may, by which rules. It is looked up anew
with the first unit that sees another root, in whichever process the change was made.
"""

from __future__ import annotations

from clearwater.cases.records.base import Record
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import User
from clearwater.cases.records.policy import PolicyRow

ASKED_AGAIN: frozenset[type[Record]] = frozenset({Credential, PolicyRow, User})
MOST = 10_000
"""Rows that are kept; then it begins anew."""

Rows = dict[tuple[str, type[Record], tuple[str, ...]], Record | None]
"""(organisation, kind, key) -> the row, or that there is none."""


class Remembered:
    """What one store remembers; it is asked from several threads."""

    def __init__(self) -> None:
        self._kept: tuple[str, Rows] = ("", {})

    def rows_at(self, root: str) -> Rows:
        """Return what is known of the ledger with this root; who reads more adds it there."""
        known, rows = self._kept
        if known == root and len(rows) < MOST:
            return rows
        # Another thread may still add to the dictionary before: it is of its own root.
        fresh: Rows = {}
        self._kept = (root, fresh)
        return fresh
