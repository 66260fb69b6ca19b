"""The policy of an organisation as it was in force: one row, replaced by a decision of a lead."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.base import Record


@dataclass(frozen=True)
class PolicyRow(Record):
    """The rules by which an organisation decides."""

    TABLE = "policies"
    KEY = ("organisation",)

    version: int
    """1, 2, ... in the order of changes."""
    policy: str
    """RFC 8785 JSON of `clearwater.cases.measures.Policy`."""
    since_us: int
