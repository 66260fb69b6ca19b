"""The tables of records and of the ledger."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import make_tables

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
    ("subjects", "organisation kind token unique"),
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


def upgrade() -> None:
    """Make every table with its references and indexes."""
    make_tables(_TABLES, _REFERENCES, _INDEXES)
