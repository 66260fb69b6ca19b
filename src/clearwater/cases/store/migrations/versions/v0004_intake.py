"""Reports of users, and brigades among them."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "brigades": "organisation brigade! kind run finding q_value reporters# targets# reports#"
    " first_us# last_us# marked_us#",
    "user_reports": "organisation report! clue reporter subject category window_us# times#"
    " first_us# last_us# brigade? blind",
    "report_arrivals": "organisation! arrival! report received_us# sender? words? text? place?"
    " device? joined_us#?",
    "report_answers": "organisation report! told told_us#",
}
_REFERENCES: dict[str, str] = {"user_reports": "subject"}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("user_reports", "organisation reporter subject category window_us unique"),
    ("user_reports", "organisation clue"),
    ("user_reports", "organisation brigade"),
    ("user_reports", "subject"),
    ("report_arrivals", "organisation report"),
    ("report_arrivals", "organisation received_us"),
)


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
