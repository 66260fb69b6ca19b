"""What the databases themselves refuse, and that a verification notices when they no longer do."""

from __future__ import annotations

# ruff: noqa: S608 - names of tables stand here
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from clearwater.cases import acts
from clearwater.cases.records.case import Clue
from clearwater.cases.store import connecting
from clearwater.cases.store.connecting import owner_engine, place_of
from clearwater.cases.store.content_postgresql import PostgresqlContent
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.roles import make_roles
from clearwater.cases.store.verifying import check_store
from clearwater.cases.workflow.base import Step
from clearwater.errors import StoreError
from tests.helpers import postgresql
from tests.helpers.made_up_cases import made
from tests.helpers.stores import a_case, fill, filled_sqlite, make_store, opening_of, save

FORBIDDEN = (
    "UPDATE ledger SET \"user\" = 'nobody' WHERE number = 1",
    "DELETE FROM ledger WHERE number = 1",
    "UPDATE ledger_nodes SET hash = 'x' WHERE level = 0",
    "DELETE FROM ledger_nodes",
)


# SQLite -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guards")
    with filled_sqlite(folder, 1, 1):
        pass
    return folder


@pytest.mark.parametrize(
    "statement",
    [
        *FORBIDDEN,
        'INSERT OR REPLACE INTO ledger SELECT number, \'x\', act, "case", time_us, "user", entry '
        "FROM ledger WHERE number = 1",
        "INSERT OR REPLACE INTO ledger_nodes SELECT level, place, 'x' FROM ledger_nodes LIMIT 1",
    ],
)
def test_sqlite_refuses(sqlite_folder: Path, statement: str) -> None:
    connection = sqlite3.connect(sqlite_folder / "cases.db")
    with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
        connection.execute(statement)
    connection.close()


def test_sqlite_keeps_types(sqlite_folder: Path) -> None:
    connection = sqlite3.connect(sqlite_folder / "cases.db")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        connection.execute("UPDATE rings SET first_us = 'soon'")
    connection.close()


def test_sqlite_waits_for_the_disk(sqlite_folder: Path) -> None:
    store = open_store(sqlite_folder / "cases.db", sqlite_folder / "files", create=False)
    with store.reading("main") as unit:
        connection = unit._connection
        said = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    store.close()
    assert said == ["wal", 2, 1]


# PostgreSQL -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return a filled store with two organisations on PostgreSQL."""
    url, files = postgresql.new_database(), tmp_path_factory.mktemp("files")
    store = make_store(url, files)
    fill(store, 1, 1)
    store.close()
    yield url, files
    postgresql.drop_database(url)


def as_application(url: str, statement: str, organisation: str = "main") -> list[Any]:
    """Run a statement as the application would, and undo it."""
    with psycopg.connect(url) as connection:
        connection.execute("SET ROLE clearwater_application")
        connection.execute(
            "SELECT set_config('clearwater.organisation', %s, true)", (organisation,)
        )
        cursor = connection.execute(statement.encode())
        rows = cursor.fetchall() if cursor.description else [(cursor.rowcount,)]
        connection.rollback()
    return rows


@pytest.mark.parametrize(
    "statement",
    [
        *FORBIDDEN,
        "TRUNCATE ledger",
        "TRUNCATE ledger_nodes",
        "DELETE FROM ledger_head",
        "DELETE FROM cases",
        "DELETE FROM disclosures",
        "ALTER TABLE ledger DISABLE TRIGGER ALL",
        "ALTER TABLE cases NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY cases_own ON cases",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET session_replication_role = replica",
        "INSERT INTO ledger SELECT * FROM ledger ON CONFLICT (number) DO UPDATE SET act = 'x'",
        "INSERT INTO ledger_nodes SELECT * FROM ledger_nodes ON CONFLICT (level, place) "
        "DO UPDATE SET hash = 'x'",
        "MERGE INTO ledger USING (VALUES (1)) one(n) ON number = n WHEN MATCHED THEN DELETE",
        "CREATE RULE quiet AS ON INSERT TO ledger DO INSTEAD NOTHING",
        "CREATE TRIGGER quiet BEFORE INSERT ON ledger FOR EACH ROW "
        "EXECUTE FUNCTION clearwater_refuse()",
        "DROP TRIGGER ledger_no_change ON ledger",
        "DROP TABLE ledger_nodes",
        "CREATE TABLE mine (number bigint REFERENCES ledger ON DELETE CASCADE)",
        "CREATE OR REPLACE FUNCTION clearwater_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN OLD; END $$",
        "DO $$ BEGIN DELETE FROM ledger; END $$",
        "COPY ledger TO PROGRAM 'cat'",
        "LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_the_application_may_not(served: tuple[str, Path], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application(served[0], statement)


@pytest.mark.parametrize("statement", [*FORBIDDEN, "TRUNCATE ledger", "TRUNCATE ledger_nodes"])
def test_not_even_the_owner_may(served: tuple[str, Path], statement: str) -> None:
    with (
        psycopg.connect(served[0]) as connection,
        pytest.raises(psycopg.Error, match="never changed or removed"),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("organisation", "seen"), [("main", ["main"]), ("华东", ["华东"]), ("else", []), ("", [])]
)
def test_row_level_security_shows_one_organisation(
    served: tuple[str, Path], organisation: str, seen: list[str]
) -> None:
    for table in ("cases", "disclosures", "ledger", "subjects", "policies"):
        rows = as_application(served[0], f"SELECT DISTINCT organisation FROM {table}", organisation)
        assert [one for (one,) in rows] == seen, table


def test_row_level_security_holds_for_writing(served: tuple[str, Path]) -> None:
    url = served[0]

    assert as_application(url, "UPDATE cases SET title = 'x'", "华东") == [(1,)]
    assert as_application(
        url, "UPDATE cases SET title = 'x' WHERE organisation = 'main'", "华东"
    ) == [(0,)]
    for statement in (
        "UPDATE cases SET organisation = 'main'",
        "INSERT INTO rings VALUES ('main', 'ring-x', 1)",
        "INSERT INTO ledger VALUES (999, 'main', 'a', NULL, 1, 'u', 'e')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            as_application(url, statement, "华东")


def test_the_store_is_in_the_role_before_it_does_anything(served: tuple[str, Path]) -> None:
    store = open_store(*served, create=False)
    with store.reading("main") as unit:
        asked = unit._connection.exec_driver_sql(
            "SELECT current_user, session_user, current_setting('synchronous_commit')"
        )
        # The server of the tests says "off" to everybody else.
        assert tuple(asked.one()) == ("clearwater_application", "postgres", "on")
    store.close()


WEAKENED = {
    "trigger ledger.ledger_no_change": "DROP TRIGGER ledger_no_change ON ledger",
    "trigger ledger.ledger_no_truncate": "DROP TRIGGER ledger_no_truncate ON ledger",
    "trigger ledger_nodes.ledger_nodes_no_change": (
        "ALTER TABLE ledger_nodes DISABLE TRIGGER ledger_nodes_no_change"
    ),
    "row security of members": "ALTER TABLE members DISABLE ROW LEVEL SECURITY",
    "row security of cases": "ALTER TABLE cases NO FORCE ROW LEVEL SECURITY",
    "policy cases.cases_own": "DROP POLICY cases_own ON cases",
    "policy notices.notices_own": "ALTER POLICY notices_own ON notices USING (true)",
    "policy rings.everybody": "CREATE POLICY everybody ON rings USING (true)",
    "rights of clearwater_application on ledger": (
        "GRANT UPDATE ON ledger TO clearwater_application"
    ),
    "rights of clearwater_application on ledger_nodes": (
        "GRANT UPDATE (hash) ON ledger_nodes TO clearwater_application"
    ),
    "rights of clearwater_application on cases": "GRANT DELETE ON cases TO PUBLIC",
    "role clearwater_application in clearwater_verifier": (
        "GRANT clearwater_verifier TO clearwater_application"
    ),
    "rule ledger.quiet": "CREATE RULE quiet AS ON INSERT TO ledger DO INSTEAD NOTHING",
    "rights of clearwater_verifier on cases": "GRANT INSERT ON cases TO clearwater_verifier",
    "function clearwater_refuse": (
        "CREATE OR REPLACE FUNCTION clearwater_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN OLD; END $$"
    ),
    "alembic_version": "UPDATE alembic_version SET version_num = '0001'",
}


def test_a_whole_store_has_every_guard(served: tuple[str, Path]) -> None:
    assert check_store(*served) == []


@pytest.mark.parametrize("where", WEAKENED)
def test_a_weakened_guard_is_named(served: tuple[str, Path], where: str) -> None:
    place = place_of(served[0])
    engine = owner_engine(place)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(WEAKENED[where])
        named = {fault.where for fault in PostgresqlContent(connection).structure()}
        transaction.rollback()
    engine.dispose()

    assert where in named
    # What everybody may, the verifier may too.
    assert named <= {where, "rights of clearwater_verifier on cases"}


# Roles ------------------------------------------------------------------------------------------


def user_url(url: str, user: str, options: str) -> str:
    """Return the URL of a store for a new user of the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {user}".encode())
        connection.execute(f"CREATE ROLE {user} LOGIN {options}".encode())
    return make_url(url).set(username=user).render_as_string(hide_password=False)


def test_a_user_who_is_no_member_is_refused(served: tuple[str, Path]) -> None:
    url = user_url(served[0], "stranger", "")

    with pytest.raises(StoreError, match=r"denied to set role.*GRANT clearwater_application"):
        open_store(url, served[1], create=False)
    with pytest.raises(StoreError, match=r"may not verify .*GRANT clearwater_verifier TO stranger"):
        check_store(url, served[1])


def test_a_member_who_owns_nothing_works_with_the_store(served: tuple[str, Path]) -> None:
    url = user_url(served[0], "worker", "IN ROLE clearwater_application, clearwater_verifier")

    store = open_store(url, served[1], create=False)
    with store.writing("main") as unit:
        unit.save([opening_of(a_case("case-of-worker"))], "worker", 1)
    assert store.check() == []
    store.close()


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("SET ROLE postgres", "permission denied to set role"),
        ("SET ROLE clearwater_verifier", "permission denied to set role"),
        ("SET SESSION AUTHORIZATION postgres", "permission denied to set session authorization"),
        ("RESET ROLE; TRUNCATE ledger", "permission denied for table ledger"),
        ("RESET ROLE; DELETE FROM ledger", "permission denied for table ledger"),
        ("SET row_security = off; SELECT * FROM cases", "affected by row-level security"),
    ],
)
def test_who_is_a_member_of_the_application_only_is_nobody_else(
    served: tuple[str, Path], statement: str, refused: str
) -> None:
    """As the server of several organisations should be: it cannot read across them either."""
    url = user_url(served[0], "server", "IN ROLE clearwater_application")
    store = open_store(url, served[1], create=False)
    with store.reading("main") as unit:
        assert unit.queue()
    store.close()

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=refused):
        as_application(url, statement)


def test_nothing_of_an_organisation_is_left_on_a_connection(served: tuple[str, Path]) -> None:
    """A pool hands it to the next: also after an error, and where nobody was named."""
    store = open_store(*served, create=False)
    asked = "SELECT count(*), max(current_setting('clearwater.organisation', true)) FROM cases"
    used: object = None
    for fails in (False, True):
        with suppress(ZeroDivisionError), store.writing("main") as unit:
            assert unit.queue()
            used = unit._connection.connection.dbapi_connection
            if fails:
                raise ZeroDivisionError
        with store._engine.connect() as connection:
            assert connection.connection.dbapi_connection is used, "it is the same one"
            assert connection.exec_driver_sql(asked).one()[0] == 0
            assert connection.exec_driver_sql("SELECT count(*) FROM ledger").scalar_one() == 0
    store.close()


def test_what_another_organisation_ties_to_a_case_is_not_seen(served: tuple[str, Path]) -> None:
    """A reference may name a row of somebody else, whose 60 random bits he would have to know."""
    store = open_store(*served, create=False)
    with store.reading("main") as unit:
        case = unit.queue()[0].case
        before = unit.case_file(case)
    clue = made(
        *(Clue, "华东"),
        clue="clue-tied",
        source="report",
        fingerprint="f",
        state="joined",
        case=case,
        times=1,
        first_us=1,
        last_us=1,
    )
    save(store, Step(acts.ClueJoined(case, "clue-tied"), (clue,)), organisation="华东")
    with store.reading("main") as unit, store.reading("华东") as other:
        assert unit.case_file(case) == before
        assert "clue-tied" not in {entry.details.get("clue") for entry in unit.entries(case)}
        assert other.case_file(case) is None
    store.close()


def test_a_server_with_other_habits_is_told_ours(
    served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting ends, and who waited goes on from what the one before him wrote."""
    url = make_url(served[0])
    habits = "-c default_transaction_isolation=serializable -c lock_timeout="
    monkeypatch.setattr(connecting, "WAIT_S", 1)
    for said, wanted in (("0", "1s"), ("5s", "5s")):
        odd = url.update_query_dict({"options": habits + said})
        store = open_store(odd.render_as_string(hide_password=False), served[1], create=False)
        with store.writing("main") as unit:
            ask = unit._connection.exec_driver_sql
            assert ask("SHOW transaction_isolation").scalar_one() == "read committed"
            assert ask("SHOW lock_timeout").scalar_one() == wanted
            if wanted == "1s":
                with (
                    pytest.raises(StoreError, match=r"lock timeout.*see which process"),
                    store.writing("main"),
                ):
                    pass
        store.close()


def test_roles_that_cannot_be_made_are_asked_for() -> None:
    url = postgresql.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("GRANT ALL ON SCHEMA public TO PUBLIC")
    weak = user_url(url, "weak", "")

    with pytest.raises(StoreError, match=r"roles .*cannot be made .*CREATE ROLE clearwater_applic"):
        open_store(weak, Path("unused"), create=True)
    postgresql.drop_database(url)


def test_a_role_that_passes_by_row_level_security_is_refused(tmp_path: Path) -> None:
    url = postgresql.new_database()
    make_store(url, tmp_path).close()
    place = place_of(url)
    engine = owner_engine(place)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("ALTER ROLE clearwater_application BYPASSRLS")
        with pytest.raises(StoreError, match="NOBYPASSRLS"):
            make_roles(connection, place)
        named = [fault.where for fault in PostgresqlContent(connection).structure()]
        transaction.rollback()
    engine.dispose()
    postgresql.drop_database(url)

    assert named == ["role clearwater_application"]
