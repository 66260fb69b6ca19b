"""The tables of records and of the ledger.

Columns are written short: ``#`` a whole number, else text; ``!`` part of the key; ``?`` may be
nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = {
    "policies": "organisation! version# policy since_us#",
    "users": "organisation! user! roles state since_us#",
    "disclosures": "organisation commitment! salt? text? erased_us#?",
    "subjects": "organisation subject! kind identifier token?",
    "rings": "organisation ring! first_us#",
    "cases": (
        "organisation case! state origin title ring? severity# confidence_milli# rank_us# "
        "due_us# assignee? opened_by opened_us# closed_us#? outcome?"
    ),
    "clues": (
        "organisation clue! source fingerprint state case? subject? reporter? note? "
        "times# first_us# last_us#"
    ),
    "case_findings": (
        "organisation case! run! finding! level headline score_millibits# q_value "
        "accounts# objects# detector seed#"
    ),
    "members": (
        "organisation case! subject! finding role score_millibits# q_value events# standing why?"
    ),
    "evidence": "organisation case! name! sha256 size# frozen_us# frozen_by",
    "decisions": (
        "organisation decision! case state measure? reason_code policy_text why evidence "
        "accounts# duration_s#? delay_s# stages# stage_gap_s# blast_radius needs_second# "
        "decided_by decided_us# second_by? second_us#? supersedes?"
    ),
    "measures": (
        "organisation measure! decision case subject kind severity# state starts_us#? "
        "ends_us#? lifted_us#? inverse"
    ),
    "notices": (
        "organisation notice! case decision measure subject language text issued_us# "
        "appeal_until_us#"
    ),
    "appeals": (
        "organisation appeal! case decision state statement filed_by filed_us# due_us# "
        "resolved_by? resolved_us#? why?"
    ),
    "appellants": "organisation appeal! case subject! outcome?",
    "messages": (
        "organisation message! kind case measure subject state not_before_us# attempts# "
        "next_us# delivered_us#? receipt?"
    ),
    "ledger": "number#! organisation act case? time_us# user entry",
    "ledger_nodes": "level#! place#! hash",
    "ledger_head": "head! size# root checkpoint",
}
_REFERENCES = {
    "cases": "ring",
    "clues": "case subject",
    "case_findings": "case",
    "members": "case subject",
    "evidence": "case",
    "decisions": "case",
    "measures": "case decision subject",
    "notices": "case decision measure subject",
    "appeals": "case decision",
    "appellants": "appeal case subject",
    "messages": "case measure subject",
}
_INDEXES = (
    ("subjects", "organisation kind token"),
    ("cases", "ring"),
    ("cases", "organisation assignee state rank_us case"),
    ("cases", "organisation state rank_us case"),
    ("clues", "organisation fingerprint"),
    ("clues", "organisation state"),
    ("clues", "case"),
    ("members", "subject"),
    ("decisions", "case"),
    ("decisions", "organisation decided_by"),
    ("measures", "case"),
    ("measures", "organisation starts_us"),
    ("measures", "decision"),
    ("measures", "subject"),
    ("notices", "case"),
    ("notices", "measure"),
    ("notices", "subject"),
    ("appeals", "case"),
    ("appeals", "organisation state due_us"),
    ("appellants", "subject"),
    ("appellants", "case"),
    ("messages", "measure"),
    ("messages", "case"),
    ("messages", "organisation state next_us message"),
    ("ledger", "organisation case number"),
)
_TARGET = {
    "case": "cases",
    "ring": "rings",
    "subject": "subjects",
    "decision": "decisions",
    "measure": "measures",
    "appeal": "appeals",
}


def upgrade() -> None:
    """Make every table with its references and indexes."""
    text = sa.Text(collation="C") if op.get_bind().dialect.name == "postgresql" else sa.Text()
    whole = sa.BigInteger() if op.get_bind().dialect.name == "postgresql" else sa.Integer()
    for table, columns in _TABLES.items():
        op.create_table(
            table,
            *(_column(said, text, whole) for said in columns.split()),
            *(_reference(table, name) for name in _REFERENCES.get(table, "").split()),
            sqlite_strict=True,
        )
    for table, said in _INDEXES:
        names = said.split()
        unique = (table, said) == ("subjects", "organisation kind token")
        op.create_index(f"{table}_{'_'.join(names)}", table, names, unique=unique)


def _column(said: str, text: sa.Text, whole: sa.Integer) -> sa.Column[str | int | None]:
    name = said.rstrip("#!?")
    return sa.Column(
        name,
        whole if "#" in said else text,
        primary_key="!" in said,
        nullable="?" in said,
        autoincrement=False,
    )


def _reference(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name],
        [f"{_TARGET[name]}.{name}"],
        name=f"{table}_{name}_fkey",
        deferrable=True,
        initially="DEFERRED",
    )
