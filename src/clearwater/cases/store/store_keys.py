"""The two secrets of a store: the key that signs its ledger, and the key that hides identifiers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from clearwater.cases.ledger.keys import SigningKey, keep_secret, read_key
from clearwater.cases.records.canonical import canonical
from clearwater.cases.store.fresh import derived
from clearwater.errors import OutputError, SourceError, StoreError

SIGNING_NAME = "keys/ledger.pem"
LOOKUP_NAME = "keys/lookup.key"
LOOKUP_BYTES = 32


@dataclass(frozen=True)
class StoreKeys:
    """What stands in the folder ``keys``."""

    signing: SigningKey
    lookup: bytes
    """32 bytes."""

    def files(self) -> dict[str, bytes]:
        """Return the files that keep them: name below the store's folder -> content."""
        return {SIGNING_NAME: self.signing.pem(), LOOKUP_NAME: self.lookup}

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
    signing, lookup = files / SIGNING_NAME, files / LOOKUP_NAME
    try:
        missing = [str(path) for path in (signing, lookup) if not path.is_file()]
        secret = b"" if missing else lookup.read_bytes()
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
            expected=f"{SIGNING_NAME} and {LOOKUP_NAME}",
            found=f"no {' and no '.join(missing)}",
            next_step="Name the folder that was made with the store, or restore it from a backup.",
        )
    if len(secret) != LOOKUP_BYTES:
        raise StoreError(
            "not the key of a store",
            where=str(lookup),
            expected=f"{LOOKUP_BYTES} bytes",
            found=f"{len(secret)}",
        )
    return StoreKeys(read_key(signing), secret)


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
    seeds = {
        "ledger key": secrets.token_bytes(32) if rehearsal is None else None,
        "lookup key": secrets.token_bytes(LOOKUP_BYTES) if rehearsal is None else None,
    }
    made = {what: seed or derived(rehearsal or "", what) for what, seed in seeds.items()}
    if not (files / SIGNING_NAME).exists():
        keep_secret(files / SIGNING_NAME, SigningKey(made["ledger key"]).pem())
    if not (files / LOOKUP_NAME).exists():
        keep_secret(files / LOOKUP_NAME, made["lookup key"])
    return read_keys(files)


def no_folder(files: Path, error: OSError) -> OutputError:
    """Return what to say where the folder beside a database cannot be made."""
    return OutputError(
        "the store's folder cannot be made",
        where=str(files),
        found=error.strerror or str(error),
        next_step="Let this user write there, or name another folder with --files.",
    )
