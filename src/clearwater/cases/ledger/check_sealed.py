"""Verifying sealed texts and files: that what a key opens is what was committed to.

A text whose key an entry destroyed is no fault, nor is a file of a case that an entry erased. A key
that is gone without an entry is one, and so is a file that an erasure has left behind.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from clearwater.cases.ledger.erased import Erased
from clearwater.cases.ledger.faults import FaultKind, Faults
from clearwater.cases.ledger.named import KeyRow
from clearwater.cases.records.base import Value
from clearwater.cases.records.people import commitment_to
from clearwater.cases.sealing.file import HEADER_BYTES, SealedReader, number_of, sealed_size
from clearwater.cases.sealing.file_keys import FileKeys
from clearwater.cases.sealing.keys import BrokenSealError, MasterKey
from clearwater.cases.sealing.text import SEALED, unseal_text

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Openers:
    """What whoever verifies has to open texts and files with."""

    master: MasterKey | None = None
    """None: sealed texts are held against the ledger only."""
    files: FileKeys | None = None
    """None: sealed files are held against their size only."""
    erased: Erased = field(default_factory=Erased)
    """Takes down what was erased."""


def check_text(
    row: Mapping[str, Value],
    number: int,
    key: KeyRow | None,
    openers: Openers,
    where: str,
    faults: Faults,
) -> None:
    """Check what stands behind a commitment.

    Parameters
    ----------
    row
        The disclosure.
    number
        Of the entry that wrote it last.
    key
        What its row of `data_keys` says, where there is one.
    """
    salt, text, erased_us = row["salt"], row["text"], row["erased_us"]
    if salt is None and text is None and erased_us is not None:
        openers.erased.texts[number] += 1
    elif not isinstance(text, str) or erased_us is not None:
        faults.add(FaultKind.FALSE_DISCLOSURE, where, "a text, or an erasure", "a part")
    elif salt is None and text.startswith(SEALED):
        _check_sealed(row, key, openers, where, faults)
    elif not isinstance(salt, str):
        faults.add(FaultKind.FALSE_DISCLOSURE, where, "a salt beside a text in clear", "none")
    else:
        _check_commitment(row, salt, text, where, faults)


def _check_sealed(
    row: Mapping[str, Value], key: KeyRow | None, openers: Openers, where: str, faults: Faults
) -> None:
    commitment, text = str(row["commitment"]), str(row["text"])
    if key is not None and key.wrapped is None and key.erased:
        openers.erased.texts[key.number] += 1
    elif openers.master is None:
        openers.erased.unopened += 1
    elif key is None or key.wrapped is None:
        faults.add(FaultKind.MISSING_KEY, where, "its key, or an entry that destroyed it", "none")
    else:
        try:
            salt, plain = unseal_text(
                openers.master.opened(key.wrapped, commitment), commitment, text
            )
        except BrokenSealError as error:
            faults.add(FaultKind.FALSE_DISCLOSURE, where, "a text that its key opens", error)
            return
        _check_commitment(row, salt, plain, where, faults)


def _check_commitment(
    row: Mapping[str, Value], salt: str, text: str, where: str, faults: Faults
) -> None:
    try:
        made = commitment_to(salt, text)
    except ValueError:
        made = "no commitment: the salt is not in hex"
    if made != row["commitment"]:
        faults.add(FaultKind.FALSE_DISCLOSURE, where, row["commitment"], made)


@dataclass(frozen=True)
class Found:
    """What lies under the name of a file."""

    sha256: str
    """Of its content, opened; ``""`` where it could not be opened."""
    size: int
    """Of its content; where it could not be opened, of the sealed file."""
    fault: str = ""
    """``missing key`` or ``broken seal``; ``no keys`` where nobody has any to open it with."""

    def is_of(self, sha256: str, size: int) -> bool:
        """Return whether it is a content, as far as can be told."""
        if self.fault == "no keys":
            return self.size == sealed_size(size)
        return (self.sha256, self.size) == (sha256, size)


def found_file(path: Path, keys: FileKeys | None) -> Found | None:
    """Return what an ordinary file holds, or nothing where there is none."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        number = number_of(file.read(HEADER_BYTES))
        if number is not None:
            return _opened(file, path.name, number, keys)
        file.seek(0)
        return _digested(file)


def _opened(file: BinaryIO, name: str, number: str, keys: FileKeys | None) -> Found:
    size = os.fstat(file.fileno()).st_size
    if keys is None:
        return Found("", size, "no keys")
    try:
        key = keys.key_of(name, number)
        return _digested(io.BufferedReader(SealedReader(file, key), _CHUNK))
    except FileNotFoundError:
        return Found("", size, "missing key")
    except BrokenSealError:
        return Found("", size, "broken seal")


def _digested(file: BinaryIO) -> Found:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Found(digest.hexdigest(), size)
