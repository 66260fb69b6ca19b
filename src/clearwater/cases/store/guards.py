"""What PostgreSQL must refuse in a store, read from its catalogues.

The wanted state stands here as data, independent of the migrations that make it: a test holds that
a new store has it, and that every part which is taken away is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from clearwater.cases.ledger.faults import Fault, FaultKind
from clearwater.cases.store.connecting import APPLICATION, VERIFIER
from clearwater.cases.store.tables import GUARDED, OF_AN_ORGANISATION, RECORDS

_OWN = "(organisation = current_setting('clearwater.organisation'::text, true))"
_REFUSAL = "RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME"

_SECURITY = text(
    "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
    "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
)
_POLICIES = text(
    "SELECT tablename, policyname, permissive, array_to_string(roles, ','), cmd, qual, with_check "
    "FROM pg_policies WHERE schemaname = current_schema()"
)
_TRIGGERS = text(
    "SELECT c.relname, t.tgname, t.tgenabled, t.tgtype, p.proname FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)
_FUNCTION = text(
    "SELECT prosrc FROM pg_proc WHERE proname = 'clearwater_refuse' "
    "AND pronamespace = current_schema()::regnamespace"
)
_RIGHTS = text(
    "SELECT r.role, t.tab, p.priv FROM unnest(CAST(:roles AS text[])) r(role), "
    "unnest(CAST(:tables AS text[])) t(tab), "
    "unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p(priv) "
    "WHERE has_table_privilege(r.role, t.tab, p.priv) OR "
    # A right to one column is none to the table, and enough to alter it.
    "CASE WHEN p.priv IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') "
    "THEN has_any_column_privilege(r.role, t.tab, p.priv) ELSE false END"
)
_RULES = text(
    "SELECT tablename, rulename, definition FROM pg_rules WHERE schemaname = current_schema()"
)
_MEMBERS = text(
    "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members "
    "WHERE pg_get_userbyid(member) = ANY(CAST(:roles AS text[])) ORDER BY 1, 2"
)
_STRONG = text(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY(CAST(:roles AS text[])) "
    "AND (rolsuper OR rolbypassrls OR rolcanlogin)"
)
_ROW_BEFORE_UPDATE_DELETE = 27
_STATEMENT_BEFORE_TRUNCATE = 34


def guard_faults(connection: Connection) -> Iterator[Fault]:
    """Yield every guard that is missing, weaker, or more than there should be."""
    for wanted, found in (
        (_wanted_security(), _security(connection)),
        (_wanted_policies(), _policies(connection)),
        (_wanted_triggers(), _triggers(connection)),
        (_wanted_rights(), _rights(connection)),
        ({}, _rules(connection)),
        # The policies of a role hold for its members: one that is a member of the other would see
        # every organisation and write besides.
        ({}, _memberships(connection)),
    ):
        for where in sorted(wanted.keys() | found.keys()):
            expected, there = wanted.get(where, "none"), found.get(where, "none")
            if expected != there:
                yield Fault(str(FaultKind.MISSING_GUARD), where, expected, there)
    body = connection.execute(_FUNCTION).scalars().all()
    if len(body) != 1 or _REFUSAL not in body[0]:
        found_body = body[0] if body else "none"
        yield Fault(
            str(FaultKind.MISSING_GUARD), "function clearwater_refuse", _REFUSAL, found_body
        )
    for role in connection.execute(_STRONG, {"roles": [APPLICATION, VERIFIER]}).scalars():
        expected = "NOLOGIN NOSUPERUSER NOBYPASSRLS"
        yield Fault(str(FaultKind.MISSING_GUARD), f"role {role}", expected, "more")


def _wanted_security() -> dict[str, str]:
    return {f"row security of {table}": "forced" for table in OF_AN_ORGANISATION}


def _security(connection: Connection) -> dict[str, str]:
    rows = connection.execute(_SECURITY)
    return {f"row security of {table}": "forced" for table, forced in rows if forced}


def _wanted_policies() -> dict[str, str]:
    own = f"PERMISSIVE {APPLICATION} ALL {_OWN} {_OWN}"
    return {f"policy {table}.{table}_own": own for table in OF_AN_ORGANISATION} | {
        f"policy {table}.{table}_verified": f"PERMISSIVE {VERIFIER} SELECT true None"
        for table in OF_AN_ORGANISATION
    }


def _policies(connection: Connection) -> dict[str, str]:
    return {
        f"policy {table}.{name}": " ".join(map(str, rest))
        for table, name, *rest in connection.execute(_POLICIES)
    }


def _wanted_triggers() -> dict[str, str]:
    return {
        f"trigger {table}.{table}_no_{name}": f"O {kind} clearwater_refuse"
        for table in GUARDED
        for name, kind in (
            ("change", _ROW_BEFORE_UPDATE_DELETE),
            ("truncate", _STATEMENT_BEFORE_TRUNCATE),
        )
    }


def _triggers(connection: Connection) -> dict[str, str]:
    return {
        f"trigger {table}.{name}": " ".join(map(str, rest))
        for table, name, *rest in connection.execute(_TRIGGERS)
    }


def _rules(connection: Connection) -> dict[str, str]:
    return {f"rule {table}.{name}": said for table, name, said in connection.execute(_RULES)}


def _memberships(connection: Connection) -> dict[str, str]:
    asked = {"roles": [APPLICATION, VERIFIER]}
    return {
        f"role {member} in {role}": "a member"
        for member, role in connection.execute(_MEMBERS, asked)
    }


def _wanted_rights() -> dict[str, str]:
    records = [kind.TABLE for kind in RECORDS]
    of_tables = {
        **dict.fromkeys(records, "INSERT SELECT UPDATE"),
        **dict.fromkeys(GUARDED, "INSERT SELECT"),
        "ledger_head": "INSERT SELECT UPDATE",
        "alembic_version": "SELECT",
    }
    return {f"rights of {APPLICATION} on {table}": said for table, said in of_tables.items()} | {
        f"rights of {VERIFIER} on {table}": "SELECT" for table in of_tables
    }


def _rights(connection: Connection) -> dict[str, str]:
    tables = [*(kind.TABLE for kind in RECORDS), *GUARDED, "ledger_head", "alembic_version"]
    there = connection.execute(
        text("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace")
    ).scalars()
    known = sorted(set(there) & set(tables))
    found: dict[str, list[str]] = {}
    asked = {"roles": [APPLICATION, VERIFIER], "tables": known}
    for role, table, right in connection.execute(_RIGHTS, asked):
        found.setdefault(f"rights of {role} on {table}", []).append(right)
    return {where: " ".join(sorted(rights)) for where, rights in found.items()}
