"""The tree of bodies, what they hand to each other and owe each other, and their registers."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = ()


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
