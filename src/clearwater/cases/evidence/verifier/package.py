"""A package as its checks see it: each part read once, from files that lie there as plain files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from clearwater.cases.evidence.verifier.bag import (
    CASE,
    CHECKPOINT,
    CUSTODY,
    DECISION,
    EVIDENCE,
    LARGEST_TAG,
    MANIFEST,
    PROOFS,
    SEALED,
    SIGNATURE,
    TAG_MANIFEST,
    bytes_of_file,
    hash_of_file,
    listed_in,
    lying_in,
)
from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.canonical import is_number, read_canonical
from clearwater.cases.evidence.verifier.content import (
    CaseRecords,
    Decided,
    read_case,
    read_decision,
)
from clearwater.cases.evidence.verifier.entries import LedgerEntry, read_custody, read_entry
from clearwater.cases.evidence.verifier.merkle import hash_of_hex
from clearwater.cases.evidence.verifier.note import SignedCheckpoint, read_checkpoint


class PackageSignature(NamedTuple):
    """What ``signature.json`` says."""

    key: bytes
    signature: bytes


class LedgerProofs(NamedTuple):
    """What ``ledger/proofs.json`` says."""

    size: int
    root: bytes
    hashes: dict[int, list[Any]]
    """Number of an entry -> its proof."""


class PartError(BrokenError):
    """A part of the package is not what it should be; `file` says which."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(why)
        self.file = file


class SealedPackage:
    """The folder of a package. What is asked for twice is read once."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.lying = lying_in(folder)
        self._kept: dict[str, Any] = {}
        self._sizes: dict[str, int] | None = None

    def content(self, file: str) -> bytes:
        """Return the bytes of a file; raise PartError if it is not there as a plain file."""
        found: bytes = self._once("bytes " + file, file, self._bytes)
        return found

    def digest(self, file: str) -> str:
        """Return the SHA-256 of a file, in hex; raise PartError if it cannot be read."""
        found: str = self._once("hash " + file, file, self._hash)
        return found

    def listed(self, file: str) -> dict[str, str]:
        """Return what a manifest lists; raise PartError if it is broken."""
        found: dict[str, str] = self._read(file, listed_in)
        return found

    def signature(self) -> PackageSignature:
        """Return key and signature; raise PartError if they are broken."""
        found: PackageSignature = self._read(SIGNATURE, _read_signature)
        return found

    def proofs(self) -> LedgerProofs:
        """Return the proofs; raise PartError if they are broken."""
        found: LedgerProofs = self._read(PROOFS, _read_proofs)
        return found

    def checkpoint(self) -> SignedCheckpoint:
        """Return the signed checkpoint; raise PartError if it is broken."""
        found: SignedCheckpoint = self._read(CHECKPOINT, read_checkpoint)
        return found

    def sealing(self) -> LedgerEntry:
        """Return the sealing entry; raise PartError if it is broken."""
        found: LedgerEntry = self._read(SEALED, read_entry)
        return found

    def custody(self) -> list[LedgerEntry]:
        """Return the entries of the case; raise PartError if they are broken."""
        found: list[LedgerEntry] = self._read(CUSTODY, read_custody)
        return found

    def case(self) -> CaseRecords:
        """Return the records of the case; raise PartError if they are broken."""
        found: CaseRecords = self._read(CASE, read_case)
        return found

    def decided(self) -> Decided:
        """Return decisions and evidence; raise PartError if they are broken."""
        found: Decided = self._read(DECISION, read_decision)
        return found

    def manifests(self) -> dict[str, str]:
        """Return everything that both manifests list, as far as they can be read."""
        listed: dict[str, str] = {}
        for file in (MANIFEST, TAG_MANIFEST):
            try:
                listed.update(self.listed(file))
            except PartError:
                continue  # Said by the check of the manifests themselves.
        return listed

    def _read(self, file: str, read: Callable[[bytes], Any]) -> Any:
        return self._once("read " + file, file, lambda name: read(self.content(name)))

    def _once(self, key: str, file: str, make: Callable[[str], Any]) -> Any:
        if key not in self._kept:
            try:
                self._kept[key] = make(file)
            except PartError as error:
                self._kept[key] = error
            except (BrokenError, ValueError, RecursionError, MemoryError) as error:
                self._kept[key] = PartError(file, str(error) or "needs more memory than there is")
        kept = self._kept[key]
        if isinstance(kept, PartError):
            raise kept
        return kept

    def _bytes(self, file: str) -> bytes:
        self._require(file)
        data = bytes_of_file(self.folder, file)
        self._kept["hash " + file] = hashlib.sha256(data).hexdigest()
        return data

    def _hash(self, file: str) -> str:
        self._require(file)
        # Not read where it is larger than it can be: a file with holes may be larger than a disk.
        largest = LARGEST_TAG
        if file.startswith(EVIDENCE):
            if self._sizes is None:
                self._sizes = self._frozen_sizes()
            largest = self._sizes.get(file, self.lying.files[file])
        if self.lying.files[file] > largest:
            raise PartError(file, "larger than " + str(largest) + " bytes, which it should have")
        return hash_of_file(self.folder, file)

    def _frozen_sizes(self) -> dict[str, int]:
        """Return path of a file of evidence -> its bytes, by a decision.json as it was sealed."""
        try:
            as_sealed = self.digest(DECISION) == self.listed(MANIFEST).get(DECISION)
            frozen = self.decided().frozen if as_sealed else []
        except PartError:
            return {}
        return {EVIDENCE + name: size for name, _, size in frozen}

    def _require(self, file: str) -> None:
        if file not in self.lying.files:
            raise PartError(file, "is not there")


def _read_signature(data: bytes) -> PackageSignature:
    said = read_canonical(data)
    fields = {"algorithm", "file", "format", "key", "signature"}
    if not isinstance(said, dict) or set(said) != fields or type(said["format"]) is not int:
        raise BrokenError("not a signature")
    if (said["algorithm"], said["file"], said["format"]) != ("Ed25519", TAG_MANIFEST, 1):
        raise BrokenError("not a signature")
    both = said["signature"]
    if not isinstance(both, str) or len(both) != 128:
        raise BrokenError("not a signature")
    return PackageSignature(
        hash_of_hex(said["key"]), hash_of_hex(both[:64]) + hash_of_hex(both[64:])
    )


def _read_proofs(data: bytes) -> LedgerProofs:
    said = read_canonical(data)
    if not isinstance(said, dict) or set(said) != {"entries", "format", "root", "size"}:
        raise BrokenError("not a list of proofs")
    if (
        type(said["size"]) is not int
        or not is_number(said["format"], 1)
        or not isinstance(said["entries"], list)
    ):
        raise BrokenError("not a list of proofs")
    hashes: dict[int, list[Any]] = {}
    for one in said["entries"]:
        if not isinstance(one, dict) or set(one) != {"hashes", "number"}:
            raise BrokenError("not a list of proofs")
        if type(one["number"]) is not int or one["number"] in hashes:
            raise BrokenError("not a list of proofs")
        hashes[one["number"]] = one["hashes"]
    return LedgerProofs(said["size"], hash_of_hex(said["root"]), hashes)
