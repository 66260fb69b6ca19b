"""What the database itself refuses: changes of the ledger, and rows of another organisation.

On PostgreSQL two roles come before it, see `clearwater.cases.store.roles`.
"""

from __future__ import annotations

from alembic import op

from clearwater.cases.store.migrations.making import grant, keep_apart

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
        for statement in _triggers():
            op.execute(statement)
        keep_apart(_OF_AN_ORGANISATION)
        records = [table for table in _OF_AN_ORGANISATION if table not in _GUARDED]
        grant((*records, "ledger_head"), change=True)
        grant(tuple(_GUARDED), change=False)
        # Asked before anybody changes role: whether there is a store, and which.
        op.execute("GRANT SELECT ON alembic_version TO PUBLIC")
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
