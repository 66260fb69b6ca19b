"""What was answered to a request, so that the same one again does nothing twice."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "answers": "organisation answer! request status# place? etag? body? given_us# day#?",
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (("answers", "organisation day"),)


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
