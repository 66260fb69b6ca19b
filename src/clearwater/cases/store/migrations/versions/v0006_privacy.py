"""Keys that an erasure destroys, and holds that stop it."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = ()


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
