"""Files kept under the hash of their content, written once and never again.

A blob comes to be beside its place and is moved there when it is whole and on the disk, so whatever
stands under a hash was complete once. What a killed process leaves begins with a dot and counts for
nothing; `Blobs.sweep` removes it.
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
                with _stream(content) as source:
                    blob = _written(source, beside)
                self._settle(beside, blob)
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
        """Return a blob to be read; its content is not checked.

        Raises
        ------
        OutputError
            If it is not there.
        """
        path = self.path(sha256)
        try:
            return path.open("rb")
        except OSError as error:
            raise OutputError(
                "evidence that was kept is not there",
                where=str(path),
                found=error.strerror or str(error),
                next_step="Restore it from a backup; `clearwater ledger verify` says what is gone.",
            ) from error

    def check(self, sha256: str) -> str:
        """Return what is wrong with a blob: ``""``, ``"missing"`` or ``"altered"``."""
        if not self.path(sha256).is_file():
            return "missing"
        with self.open(sha256) as file:
            return "" if _digest_of(file) == sha256 else "altered"

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

    def _settle(self, beside: Path, blob: Blob) -> None:
        """Move what was written to its place, or see that what is there already is the same."""
        place = self.path(blob.sha256)
        place.parent.mkdir(exist_ok=True)
        if not place.exists():
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


def _written(source: BinaryIO, beside: Path) -> Blob:
    digest, size = hashlib.sha256(), 0
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        while block := source.read(BLOCK_BYTES):
            digest.update(block)
            target.write(block)
            size += len(block)
        target.flush()
        os.fchmod(target.fileno(), READ_ONLY)
        os.fsync(target.fileno())
    return Blob(digest.hexdigest(), size)


def _digest_of(file: io.BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _not_kept(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        "evidence cannot be kept",
        where=str(error.filename or folder),
        found=error.strerror or str(error),
        next_step="Make room, or see that the folder may be written.",
    )
