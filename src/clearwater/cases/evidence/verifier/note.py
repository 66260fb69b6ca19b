"""A signed checkpoint of the ledger: C2SP tlog-checkpoint in a signed note."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import NamedTuple

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.ed25519 import signature_holds

LARGEST_NOTE = 100_000
"""Bytes; a note of sixteen witnesses has 3,000. Each signature in it takes milliseconds."""
DASH = "\u2014 "
"""Begins a line with a signature."""


class SignedCheckpoint(NamedTuple):
    """A checkpoint as it stands in its note."""

    origin: str
    size: int
    root: bytes
    body: bytes
    """What is signed."""
    signatures: tuple[tuple[str, bytes], ...]
    """Name of the key; 4 bytes that tell the key and the signature."""


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Return the checkpoint that a note holds; no signature is checked.

    Raises
    ------
    BrokenError
        If it is not in the form of a checkpoint.
    """
    if len(data) > LARGEST_NOTE:
        raise BrokenError("too long to be a checkpoint")
    try:
        text = data.decode("utf-8")
    except ValueError as error:
        raise BrokenError("a checkpoint that is no text") from error
    body, gap, tail = text.rpartition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) < 3 or not lines[0] or not tail.endswith("\n"):
        raise BrokenError("not a checkpoint")
    size = lines[1]
    plain = size.isdigit() and size.isascii() and len(size) <= 16
    if not plain or str(int(size)) != size:
        raise BrokenError("a checkpoint without a size")
    root = _from_base64(lines[2])
    if len(root) != 32:
        raise BrokenError("a checkpoint without a root")
    signatures = tuple(_signature_line(line) for line in tail[:-1].split("\n"))
    return SignedCheckpoint(lines[0], int(size), root, (body + "\n").encode(), signatures)


def own_signatures(checkpoint: SignedCheckpoint, public_key: bytes) -> list[bytes]:
    """Return the signatures that say to be the ledger's own, made with `public_key`."""
    named = checkpoint.origin.encode() + b"\n\x01" + public_key
    told = hashlib.sha256(named).digest()[:4]
    return [
        signed[4:]
        for name, signed in checkpoint.signatures
        if name == checkpoint.origin and signed[:4] == told
    ]


def checkpoint_holds(checkpoint: SignedCheckpoint, public_key: bytes) -> bool:
    """Return whether the ledger's key signed the checkpoint, and signed nothing wrongly."""
    own = own_signatures(checkpoint, public_key)
    return bool(own) and all(signature_holds(public_key, checkpoint.body, one) for one in own)


def _signature_line(line: str) -> tuple[str, bytes]:
    name, gap, signed = line[len(DASH) :].partition(" ")
    if not line.startswith(DASH) or not gap or not name:
        raise BrokenError("a checkpoint with a line that is no signature")
    return name, _from_base64(signed)


def _from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise BrokenError("not base64") from error
    # Spare bits at the end could hold anything.
    if base64.b64encode(data).decode() != text:
        raise BrokenError("base64 that is not in canonical form")
    return data
