"""Verifying the rows of records against the newest entries that name them, and what rows name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from clearwater.cases.ledger.content import Content, Raw, TableForm, UnreadableError, text_of
from clearwater.cases.ledger.faults import FaultKind, Faults, shown
from clearwater.cases.ledger.named import Named, NamedRows
from clearwater.cases.records.base import Value, row_digest
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.people import Disclosure, commitment_to

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CHUNK = 1 << 20


def check_rows(
    content: Content, forms: Sequence[TableForm], named: NamedRows, faults: Faults
) -> None:
    """Check every row of every record, and name rows that are missing."""
    unread: set[str] = set()
    for form in forms:
        try:
            for row in content.rows(form):
                _check_row(form, row, named, faults)
        except UnreadableError as error:
            faults.add(FaultKind.UNREADABLE, form.name, found=str(error))
            unread.add(form.name)
    for table, key, said in named.left():
        if table not in unread:
            where = f"{table} {_quoted(key)}"
            faults.add(FaultKind.MISSING_ROW, where, f"as entry {said.number} wrote it", "none")


def _check_row(form: TableForm, row: Sequence[Raw], named: NamedRows, faults: Faults) -> None:
    values: dict[str, Value] = {}
    broken: dict[str, Raw] = {}
    for name, raw in zip(form.columns, row, strict=True):
        if raw is None or text_of(raw) is not None:
            values[name] = raw  # type: ignore[assignment]  # a text or nothing
        elif type(raw) is int and -LARGEST <= raw <= LARGEST:
            values[name] = raw
        else:
            broken[name] = raw
    key = tuple(str(values[name]) if name in values else shown(broken[name]) for name in form.key)
    where = f"{form.name} {_quoted(key)}"
    said = named.take(form.name, key)
    if broken:
        for name, raw in broken.items():
            faults.add(FaultKind.BROKEN_VALUE, f"{where} column {name}", "a text or number", raw)
        return
    if said is None:
        faults.add(FaultKind.UNNAMED_ROW, where, "an entry that names it", "none")
        return
    _check_entry(row_digest(form.name, values), values, said, where, faults)
    if form.name == Disclosure.TABLE:
        _check_disclosure(values, where, faults)
    elif form.name == Evidence.TABLE:
        _note_blob(values, where, named, faults)


def _check_entry(
    digest: str, row: dict[str, Value], said: Named, where: str, faults: Faults
) -> None:
    """Check a row against the newest entry that names it."""
    if digest != said.digest:
        faults.add(FaultKind.ALTERED_ROW, where, f"{said.digest} of entry {said.number}", digest)
    elif row.get("organisation") != said.organisation:
        # Nobody acts for another organisation: it would not see that its row was changed.
        whose = f"{said.organisation} of entry {said.number}"
        faults.add(FaultKind.FOREIGN_ROW, where, whose, row.get("organisation"))


def _check_disclosure(row: dict[str, Value], where: str, faults: Faults) -> None:
    salt, text, erased_us = row["salt"], row["text"], row["erased_us"]
    if salt is None and text is None and erased_us is not None:
        return
    if not isinstance(salt, str) or not isinstance(text, str) or erased_us is not None:
        faults.add(FaultKind.FALSE_DISCLOSURE, where, "salt and text, or an erasure", "a part")
        return
    try:
        made = commitment_to(salt, text)
    except ValueError:
        made = "no commitment: the salt is not in hex"
    if made != row["commitment"]:
        faults.add(FaultKind.FALSE_DISCLOSURE, where, row["commitment"], made)


def _note_blob(row: dict[str, Value], where: str, named: NamedRows, faults: Faults) -> None:
    sha256, size = row["sha256"], row["size"]
    if isinstance(sha256, str) and _HASH.fullmatch(sha256) and isinstance(size, int):
        named.put_blob(sha256, size)
    else:
        faults.add(FaultKind.BROKEN_VALUE, f"{where} column sha256", "a hash and a size", sha256)


def check_blobs(folder: Path, named: NamedRows, faults: Faults) -> None:
    """Check that every blob which a row names is there and whole, and what else lies there.

    A whole blob that no row names is no fault: whoever was interrupted between freezing files and
    saving the act left it, and freezing again uses it. So is a file whose name begins with a dot:
    it was being written.
    """
    for sha256, size in named.blobs():
        path = folder / sha256[:2] / sha256
        found = _hash_of(path)
        if found is None:
            faults.add(FaultKind.MISSING_BLOB, f"blob {sha256}", f"{size} bytes", "no such file")
        elif found != (sha256, size):
            shown_size = f"{found[1]} bytes with hash {found[0]}"
            faults.add(FaultKind.ALTERED_BLOB, f"blob {sha256}", f"{size} bytes", shown_size)
    for path in _files_below(folder):
        name = path.relative_to(folder).as_posix()
        if named.has_blob(path.name) and name == f"{path.name[:2]}/{path.name}":
            continue
        found = _hash_of(path) if _HASH.fullmatch(path.name) else None
        if found is None or found[0] != path.name or name != f"{path.name[:2]}/{path.name}":
            faults.add(FaultKind.FOREIGN_FILE, f"evidence/{name}", "files named by their hash", "")


def _files_below(folder: Path) -> list[Path]:
    """Return what lies there and is no folder; links to folders, which are not entered, too."""
    return sorted(
        Path(root, name)
        for root, folders, names in os.walk(folder)
        for name in (*names, *(one for one in folders if Path(root, one).is_symlink()))
        if not name.startswith(".")
    )


def _hash_of(path: Path) -> tuple[str, int] | None:
    """Return hash and size of an ordinary file, or nothing where there is none."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except OSError:
        return None
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _quoted(key: Sequence[str]) -> str:
    return " ".join(map(shown, key))
