"""Policies as they were, and the index by which measures that lapse in a week are found."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "policy_versions": "organisation! version#! sha256 policy since_us#",
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (("measures", "organisation ends_us"),)


def upgrade() -> None:
    """Make the table and the index."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
