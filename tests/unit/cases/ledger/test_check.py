"""What a verification says of a ledger that somebody rewrote with care, or filled with nonsense."""

from __future__ import annotations

# ruff: noqa: S608 - names of tables and numbers stand here
import base64
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from clearwater.cases import acts
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of, parse_checkpoint
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.ledger.faults import Fault, FaultKind, Faults, shown
from clearwater.cases.ledger.keys import SigningKey, read_key
from clearwater.cases.ledger.tree import Frontier, leaf_hash
from clearwater.cases.records.people import Disclosure
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sealing import Sealing
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.verifying import check_store
from clearwater.cases.workflow.base import Step
from clearwater.errors import StoreError
from tests.helpers.stores import START_US, a_case, filled_sqlite, opening_of

Change = Callable[[sqlite3.Connection], None]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    with filled_sqlite(folder, 2, 2):
        pass
    return folder


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(source, tmp_path / "copy"))


def altered(copy: Path, change: Change) -> list[Fault]:
    """Return what is said after a change; the triggers stand as before."""
    connection = sqlite3.connect(copy / "cases.db", isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    kept = triggers.fetchall()
    for name, _ in kept:
        connection.execute(f"DROP TRIGGER {name}")
    change(connection)
    for _, statement in kept:
        connection.execute(statement)
    connection.close()
    return check_store(copy / "cases.db", copy / "files")


def statement(said: str, *values: object) -> Change:
    return lambda connection: void(connection.execute(said, values))


def void(_cursor: object) -> None:
    pass


def kinds(faults: list[Fault]) -> set[str]:
    return {fault.kind for fault in faults}


def rewrite(connection: sqlite3.Connection, key: SigningKey, entries: list[Entry]) -> None:
    """Write a whole ledger anew: chain, nodes, head and signature, as its holder could."""
    for table in ("ledger", "ledger_nodes", "ledger_head"):
        connection.execute(f"DELETE FROM {table}")
    frontier, previous = Frontier(), "0" * 64
    for number, entry in enumerate(entries):
        anew = Entry(**{**vars(entry), "number": number, "previous": previous})
        kept = anew.canonical()
        previous = leaf_hash(kept).hex()
        connection.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, anew.organisation, anew.act, anew.case, anew.time_us, anew.user),
                kept.decode(),
            ),
        )
        for node in frontier.append(leaf_hash(kept)):
            said = (node.level, node.place, node.hash.hex())
            connection.execute("INSERT INTO ledger_nodes VALUES (?, ?, ?)", said)
    root = frontier.root()
    note = Checkpoint(origin_of(key.public), frontier.size, root).signed(key).note()
    row = ("ledger", frontier.size, root.hex(), note)
    connection.execute("INSERT INTO ledger_head VALUES (?, ?, ?, ?)", row)


def entries_of(connection: sqlite3.Connection) -> list[Entry]:
    rows = connection.execute("SELECT entry FROM ledger ORDER BY number")
    return [Entry.of_bytes(kept.encode()) for (kept,) in rows]


def test_an_honest_store_has_no_fault(copy: Path) -> None:
    assert altered(copy, lambda _connection: None) == []


# Rewritten with care ----------------------------------------------------------------------------


def test_a_ledger_rewritten_without_the_key_is_not_signed(copy: Path) -> None:
    def forge(connection: sqlite3.Connection) -> None:
        entries = entries_of(connection)
        rewrite(connection, SigningKey(b"f" * 32), entries[:-1])

    faults = altered(copy, forge)
    assert FaultKind.WRONG_HEAD in kinds(faults)
    assert any("origin" in fault.expected for fault in faults)


def test_a_signature_of_another_key_under_the_ledgers_name_is_found(copy: Path) -> None:
    def forge(connection: sqlite3.Connection) -> None:
        (note,) = connection.execute("SELECT checkpoint FROM ledger_head").fetchone()
        said = parse_checkpoint(note)
        false = SigningKey(b"f" * 32).sign(said.text().encode())
        encoded = base64.b64encode(said.signatures[0].key_id + false).decode()
        forged = f"{said.text()}\n— {said.origin} {encoded}\n"
        connection.execute("UPDATE ledger_head SET checkpoint = ?", (forged,))

    assert kinds(altered(copy, forge)) == {FaultKind.BAD_SIGNATURE}


def test_a_ledger_with_a_key_of_its_own_is_another_ledger(copy: Path) -> None:
    key = SigningKey(b"f" * 32)

    def forge(connection: sqlite3.Connection) -> None:
        first, *rest = entries_of(connection)
        details = {**first.details, "public_key": key.public.hex()}
        rewrite(connection, key, [Entry(**{**vars(first), "details": details}), *rest])

    faults = altered(copy, forge)
    assert Fault("other key", "entry 0", known_key(copy).hex(), key.public.hex()) in faults
    # Without anything known from elsewhere, the forged ledger is whole: that is what keys are for.
    (copy / "files/keys/ledger.pem").unlink()
    assert check_store(copy / "cases.db", copy / "files") == []
    assert kinds(check_store(copy / "cases.db", copy / "files", public_key=b"k" * 32)) == {
        *(FaultKind.OTHER_KEY, FaultKind.WRONG_HEAD)
    }


def known_key(folder: Path) -> bytes:
    return read_key(folder / "files/keys/ledger.pem").public


def test_the_holder_of_the_key_is_found_by_a_checkpoint_that_was_kept(
    source: Path, copy: Path
) -> None:
    store = open_store(source / "cases.db", source / "files", create=False)
    with store.reading("main") as unit:
        kept = unit.checkpoint()
    key, size = store.keys.signing, parse_checkpoint(kept).size
    store.close()

    def forge(connection: sqlite3.Connection) -> None:
        entries = entries_of(connection)
        entries[3] = Entry(**{**vars(entries[3]), "user": "somebody else"})
        rewrite(connection, key, entries)

    def cut(connection: sqlite3.Connection) -> None:
        rewrite(connection, key, entries_of(connection)[:-1])

    assert altered(copy, forge) == [], "the ledger alone cannot show it"
    said = check_store(copy / "cases.db", copy / "files", checkpoints=[kept])
    assert [(fault.kind, fault.where) for fault in said] == [
        ("forked ledger", f"checkpoint 1, size {size}")
    ]
    altered(copy, cut)
    said = check_store(copy / "cases.db", copy / "files", checkpoints=[kept])
    assert FaultKind.TRUNCATED in kinds(said)
    assert check_store(source / "cases.db", source / "files", checkpoints=[kept]) == []


@pytest.mark.parametrize("note", ["", "x\n1\n", "false"])
def test_a_checkpoint_that_is_none_is_said(copy: Path, note: str) -> None:
    if note == "false":
        other = SigningKey(b"o" * 32)
        note = Checkpoint(origin_of(other.public), 1, b"r" * 32).signed(other).note()

    said = check_store(copy / "cases.db", copy / "files", checkpoints=[note])
    assert [(fault.kind, fault.where) for fault in said] == [("bad signature", "checkpoint 1")]


def test_entries_in_each_others_place_are_named(copy: Path) -> None:
    def swap(connection: sqlite3.Connection) -> None:
        rows = dict(connection.execute("SELECT number, entry FROM ledger WHERE number IN (4, 7)"))
        for number, other in ((4, 7), (7, 4)):
            connection.execute(
                "UPDATE ledger SET entry = ? WHERE number = ?", (rows[other], number)
            )

    faults = altered(copy, swap)
    named = {fault.where for fault in faults if fault.kind == FaultKind.REORDERED_ENTRY}
    assert named == {"entry 4", "entry 7"}


# State and words --------------------------------------------------------------------------------


def opened(folder: Path) -> SqlStore:
    return open_store(folder / "cases.db", folder / "files", create=False)


def test_a_text_that_does_not_fit_its_commitment_is_found_though_it_was_saved(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a version saved it that sealed nothing.
    monkeypatch.setattr(Sealing, "of_step", lambda _self, step, _now_us: step)
    store = opened(copy)
    false = Disclosure("main", "ab" * 32, "cd" * 32, "别的话 · other words", None)
    half = Disclosure("main", "ef" * 32, None, "no salt", None)
    odd = Disclosure("main", "09" * 32, "not hex", "text", None)
    with store.writing("main") as unit:
        unit.save([Step(acts.ClueSetAside("c", "w"), (false, half, odd))], "王芳", START_US)

    faults = store.check()
    store.close()
    assert kinds(faults) == {FaultKind.FALSE_DISCLOSURE}
    assert [fault.where for fault in faults] == [
        f"disclosures {one.commitment}" for one in (odd, false, half)
    ]


def test_an_erasure_by_an_act_is_no_fault_and_one_without_is(copy: Path) -> None:
    change = statement("UPDATE disclosures SET text = NULL, salt = NULL, erased_us = 5")

    faults = altered(copy, change)
    assert kinds(faults) == {FaultKind.ALTERED_ROW}


def test_a_blob_that_no_row_names_is_no_fault_but_another_file_is(copy: Path) -> None:
    folder = copy / "files" / "evidence"
    name = "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"  # of "aaa"
    (folder / "98").mkdir(exist_ok=True)
    (folder / "98" / name).write_bytes(b"aaa")
    (folder / ".unfinished-1").write_bytes(b"half")
    assert check_store(copy / "cases.db", copy / "files") == []

    (folder / "98" / name).write_bytes(b"bbb")
    (folder / "注记.txt").write_bytes(b"note")
    (folder / "98" / "link").symlink_to(copy / "cases.db")
    said = check_store(copy / "cases.db", copy / "files")
    assert [(fault.kind, fault.where) for fault in said] == [
        ("foreign file", f"evidence/98/{name}"),
        ("foreign file", "evidence/98/link"),
        ("foreign file", "evidence/注记.txt"),
    ]


def test_a_blob_that_is_a_link_is_missing(copy: Path) -> None:
    blob = next(path for path in (copy / "files/evidence").rglob("*") if path.is_file())
    elsewhere = copy / "elsewhere"
    blob.rename(elsewhere)
    blob.symlink_to(elsewhere)

    assert FaultKind.MISSING_BLOB in kinds(check_store(copy / "cases.db", copy / "files"))


# Nonsense ---------------------------------------------------------------------------------------

NONSENSE: dict[str, Change] = {
    "text that is no UTF-8": statement("UPDATE cases SET title = CAST(x'ff41' AS TEXT)"),
    "a NUL in a text": statement("UPDATE cases SET title = 'a' || char(0) || 'b'"),
    "half of a surrogate pair": statement("UPDATE cases SET title = CAST(x'eda080' AS TEXT)"),
    "a number beyond 2**53": statement("UPDATE cases SET severity = 9007199254740993"),
    "the least number": statement("UPDATE cases SET severity = ?", -(2**63)),
    "an entry that is no UTF-8": statement(
        "UPDATE ledger SET entry = CAST(x'ff' AS TEXT) WHERE number = 2"
    ),
    "an entry of brackets": statement(
        "UPDATE ledger SET entry = ? WHERE number = 2", "[" * 100_000
    ),
    "an entry with a huge number": statement(
        "UPDATE ledger SET entry = ? WHERE number = 2", "9" * 10_000
    ),
    "an empty entry": statement("UPDATE ledger SET entry = '' WHERE number = 2"),
    "a first entry that is none": statement("UPDATE ledger SET entry = '{}' WHERE number = 0"),
    "a huge place": statement(
        f"UPDATE ledger_nodes SET place = {2**63 - 1} WHERE level = 2 AND place = 0"
    ),
    "a negative number": statement("UPDATE ledger SET number = -5 WHERE number = 2"),
    "a huge number": statement(f"UPDATE ledger SET number = {2**63 - 1} WHERE number = 2"),
    "a hash that is none": statement("UPDATE evidence SET sha256 = '../../../etc/passwd'"),
    "no head": statement("DELETE FROM ledger_head"),
    "two heads": statement(
        "INSERT INTO ledger_head SELECT 'two', size, root, checkpoint FROM ledger_head"
    ),
    "a huge size": statement(f"UPDATE ledger_head SET size = {2**62}"),
    "no version": statement("DELETE FROM alembic_version"),
    "no entries": statement("DELETE FROM ledger"),
    "no table": statement("DROP TABLE notices"),
    "no ledger": statement("ALTER TABLE ledger RENAME TO ledger_old"),
    "no column": statement("ALTER TABLE members DROP COLUMN role"),
    "another table": statement("CREATE TABLE secrets (x)"),
    "an index less": statement("DROP INDEX cases_ring"),
    "a column more": statement("ALTER TABLE members ADD COLUMN colour TEXT"),
    "an index that lets through": lambda connection: void(
        connection.executescript(
            "DROP INDEX subjects_organisation_kind_token; CREATE INDEX "
            "subjects_organisation_kind_token ON subjects (organisation, kind, token)"
        )
    ),
    "an index of other columns": lambda connection: void(
        connection.executescript("DROP INDEX cases_ring; CREATE INDEX cases_ring ON cases (title)")
    ),
    "a trigger more": statement(
        "CREATE TRIGGER t AFTER INSERT ON cases BEGIN DELETE FROM clues; END"
    ),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_a_fault_and_never_an_exception(copy: Path, what: str) -> None:
    connection = sqlite3.connect(copy / "cases.db", isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    before = {(f.kind, f.where) for f in check_store(copy / "cases.db", copy / "files")}
    NONSENSE[what](connection)
    connection.close()

    after = {(f.kind, f.where) for f in check_store(copy / "cases.db", copy / "files")}
    assert after - before


@pytest.mark.parametrize("at", [0, 30, -5000])
def test_a_broken_file_is_a_fault_or_an_error_that_says_so(copy: Path, at: int) -> None:
    path = copy / "cases.db"
    content = bytearray(path.read_bytes())
    content[at : at + 300] = b"\xa5" * 300
    path.write_bytes(content)

    try:
        said = [fault.kind for fault in check_store(path, copy / "files")]
    except StoreError as error:
        said = [error.what]
    assert said


def test_a_store_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        check_store(tmp_path / "cases.db", tmp_path)


def test_a_thousand_faults_say_enough(copy: Path) -> None:
    faults = Faults(most=2)
    for number in range(5):
        faults.add(FaultKind.WRONG_NODE, f"node 0/{number}")

    assert [fault.kind for fault in faults.all()] == ["wrong node", "wrong node", "more"]
    assert faults.all()[-1].found == "3 further faults"
    altered(copy, statement("UPDATE members SET score_millibits = 5"))
    said = check_store(copy / "cases.db", copy / "files", most=1)
    assert [fault.kind for fault in said] == ["altered row", "more"]


def test_what_is_quoted_is_cut_and_printable() -> None:
    assert shown("a\x1b[31m\n\u202eb") == "a\ufffd[31m\ufffd\ufffdb"
    assert shown("标" * 500) == "标" * 200
    assert shown(b"\xff") == "b'\\xff'"


def test_others_may_write_while_it_reads(copy: Path) -> None:
    store = opened(copy)
    with store.writing("main") as unit:
        unit.save([opening_of(a_case("case-x"))], "王芳", START_US)
        assert store.check() == [], "what is not committed is not there"
    assert store.check() == []
    store.close()
