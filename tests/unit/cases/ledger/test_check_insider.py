"""What the holder of key and database could write by hand, past every rule of the store.

Whatever he writes is signed. Two verifiers must still find what cannot be so.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from clearwater.cases.ledger.entry import Entry, Write
from clearwater.cases.ledger.faults import FaultKind
from clearwater.cases.ledger.keys import read_key
from clearwater.cases.store.verifying import check_store
from tests.helpers import second_verifier
from tests.helpers.stores import filled_sqlite
from tests.unit.cases.ledger.test_check import altered, entries_of, rewrite

Rewrite = Callable[[list[Entry]], None]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    with filled_sqlite(folder, 1, 2):
        pass
    return folder


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(source, tmp_path / "copy"))


def changed(entry: Entry, **new: object) -> Entry:
    return Entry(**{**vars(entry), **new})


def writing(entries: list[Entry]) -> int:
    """Return the place of the last entry that wrote several rows: nobody wrote them since."""
    return max(at for at, entry in enumerate(entries) if len(entry.writes) > 1)


def leave_out_a_row(entries: list[Entry]) -> None:
    at = writing(entries)
    entries[at] = changed(entries[at], writes=entries[at].writes[:-1])


def write_a_row_of_no_table(entries: list[Entry]) -> None:
    made = Write("confessions", ("x",), "0" * 64)
    entries[-1] = changed(entries[-1], writes=(*entries[-1].writes, made))


def write_a_row_that_is_not_there(entries: list[Entry]) -> None:
    made = Write("cases", ("case-nobody",), "0" * 64)
    entries[-1] = changed(entries[-1], writes=(*entries[-1].writes, made))


def act_for_another_organisation(entries: list[Entry]) -> None:
    at = writing(entries)
    entries[at] = changed(entries[at], organisation="别家")


def act_as_nobody(entries: list[Entry]) -> None:
    entries[3] = changed(entries[3], user="")


LIES: dict[str, tuple[Rewrite, FaultKind]] = {
    "an entry leaves out a row": (leave_out_a_row, FaultKind.UNNAMED_ROW),
    "an entry names a table that is none": (write_a_row_of_no_table, FaultKind.ALTERED_ENTRY),
    "an entry names a row that is none": (write_a_row_that_is_not_there, FaultKind.MISSING_ROW),
    "an entry for another organisation": (act_for_another_organisation, FaultKind.FOREIGN_ROW),
    "an entry of nobody": (act_as_nobody, FaultKind.NAMELESS_ENTRY),
}


def rewritten(copy: Path, change: Rewrite) -> set[str]:
    """Return the kinds of faults of a ledger that was changed and signed again as a whole."""
    key = read_key(copy / "files/keys/ledger.pem")

    def forge(connection: sqlite3.Connection) -> None:
        entries = entries_of(connection)
        change(entries)
        rewrite(connection, key, entries)

    return {fault.kind for fault in altered(copy, forge)}


def second(copy: Path) -> list[second_verifier.Complaint]:
    return second_verifier.verify(
        second_verifier.read_sqlite(copy / "cases.db"), copy / "files/evidence"
    )


def test_a_ledger_written_anew_as_it_was_is_whole(copy: Path) -> None:
    assert rewritten(copy, lambda _entries: None) == set()
    assert second(copy) == []


@pytest.mark.parametrize("lie", LIES)
def test_a_signed_lie_is_found_by_both(copy: Path, lie: str) -> None:
    change, kind = LIES[lie]
    assert rewritten(copy, change) == {kind}
    assert second(copy) != []


@pytest.mark.parametrize(
    "note", ["", "o\n\u00b2\nAAAA\n", "o\n" + "9" * 5_000 + "\nA\n\n\u2014 o A\n"]
)
def test_a_checkpoint_that_is_none_is_said_by_both(copy: Path, note: str) -> None:
    (fault,) = check_store(copy / "cases.db", copy / "files", checkpoints=[note])
    assert fault.kind == FaultKind.BAD_SIGNATURE
    tables = second_verifier.read_sqlite(copy / "cases.db")
    said = second_verifier.verify(tables, copy / "files/evidence", None, (note,))
    assert [where for where, _ in said] == ["checkpoint"]


def test_a_link_to_a_folder_among_the_evidence_is_named(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (copy / "files/evidence/link").symlink_to(tmp_path / "elsewhere")
    (fault,) = check_store(copy / "cases.db", copy / "files")
    assert (fault.kind, fault.where) == (FaultKind.FOREIGN_FILE, "evidence/link")
    assert second(copy) == [("evidence/link", "is no blob")]
