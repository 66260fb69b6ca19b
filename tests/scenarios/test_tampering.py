"""Whoever alters a store, its evidence or a backup is found, and what was altered is named.

Two verifiers that share no code look at every alteration; `bench/tampering.py` makes ten thousand
of them with the same functions.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import check_files
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import drill
from clearwater.cases.store.verifying import check_store
from tests.helpers import postgresql, second_backup_verifier, second_verifier
from tests.helpers.stores import START_US, fill, filled_sqlite, make_store
from tests.helpers.tampering import Tally, alter_backup, alter_many, flip_raw, is_named

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a filled store and, beside it, a backup with keys."""
    folder = tmp_path_factory.mktemp("source")
    with filled_sqlite(folder, 2, 3) as store:
        back_up(store, folder / "backup", user="root", now_us=START_US, with_keys=True)
    return folder


def check(tally: Tally, made: int, *kinds: str) -> None:
    assert tally.missed == []
    assert tally.made == made
    assert set(kinds) <= {kind for kind, count in tally.by_kind.items() if count}


def test_every_alteration_of_a_store_is_named_by_both(source: Path, tmp_path: Path) -> None:
    tally = alter_many(source, tmp_path, 150, seed=20260301)

    check(tally, 150, "flip", "delete", "insert", "swap", "blob", "trigger")


def test_a_flipped_bit_of_the_file_is_found_or_means_nothing(source: Path, tmp_path: Path) -> None:
    check(flip_raw(source, tmp_path, 60, seed=5), 60, "raw: named")


def test_every_alteration_of_a_backup_is_named_by_both(source: Path, tmp_path: Path) -> None:
    tally = alter_backup(source / "backup", tmp_path / "copy", 120, seed=7)

    check(tally, 120, "backup: flip", "backup: removed", "backup: added", "backup: swapped")


def test_each_file_that_is_taken_out_of_a_backup_is_named_by_both(
    source: Path, tmp_path: Path
) -> None:
    files = sorted(path for path in (source / "backup").rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(source / "backup").as_posix()
        copy = Path(shutil.copytree(source / "backup", tmp_path / "copy"))
        (copy / name).unlink()
        first = [part for fault in check_files(copy) for part in fault.where.split(" or ")]
        second = [where for where, _ in second_backup_verifier.verify_backup(copy)]
        assert name in first
        assert name in second
        shutil.rmtree(copy)


def test_honest_stores_raise_no_alarm(tmp_path: Path) -> None:
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        with filled_sqlite(folder, number % 3, 1 + number % 2) as store:
            back_up(store, folder / "backup", user="root", now_us=START_US)
            assert store.check() == []
        assert check_store(folder / "cases.db", folder / "files") == []
        tables = second_verifier.read_sqlite(folder / "cases.db")
        assert second_verifier.verify(tables, folder / "files/evidence") == []
        assert check_files(folder / "backup") == []
        assert second_backup_verifier.verify_backup(folder / "backup") == []
        assert drill(folder / "backup").faults == []


# PostgreSQL -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    url, files = postgresql.new_database(), tmp_path_factory.mktemp("files")
    store = make_store(url, files)
    fill(store, 1, 2)
    store.close()
    yield url, files
    postgresql.drop_database(url)


def test_alterations_on_postgresql_are_named_by_both(served: tuple[str, Path]) -> None:
    url, files = served
    store = open_store(url, files, create=False)
    key = store.keys.signing.public
    tables = second_verifier.read_postgresql(url)
    assert second_verifier.verify(tables, files / "evidence", key) == []
    rng = random.Random(11)  # noqa: S311 - a seed that anybody may know
    for _ in range(25):
        name, target = _alter(url, tables, rng)
        first = [fault.where for fault in store.check()]
        said = second_verifier.verify(second_verifier.read_postgresql(url), files / "evidence", key)
        _put_back(url, name, tables[name][1])
        assert is_named(target, first), (target, first)
        assert is_named(target, [where for where, _ in said]), (target, said)
    assert store.check() == []
    store.close()


Tables = dict[str, tuple[list[str], list[dict[str, Any]]]]


def _alter(url: str, tables: Tables, rng: random.Random) -> tuple[str, str]:
    """Change or remove one row, past every guard; return its table and how it is named."""
    name = rng.choice(sorted(table for table, (_, rows) in tables.items() if rows))
    key, rows = tables[name]
    row = rng.choice(rows)
    column = rng.choice(sorted(row))
    where = sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(one), sql.Literal(row[one])) for one in key
    )
    if rng.random() < 0.2:
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(name), where)
    else:
        value = row[column]
        other = value + 1_000 if isinstance(value, int) else f"{value or ''}x"
        if value is None and column.endswith("_us"):
            other = 5
        said = sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(other))
        statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(sql.Identifier(name), said, where)
    _past_the_guards(url, statement)
    named = [str(row[one]) for one in key]
    shown = {
        "ledger": f"entry {named[0]}",
        "ledger_nodes": f"node {'/'.join(named)}",
        **{one: one for one in ("ledger_head", "alembic_version")},
    }
    return name, shown.get(name, f"{name} {' '.join(named)}")


def _past_the_guards(url: str, *statements: sql.Composed) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def _put_back(url: str, name: str, rows: list[dict[str, Any]]) -> None:
    table = sql.Identifier(name)
    columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    values = sql.SQL(", ").join(
        sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, row.values()))) for row in rows
    )
    insert = sql.SQL("INSERT INTO {} ({}) VALUES {}").format(table, columns, values)
    _past_the_guards(url, sql.SQL("DELETE FROM {}").format(table), insert)
