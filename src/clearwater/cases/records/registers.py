"""Registers: agencies of creators, and creators by how many follow them.

Names are words about people: they stand in disclosures, behind subjects, and an erasure of one
empties it here too. What a row was before is in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.base import Record


@dataclass(frozen=True)
class Agency(Record):
    """An agency of creators (MCN)."""

    TABLE = "agencies"
    KEY = ("organisation", "subject")

    subject: str
    """Its name in the store, of kind ``agency``."""
    state: str
    """``active`` or ``left``."""
    since_us: int
    """When this row was last changed."""


@dataclass(frozen=True)
class Creator(Record):
    """An account with followers."""

    TABLE = "creators"
    KEY = ("organisation", "subject")

    subject: str
    """The account: the same subject as in cases."""
    agency: str | None
    """The subject of its agency."""
    followers: int
    tier: str
    """Name in `Policy.tiers`, by the policy of that day."""
    state: str
    """``active`` or ``left``."""
    since_us: int
    """When this row was last changed."""
