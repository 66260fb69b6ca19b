"""Tables follow from the records, and migrations make exactly these tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from clearwater.cases.records.base import Record
from clearwater.cases.store.connecting import Place, owner_engine, place_of, transaction
from clearwater.cases.store.migrating import migrate
from clearwater.cases.store.tables import RECORDS, TABLES, metadata
from tests.helpers import postgresql


def all_records(kind: type[Record] = Record) -> set[type[Record]]:
    found = {one for one in kind.__subclasses__() if one.__module__.startswith("clearwater.")}
    return found | {deeper for one in found for deeper in all_records(one)}


def schema(path: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(path) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        facts = []
        for (name,) in sorted(tables):
            facts += [
                (name, *map(str, row)) for row in connection.execute(f"PRAGMA table_xinfo({name})")
            ]
            facts += [
                (name, *map(str, row[1:]))
                for row in connection.execute(f"PRAGMA foreign_key_list({name})")
            ]
            facts += [
                (name, *map(str, row)) for row in connection.execute(f"PRAGMA table_list({name})")
            ]
        indexes = connection.execute(
            "SELECT name, tbl_name, lower(replace(sql, '\"', '')) FROM sqlite_master "
            "WHERE type = 'index' AND sql IS NOT NULL"
        )
        facts += indexes.fetchall()
    connection.close()
    return sorted(facts)


def test_no_record_is_without_a_table() -> None:
    assert all_records() == set(RECORDS)


@pytest.mark.parametrize("kind", RECORDS)
def test_every_record_says_whose_it_is_and_by_what_it_is_found(kind: type[Record]) -> None:
    table = TABLES[kind]

    assert tuple(column.name for column in table.primary_key) == kind.KEY
    assert not table.c.organisation.nullable


def test_the_migrated_schema_is_that_of_the_tables_on_sqlite(tmp_path: Path) -> None:
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    migrate(place_of(migrated))
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()

    facts = [fact for fact in schema(migrated) if fact[0] != "alembic_version"]
    assert facts == schema(made)
    assert len(facts) > 150


def differences(place: Place) -> list[object]:
    engine = owner_engine(place)
    with transaction(engine, place, writes=False) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    return list(found)


def test_the_migrated_schema_is_that_of_the_tables_on_postgresql() -> None:
    place = place_of(postgresql.new_database())
    migrate(place)
    engine = owner_engine(place)

    assert differences(place) == []
    with transaction(engine, place, writes=True) as connection:
        connection.exec_driver_sql("ALTER TABLE rings ADD COLUMN colour text")
        connection.exec_driver_sql("DROP INDEX cases_ring")
    assert len(differences(place)) == 2, "the comparison can fail"
    with transaction(engine, place, writes=False) as connection:
        asked = (
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'text'"
        )
        collations = connection.exec_driver_sql(asked).scalars().all()
    engine.dispose()
    postgresql.drop_database(place.url.render_as_string(hide_password=False))
    assert set(collations) == {"C", None}, "only the column that was added here has no collation"
