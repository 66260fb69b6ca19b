"""The tree of bodies, what they hand to each other and owe each other, and their registers."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "bodies": "organisation! body! parent? level name state since_us#",
    "memberships": "organisation! root state since_us#",
    "handovers": "organisation! handover! side giver receiver direction what case? clue? theirs?"
    " state why offered_by offered_us# due_us# answer? answered_by? answered_us#?",
    "participations": "organisation! participation! lead body case? lead_case state question"
    " invited_by invited_us# due_us# answered_by? answered_us#? ended_us#? why? position?"
    " position_why? position_by? spoken_us#? spoken_last_us#?",
    "joint_approvals": "organisation decision! case participation body second_by second_us#",
    "duties": "organisation! duty! kind platform week state asked_by asked_us# due_us# document?"
    " received_us#? faults#? found? checked_by? checked_us#?",
    "duty_documents": "organisation! duty! sha256! size# received_us# received_by",
    "agencies": "organisation! subject! state since_us#",
    "creators": "organisation! subject! agency? followers# tier state since_us#",
}
_REFERENCES: dict[str, str] = {
    "handovers": "case",
    "participations": "case",
    "joint_approvals": "case",
    "agencies": "subject",
    "creators": "subject",
}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("handovers", "case"),
    ("handovers", "organisation state due_us"),
    ("participations", "case"),
    ("participations", "organisation lead_case"),
    ("participations", "organisation state due_us"),
    ("joint_approvals", "case"),
    ("duties", "organisation state due_us"),
    ("creators", "organisation agency"),
)


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
