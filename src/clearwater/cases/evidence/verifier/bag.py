"""The files of a package, as they lie there, and as its manifests list them (BagIt, RFC 8493).

Files are found by walking through the folder, never by following a name that a manifest says, and
nothing but plain files is opened: a link may lead out of the package, a device may never end.
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import NamedTuple

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.faults import PackageFault
from clearwater.cases.evidence.verifier.names import is_safe_name

MANIFEST, TAG_MANIFEST, SIGNATURE = (
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "signature.json",
)
CHECKPOINT, PROOFS, SEALED = "ledger/checkpoint.txt", "ledger/proofs.json", "ledger/sealed.json"
STAMP = "ledger/timestamp.tsr"
DECLARATION, INFO, README, VERIFIER = "bagit.txt", "bag-info.txt", "README.txt", "verify.py"
CASE, DECISION, CUSTODY = "data/case.json", "data/decision.json", "data/custody.jsonl"
EVIDENCE = "data/evidence/"

TAGS = (DECLARATION, INFO, MANIFEST, CHECKPOINT, PROOFS, SEALED, README, VERIFIER)
"""Files beside the payload that every package has and the tag manifest lists."""
PAYLOAD = (CASE, DECISION, CUSTODY)
"""Files of the payload that every package has."""
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LARGEST_TAG = 1 << 28
"""Bytes of a file that is read as a whole."""


class Lying(NamedTuple):
    """What lies in a folder."""

    files: dict[str, int]
    """Path inside the package -> bytes."""
    folders: set[str]
    faults: tuple[PackageFault, ...]
    """Links, devices, what cannot be looked at."""


def lying_in(folder: str) -> Lying:
    """Return what lies in `folder`, without following a link.

    Raises
    ------
    OSError
        If `folder` itself cannot be read.
    """
    files: dict[str, int] = {}
    folders: set[str] = set()
    faults: list[PackageFault] = []
    left = [""]
    while left:
        inside = left.pop()
        try:
            entries = list(os.scandir(os.path.join(folder, *inside.split("/"))))
        except OSError:
            if not inside:
                raise
            faults.append(PackageFault("unreadable", inside))
            continue
        for entry in entries:
            name = inside + "/" + entry.name if inside else entry.name
            try:
                mode = entry.stat(follow_symlinks=False)
            except OSError:
                # Its path is longer than the system reads, or its folder may not be entered.
                faults.append(PackageFault("unreadable", name))
                continue
            if stat.S_ISREG(mode.st_mode):
                files[name] = mode.st_size
            elif stat.S_ISDIR(mode.st_mode):
                folders.add(name)
                left.append(name)
            else:
                faults.append(PackageFault("no plain file", name))
    return Lying(files, folders, tuple(faults))


def listed_in(manifest: bytes) -> dict[str, str]:
    """Return path -> SHA-256 in hex, as a manifest lists them.

    Raises
    ------
    BrokenError
        If a line is not in the one form that Clearwater writes, or the lines are not in order.
    """
    try:
        lines = manifest.decode("ascii").split("\n")
    except ValueError as error:
        raise BrokenError("a manifest with other signs than ASCII") from error
    if lines.pop():
        raise BrokenError("a manifest that breaks off")
    listed: dict[str, str] = {}
    before = ""
    for line in lines:
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap != "  " or set(digest) - set("0123456789abcdef") or not is_safe_name(name):
            raise BrokenError("a line of another form: " + line[:80])
        if name <= before:
            raise BrokenError("a line out of order: " + line[:80])
        listed[name] = digest
        before = name
    if len({name.lower() for name in listed}) != len(listed):
        # Where capitals do not count, one of the two would lie in the other's place.
        raise BrokenError("two names that differ in capitals only")
    return listed


def written_manifest(listed: dict[str, str]) -> bytes:
    """Return the bytes of the manifest that lists these files."""
    return "".join(listed[name] + "  " + name + "\n" for name in sorted(listed)).encode("ascii")


def hash_of_file(folder: str, name: str) -> str:
    """Return the SHA-256 of a plain file, in hex.

    Raises
    ------
    BrokenError
        If it cannot be read, or is no plain file any more.
    """
    digest = hashlib.sha256()
    try:
        with os.fdopen(_opened(folder, name), "rb", buffering=0) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError as error:
        raise BrokenError("cannot be read: " + str(error.strerror)) from error
    return digest.hexdigest()


def bytes_of_file(folder: str, name: str) -> bytes:
    """Return the content of a plain file that is not too large to be read as a whole.

    Raises
    ------
    BrokenError
        If it cannot be read, is too large, or is no plain file any more.
    """
    try:
        with os.fdopen(_opened(folder, name), "rb") as file:
            data = file.read(LARGEST_TAG + 1)
    except OSError as error:
        raise BrokenError("cannot be read: " + str(error.strerror)) from error
    if len(data) > LARGEST_TAG:
        raise BrokenError("too large to be what it should be")
    return data


def _opened(folder: str, name: str) -> int:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    opened = os.open(os.path.join(folder, *name.split("/")), flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise BrokenError("no plain file")
    return opened
