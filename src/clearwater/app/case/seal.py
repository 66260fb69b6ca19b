"""Seals a case: its evidence in a package that anybody can verify, and an entry that says so.

The payload is written first, without holding up anybody. Then, in one short transaction, the entry
commits to its manifest, if nothing has happened in the case meanwhile. The proofs are taken after
that transaction: a checkpoint of a ledger that was never committed would be a fork, signed with the
ledger's own key. Killed in between, there is an entry and no package; sealing again makes both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from clearwater.app.case.desk import policy_of
from clearwater.app.case.package_folder import emptied, new_package_folder
from clearwater.app.case.timestamp import request_timestamp
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.cases.acts import EvidenceSealed
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.evidence.case_record import CaseRecord, record_of
from clearwater.cases.evidence.custody import entries_behind
from clearwater.cases.evidence.package import (
    LedgerProof,
    Payload,
    verifier_digest,
    write_payload,
    write_tags,
)
from clearwater.cases.evidence.verifier.bag import MANIFEST
from clearwater.cases.evidence.verifier.checks import checked_package
from clearwater.cases.evidence.verifier.words import FAULT_WORDS
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Step
from clearwater.cases.workflow.reading import too_many
from clearwater.cases.workflow.rights import Verb, may, roles_that_may
from clearwater.errors import NothingThereError, OutputError, StoreError

ATTEMPTS = 5
"""How often the payload is written anew because something happened in the case meanwhile."""


@dataclass(frozen=True)
class SealRequest:
    """What a person asked for."""

    case: str
    caller: Caller
    now_us: int
    """Moment of the sealing, microseconds, UTC."""
    out: Path
    """Where the package goes: a folder that is not there yet."""
    timestamp_url: str | None = None
    """Address of an RFC 3161 authority, if its timestamp is wanted."""


@dataclass(frozen=True)
class SealedCase:
    """A package that stands in its place."""

    folder: Path
    entry: int
    """Number of the sealing entry in the ledger."""
    manifest: str
    """SHA-256 of ``manifest-sha256.txt``, in hex."""
    files: int
    """Files under ``data``."""
    size: int
    """Their bytes."""
    key: str
    """Public key of the ledger, in hex: to be published elsewhere."""
    timestamp: bool
    """Whether it carries a timestamp."""


def seal(
    store: Store,
    key: SigningKey,
    blobs: Blobs,
    request: SealRequest,
    on_progress: ProgressListener = no_progress,
) -> SealedCase:
    """Return the package of a case, in its place and verified.

    Parameters
    ----------
    key
        The ledger's.
    blobs
        The store's evidence.

    Raises
    ------
    ParameterError
        If there is no such case, or something is at the place of the package.
    StoreError
        If the caller may not, or the case does not come to rest.
    RefusedError
        If the caller was shown too many accounts of late: a package shows those of its case.
    OutputError
        If kept evidence is damaged, or the package cannot be written.
    CannotRunError
        If the timestamp authority was asked and gave none; nothing is sealed then.
    """
    _require_right(request.caller)
    agent = f"Clearwater {metadata.version('clearwater')}"
    with new_package_folder(request.out) as staging:
        payload, stamp, entry = _committed(store, blobs, request, staging, on_progress)
        proof = _proof(store, request, payload.record, entry)
        write_tags(payload, proof, key, agent, stamp)
        _require_verified(staging, on_progress)
    return SealedCase(
        folder=request.out,
        entry=entry.number,
        manifest=payload.manifest,
        files=payload.files,
        size=payload.size,
        key=key.public.hex(),
        timestamp=stamp is not None,
    )


def _committed(
    store: Store, blobs: Blobs, request: SealRequest, staging: Path, on_progress: ProgressListener
) -> tuple[Payload, bytes | None, Entry]:
    """Return a payload that the ledger has an entry of, its timestamp, and the entry."""
    for _ in range(ATTEMPTS):
        with store.reading(request.caller.organisation) as unit:
            record = _record(unit, request)
        payload = write_payload(
            emptied(staging),
            record,
            blobs,
            lambda done, total: on_progress(Progress("write the package", done, total)),
        )
        stamp = None
        if request.timestamp_url is not None:
            on_progress(Progress("ask for a timestamp", 0, 1))
            stamp = request_timestamp(request.timestamp_url, (staging / MANIFEST).read_bytes())
            on_progress(Progress("ask for a timestamp", 1, 1))
        entry = _saved(store, request, payload)
        if entry is not None:
            return payload, stamp, entry
    raise StoreError(
        "the case does not come to rest, so it cannot be sealed",
        where=request.case,
        found=f"something happened in it during each of {ATTEMPTS} attempts",
        next_step="Try again when nothing is being delivered for it.",
    )


def _record(unit: Unit, request: SealRequest) -> CaseRecord:
    file = unit.case_file(request.case)
    if file is None:
        raise NothingThereError(
            "there is no such case",
            found=repr(request.case),
            next_step="`clearwater case list` shows those that there are.",
        )
    return record_of(
        file,
        _subjects(unit, file),
        lambda commitment: unit.get(Disclosure, commitment),
        entries_behind(unit, file, request.case),
        request.now_us,
    )


def _subjects(unit: Unit, file: CaseFile) -> Iterable[Subject]:
    for member in file.all(Member):
        subject = unit.get(Subject, member.subject)
        if subject is not None:
            yield subject


def _saved(store: Store, request: SealRequest, payload: Payload) -> Entry | None:
    """Return the new entry, or nothing where the case has changed since its payload was written."""
    act = EvidenceSealed(
        case=request.case,
        manifest=payload.manifest,
        files=payload.files,
        verifier=verifier_digest(),
    )
    record = payload.record
    known = [entry.number for entry in record.entries if entry.case == request.case]
    with store.writing(request.caller.organisation) as unit:
        now = [entry.number for entry in unit.entries(request.case)]
        # Other cases change at most this one row of it: the ring that they share.
        if now != known or unit.get(Case, request.case) != record.case:
            return None
        _require_quota(unit, request)
        (entry,) = unit.save([Step(act)], request.caller.user, request.now_us)
    return entry


def _require_quota(unit: Unit, request: SealRequest) -> None:
    """Refuse to hand out more accounts than the policy lets one person be shown at a time."""
    caller = request.caller
    policy = policy_of(unit, caller.organisation)
    since_us = request.now_us - policy.privacy.reveals_window_s * 1_000_000
    refused = too_many(
        len(unit.find(Member, case=request.case)),
        unit.privacy.reads_since(caller.user, since_us),
        Context(caller, request.now_us, policy, unit.fresh),
    )
    if refused is not None:
        raise RefusedError(refused)


def _proof(store: Store, request: SealRequest, record: CaseRecord, entry: Entry) -> LedgerProof:
    numbers = [*(one.number for one in record.entries), entry.number]
    with store.reading(request.caller.organisation) as unit:
        note = unit.checkpoint()
        hashes = unit.inclusions(numbers)
    checkpoint = parse_checkpoint(note)
    return LedgerProof(entry, note, checkpoint.size, checkpoint.root.hex(), hashes)


def _require_verified(folder: Path, on_progress: ProgressListener) -> None:
    """Refuse to hand out a package that its own verifier would reject."""
    on_progress(Progress("verify the package", 0, 1))
    faults = [fault for one in checked_package(str(folder)) for fault in one.faults]
    on_progress(Progress("verify the package", 1, 1))
    if faults:
        raise OutputError(
            "the package does not verify, and was not put in its place",
            where=faults[0].file,
            found=f"{FAULT_WORDS[faults[0].code][0]} {faults[0].detail}".strip(),
            next_step="Run `clearwater ledger verify`: it says what differs in the store.",
        )


def _require_right(caller: Caller) -> None:
    if not may(caller, Verb.SEAL_EVIDENCE):
        raise StoreError(
            "you may not seal evidence",
            where=caller.user,
            expected=f"one of the roles {', '.join(roles_that_may(Verb.SEAL_EVIDENCE))}",
            found=", ".join(sorted(caller.roles)) or "none",
        )
