"""The files of a backup: how they are written, listed, signed and checked.

::

    manifest.json          what is here: SHA-256, size and rows of every file; head of the ledger
    manifest.sig           Ed25519 signature of the ledger's key over manifest.json, in hex
    tables/<table>.jsonl   one row a line, RFC 8785 JSON, in the order of the key
    evidence/<xx>/<sha256> frozen files, sealed

The keys that open texts and files stand in a folder of the same form beside it, see
`clearwater.cases.store.backup_keys`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from clearwater.cases.ledger.faults import Fault, FaultKind, Faults
from clearwater.cases.ledger.keys import PUBLIC_BYTES, SigningKey, signature_fits, sync_folder
from clearwater.cases.records.canonical import canonical
from clearwater.errors import StoreError

FORMAT = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 30
_SIGNATURE_FORM = re.compile(rb"[0-9a-f]{128}\n")
_NAME = re.compile(
    r"tables/[a-z_]+\.jsonl|evidence/[0-9a-f]{2}/[0-9a-f]{64}|"
    r"keys/(ledger\.pem|webhook\.pem|lookup\.key|master\.key|evidence/[0-9a-f]{2}/[0-9a-f]{64}\.[0-9a-f]{32})",
    re.ASCII,
)


@dataclass(frozen=True)
class Listed:
    """One file of a backup."""

    sha256: str
    size: int
    rows: int | None = None
    """Lines of a table."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    made: str
    """When, RFC 3339."""
    version: str
    """Of the store's form."""
    public_key: str
    """The ledger's, in hex."""
    size: int
    root: str
    checkpoint: str
    files: Mapping[str, Listed]

    def canonical(self) -> bytes:
        """Return the bytes of ``manifest.json``."""
        files = {name: _listed(one) for name, one in self.files.items()}
        return canonical({**vars(self), "files": files, "format": FORMAT})

    @property
    def rows(self) -> dict[str, int]:
        """Table -> number of rows."""
        return {
            name.removeprefix("tables/").removesuffix(".jsonl"): one.rows
            for name, one in self.files.items()
            if one.rows is not None
        }


def _listed(one: Listed) -> dict[str, str | int]:
    return {name: value for name, value in vars(one).items() if value is not None}


class FileWriter:
    """Writes one new file, and knows its hash once it is on the disk.

    Used with ``with``; `finish` says what was written.
    """

    def __init__(self, path: Path, mode: int = 0o600) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, content: bytes) -> None:
        """Add to the file."""
        self._file.write(content)
        self._digest.update(content)
        self._size += len(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def finish(self, rows: int | None = None) -> Listed:
        """Bring it to the disk, and return what it is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return Listed(self._digest.hexdigest(), self._size, rows)


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> Listed:
    """Write rows, one a line.

    Raises
    ------
    rfc8785.CanonicalizationError
        If a row has no canonical form: the store is damaged.
    """
    count = 0
    with FileWriter(path) as writer:
        for row in rows:
            writer.write(canonical(dict(row)) + b"\n")
            count += 1
        return writer.finish(count)


def copy_file(source: Path, target: Path) -> Listed:
    """Copy a file to a new one.

    Raises
    ------
    OSError
        If it cannot be read or written.
    """
    with source.open("rb") as file, FileWriter(target) as writer:
        while chunk := file.read(_CHUNK):
            writer.write(chunk)
        return writer.finish()


def seal(folder: Path, manifest: Manifest, key: SigningKey) -> None:
    """Write the manifest and its signature."""
    content = manifest.canonical()
    for name, said in ((MANIFEST, content), (SIGNATURE, key.sign(content).hex().encode() + b"\n")):
        with FileWriter(folder / name) as writer:
            writer.write(said)
            writer.finish()
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(path)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup; only its form is checked.

    Raises
    ------
    StoreError
        If the folder is no backup.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes() if path.stat().st_size < _LARGEST_MANIFEST else b""
        said: dict[str, Any] = json.loads(content)
        if said.pop("format") != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        files = {name: Listed(**one) for name, one in said.pop("files").items()}
        manifest = Manifest(**said, files=files)
        _check_form(manifest, content)
    except OSError as error:
        raise _no_backup(path, str(error.strerror)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_backup(path, str(error)) from error
    return manifest


def _check_form(manifest: Manifest, content: bytes) -> None:
    """Return if the manifest is in its one form and names nothing outside of the folder."""
    if manifest.canonical() != content:
        raise ValueError("not in canonical form")
    if len(bytes.fromhex(manifest.public_key)) != PUBLIC_BYTES:
        raise ValueError("no public key")
    for name, one in manifest.files.items():
        whole = (one.size, 0 if one.rows is None else one.rows)
        if not _NAME.fullmatch(name) or any(type(value) is not int for value in whole):
            raise ValueError(f"not a file of a backup: {name[:100]}")


def check_files(folder: Path, public_key: bytes | None = None) -> list[Fault]:
    """Return every file of a backup that is not what its manifest says, added or missing.

    Parameters
    ----------
    folder
        The backup.
    public_key
        The ledger's key, known from elsewhere. Without it the manifest's own is believed, which
        finds accidents and not whoever made another backup with another key.
    """
    faults = Faults()
    try:
        manifest = read_manifest(folder)
    except StoreError as error:
        faults.add(FaultKind.UNREADABLE, MANIFEST, "a manifest", error.found or error.what)
        return faults.all()
    known = bytes.fromhex(manifest.public_key)
    if public_key is not None and public_key != known:
        faults.add(FaultKind.OTHER_KEY, MANIFEST, public_key.hex(), known.hex())
    _check_signature(folder, manifest, known, faults)
    there = _files_of(folder)
    for name in sorted(manifest.files.keys() | there - {MANIFEST, SIGNATURE}):
        listed = manifest.files.get(name)
        if listed is None:
            faults.add(FaultKind.FOREIGN_FILE, name, "only what the manifest lists", "a file")
        elif name not in there:
            faults.add(FaultKind.MISSING_BLOB, name, f"{listed.size} bytes", "no such file")
        else:
            _check_file(folder / name, name, listed, faults)
    return faults.all()


def _check_signature(folder: Path, manifest: Manifest, key: bytes, faults: Faults) -> None:
    path = folder / SIGNATURE
    said = path.read_bytes() if path.is_file() else b""
    formed = _SIGNATURE_FORM.fullmatch(said) is not None
    if not formed or not signature_fits(key, bytes.fromhex(said.decode()), manifest.canonical()):
        where = f"{SIGNATURE} or {MANIFEST}"
        faults.add(FaultKind.BAD_SIGNATURE, where, "the ledger's signature", "another")


def _check_file(path: Path, name: str, listed: Listed, faults: Faults) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        faults.add(FaultKind.UNREADABLE, name, "a file", str(error.strerror))
        return
    if (digest.hexdigest(), size) != (listed.sha256, listed.size):
        faults.add(FaultKind.ALTERED_BLOB, name, listed.sha256, digest.hexdigest())


def _files_of(folder: Path) -> set[str]:
    return {
        Path(root, name).relative_to(folder).as_posix()
        for root, _, names in os.walk(folder)
        for name in names
    }


def _no_backup(path: Path, found: str) -> StoreError:
    return StoreError("not a backup", where=str(path), expected="a manifest", found=found)
