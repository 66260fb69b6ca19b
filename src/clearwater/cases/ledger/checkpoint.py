"""Signed checkpoints of the ledger, in the form that witnesses of transparency logs read.

A checkpoint says: the log of this name had this many entries and this root. It is a signed note
(https://c2sp.org/signed-note) with the text of https://c2sp.org/tlog-checkpoint; a witness adds a
line of its own by https://c2sp.org/tlog-cosignature (Ed25519, type 4), after it has checked that
the tree which it saw before is the beginning of this one. Whoever keeps a checkpoint outside can
show later that the ledger was cut or rewritten, even by the holder of the key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clearwater.cases.ledger.keys import SigningKey, signature_fits
from clearwater.cases.ledger.tree import EMPTY_ROOT, check_consistency

LOG_TYPE = 1
"""Signature type byte of a log's Ed25519 signature."""
WITNESS_TYPE = 4
"""Signature type byte of a witness's Ed25519 signature with a time."""
_DASH = "\N{EM DASH} "
_ID_BYTES = 4
_TIME_BYTES = 8
_LARGEST_NOTE = 100_000
"""Characters; a note of sixteen witnesses has 3,000."""


@dataclass(frozen=True)
class Signature:
    """One signature line."""

    name: str
    """Name of the key; for the log's own line the origin."""
    key_id: bytes
    """4 bytes, see `key_id`."""
    value: bytes
    """What stands after the id: 64 bytes, with 8 of time before them for a witness."""

    def line(self) -> str:
        """Return the line, with its end."""
        encoded = base64.b64encode(self.key_id + self.value).decode()
        return f"{_DASH}{self.name} {encoded}\n"


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself at one size, and who signed that."""

    origin: str
    """Name of the log."""
    size: int
    root: bytes
    """32 bytes."""
    signatures: tuple[Signature, ...] = ()

    def text(self) -> str:
        """Return the signed text: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def note(self) -> str:
        """Return the whole note; equal checkpoints have equal notes."""
        return f"{self.text()}\n{''.join(one.line() for one in self.signatures)}"

    def signed(self, key: SigningKey) -> Checkpoint:
        """Return it with the log's signature."""
        made = Signature(
            self.origin,
            key_id(self.origin, key.public, LOG_TYPE),
            key.sign(self.text().encode()),
        )
        return replace(self, signatures=(*self.signatures, made))

    def is_signed_by(self, public: bytes) -> bool:
        """Return whether the log's key signed it, and no line in its name is false."""
        known = key_id(self.origin, public, LOG_TYPE)
        own = [one for one in self.signatures if (one.name, one.key_id) == (self.origin, known)]
        text = self.text().encode()
        return bool(own) and all(signature_fits(public, one.value, text) for one in own)

    def witnessed_at(self, name: str, public: bytes) -> int | None:
        """Return when this witness signed it, seconds since 1970 (UTC), or nothing."""
        known = key_id(name, public, WITNESS_TYPE)
        for one in self.signatures:
            if (one.name, one.key_id) != (name, known) or len(one.value) <= _TIME_BYTES:
                continue
            time_s = int.from_bytes(one.value[:_TIME_BYTES], "big")
            if signature_fits(public, one.value[_TIME_BYTES:], self._witnessed_text(time_s)):
                return time_s
        return None

    def _witnessed_text(self, time_s: int) -> bytes:
        return f"cosignature/v1\ntime {time_s}\n{self.text()}".encode()


def key_id(name: str, public: bytes, kind: int) -> bytes:
    """Return the 4 bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_ID_BYTES]


def verifier_key(name: str, public: bytes, kind: int = LOG_TYPE) -> str:
    """Return the key in the form in which logs and witnesses publish it: ``name+id+key``."""
    encoded = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_id(name, public, kind).hex()}+{encoded}"


def origin_of(public: bytes) -> str:
    """Return the name of the ledger with this key; no two keys share one."""
    return f"clearwater/{public.hex()[:32]}"


def parse_checkpoint(note: str) -> Checkpoint:
    """Return the checkpoint of a note. Nothing is verified but its form.

    Raises
    ------
    ValueError
        If it is not exactly what `Checkpoint.note` writes.
    """
    if len(note) > _LARGEST_NOTE:
        raise ValueError("a checkpoint of more than 100,000 characters")
    text, blank, lines = note.partition("\n\n")
    said = text.split("\n")
    if not blank or len(said) != 3 or not lines.endswith("\n"):
        raise ValueError("a checkpoint has three lines, a blank one, and signatures")
    parsed = Checkpoint(
        origin=said[0],
        size=_size(said[1]),
        root=_bytes(said[2]),
        signatures=tuple(_signature(line) for line in lines[:-1].split("\n")),
    )
    if parsed.note() != note or len(parsed.root) != len(EMPTY_ROOT) or not parsed.origin:
        raise ValueError("not a checkpoint in its one form")
    return parsed


def witness(
    checkpoint: Checkpoint,
    *,
    log_key: bytes,
    name: str,
    key: SigningKey,
    time_s: int,
    seen: Checkpoint | None = None,
    proof: Sequence[bytes] = (),
) -> Checkpoint:
    """Return the checkpoint with a witness's line, if it goes on from what the witness saw before.

    Parameters
    ----------
    checkpoint
        What the log says now.
    log_key
        The log's public key, as the witness knows it.
    name, key
        The witness's own; never the log's key.
    time_s
        Now, seconds since 1970 (UTC).
    seen
        The last checkpoint of this log that the witness signed.
    proof
        Consistency proof from `seen`; see `consistency_proof`.

    Raises
    ------
    ValueError
        If the log did not sign it, or it does not go on from `seen`, or the name cannot be that of
        a key: what was signed could not be read again.
    """
    if not name or "+" in name or any(sign.isspace() or not sign.isprintable() for sign in name):
        raise ValueError("the name of a key has no blanks and no plus sign")
    if key.public == log_key:
        raise ValueError("a log is no witness of itself")
    if not checkpoint.is_signed_by(log_key):
        raise ValueError("the checkpoint is not signed by the log")
    if seen is not None and not follows(checkpoint, seen, proof):
        raise ValueError(f"the log does not go on from the {seen.size} entries seen before")
    value = time_s.to_bytes(_TIME_BYTES, "big") + key.sign(checkpoint._witnessed_text(time_s))
    line = Signature(name, key_id(name, key.public, WITNESS_TYPE), value)
    return replace(checkpoint, signatures=(*checkpoint.signatures, line))


def follows(later: Checkpoint, earlier: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Return whether `proof` shows that the log of `later` begins with that of `earlier`."""
    return later.origin == earlier.origin and check_consistency(
        earlier.size, later.size, proof, earlier.root, later.root
    )


def _size(said: str) -> int:
    if not said.isascii() or not said.isdigit() or len(said) > 16:
        raise ValueError(f"not a size: {said[:40]}")
    return int(said)


def _bytes(said: str) -> bytes:
    try:
        return base64.b64decode(said.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(f"not base64: {said[:100]}") from error


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    value = _bytes(encoded)
    if not space or not name or "+" in name or len(value) <= _ID_BYTES:
        raise ValueError(f"not a signature line: {line[:100]}")
    return Signature(name, value[:_ID_BYTES], value[_ID_BYTES:])
