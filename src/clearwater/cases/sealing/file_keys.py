"""The keys of sealed files: one small file each, ``<two hex>/<sha256>.<number>``.

They are no rows, because a file is sealed before anything names it: whoever is interrupted between
the two has a key and a file, and no entry. The number is the one that the sealed file begins with.
So of two processes that seal one content at once each has its key, whichever file stays.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clearwater.cases.ledger.keys import keep_secret, sync_folder
from clearwater.cases.sealing.file import NUMBER_BYTES
from clearwater.cases.sealing.keys import KEY_BYTES, BrokenSealError, MasterKey


@dataclass(frozen=True)
class FileKey:
    """A key and the number by which it is found."""

    number: str
    """16 bytes in hex."""
    key: bytes


@dataclass(frozen=True)
class FileKeys:
    """The keys in a folder, wrapped by a master key."""

    folder: Path
    master: MasterKey

    def made(self) -> FileKey:
        """Return a new key, which is kept nowhere yet."""
        return FileKey(secrets.token_hex(NUMBER_BYTES), secrets.token_bytes(KEY_BYTES))

    def keep(self, sha256: str, made: FileKey) -> None:
        """Keep the key of a content; one that is kept already stays.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        path = self._path(sha256, made.number)
        if not path.exists():
            keep_secret(path, self.master.wrapped(made.key, sha256).encode() + b"\n")

    def key_of(self, sha256: str, number: str) -> bytes:
        """Return the key of a sealed file.

        Raises
        ------
        FileNotFoundError
            If it is not there: it was destroyed, or lost.
        BrokenSealError
            If it is another's, or wrapped by another master key.
        """
        try:
            wrapped = self._path(sha256, number).read_bytes().decode("ascii").strip()
        except UnicodeDecodeError as error:
            raise BrokenSealError("the key of the file is no key") from error
        return self.master.opened(wrapped, sha256)

    def names(self) -> Iterator[str]:
        """Yield the names of all keys, relative to the folder, in order."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*.*")):
            if not path.name.startswith("."):
                yield path.relative_to(self.folder).as_posix()

    def destroy(self, sha256: str) -> int:
        """Overwrite and remove every key of a content, and return how many there were."""
        paths = sorted((self.folder / sha256[:2]).glob(f"{sha256}.*"))
        for path in paths:
            shred(path)
        return len(paths)

    def _path(self, sha256: str, number: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{number}"


def shred(path: Path) -> None:
    """Overwrite a file with zeros on the disk, and remove it; one that is not there stays so.

    What the disk itself keeps of earlier writes, as flash memory does, is beyond a program. That is
    why it matters that what lies on it is sealed.
    """
    try:
        path.chmod(0o600)
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
