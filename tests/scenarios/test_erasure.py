"""Canaries from the first report to the last appeal: in the end no byte anywhere names them.

Until then they stand sealed. What may name them are the messages in ``outgoing``, packages that
were handed out, and what a person is shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.showing import show
from clearwater.app.privacy.applying import apply
from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.privacy.erasure_list import NAME, keep_list, read_list
from clearwater.app.privacy.holding import hold, lift
from clearwater.app.privacy.pruning import prune
from clearwater.app.privacy.retention import retain
from clearwater.cases.ledger.erased import Erased
from clearwater.cases.records.privacy import DataKey
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import drill, restore
from clearwater.errors import ParameterError, StoreError
from tests.helpers import postgresql, second_verifier
from tests.helpers.canaries import ASCII, CHINESE, REPORTER, found_below, found_in
from tests.helpers.canary_life import OTHERS, CanaryLife

CANARIES = (ASCII, CHINESE, REPORTER)


class Place:
    """Where a store is, and every byte of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def found(self) -> dict[str, list[str]]:
        """Return where canaries stand: in files, and in the server's own files."""
        found = found_below(self.folder, CANARIES)
        if not self.url.startswith("postgresql"):
            return found
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        return found | {
            f"server {name}": said for name, said in found_below(Path(data), CANARIES).items()
        }

    def faults(self, life: CanaryLife) -> list[object]:
        """Return what both verifiers say."""
        folder = life.store.evidence_folder
        if self.url.startswith("postgresql"):
            tables = second_verifier.read_postgresql(self.url)
        else:
            tables = second_verifier.read_sqlite(Path(self.url))
        return [*life.store.check(), *second_verifier.verify(tables, folder)]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "at"
    folder.mkdir()
    if request.param == "sqlite":
        yield Place(str(folder / "cases.sqlite"), folder)
        return
    url = postgresql.new_database()
    yield Place(url, folder)
    postgresql.drop_database(url)


@pytest.fixture
def life(place: Place) -> Iterator[CanaryLife]:
    begun = CanaryLife.at(place.url, place.folder / "files")
    yield begun
    begun.store.close()


def over(life: CanaryLife) -> CanaryLife:
    """Lead the life on until nothing can be contested any more."""
    life.to_a_decision().to_its_end()
    life.days(200)
    return life


def erased(life: CanaryLife, identifier: str, why: str = "the owner asked. 当事人请求。") -> None:
    erase(life.store, life.desk("lea"), Who(identifier), why)


@pytest.mark.slow
def test_the_search_finds_what_it_looks_for(life: CanaryLife, place: Place) -> None:
    over(life)
    found = place.found()

    assert found
    assert all(name.startswith("files/outgoing/") for name in found), "sealed everywhere else"
    assert {said.split(" (")[0] for one in found.values() for said in one} == {ASCII, CHINESE}


@pytest.mark.slow
def test_after_an_erasure_nothing_names_them_and_everything_verifies(
    life: CanaryLife, place: Place
) -> None:
    over(life)
    keys = wrapped_keys(life)
    for one in CANARIES:
        erased(life, one)

    assert place.found() == {}
    assert place.faults(life) == []
    said = Erased()
    assert life.store.check(erased=said) == []
    assert sum(said.texts.values()) > 15
    assert sum(said.files.values()) == 2
    left = wrapped_keys(life)
    assert len(keys - left) == sum(said.texts.values())
    if not place.url.startswith("postgresql"):
        raw = b"".join(path.read_bytes() for path in place.folder.glob("cases.sqlite*"))
        assert not [key for key in keys - left if key.encode() in raw], "no key lingers"
        assert all(key.encode() in raw for key in left)
    with life.store.reading("main") as unit:
        entries = "".join(entry.canonical().decode() for entry in unit.entries())
    assert found_in(entries.encode(), CANARIES) == []


def wrapped_keys(life: CanaryLife) -> set[str]:
    with life.store.reading("main") as unit:
        return {one.wrapped for one in unit.find(DataKey) if one.wrapped is not None}


@pytest.mark.slow
def test_what_is_about_others_stays(life: CanaryLife) -> None:
    over(life)
    erased(life, ASCII)
    view = show(life.desk("ada"), life.case, "audit")

    members = {str(one["account"]) for one in view.sections["members"]}
    assert members == {"(erased)", CHINESE, *OTHERS}
    assert {one["why"] for one in view.sections["decisions"]} == {"(erased)"}, "it named them"
    assert life.token_of(life.subject(CHINESE)) is not None
    with pytest.raises(KeyError):
        life.subject(ASCII)


@pytest.mark.slow
def test_an_account_whose_name_holds_another_ones_keeps_it(life: CanaryLife) -> None:
    """``user_88127`` would be found in ``user_88127_b``, were it not for the border."""
    over(life)
    erased(life, OTHERS[0])

    assert life.subject(OTHERS[1])
    assert life.subject(ASCII)


@pytest.mark.slow
def test_as_long_as_anybody_needs_it_it_stays(life: CanaryLife, place: Place) -> None:
    life.to_a_decision()
    refused(life, "still open", "the case is decided")
    life.to_its_end()
    refused(life, "still open", "it can be contested until")
    life.days(200)
    refused(life, "reason names", why=f"{ASCII} asked")
    refused(life, "reason needed", why=" ")
    with pytest.raises(RefusedError, match="nobody with these roles"):
        erase(life.store, nobody(life), Who(ASCII), "asked")
    with pytest.raises(ParameterError, match="knows nobody"):
        erased(life, "somebody_else")
    assert place.faults(life) == []
    assert life.subject(ASCII)


def nobody(life: CanaryLife) -> Desk:
    return replace(life.desk("noone"), open_to_all=False)


def refused(life: CanaryLife, code: str, found: str = "", why: str = "asked") -> None:
    with pytest.raises(RefusedError) as caught:
        erased(life, ASCII, why)
    assert caught.value.code == code
    assert found in caught.value.found


@pytest.mark.slow
@pytest.mark.parametrize("on", ["account", "case", "another member"])
def test_a_hold_stops_it_and_everything_stays(life: CanaryLife, place: Place, on: str) -> None:
    over(life)
    who = {"account": Who(ASCII), "case": Who(), "another member": Who(OTHERS[0])}[on]
    case = life.case if on == "case" else None
    (placed,) = hold(life.desk("lea"), who, case, "court file 17/2026")
    refused(life, "held", placed.hold)
    done = retain(life.store, life.desk("lea"))
    life.days(400)
    later = retain(life.store, life.desk("lea"))

    assert {one.what for one in done.stopped} <= {"clue"}, "reports are due before cases"
    assert [(one.what, one.name) for one in later.stopped if one.what == "case"] == [
        ("case", life.case)
    ]
    assert life.subject(ASCII)
    assert life.store.blobs.check(next(life.store.blobs.names())) == ""
    assert place.faults(life) == []
    with pytest.raises(RefusedError, match="second person"):
        lift(life.desk("lea"), placed.hold, "over")
    lift(life.desk("max"), placed.hold, "the court is done")
    erased(life, ASCII)
    with pytest.raises(KeyError):
        life.subject(ASCII)


@pytest.mark.slow
def test_retention_goes_by_time_alone(life: CanaryLife, place: Place) -> None:
    over(life)
    assert retain(life.store, life.desk("lea")).erasing.cases == 0
    life.days(370)
    done = retain(life.store, life.desk("lea"))
    again = retain(life.store, life.desk("lea"))

    assert (done.erasing.cases, done.stopped) == (1, ())
    assert (again.erasing.acts, again.erasing.swept.frozen) == ((), 0)
    assert place.found() == {}
    assert place.faults(life) == []
    with life.store.reading("main") as unit:
        assert [key.about for key in unit.find(DataKey) if key.wrapped is not None] == []


@pytest.mark.slow
def test_backups_name_nobody_once_their_keys_are_gone(life: CanaryLife, place: Place) -> None:
    over(life)
    backups = place.folder.parent / "backups"
    old, young = backups / "old", backups / "young"
    backup(life, old)
    life.days(20)
    backup(life, young)
    for one in CANARIES:
        erased(life, one)
    keep_list(life.store, "main", backups)

    assert found_below(backups, CANARIES) == {}, "sealed"
    for copy in (old, young):
        assert drill(copy).faults == []
    life.days(15)
    done = prune(life.store, life.desk("lea"), backups)
    assert [part.folder.name for part in done.removed] == ["old.keys"]
    assert [part.folder.name for part in done.kept] == ["young.keys"]
    assert sorted(path.name for path in backups.iterdir()) == [NAME, "old", "young", "young.keys"]
    with pytest.raises(StoreError, match="keys are missing"):
        brought_back(life, old, place.folder.parent / "never")
    assert drill(old).faults == [], "whole, and for ever closed"
    assert prune(life.store, life.desk("lea"), backups).removed == ()
    backup(life, backups / "new")
    assert drill(backups / "new").faults == [], "what was erased is missed by nobody"
    url = brought_back(life, backups / "new", place.folder.parent / "from-new")
    again = open_store(url, place.folder.parent / "from-new/files", create=False)
    assert again.check() == []
    again.close()


@pytest.mark.slow
def test_a_restore_erases_again_what_was_erased_since(life: CanaryLife, place: Place) -> None:
    over(life)
    backups = place.folder.parent / "backups"
    backup(life, backups / "one")
    for one in CANARIES:
        erased(life, one)
    keep_list(life.store, "main", backups)

    url = brought_back(life, backups / "one", place.folder.parent / "again")
    store = open_store(url, place.folder.parent / "again/files", create=False)
    known = read_list(backups / NAME, store.keys.signing.public)
    with store.reading("main") as unit:
        assert unit.subjects_by_identifier("account", [ASCII]), "before, they are named again"
    done = apply(store, known, life.tick())
    with store.reading("main") as unit:
        assert unit.subjects_by_identifier("account", [ASCII, CHINESE]) == {}
        living = [one for one in unit.find(DataKey) if one.wrapped is not None]
    kept = wrapped_keys(life)
    assert done.subjects == 3
    assert {one.wrapped for one in living} <= kept
    assert apply(store, known, life.tick()).acts == ()
    assert store.check() == []
    store.close()
    assert found_below(place.folder.parent / "again", CANARIES) == {}


def backup(life: CanaryLife, folder: Path) -> None:
    back_up(life.store, folder, user="lea", now_us=life.tick(), with_keys=True)


def brought_back(life: CanaryLife, folder: Path, to: Path) -> str:
    to.mkdir()
    url = str(to / "cases.sqlite")
    restore(folder, url, to / "files", user="lea", now_us=life.tick())
    return url


def test_a_key_that_is_destroyed_without_an_entry_is_found_and_named(tmp_path: Path) -> None:
    life = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files").to_a_decision()
    with life.store.reading("main") as unit:
        key = unit.find(DataKey)[0]
    life.store.close()
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        connection.execute(
            "UPDATE data_keys SET wrapped = NULL, erased_us = 5 WHERE commitment = ?",
            (key.commitment,),
        )
    connection.close()
    store = open_store(tmp_path / "cases.sqlite", tmp_path / "files", create=False)
    (fault,) = store.check()
    assert (fault.kind, fault.where) == ("altered row", f"data_keys {key.commitment}")
    said = second_verifier.verify(
        second_verifier.read_sqlite(tmp_path / "cases.sqlite"), store.evidence_folder
    )
    assert said == [(f"data_keys {key.commitment}", "is not what the newest entry wrote")]
    sha256 = next(store.blobs.names())
    store.blobs.keys.destroy(sha256)  # type: ignore[union-attr]  # a store has keys
    faults = {(one.kind, one.where) for one in store.check()}
    assert ("missing key", f"blob {sha256}") in faults
    store.close()
