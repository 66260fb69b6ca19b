"""Keys that an erasure destroys, and holds that stop it."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "data_keys": "organisation commitment! about within? wrapped? since_us# erased_us#?",
    "erasures": "organisation what! about! cause why? erased_us#",
    "holds": (
        "organisation hold! what about why placed_by placed_us# lifted_by? lifted_us#? lifted_why?"
    ),
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("data_keys", "organisation about"),
    ("data_keys", "organisation within"),
    ("data_keys", "organisation since_us"),
    ("holds", "organisation about"),
    ("clues", "organisation reporter"),
    ("clues", "organisation subject"),
    ("evidence", "sha256"),
    ("ledger", "organisation time_us"),
)


def upgrade() -> None:
    """Make the tables, and indexes by which it is found what to erase, and who was shown what."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
