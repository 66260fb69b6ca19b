"""Witnesses: somebody outside signs a checkpoint, once the ledger has shown that it only grew.

What is handed to a witness is what https://c2sp.org/tlog-witness calls an add-checkpoint request:
the size that the witness saw last, the proof from there, a blank line, the signed checkpoint. A
witness keeps one file, the last checkpoint that it signed, and needs no store.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.case.wording import public_key
from clearwater.cases.acts import CheckpointPublished
from clearwater.cases.ledger.checkpoint import Checkpoint, parse_checkpoint, witness
from clearwater.cases.ledger.keys import read_key
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import CannotRunError, OutputError, ParameterError, SourceError

MOST_HASHES = 63
"""Of a proof; a ledger that needed more would have 2**63 entries."""


@dataclass(frozen=True)
class Witnessing:
    """What a witness goes by."""

    log_key: str
    """The ledger's public key, 64 hex digits, as it was published."""
    name: str
    """The witness's own name, such as ``example.org/witness``."""
    key_file: Path
    """Its Ed25519 key, PKCS #8 PEM."""
    seen: Path
    """The last checkpoint that it signed; not there at the first time."""
    time_s: int
    """Now, seconds since 1970 (UTC)."""


def published_checkpoint(desk: Desk, since: int | None = None) -> str:
    """Return the signed checkpoint to be given away, after an entry says that it was.

    Parameters
    ----------
    since
        The size that a witness saw last: a request for it is returned. 0 for its first time.

    Raises
    ------
    ParameterError
        If the ledger never had that size.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.PUBLISH_CHECKPOINT)
        before = parse_checkpoint(unit.checkpoint())
        if since is not None and not 0 <= since <= before.size:
            raise ParameterError(
                "the ledger never had this size",
                expected=f"0 to {before.size}",
                found=str(since),
            )
        # The entry is covered by what is given away: whoever keeps that can prove that it was.
        desk.save(unit, [Step(CheckpointPublished(before.size, before.root.hex()))], context)
    with desk.store.reading(desk.organisation) as unit:
        note = unit.checkpoint()
        if since is None:
            return note
        proof = [bytes.fromhex(one) for one in unit.consistency(since)] if since else []
        return request_of(since, proof, note)


def request_of(old: int, proof: list[bytes], note: str) -> str:
    """Return an add-checkpoint request."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return "\n".join(lines) + "\n\n" + note


def witnessed(request: str, by: Witnessing) -> str:
    """Return the checkpoint of a request with the witness's signature, which is then kept as seen.

    Raises
    ------
    ParameterError
        If the request, or the ledger's key, cannot be read as what they are.
    CannotRunError
        If the ledger did not sign it, or it does not go on from what the witness saw: a fork.
    OutputError
        If what was seen cannot be kept; nothing is signed then.
    """
    old, proof, checkpoint = _parsed(request)
    seen = _seen(by.seen)
    if (seen.size if seen is not None else 0) != old:
        raise ParameterError(
            "the request begins at another size than was seen last",
            where=str(by.seen),
            expected=f"old {seen.size if seen is not None else 0}",
            found=f"old {old}",
            next_step="Ask for a request from there: clearwater ledger checkpoint --since SIZE.",
        )
    try:
        signed = witness(
            checkpoint,
            log_key=public_key(by.log_key),
            name=by.name,
            key=read_key(by.key_file),
            time_s=by.time_s,
            seen=seen,
            proof=proof,
        )
    except ValueError as error:
        raise CannotRunError(
            "nothing was signed",
            found=str(error),
            next_step="Keep both checkpoints: together they prove what the ledger did.",
        ) from error
    note = signed.note()
    _keep(by.seen, note)
    return note


def _parsed(request: str) -> tuple[int, list[bytes], Checkpoint]:
    head, _, note = request.partition("\n\n")
    first, *hashes = head.split("\n")
    try:
        word, _, size = first.partition(" ")
        if word != "old" or not size.isdecimal() or len(hashes) > MOST_HASHES:
            raise ValueError(first[:80])
        return (
            int(size),
            [base64.b64decode(one, validate=True) for one in hashes],
            parse_checkpoint(note),
        )
    except (ValueError, binascii.Error) as error:
        raise ParameterError(
            "this is no request to a witness",
            expected="what clearwater ledger checkpoint --since SIZE writes",
            found=str(error)[:200],
        ) from error


def _seen(path: Path) -> Checkpoint | None:
    if not path.exists():
        return None
    try:
        return parse_checkpoint(path.read_bytes().decode())
    except (OSError, ValueError) as error:
        raise SourceError(
            "what was seen last cannot be read", where=str(path), found=str(error)[:200]
        ) from error


def _keep(path: Path, note: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(note.encode())
        partial.replace(path)
    except OSError as error:
        raise OutputError(
            "what was seen cannot be kept", where=str(path), found=error.strerror or str(error)
        ) from error
