"""The three secrets of a store, one file each.

One signs its ledger, one hides identifiers, and one wraps the keys of texts and files.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from clearwater.cases.ledger.keys import SigningKey, keep_secret, read_key
from clearwater.cases.records.canonical import canonical
from clearwater.cases.sealing.keys import KEY_BYTES, MasterKey
from clearwater.cases.store.fresh import derived
from clearwater.errors import OutputError, SourceError, StoreError

SIGNING_NAME = "keys/ledger.pem"
LOOKUP_NAME = "keys/lookup.key"
LOOKUP_BYTES = 32
MASTER_NAME = "keys/master.key"
EVIDENCE_KEYS = "keys/evidence"
"""Folder of the wrapped keys of frozen files."""


@dataclass(frozen=True)
class StoreKeys:
    """What stands in the folder ``keys``."""

    signing: SigningKey
    lookup: bytes
    """32 bytes."""
    master: MasterKey

    def files(self) -> dict[str, bytes]:
        """Return the files that keep them: name below the store's folder -> content."""
        return {
            SIGNING_NAME: self.signing.pem(),
            LOOKUP_NAME: self.lookup,
            MASTER_NAME: self.master.secret,
        }

    def token(self, organisation: str, kind: str, identifier: str) -> str:
        """Return the keyed token of an identifier: HMAC-SHA-256 in hex.

        Two organisations get two tokens for one identifier, so that nobody can join their tables.
        """
        said = canonical([organisation, kind, identifier])
        return hmac.digest(self.lookup, said, hashlib.sha256).hex()


def read_keys(files: Path) -> StoreKeys:
    """Return the keys of a store.

    Raises
    ------
    StoreError
        If they are not there.
    SourceError
        If one cannot be read or is none.
    """
    paths = [files / name for name in (SIGNING_NAME, LOOKUP_NAME, MASTER_NAME)]
    try:
        missing = [str(path) for path in paths if not path.is_file()]
        secrets_of = [] if missing else [path.read_bytes() for path in paths[1:]]
    except OSError as error:
        raise SourceError(
            "the store's keys cannot be read",
            where=str(error.filename),
            found=error.strerror or str(error),
            next_step="They are readable by whoever made the store only: run as that user.",
        ) from error
    if missing:
        raise StoreError(
            "the store's keys are missing",
            where=str(files),
            expected=f"{SIGNING_NAME}, {LOOKUP_NAME} and {MASTER_NAME}",
            found=f"no {' and no '.join(missing)}",
            next_step="Name the folder that was made with the store, or restore it from a backup.",
        )
    lookup, master = map(_checked, paths[1:], secrets_of)
    return StoreKeys(read_key(paths[0]), lookup, MasterKey(master))


def read_master(files: Path) -> MasterKey | None:
    """Return the key that opens texts and files; nothing where it is not there, or is none."""
    path = files / MASTER_NAME
    secret = path.read_bytes() if path.is_file() else b""
    return MasterKey(secret) if len(secret) == KEY_BYTES else None


def _checked(path: Path, secret: bytes) -> bytes:
    if len(secret) != LOOKUP_BYTES:
        raise StoreError(
            "not the key of a store",
            where=str(path),
            expected=f"{LOOKUP_BYTES} bytes",
            found=f"{len(secret)}",
        )
    return secret


def make_keys(files: Path, rehearsal: str | None) -> StoreKeys:
    """Return the keys of a new store, made where they are missing.

    Keys that are there already stay: whoever was interrupted while making a store goes on with
    them, and nothing ever overwrites a key.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    try:
        files.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise no_folder(files, error) from error
    if not (files / SIGNING_NAME).exists():
        keep_secret(files / SIGNING_NAME, SigningKey(_made("ledger key", rehearsal)).pem())
    if not (files / LOOKUP_NAME).exists():
        keep_secret(files / LOOKUP_NAME, _made("lookup key", rehearsal))
    make_master(files, rehearsal)
    return read_keys(files)


def make_master(files: Path, rehearsal: str | None = None) -> None:
    """Make the key that wraps others, where none is.

    Besides new stores it is for one of a version that sealed nothing, before its tables are brought
    to the present form. In any other store a new one would open nothing that is kept.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if not (files / MASTER_NAME).exists():
        keep_secret(files / MASTER_NAME, _made("master key", rehearsal))


def _made(what: str, rehearsal: str | None) -> bytes:
    return secrets.token_bytes(LOOKUP_BYTES) if rehearsal is None else derived(rehearsal, what)


def no_folder(files: Path, error: OSError) -> OutputError:
    """Return what to say where the folder beside a database cannot be made."""
    return OutputError(
        "the store's folder cannot be made",
        where=str(files),
        found=error.strerror or str(error),
        next_step="Let this user write there, or name another folder with --files.",
    )
