"""What the database itself refuses: changes of the ledger, and rows of another organisation.

On PostgreSQL two roles come before it, see `clearwater.cases.store.roles`.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_GUARDED = {"ledger": ("number",), "ledger_nodes": ("level", "place")}
_OF_AN_ORGANISATION = (
    *("policies", "users", "disclosures", "subjects", "rings", "cases", "clues", "case_findings"),
    *("members", "evidence", "decisions", "measures", "notices", "appeals", "appellants"),
    *("messages", "ledger"),
)
_SEEN_BY_ALL = ("ledger_nodes", "ledger_head", "alembic_version")
_REFUSE = """
CREATE FUNCTION clearwater_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$"""


def upgrade() -> None:
    """Set triggers, and on PostgreSQL policies and rights."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)
        for statement in (*_triggers(), *_policies(), *_rights()):
            op.execute(statement)
    else:
        for table, key in _GUARDED.items():
            for statement in _triggers_of_sqlite(table, key):
                op.execute(statement)


def _triggers_of_sqlite(table: str, key: tuple[str, ...]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END"
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE removes a row without asking the trigger on DELETE.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names above
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}",
    ]


def _triggers() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} {each} "
        "EXECUTE FUNCTION clearwater_refuse()"
        for table in _GUARDED
        for name, event, each in (
            ("change", "UPDATE OR DELETE", "FOR EACH ROW"),
            ("truncate", "TRUNCATE", "FOR EACH STATEMENT"),
        )
    ]


def _policies() -> list[str]:
    own = "organisation = current_setting('clearwater.organisation', true)"
    return [
        statement
        for table in _OF_AN_ORGANISATION
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            # Else whoever owns the tables would see every organisation.
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {table}_own ON {table} TO clearwater_application "
            f"USING ({own}) WITH CHECK ({own})",
            f"CREATE POLICY {table}_verified ON {table} FOR SELECT TO clearwater_verifier "
            "USING (true)",
        )
    ]


def _rights() -> list[str]:
    records = [table for table in _OF_AN_ORGANISATION if table not in _GUARDED]
    everything = ", ".join((*_OF_AN_ORGANISATION, *_SEEN_BY_ALL))
    return [
        f"GRANT SELECT ON {everything} TO clearwater_application, clearwater_verifier",
        # Asked before anybody changes role: whether there is a store, and which.
        "GRANT SELECT ON alembic_version TO PUBLIC",
        f"GRANT INSERT ON {', '.join((*records, *_GUARDED, 'ledger_head'))} "
        "TO clearwater_application",
        f"GRANT UPDATE ON {', '.join((*records, 'ledger_head'))} TO clearwater_application",
    ]
