"""The part of a backup that opens the rest: a folder of its own, beside it.

::

    DIR/         tables and frozen files: names and reasons stand in it sealed, and may for ever
    DIR.keys/    the store's secrets, and the key of every text and file as it was then

The key for webhooks is one of them: receivers know us by it. Keys of partners, and what a provider
of logins gave us, are not: one that was taken away since because somebody had stolen it must not
come back with a restore.

It has a manifest of the same form as the backup's, signed too. Without it nobody can be named from
a backup. So this part alone must not outlive the policy: as long as it is there, what was erased
since can be read in that backup. `prune` removes it in time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clearwater.cases.delivery.signing import KEY_NAME as WEBHOOK_NAME
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.ledger.check import Known
from clearwater.cases.ledger.check_sealed import Openers
from clearwater.cases.ledger.content import TableForm
from clearwater.cases.ledger.entry import time_of
from clearwater.cases.ledger.faults import Fault, FaultKind
from clearwater.cases.records.privacy import DataKey
from clearwater.cases.sealing.file_keys import FileKeys, shred
from clearwater.cases.store.backup_files import (
    Listed,
    Manifest,
    check_files,
    copy_file,
    read_manifest,
)
from clearwater.cases.store.forms import RECORD_FORMS
from clearwater.cases.store.store_keys import (
    EVIDENCE_KEYS,
    LOOKUP_NAME,
    MASTER_NAME,
    SIGNING_NAME,
    read_master,
)
from clearwater.errors import OutputError, StoreError

SUFFIX = ".keys"
"""Ends the name of the folder of a backup's keys."""
KEY_FORMS: tuple[TableForm, ...] = tuple(one for one in RECORD_FORMS if one.name == DataKey.TABLE)
"""Tables that stand in the key part."""
KEYS_ELSEWHERE = frozenset(form.name for form in KEY_FORMS)


def keys_beside(folder: Path) -> Path:
    """Return where the key part of a backup is."""
    return folder.with_name(f"{folder.name}{SUFFIX}")


def copy_secrets(files: Path, blobs: Blobs, staging: Path) -> dict[str, Listed]:
    """Copy the store's secrets and the keys of its frozen files into the folder of a key part.

    Raises
    ------
    OSError
        If one cannot be read or written.
    """
    names = [SIGNING_NAME, LOOKUP_NAME, MASTER_NAME]
    names += [WEBHOOK_NAME] if (files / WEBHOOK_NAME).exists() else []
    if blobs.keys is not None:
        names += [f"{EVIDENCE_KEYS}/{name}" for name in blobs.keys.names()]
    return {name: copy_file(files / name, staging / name) for name in names}


def split(manifest: Manifest) -> tuple[Manifest, Manifest]:
    """Return the manifests of a backup and of its key part, from one that lists both."""
    keys = {name: one for name, one in manifest.files.items() if _is_key(name)}
    rest = {name: one for name, one in manifest.files.items() if name not in keys}
    return replace(manifest, files=rest), replace(manifest, files=keys)


def _is_key(name: str) -> bool:
    tables = {f"tables/{form.name}.jsonl" for form in KEY_FORMS}
    return name.startswith("keys/") or name in tables


def known_of(public_key: bytes, keys: Path | None) -> Known:
    """Return what a backup is verified with: what its key part opens, where that is at hand."""
    if keys is None:
        return Known(public_key, elsewhere=KEYS_ELSEWHERE)
    master = read_master(keys)
    files = None if master is None else FileKeys(keys / EVIDENCE_KEYS, master)
    return Known(public_key, openers=Openers(master, files))


def check_key_part(keys: Path, manifest: Manifest) -> list[Fault]:
    """Return what is wrong with a key part, as the one of the backup with that manifest."""
    faults = check_files(keys, bytes.fromhex(manifest.public_key))
    if faults:
        return [replace(one, where=f"{keys.name}/{one.where}") for one in faults]
    own = read_manifest(keys)
    if (own.made, own.size, own.root) == (manifest.made, manifest.size, manifest.root):
        return []
    expected = f"the keys of the backup of {manifest.made}"
    where = f"{keys.name}/manifest.json"
    return [Fault(str(FaultKind.OTHER_KEY), where, expected, f"those of {own.made}")]


@dataclass(frozen=True)
class KeyPart:
    """A folder that holds keys of a backup."""

    folder: Path
    made_us: int
    """When the backup was made."""


def key_parts(backups: Path, public_key: bytes) -> Iterator[KeyPart]:
    """Yield the folders right below `backups` that hold keys of this ledger, oldest first.

    Whatever is no backup of this store, or not signed by its ledger, is left alone.
    """
    found = []
    for folder in sorted(path for path in backups.iterdir() if path.is_dir()):
        try:
            manifest = read_manifest(folder)
        except StoreError:
            continue
        named = any(name.startswith("keys/") for name in manifest.files)
        if named and manifest.public_key == public_key.hex():
            found.append(KeyPart(folder, time_of(manifest.made)))
    yield from sorted(found, key=lambda one: (one.made_us, one.folder))


def remove(part: KeyPart) -> None:
    """Overwrite every file of a key part, and remove the folder.

    Raises
    ------
    OutputError
        If it cannot be removed as a whole.
    """
    try:
        # The manifest last: what a killed process leaves is found again by it.
        last = part.folder / "manifest.json"
        for path in sorted(part.folder.rglob("*")):
            if path.is_file() and path != last:
                shred(path)
        shred(last)
        shutil.rmtree(part.folder)
    except OSError as error:
        raise OutputError(
            "the keys of a backup cannot be removed",
            where=str(part.folder),
            found=error.strerror or str(error),
            next_step="See that the folder may be written, and prune again.",
        ) from error
