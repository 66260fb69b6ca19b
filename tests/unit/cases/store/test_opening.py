"""Opening a store: what is made, what is refused, and what the refusal says."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from clearwater.cases.records.case import Case, Placing
from clearwater.cases.store.connecting import place_of
from clearwater.cases.store.migrating import migrate, newest_version
from clearwater.cases.store.opening import open_store
from clearwater.errors import ClearwaterError, MissingExtraError, ParameterError, StoreError
from tests.helpers.stores import SEED, START_US, a_case, filled_sqlite, make_store, opening_of


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_store_is_its_owners(tmp_path: Path) -> None:
    open_store(tmp_path / "new" / "cases.db", tmp_path / "files", create=True).close()

    assert mode(tmp_path / "new" / "cases.db") == 0o600
    assert mode(tmp_path / "files") == mode(tmp_path / "files/evidence") == 0o700
    assert mode(tmp_path / "files/keys") == 0o700
    for secret in (tmp_path / "files/keys").iterdir():
        assert mode(secret) == 0o600
    assert (tmp_path / "files/outgoing").is_dir()


def test_what_is_there_is_opened(tmp_path: Path) -> None:
    with filled_sqlite(tmp_path, 1, 1) as store:
        public = store.keys.signing.public
    for create in (True, False):
        again = open_store(f"sqlite:///{tmp_path}/cases.db", tmp_path / "files", create=create)
        assert again.keys.signing.public == public
        assert again.created.rehearsal == SEED
        assert again.created.users == "open"
        assert again.check() == []
        again.close()


def test_where_there_is_none_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store here .*create"):
        open_store(tmp_path / "cases.db", tmp_path / "files", create=False)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "cases.db").touch()

    with pytest.raises(StoreError, match="no store here"):
        open_store(tmp_path / "cases.db", tmp_path / "files", create=False)


def test_another_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "cases.db").write_text("账号,时间\n" * 200, encoding="utf-8")

    with pytest.raises(StoreError, match="file is not a database"):
        open_store(tmp_path / "cases.db", tmp_path / "files", create=True)


def test_a_making_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    migrate(place_of(tmp_path / "cases.db"))
    with pytest.raises(StoreError, match="never begun"):
        open_store(tmp_path / "cases.db", tmp_path / "files", create=False)

    store = make_store(tmp_path / "cases.db", tmp_path / "files")
    assert store.check() == []
    store.close()


@pytest.mark.parametrize("name", ["ledger.pem", "lookup.key"])
def test_missing_keys_are_named_and_never_made_anew(tmp_path: Path, name: str) -> None:
    make_store(tmp_path / "cases.db", tmp_path / "files").close()
    (tmp_path / "files/keys" / name).unlink()

    for create in (True, False):
        with pytest.raises(StoreError, match=rf"keys are missing .*{name}"):
            open_store(tmp_path / "cases.db", tmp_path / "files", create=create)
    assert not (tmp_path / "files/keys" / name).exists()


def test_the_key_of_another_store_is_refused(tmp_path: Path) -> None:
    make_store(tmp_path / "cases.db", tmp_path / "files").close()
    open_store(tmp_path / "b.db", tmp_path / "other", create=True).close()

    with pytest.raises(StoreError, match="not the one of this ledger"):
        open_store(tmp_path / "cases.db", tmp_path / "other", create=False)


def test_a_lookup_key_that_was_cut_is_refused(tmp_path: Path) -> None:
    make_store(tmp_path / "cases.db", tmp_path / "files").close()
    (tmp_path / "files/keys/lookup.key").write_bytes(b"short")

    with pytest.raises(StoreError, match=r"not the key of a store .*expected 32 bytes; found 5"):
        open_store(tmp_path / "cases.db", tmp_path / "files", create=False)


def test_another_seed_is_refused(tmp_path: Path) -> None:
    make_store(tmp_path / "a.db", tmp_path / "a").close()
    open_store(tmp_path / "b.db", tmp_path / "b", create=True).close()

    for name in "ab":
        with pytest.raises(ParameterError, match="another seed"):
            open_store(tmp_path / f"{name}.db", tmp_path / name, create=False, rehearsal="x")
    open_store(tmp_path / "a.db", tmp_path / "a", create=False, rehearsal=SEED).close()


def test_a_store_with_a_list_of_users_says_so(tmp_path: Path) -> None:
    for create in (True, False):
        store = open_store(tmp_path / "a.db", tmp_path / "a", create=create, users="listed")
        assert store.created.users == "listed"
        store.close()
    with pytest.raises(ParameterError, match="open or listed"):
        open_store(tmp_path / "b.db", tmp_path / "b", create=True, users="anybody")


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("mysql://host/db", ParameterError),
        ("sqlite://", ParameterError),
        ("sqlite:///:memory:", ParameterError),
        ("://", ParameterError),
    ],
)
def test_other_addresses_are_refused(
    tmp_path: Path, url: str, error: type[ClearwaterError]
) -> None:
    with pytest.raises(error, match="not the address of a store"):
        open_store(url, tmp_path, create=True)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql://user:geheim@localhost:1/db"
    with pytest.raises(StoreError) as caught:
        open_store(url, tmp_path, create=False)

    assert "geheim" not in str(caught.value)
    assert "localhost" in str(caught.value)


def test_without_its_driver_postgresql_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearwater.cases.store.connecting.find_spec", lambda _name: None)

    with pytest.raises(MissingExtraError, match="need psycopg"):
        place_of("postgresql://host/db")


# Versions ---------------------------------------------------------------------------------------


def test_an_older_store_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    migrate(place_of(path), "0001")
    assert version(path) == "0001"

    store = make_store(path, tmp_path / "files")
    assert version(path) == newest_version()
    assert store.check() == []
    store.close()


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_store(path, tmp_path / "files").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match=r"newer Clearwater .*found 9999"):
        open_store(path, tmp_path / "files", create=True)
    assert path.read_bytes() == before


def version(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    connection.close()
    return str(found)


def test_a_damaged_first_entry_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_store(path, tmp_path / "files").close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET entry = '{}'")
    connection.close()

    with pytest.raises(StoreError, match="damaged or was never begun"):
        open_store(path, tmp_path / "files", create=False)


def test_a_damaged_head_stops_the_writer(tmp_path: Path) -> None:
    with filled_sqlite(tmp_path, 1, 1):
        pass
    shutil.copytree(tmp_path, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy/cases.db") as connection:
        connection.execute("UPDATE ledger_head SET size = size - 1")
    connection.close()
    store = open_store(tmp_path / "copy/cases.db", tmp_path / "copy/files", create=False)

    with pytest.raises(StoreError, match="ledger is damaged"), store.writing("main") as unit:
        unit.save([opening_of(a_case("case-1"))], "王芳", START_US)
    store.close()


def test_cases_from_before_efforts_were_weighed_keep_their_places(tmp_path: Path) -> None:
    with filled_sqlite(tmp_path, 3, 1) as store, store.reading("main") as unit:
        before = unit.find(Case)
        assert unit.get(Placing, "main", before[0].case) is None
    connection = sqlite3.connect(tmp_path / "cases.db")
    connection.execute("DROP TABLE placings")
    connection.execute("UPDATE alembic_version SET version_num = '0011'")
    connection.commit()
    connection.close()

    migrate(place_of(tmp_path / "cases.db"))
    again = open_store(tmp_path / "cases.db", tmp_path / "files", create=False)
    with again.reading("main") as unit:
        assert [one.rank_us for one in unit.find(Case)] == [one.rank_us for one in before]
        assert unit.get(Placing, "main", before[0].case) is None
    assert again.check() == []
    again.close()
