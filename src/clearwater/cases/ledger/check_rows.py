"""Verifying the rows of records against the newest entries that name them, and what rows name."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from clearwater.cases.ledger.check_sealed import Openers, check_text, found_file
from clearwater.cases.ledger.content import Content, Raw, TableForm, UnreadableError, text_of
from clearwater.cases.ledger.faults import FaultKind, Faults, shown
from clearwater.cases.ledger.named import KeyRow, Named, NamedRows
from clearwater.cases.records.base import Value, row_digest
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.duties import DutyDocument
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.privacy import FILES_GONE, DataKey, Erasure

FILES_OF = (Evidence.TABLE, DutyDocument.TABLE)
"""Tables whose rows name a file by its hash and size."""
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class RowsPass:
    """A walk through all rows, see `check_rows`.

    Parameters
    ----------
    named
        What entries say of rows.
    faults
        Takes what is wrong.
    openers
        With what sealed texts are opened.
    """

    def __init__(self, named: NamedRows, faults: Faults, openers: Openers) -> None:
        self._named = named
        self._faults = faults
        self._openers = openers
        self._erased_cases: dict[str, int] = {}
        """Case -> number of the entry that erased its files."""

    def run(self, content: Content, forms: Sequence[TableForm]) -> None:
        """Check every row of every record, and name rows that are missing."""
        unread: set[str] = set()
        for form in forms:
            try:
                for row in content.rows(form):
                    self._row(form, row)
            except UnreadableError as error:
                self._faults.add(FaultKind.UNREADABLE, form.name, found=str(error))
                unread.add(form.name)
        for table, key, said in self._named.left():
            if table not in unread:
                where = f"{table} {_quoted(key)}"
                expected = f"as entry {said.number} wrote it"
                self._faults.add(FaultKind.MISSING_ROW, where, expected, "none")

    def _row(self, form: TableForm, row: Sequence[Raw]) -> None:
        values: dict[str, Value] = {}
        broken: dict[str, Raw] = {}
        for name, raw in zip(form.columns, row, strict=True):
            if raw is None or text_of(raw) is not None:
                values[name] = raw  # type: ignore[assignment]  # a text or nothing
            elif type(raw) is int and -LARGEST <= raw <= LARGEST:
                values[name] = raw
            else:
                broken[name] = raw
        key = tuple(
            str(values[name]) if name in values else shown(broken[name]) for name in form.key
        )
        where = f"{form.name} {_quoted(key)}"
        said = self._named.take(form.name, key)
        if broken:
            for name, raw in broken.items():
                place = f"{where} column {name}"
                self._faults.add(FaultKind.BROKEN_VALUE, place, "a text or number", raw)
            return
        if said is None:
            self._faults.add(FaultKind.UNNAMED_ROW, where, "an entry that names it", "none")
            return
        self._check_entry(row_digest(form.name, values), values, said, where)
        self._meaning(form.name, values, said.number, where)

    def _check_entry(self, digest: str, row: dict[str, Value], said: Named, where: str) -> None:
        """Check a row against the newest entry that names it."""
        if digest != said.digest:
            expected = f"{said.digest} of entry {said.number}"
            self._faults.add(FaultKind.ALTERED_ROW, where, expected, digest)
        elif row.get("organisation") != said.organisation:
            # Nobody acts for another organisation: it would not see that its row was changed.
            whose = f"{said.organisation} of entry {said.number}"
            self._faults.add(FaultKind.FOREIGN_ROW, where, whose, row.get("organisation"))

    def _meaning(self, table: str, row: dict[str, Value], number: int, where: str) -> None:
        """Check or note what a row says, where other things hang on it."""
        if table == DataKey.TABLE:
            wrapped = row["wrapped"]
            kept = None if wrapped is None else str(wrapped)
            said = KeyRow(kept, row["erased_us"] is not None, number)
            self._named.put_key(str(row["commitment"]), said)
        elif table == Disclosure.TABLE:
            known = self._named.key(str(row["commitment"]))
            check_text(row, number, known, self._openers, where, self._faults)
        elif table == Erasure.TABLE and row["what"] in FILES_GONE:
            self._erased_cases[str(row["about"])] = number
        elif table in FILES_OF:
            self._note_blob(row, where)

    def _note_blob(self, row: dict[str, Value], where: str) -> None:
        sha256, size = row["sha256"], row["size"]
        if isinstance(sha256, str) and _HASH.fullmatch(sha256) and isinstance(size, int):
            self._named.put_blob(sha256, size, self._erased_cases.get(str(row.get("case"))))
        else:
            place = f"{where} column sha256"
            self._faults.add(FaultKind.BROKEN_VALUE, place, "a hash and a size", sha256)


def check_rows(
    content: Content,
    forms: Sequence[TableForm],
    named: NamedRows,
    faults: Faults,
    openers: Openers | None = None,
) -> None:
    """Check every row of every record, and name rows that are missing.

    Keys must come before the texts that they open, and erasures before evidence.
    """
    RowsPass(named, faults, openers or Openers()).run(content, forms)


def check_blobs(
    folder: Path, named: NamedRows, faults: Faults, openers: Openers | None = None
) -> None:
    """Check that every blob which a row names is there and whole, and what else lies there.

    A whole blob that no row names is no fault: whoever was interrupted between freezing files and
    saving the act left it, and freezing again uses it. So is a file whose name begins with a dot:
    it was being written.
    """
    openers = openers or Openers()
    for sha256, size, erased_by in named.blobs():
        if erased_by is None:
            _check_blob(folder, sha256, size, openers, faults)
        elif (folder / sha256[:2] / sha256).exists():
            expected = f"no file since entry {erased_by}"
            faults.add(FaultKind.UNFINISHED_ERASURE, f"blob {sha256}", expected, "a file")
        else:
            openers.erased.files[erased_by] += 1
    for path in _files_below(folder):
        name = path.relative_to(folder).as_posix()
        if named.has_blob(path.name) and name == f"{path.name[:2]}/{path.name}":
            continue
        found = found_file(path, openers.files) if _HASH.fullmatch(path.name) else None
        whole = found is not None and (found.sha256 == path.name or found.fault == "no keys")
        if not whole or name != f"{path.name[:2]}/{path.name}":
            faults.add(FaultKind.FOREIGN_FILE, f"evidence/{name}", "files named by their hash", "")


def _check_blob(folder: Path, sha256: str, size: int, openers: Openers, faults: Faults) -> None:
    where = f"blob {sha256}"
    found = found_file(folder / sha256[:2] / sha256, openers.files)
    if found is None:
        faults.add(FaultKind.MISSING_BLOB, where, f"{size} bytes", "no such file")
    elif found.fault == "missing key":
        faults.add(FaultKind.MISSING_KEY, where, "its key, or an entry that erased it", "none")
    elif not found.is_of(sha256, size):
        said = found.fault or f"{found.size} bytes with hash {found.sha256}"
        faults.add(FaultKind.ALTERED_BLOB, where, f"{size} bytes", said)
    elif found.fault:
        openers.erased.unopened += 1


def _files_below(folder: Path) -> list[Path]:
    """Return what lies there and is no folder; links to folders, which are not entered, too."""
    return sorted(
        Path(root, name)
        for root, folders, names in os.walk(folder)
        for name in (*names, *(one for one in folders if Path(root, one).is_symlink()))
        if not name.startswith(".")
    )


def _quoted(key: Sequence[str]) -> str:
    return " ".join(map(shown, key))
