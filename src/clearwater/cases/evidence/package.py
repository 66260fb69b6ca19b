"""Writes a package of evidence: a BagIt folder (RFC 8493) with its proofs and its own verifier.

In two steps, because the ledger stands between them. `write_payload` writes everything that is
sealed; its manifest goes into the ledger's entry; `write_tags` adds what proves that entry, and
signs. The folder is the caller's: it is made beside its place and moved there when it is whole.

Not the ``bagit`` package: it changes the working directory of the process while it writes, which
other threads would feel. The tests read every package with it.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clearwater.cases.evidence.blobs import BLOCK_BYTES, Blobs
from clearwater.cases.evidence.case_record import CaseRecord
from clearwater.cases.evidence.frozen import Frozen
from clearwater.cases.evidence.readme import README
from clearwater.cases.evidence.standalone import verifier_source
from clearwater.cases.evidence.verifier import bag
from clearwater.cases.ledger.entry import Entry, shown_time
from clearwater.cases.ledger.keys import SigningKey, sync_folder
from clearwater.cases.records.canonical import canonical
from clearwater.errors import OutputError

FORMAT = 1
"""Version of the form of ``signature.json`` and ``ledger/proofs.json``."""

FileListener = Callable[[int, int], None]
"""(files written, files in all)."""


@dataclass(frozen=True)
class Payload:
    """What was written and waits for its entry in the ledger."""

    folder: Path
    record: CaseRecord
    manifest: str
    """SHA-256 of ``manifest-sha256.txt``, in hex: what the ledger commits to."""
    files: int
    """Files under ``data``."""
    size: int
    """Their bytes."""


@dataclass(frozen=True)
class LedgerProof:
    """What shows that the entries of a package are in the ledger."""

    sealing: Entry
    checkpoint: str
    """Signed note."""
    size: int
    """Entries in the ledger at the checkpoint."""
    root: str
    """In hex."""
    hashes: Mapping[int, tuple[str, ...]]
    """Number of an entry -> its inclusion proof; of every entry of the custody and the sealing."""


def verifier_digest() -> str:
    """Return the SHA-256, in hex, of the ``verify.py`` that every package gets."""
    return hashlib.sha256(verifier_source()).hexdigest()


def write_payload(
    folder: Path, record: CaseRecord, blobs: Blobs, on_file: FileListener = lambda _done, _all: None
) -> Payload:
    """Write ``data/`` and its manifest into `folder`, which must be empty.

    Raises
    ------
    OutputError
        If evidence is missing or is not what its row says, or the folder cannot be written.
    """
    listed = {
        bag.CASE: _write(folder, bag.CASE, record.case_json()),
        bag.DECISION: _write(folder, bag.DECISION, record.decision_json()),
        bag.CUSTODY: _write(folder, bag.CUSTODY, record.custody_jsonl()),
    }
    for done, item in enumerate(record.frozen, 1):
        name = f"{bag.EVIDENCE}{item.name}"
        listed[name] = _copy(folder, name, item, blobs)
        on_file(done, len(record.frozen))
    manifest = _write(folder, bag.MANIFEST, bag.written_manifest(listed))
    size = sum(path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file())
    return Payload(folder, record, manifest, len(listed), size)


def write_tags(
    payload: Payload, proof: LedgerProof, key: SigningKey, agent: str, timestamp: bytes | None
) -> None:
    """Write everything beside ``data/`` and sign it.

    Parameters
    ----------
    key
        The ledger's.
    agent
        What made the package, such as ``Clearwater 0.1.0``.
    timestamp
        An RFC 3161 response over the SHA-256 of the payload's manifest, if one was asked for.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    contents = {
        bag.DECLARATION: bag.DECLARED,
        bag.INFO: _info(payload, agent),
        bag.README: README.encode(),
        bag.VERIFIER: verifier_source(),
        bag.CHECKPOINT: proof.checkpoint.encode(),
        bag.PROOFS: _proofs(proof),
        bag.SEALED: proof.sealing.canonical(),
    }
    if timestamp is not None:
        contents[bag.STAMP] = timestamp
    listed = {name: _write(payload.folder, name, data) for name, data in contents.items()}
    tag_manifest = bag.written_manifest({**listed, bag.MANIFEST: payload.manifest})
    _write(payload.folder, bag.TAG_MANIFEST, tag_manifest)
    _write(payload.folder, bag.SIGNATURE, _signature(key, tag_manifest))
    for inside in {path.parent for path in payload.folder.rglob("*")}:
        sync_folder(inside)


def _proofs(proof: LedgerProof) -> bytes:
    entries = [{"hashes": [*proof.hashes[n]], "number": n} for n in sorted(proof.hashes)]
    said = {"entries": entries, "format": FORMAT, "root": proof.root, "size": proof.size}
    return canonical(said)


def _signature(key: SigningKey, tag_manifest: bytes) -> bytes:
    return canonical(
        {
            "algorithm": "Ed25519",
            "file": bag.TAG_MANIFEST,
            "format": FORMAT,
            "key": key.public.hex(),
            "signature": key.sign(tag_manifest).hex(),
        }
    )


def _info(payload: Payload, agent: str) -> bytes:
    case = payload.record.case
    fields = (
        ("Source-Organization", case.organisation),
        ("Bagging-Date", shown_time(payload.record.as_of_us)[:10]),
        ("External-Identifier", case.case),
        ("External-Description", "Evidence of a case about organised fake engagement"),
        ("Bag-Software-Agent", agent),
        ("Payload-Oxum", f"{payload.size}.{payload.files}"),
    )
    return "".join(f"{name}: {_one_line(value)}\n" for name, value in fields).encode()


def _one_line(text: str) -> str:
    """Return `text` without signs that would begin another line or field."""
    kept = (sign for sign in text if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    return "".join(kept).strip()


def _copy(folder: Path, name: str, item: Frozen, blobs: Blobs) -> str:
    """Copy a blob into the package and return its hash, which is that of its row."""
    with blobs.open(item.sha256) as source:
        digest, size = _written(folder, name, iter(lambda: source.read(BLOCK_BYTES), b""))
    if (digest, size) != (item.sha256, item.size):
        raise OutputError(
            "kept evidence is not what it was when it was frozen",
            where=str(blobs.path(item.sha256)),
            expected=f"{item.size} bytes with SHA-256 {item.sha256}",
            found=f"{size} bytes with SHA-256 {digest}",
            next_step="Restore it from a backup; `clearwater ledger verify` says what differs.",
        )
    return digest


def _write(folder: Path, name: str, data: bytes) -> str:
    if len(data) > bag.LARGEST_TAG:
        # The verifier refuses to read more into memory, whoever made the package.
        raise OutputError(
            "a part of the package is too large to be verified",
            where=name,
            expected=f"at most {bag.LARGEST_TAG:,} bytes",
            found=f"{len(data):,}",
        )
    return _written(folder, name, [data])[0]


def _written(folder: Path, name: str, blocks: Iterable[bytes]) -> tuple[str, int]:
    path, digest, size = folder / name, hashlib.sha256(), 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
                size += len(block)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(
            "the package cannot be written",
            where=str(path),
            found=error.strerror or str(error),
            next_step="Name another folder, or make room.",
        ) from error
    return digest.hexdigest(), size
