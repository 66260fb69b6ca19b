"""How people and programs prove who they are."""

from __future__ import annotations

from clearwater.cases.store.migrations.making import add_records

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES: dict[str, str] = {
    "credentials": (
        "organisation! user! password? totp? totp_step#? setup? setup_until_us#? oidc_issuer? "
        "oidc_subject? failures# locked_until_us#? generation#"
    ),
    "api_tokens": "organisation token! user secret scopes issued_us# until_us# state",
}
_REFERENCES: dict[str, str] = {}
_INDEXES: tuple[tuple[str, str], ...] = (
    ("credentials", "organisation oidc_subject unique"),
    ("api_tokens", "organisation user"),
)


def upgrade() -> None:
    """Make the tables."""
    add_records(_TABLES, _REFERENCES, _INDEXES)
