"""Every check of a package, in the order in which a person would make them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from clearwater.cases.evidence.verifier.bag import (
    CASE,
    CHECKPOINT,
    CUSTODY,
    DECLARATION,
    DECLARED,
    EVIDENCE,
    INFO,
    MANIFEST,
    PAYLOAD,
    PROOFS,
    README,
    SEALED,
    SIGNATURE,
    STAMP,
    TAG_MANIFEST,
    TAGS,
    VERIFIER,
    written_manifest,
)
from clearwater.cases.evidence.verifier.blame import without_consequences
from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.content import (
    evidence_faults,
    record_faults,
    unproved_records,
    word_faults,
)
from clearwater.cases.evidence.verifier.der import read_stamp
from clearwater.cases.evidence.verifier.ed25519 import signature_holds
from clearwater.cases.evidence.verifier.entries import breaks_in_chain
from clearwater.cases.evidence.verifier.faults import Checked, PackageFault
from clearwater.cases.evidence.verifier.merkle import root_by_proof
from clearwater.cases.evidence.verifier.note import SignedCheckpoint, checkpoint_holds
from clearwater.cases.evidence.verifier.package import PartError, SealedPackage


class Pinned(NamedTuple):
    """What the reader knows from elsewhere."""

    key: bytes | None = None
    """Public key of the ledger, 32 bytes."""
    checkpoint: SignedCheckpoint | None = None
    """A checkpoint of the ledger, of the size at which the package was sealed."""


def checked_package(folder: str, pinned: Pinned | None = None) -> list[Checked]:
    """Return every check of the package in `folder`, with what it found.

    Raises
    ------
    OSError
        If `folder` cannot be read.
    """
    package, known = SealedPackage(folder), pinned or Pinned()
    done = [
        _made(name, check, package)
        for name, check in (
            ("files", _file_faults),
            ("manifests", _manifest_faults),
            ("payload", _payload_faults),
            ("tags", _tag_faults),
            ("signature", _signature_faults),
            ("checkpoint", _checkpoint_faults),
            ("proofs", _proof_faults),
            ("custody", _custody_faults),
            ("sealing", _sealing_faults),
            ("records", _record_faults),
            ("words", _word_faults),
            ("evidence", _evidence_faults),
        )
    ]
    last = [
        _shared_records(package),
        _stamp(package),
        _key(package, known.key),
        _elsewhere(package, known),
    ]
    return without_consequences([*done, *last], package)


def _made(
    name: str, check: Callable[[SealedPackage], Iterator[PackageFault]], package: SealedPackage
) -> Checked:
    faults: list[PackageFault] = []
    try:
        for fault in check(package):
            faults.append(fault)  # noqa: PERF402 - what was found before a broken part stays
    except PartError as error:
        faults.append(PackageFault("broken", error.file, str(error)))
    return Checked(name, tuple(faults), detail=_figure(name, package))


def _figure(name: str, package: SealedPackage) -> str:
    """Return the figure that stands beside a check's words."""
    if name == "files":
        return str(len(package.lying.files))
    try:
        return str(len(package.custody()) + 1) if name == "proofs" else ""
    except PartError:
        return ""


def _file_faults(package: SealedPackage) -> Iterator[PackageFault]:
    yield from package.lying.faults
    listed = {*package.manifests(), *TAGS, *PAYLOAD, TAG_MANIFEST, SIGNATURE}
    lying = package.lying.files
    yield from (PackageFault("missing", name) for name in sorted(listed - lying.keys()))
    if package.manifests():
        yield from (PackageFault("not listed", name) for name in sorted(lying.keys() - listed))
    parents = {name[:at] for name in listed for at, sign in enumerate(name) if sign == "/"}
    # A folder that holds files is named by these.
    filled = {name[:at] for name in lying for at, sign in enumerate(name) if sign == "/"}
    extra = sorted(package.lying.folders - parents - filled)
    yield from (PackageFault("not listed", name) for name in extra)


def _manifest_faults(package: SealedPackage) -> Iterator[PackageFault]:
    for file in (MANIFEST, TAG_MANIFEST):
        try:
            listed = set(package.listed(file))
        except PartError as error:
            yield PackageFault("broken", file, str(error))
            continue
        payload = {name for name in listed if name in PAYLOAD or name.startswith(EVIDENCE)}
        wrong = listed - payload if file == MANIFEST else listed - {*TAGS, STAMP}
        yield from (PackageFault("lists what it must not", file, name) for name in sorted(wrong))
        absent = set(PAYLOAD if file == MANIFEST else TAGS) - listed
        yield from (PackageFault("lists not", file, name) for name in sorted(absent))
    if package.content(DECLARATION) != DECLARED:
        yield PackageFault("altered", DECLARATION)
    sizes = [size for name, size in package.lying.files.items() if name.startswith("data/")]
    oxum = "Payload-Oxum: " + str(sum(sizes)) + "." + str(len(sizes))
    lines = package.content(INFO).split(b"\n")
    # Once, in whatever capitals: readers of BagIt differ on which of two they believe.
    if [one for one in lines if one.lower().startswith(b"payload-oxum")] != [oxum.encode()]:
        yield PackageFault("other size", INFO, oxum)


def _payload_faults(package: SealedPackage) -> Iterator[PackageFault]:
    yield from _altered(package, MANIFEST)


def _tag_faults(package: SealedPackage) -> Iterator[PackageFault]:
    yield from _altered(package, TAG_MANIFEST)


def _altered(package: SealedPackage, manifest: str) -> Iterator[PackageFault]:
    for name, digest in sorted(package.listed(manifest).items()):
        if name not in package.lying.files:
            continue  # Said by the check of the files.
        try:
            same = package.digest(name) == digest
        except PartError as error:
            yield PackageFault("broken", name, str(error))
            continue
        if not same:
            yield PackageFault("altered", name)


def _signature_faults(package: SealedPackage) -> Iterator[PackageFault]:
    said, signed = package.signature(), package.content(TAG_MANIFEST)
    if signature_holds(said.key, signed, said.signature):
        return
    # The tag manifest can be written anew from the files that it lists. If that is what was
    # signed, it was the manifest that was altered; if that is what lies there, the signature was.
    anew = written_manifest(
        {name: package.digest(name) for name in (*TAGS, STAMP) if name in package.lying.files}
    )
    if anew != signed and signature_holds(said.key, anew, said.signature):
        yield PackageFault("altered", TAG_MANIFEST)
    elif anew == signed:
        yield PackageFault("signature does not hold", SIGNATURE)
    else:
        yield PackageFault("signature does not hold", SIGNATURE)
        yield PackageFault("not what was signed", TAG_MANIFEST)
        # Of these nothing else says what they were.
        yield from (PackageFault("not vouched for", name) for name in (README, INFO))


def _checkpoint_faults(package: SealedPackage) -> Iterator[PackageFault]:
    if not checkpoint_holds(package.checkpoint(), package.signature().key):
        yield PackageFault("signature does not hold", CHECKPOINT)


def _proof_faults(package: SealedPackage) -> Iterator[PackageFault]:
    proofs, checkpoint = package.proofs(), package.checkpoint()
    if (proofs.size, proofs.root) != (checkpoint.size, checkpoint.root):
        yield PackageFault("other root", PROOFS, CHECKPOINT)
    entries = [(CUSTODY, one) for one in package.custody()] + [(SEALED, package.sealing())]
    for file, entry in entries:
        try:
            proof = proofs.hashes.get(entry.number)
            root = root_by_proof(entry.leaf, entry.number, proofs.size, proof)
        except BrokenError:
            root = b""
        if root != checkpoint.root:
            yield PackageFault("not in the ledger", file, str(entry.number))
    for number in sorted(proofs.hashes.keys() - {entry.number for _, entry in entries}):
        yield PackageFault("proof of no entry", PROOFS, str(number))


def _custody_faults(package: SealedPackage) -> Iterator[PackageFault]:
    entries, case, sealing = package.custody(), package.case(), package.sealing()
    for words in breaks_in_chain([*entries, sealing]):
        yield PackageFault("broken chain", CUSTODY, words)
    for entry in entries:
        own = entry.case == case.case or any(row in case.records for row, _ in entry.writes)
        if not own or entry.organisation != case.organisation:
            yield PackageFault("entry of another case", CUSTODY, str(entry.number))


def _sealing_faults(package: SealedPackage) -> Iterator[PackageFault]:
    entry, case = package.sealing(), package.case()
    named = (entry.act, entry.case, entry.organisation)
    if named != ("evidence sealed", case.case, case.organisation):
        yield PackageFault("seals another case", SEALED, str(entry.case))
    for field, file in (("manifest", MANIFEST), ("verifier", VERIFIER)):
        if entry.details.get(field) != package.digest(file):
            yield PackageFault("not what was sealed", file)
    if case.as_of != entry.time:
        yield PackageFault("not what was sealed", CASE, case.as_of)
    if entry.details.get("files") != len(package.listed(MANIFEST)):
        yield PackageFault("not what was sealed", MANIFEST, str(entry.details.get("files")))


def _record_faults(package: SealedPackage) -> Iterator[PackageFault]:
    return record_faults(package.case(), package.custody())


def _word_faults(package: SealedPackage) -> Iterator[PackageFault]:
    return word_faults(package.case(), package.decided())


def _evidence_faults(package: SealedPackage) -> Iterator[PackageFault]:
    # What nobody listed was named already, and is not read: it may be of any size.
    listed, sizes = package.listed(MANIFEST), package.lying.files
    files = [
        [name[len(EVIDENCE) :], package.digest(name) if name in listed else "", sizes[name]]
        for name in sorted(sizes)
        if name.startswith(EVIDENCE)
    ]
    return evidence_faults(package.case(), package.decided(), files, package.custody())


def _shared_records(package: SealedPackage) -> Checked:
    try:
        unproved = unproved_records(package.case(), package.custody())
    except PartError as error:
        return Checked("shared", (PackageFault("broken", error.file, str(error)),))
    return Checked("shared", done=not unproved, detail=str(unproved) if unproved else "")


def _stamp(package: SealedPackage) -> Checked:
    if STAMP not in package.lying.files:
        return Checked("timestamp", done=False)
    try:
        stamp = read_stamp(package.content(STAMP))
        stamped = hashlib.sha256(package.content(MANIFEST)).digest()
    except PartError as error:
        return Checked("timestamp", (PackageFault("broken", error.file, str(error)),))
    except (BrokenError, ValueError) as error:
        return Checked("timestamp", (PackageFault("broken", STAMP, str(error)),))
    if stamp.imprint != stamped:
        return Checked("timestamp", (PackageFault("stamps another manifest", STAMP),))
    return Checked("timestamp", detail=stamp.time)


def _key(package: SealedPackage, key: bytes | None) -> Checked:
    try:
        said = package.signature().key
    except PartError as error:
        return Checked("key", (PackageFault("broken", error.file, str(error)),))
    if key is None:
        return Checked("key", done=False, detail=said.hex())
    wrong: tuple[PackageFault, ...] = ()
    if said != key:
        wrong = (PackageFault("another key", SIGNATURE, said.hex()),)
    return Checked("key", wrong, detail=said.hex())


def _elsewhere(package: SealedPackage, pinned: Pinned) -> Checked:
    known = pinned.checkpoint
    if known is None:
        return Checked("elsewhere", done=False)
    try:
        own, key = package.checkpoint(), package.signature().key
    except PartError as error:
        return Checked("elsewhere", (PackageFault("broken", error.file, str(error)),))
    if known.origin != own.origin or not checkpoint_holds(known, key):
        return Checked("elsewhere", (PackageFault("checkpoint of another ledger", CHECKPOINT),))
    if known.size != own.size:
        # Nothing can be said without the entries between; that is no proof of an alteration.
        return Checked("elsewhere", done=False, detail=str(own.size))
    wrong = () if known.root == own.root else (PackageFault("fork", CHECKPOINT, str(own.size)),)
    return Checked("elsewhere", wrong, detail=str(own.size))
