"""Logs that people bring, and the work that is done on them."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "uploads": "organisation upload! owner state bytes# sha256? begun_us# until_us# ended_us#?",
    "jobs": "organisation job! kind state asked_by asked_us# upload? log? settings run? attempt#"
    " began_us#? ended_us#? outcome? error? next_step?",
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("uploads", "organisation state"),
    ("jobs", "organisation state"),
    ("jobs", "organisation run"),
)


def upgrade() -> None:
    """Make the tables and their indexes."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
