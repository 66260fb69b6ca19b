"""Who works on what, what was considered, the quality of reviews, and the index of the queue."""

from __future__ import annotations

from alembic import op

from clearwater.cases.store.migrations.making import add_records

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "leases": "organisation! held! by since_us# until_us# asked_by? asked_us#?",
    "considerations": "organisation case decision! explanation! outcome",
    "known_findings": "organisation! known! run finding expected salt seeded_by since_us#",
    "known_answers": "organisation case! known measure? reason_code why answered_by answered_us#",
    "blind_reviews": "organisation review! decision state asked_us# measure? reason_code? why?"
    " answered_by? answered_us#?",
    "quality_rules": "organisation! blind_milli# since_us#",
}
_REFERENCES: dict[str, str] = {
    "considerations": "case decision",
    "blind_reviews": "decision",
}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("leases", "organisation until_us"),
    ("considerations", "case"),
    ("known_findings", "organisation run finding"),
    ("blind_reviews", "decision"),
    ("blind_reviews", "organisation state review"),
    ("cases", "organisation state rank_us case severity origin due_us"),
)


def upgrade() -> None:
    """Make the tables and indexes; the queue's old index is the beginning of its new one."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
    op.drop_index("cases_organisation_state_rank_us_case", "cases")
