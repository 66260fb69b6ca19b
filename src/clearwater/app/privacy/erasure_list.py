"""What was erased, written down beside the backups: a restore must not bring it back.

``erasures.jsonl`` names cases, clues and accounts by the store's own names, which say nothing to
anybody. Each line is signed by the ledger: nobody can write one to get something erased that is
needed.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.ledger.keys import SigningKey, signature_fits, sync_folder
from clearwater.cases.records.canonical import canonical
from clearwater.cases.records.privacy import Erased, Erasure
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import OutputError, SourceError

NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Listed:
    """One erasure of the list."""

    organisation: str
    what: str
    about: str
    erased_us: int


def keep_list(store: SqlStore, organisation: str, backups: Path) -> int:
    """Add the erasures of an organisation to the list in a folder of backups; return how many.

    Raises
    ------
    SourceError
        If the list that is there is none of this ledger.
    OutputError
        If it cannot be written.
    """
    with store.reading(organisation) as unit:
        erasures = unit.find(Erasure)
    path, key = backups / NAME, store.keys.signing
    known = {_line(key, one) for one in read_list(path, key.public)} if path.exists() else set()
    own = {_line(key, _listed(one)) for one in erasures}
    if not own <= known:
        _replace(path, b"".join(sorted(known | own)))
    return len(own)


def read_list(path: Path, public_key: bytes) -> tuple[Listed, ...]:
    """Return the erasures of a list, oldest first.

    Raises
    ------
    SourceError
        If it cannot be read, or a line is not signed by this ledger.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise SourceError(
            "the list of erasures cannot be read", where=str(path), found=str(error.strerror)
        ) from error
    said = [_read(line, public_key, f"{path}, line {at}") for at, line in enumerate(lines, 1)]
    return tuple(sorted(said, key=lambda one: (one.erased_us, one.what, one.about)))


def _listed(one: Erasure) -> Listed:
    return Listed(one.organisation, one.what, one.about, one.erased_us)


def _line(key: SigningKey, one: Listed) -> bytes:
    said = vars(one) | {"erased": shown_time(one.erased_us)}
    signature = key.sign(canonical(said)).hex()
    return canonical({**said, "signature": signature}) + b"\n"


def _read(line: bytes, public_key: bytes, where: str) -> Listed:
    try:
        said = json.loads(line)
        signature = bytes.fromhex(said.pop("signature"))
        whole = signature_fits(public_key, signature, canonical(said))
        said.pop("erased")
        listed = Listed(**said)
        if whole and listed.what in set(Erased):
            return listed
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # whatever it is, it is no line that the ledger has signed
    raise SourceError(
        "this is no list of erasures of this ledger",
        where=where,
        expected="a line that its key has signed",
        next_step="Take the list that stands beside the backups, as it was written.",
    )


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            "the list of erasures cannot be written", where=str(path), found=str(error.strerror)
        ) from error
    finally:
        beside.unlink(missing_ok=True)
