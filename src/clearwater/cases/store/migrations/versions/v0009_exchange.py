"""Other organisations with which something is exchanged, and what came from them."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "partners": "organisation! partner! state sends gets keys since_us#",
    "arrived": "organisation! arrived! partner kind sha256 signed_by? clue? message? outcome"
    " arrived_us#",
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("arrived", "organisation clue"),
    ("arrived", "organisation message"),
)


def upgrade() -> None:
    """Make the tables and their indexes."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
