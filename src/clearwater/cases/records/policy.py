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


@dataclass(frozen=True)
class PolicyVersion(Record):
    """A policy as it was put in force, kept when another takes its place.

    Figures of a past period go by the rules of that time: which category a reason belonged to, when
    a week began, how small a count is not published.
    """

    TABLE = "policy_versions"
    KEY = ("organisation", "version")

    version: int
    sha256: str
    """Of `policy`, as the ledger has it."""
    policy: str
    """RFC 8785 JSON of `clearwater.cases.measures.Policy`."""
    since_us: int
