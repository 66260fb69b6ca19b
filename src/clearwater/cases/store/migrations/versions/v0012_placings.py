"""Why cases stand where they stand in the queue; those that are there already keep their places."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "placings": "organisation! placed! effort_s# by_harm_us# by_effort_us# by_reports_us#",
}


def upgrade() -> None:
    """Make the table."""
    add_records(_TABLES, {}, ())
