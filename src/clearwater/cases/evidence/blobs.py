"""Files kept under the hash of their content, written once and never again.

A blob comes to be beside its place and is moved there when it is whole and on the disk, so whatever
stands under a hash was complete once. What a killed process leaves begins with a dot and counts for
nothing; `Blobs.sweep` removes it.

The name is the hash of the content as it was given; on the disk it is sealed under a key of its own
(`clearwater.cases.sealing.file`), so that destroying the key erases every copy of the file. Files
of an older version stand in clear and are read like that.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from clearwater.cases.ledger.keys import sync_folder
from clearwater.cases.sealing.file import HEADER_BYTES, SealedReader, number_of, seal_file
from clearwater.cases.sealing.file_keys import FileKey, FileKeys, shred
from clearwater.cases.sealing.keys import BrokenSealError
from clearwater.errors import OutputError

READ_ONLY = 0o440
BLOCK_BYTES = 1 << 20
UNFINISHED = ".unfinished-"
"""Begins the names of blobs that are being written."""
ABANDONED_S = 86_400
"""Nothing is written for longer than this."""
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Blob:
    """One kept file."""

    sha256: str
    """Its name, in hex."""
    size: int
    """Bytes."""


@dataclass(frozen=True)
class Blobs:
    """The blobs in a folder: ``<folder>/<first two hex>/<sha256>``."""

    folder: Path
    keys: FileKeys | None = None
    """The keys under which they are sealed; without any, blobs are written in clear, and sealed
    ones cannot be read. A store gives its own: `clearwater.cases.store.sql.SqlStore.blobs`."""

    def put(self, content: bytes | Path | BinaryIO) -> Blob:
        """Keep a content and return its name; the same content twice is one file.

        Raises
        ------
        OutputError
            If it cannot be read or written, or what is kept under its name is damaged.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = self.folder / f"{UNFINISHED}{secrets.token_hex(8)}"
            try:
                made = None if self.keys is None else self.keys.made()
                with _stream(content) as source:
                    blob = _written(source, beside, made)
                self._settle(beside, blob, made)
            finally:
                beside.unlink(missing_ok=True)
        except OSError as error:
            raise _not_kept(self.folder, error) from error
        return blob

    def path(self, sha256: str) -> Path:
        """Return where a blob is kept, whether it is there or not.

        Raises
        ------
        OutputError
            If `sha256` is no name of a blob: names come from rows, and a row can be forged.
        """
        if _NAME.fullmatch(sha256) is None:
            raise OutputError(
                "this is no name of kept evidence", expected="64 hex digits", found=repr(sha256)
            )
        return self.folder / sha256[:2] / sha256

    def open(self, sha256: str) -> io.BufferedReader:
        """Return the content of a blob to be read; it is not checked against its hash.

        Raises
        ------
        OutputError
            If it is not there, or its key is not.
        """
        path = self.path(sha256)
        try:
            return self._opened(path)
        except BrokenSealError as error:
            raise _not_opened(path, str(error)) from error
        except OSError as error:
            if error.filename != str(path):
                raise _not_opened(path, "no key: it was erased, or lost") from error
            raise OutputError(
                "evidence that was kept is not there",
                where=str(path),
                found=error.strerror or str(error),
                next_step="If it was not erased, restore it from a backup; `clearwater ledger "
                "verify` says what is gone and why.",
            ) from error

    def check(self, sha256: str) -> str:
        """Return what is wrong with a blob: ``""``, ``"missing"`` or ``"altered"``."""
        if not self.path(sha256).is_file():
            return "missing"
        try:
            with self.open(sha256) as file:
                return "" if _digest_of(file) == sha256 else "altered"
        except (BrokenSealError, OutputError):
            return "altered"

    def shred(self, sha256: str) -> bool:
        """Destroy the keys of a blob and remove it; return whether there was anything.

        The key goes first: from then on what is left of the file, here and in every backup, opens
        to nobody.
        """
        path = self.path(sha256)
        there = path.exists()
        destroyed = 0 if self.keys is None else self.keys.destroy(sha256)
        shred(path)
        return there or destroyed > 0

    def _opened(self, path: Path) -> io.BufferedReader:
        file = path.open("rb")
        try:
            number = number_of(file.read(HEADER_BYTES))
            if number is None:
                file.seek(0)
                return file
            if self.keys is None:
                raise BrokenSealError("it is sealed, and no keys were named")
            key = self.keys.key_of(path.name, number)
            return io.BufferedReader(SealedReader(file, key), BLOCK_BYTES)
        except BaseException:
            file.close()
            raise

    def names(self) -> Iterator[str]:
        """Yield the names of all blobs, in order."""
        for inner in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path.name for path in inner.iterdir() if _NAME.fullmatch(path.name))

    def sweep(self) -> int:
        """Remove what killed processes left more than a day ago, and return how many there were."""
        before = time.time() - ABANDONED_S
        left = [p for p in self.folder.glob(f"{UNFINISHED}*") if p.stat().st_mtime < before]
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Yield an empty folder on the same disk, which is gone afterwards.

        Names of files in it begin with a dot: what a killed process leaves is nobody's evidence.

        Raises
        ------
        OutputError
            If it cannot be made.
        """
        beside = self.folder / f"{UNFINISHED}{secrets.token_hex(8)}"
        try:
            beside.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise _not_kept(self.folder, error) from error
        try:
            yield beside
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _settle(self, beside: Path, blob: Blob, made: FileKey | None) -> None:
        """Move what was written to its place, or see that what is there already is the same."""
        place = self.path(blob.sha256)
        place.parent.mkdir(exist_ok=True)
        if not place.exists():
            if self.keys is not None and made is not None:
                self.keys.keep(blob.sha256, made)
            # Two writers of one content may both come here: both files are the same.
            beside.replace(place)
            sync_folder(place.parent)
            sync_folder(self.folder)
            return
        fault = self.check(blob.sha256)
        if fault:
            raise OutputError(
                "evidence that was kept before is damaged",
                where=str(place),
                expected=f"a content with SHA-256 {blob.sha256}",
                found=fault,
                next_step="Restore it from a backup before anything is decided on it.",
            )


def _stream(content: bytes | Path | BinaryIO) -> BinaryIO:
    if isinstance(content, bytes):
        return io.BytesIO(content)
    return content.open("rb") if isinstance(content, Path) else content


def _written(source: BinaryIO, beside: Path, made: FileKey | None) -> Blob:
    digest, size = hashlib.sha256(), 0

    def see(block: bytes) -> None:
        nonlocal size
        digest.update(block)
        size += len(block)

    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        if made is not None:
            seal_file(source, target.write, made.key, made.number, see)
        else:
            while block := source.read(BLOCK_BYTES):
                see(block)
                target.write(block)
        target.flush()
        os.fchmod(target.fileno(), READ_ONLY)
        os.fsync(target.fileno())
    return Blob(digest.hexdigest(), size)


def _digest_of(file: io.BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _not_opened(path: Path, found: str) -> OutputError:
    return OutputError(
        "evidence that was kept cannot be opened",
        where=str(path),
        expected="its key, wrapped by the master key of the store",
        found=found,
        next_step="`clearwater ledger verify` says whether it was erased or altered.",
    )


def _not_kept(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        "evidence cannot be kept",
        where=str(error.filename or folder),
        found=error.strerror or str(error),
        next_step="Make room, or see that the folder may be written.",
    )
