"""The keys of partners: files that nobody but the store's owner may read, never rows.

``keys/partners/ORGANISATION/PARTNER`` holds one key a line, as Standard Webhooks writes them:
``whsec_`` and base64 for a secret that both sides have (``v1``), ``whpk_`` and base64 for the
public half of a pair whose other half only the partner has (``v1a``). The second is better: with
it nobody who reads our folder can write in the partner's name.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from pathlib import Path

from clearwater.cases.ledger.keys import keep_secret, sync_folder
from clearwater.errors import OutputError, ParameterError, SourceError

FOLDER = "keys/partners"
SECRET, PUBLIC = "whsec_", "whpk_"
SECRET_BYTES = (24, 64)
"""From and to, as Standard Webhooks says."""
PUBLIC_BYTES = 32
MOST_KEYS = 8
"""That a partner has; in the file there may be those of before beside them."""
_MOST_SIGNS = 200


@dataclass(frozen=True)
class PartnerKey:
    """One key by which a partner's messages are known."""

    version: str
    """``v1``: a secret of both; ``v1a``: a public key."""
    key: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What rows and people say instead of the key: version and 16 bytes of its SHA-256."""
        return f"{self.version}:{hashlib.sha256(self.key).hexdigest()[:32]}"

    @property
    def text(self) -> str:
        """The key as Standard Webhooks writes it."""
        begin = SECRET if self.version == "v1" else PUBLIC
        return begin + base64.b64encode(self.key).decode()


def key_of(text: str) -> PartnerKey:
    """Return the key that a text says.

    Raises
    ------
    ParameterError
        If it is none. What was found is not shown: it may be most of a secret.
    """
    for begin, version, shortest, longest in (
        (SECRET, "v1", *SECRET_BYTES),
        (PUBLIC, "v1a", PUBLIC_BYTES, PUBLIC_BYTES),
    ):
        if not text.startswith(begin) or len(text) > _MOST_SIGNS:
            continue
        key = _decoded(text.removeprefix(begin))
        if shortest <= len(key) <= longest:
            return PartnerKey(version, key)
    raise ParameterError(
        "this is no key of a partner",
        expected=f"{SECRET} and base64 of 24 to 64 bytes, or {PUBLIC} and base64 of 32",
        found=f"{len(text):,} signs of something else",
    )


def new_secret() -> PartnerKey:
    """Return a new secret for both sides, 32 random bytes."""
    return PartnerKey("v1", secrets.token_bytes(32))


def read_partner_keys(files: Path, organisation: str, partner: str) -> tuple[PartnerKey, ...]:
    """Return the keys of a partner; none where it has none.

    Raises
    ------
    SourceError
        If the file cannot be read, or a line is no key.
    """
    path = _path(files, organisation, partner)
    try:
        lines = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("the partner's keys cannot be read", where=str(path)) from error
    try:
        return tuple(key_of(line) for line in lines[: 2 * MOST_KEYS])
    except ParameterError as error:
        raise SourceError("the partner's keys are damaged", where=str(path)) from error


def keep_partner_keys(
    files: Path, organisation: str, partner: str, keys: Iterable[PartnerKey]
) -> None:
    """Keep the keys of a partner in the place of those that it had.

    Raises
    ------
    ParameterError
        If there are more than twice eight: those of before may be among them.
    OutputError
        If they cannot be written.
    """
    texts = sorted({key.text for key in keys})
    check_number(texts, 2 * MOST_KEYS)
    path = _path(files, organisation, partner)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    keep_secret(beside, "".join(f"{text}\n" for text in texts).encode())
    _replace(beside, path)


def check_number(keys: Sized, most: int = MOST_KEYS) -> None:
    """Return unless there are too many keys.

    Raises
    ------
    ParameterError
        If there are.
    """
    if len(keys) > most:
        raise ParameterError(
            "too many keys for one partner", expected=f"at most {most}", found=str(len(keys))
        )


def drop_partner_keys(files: Path, organisation: str, partner: str) -> None:
    """Remove the keys of a partner, where there are any.

    Raises
    ------
    OutputError
        If they cannot be removed.
    """
    path = _path(files, organisation, partner)
    try:
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            "the partner's keys cannot be removed", where=str(path), found=str(error.strerror)
        ) from error


def _path(files: Path, organisation: str, partner: str) -> Path:
    # An organisation may have any name; a partner's has been checked, and still is no path.
    named = (hashlib.sha256(name.encode()).hexdigest()[:16] for name in (organisation, partner))
    return files.joinpath(FOLDER, *named)


def _replace(beside: Path, path: Path) -> None:
    try:
        os.replace(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(
            "a secret cannot be written", where=str(path), found=str(error.strerror)
        ) from error


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
