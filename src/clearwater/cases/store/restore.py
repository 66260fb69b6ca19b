"""Making a store anew from a backup, and trying whether that works before it is needed.

A backup is checked file by file before anything is written. Its rows are put back in one
transaction, the store is verified inside of it, and only a store without fault is committed. On
SQLite the database is made beside its place and moved there. Whoever is interrupted finds no store,
or a whole one: blobs and keys that were put back already are used when they begin again.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from clearwater.cases.acts import StoreRestored
from clearwater.cases.delivery.signing import KEY_NAME as WEBHOOK_NAME
from clearwater.cases.evidence.blobs import UNFINISHED
from clearwater.cases.ledger.faults import Fault
from clearwater.cases.ledger.keys import keep_secret, sync_folder
from clearwater.cases.store.appending import begin_for, read_head
from clearwater.cases.store.backup_files import Manifest, check_files, copy_file, read_manifest
from clearwater.cases.store.backup_keys import check_key_part, keys_beside, known_of
from clearwater.cases.store.connecting import Place, make_file, owner_engine, place_of, transaction
from clearwater.cases.store.filling import fill, verify_within
from clearwater.cases.store.migrating import newest_version
from clearwater.cases.store.opening import MAIN, created_by, first_entry, present_version
from clearwater.cases.store.sql import writing_unit
from clearwater.cases.store.staging import staging_folder
from clearwater.cases.store.store_keys import EVIDENCE_KEYS, SIGNING_NAME, StoreKeys, read_keys
from clearwater.cases.store.tables import metadata
from clearwater.cases.store.unit import Circumstances
from clearwater.cases.workflow.base import Step
from clearwater.errors import OutputError, ParameterError, StoreError


@dataclass(frozen=True)
class Restoring:
    """A restore as it was asked for."""

    backup: Path
    key_part: Path
    manifest: Manifest
    keys: StoreKeys
    user: str
    now_us: int


def restore(
    folder: Path,
    url: str | Path,
    files: Path,
    *,
    user: str,
    now_us: int,
    keys: Path | None = None,
    public_key: bytes | None = None,
) -> Manifest:
    """Make the store of a backup at a new place, and return what the backup holds.

    Parameters
    ----------
    folder
        The backup.
    url, files
        Where the store is to be; no store may be there.
    user, now_us
        Who does it, and when; the next entry of the ledger says so.
    keys
        The key part of the backup, where it does not stand beside it.
    public_key
        The ledger's key, known from elsewhere.

    Raises
    ------
    ParameterError
        If a store is there already.
    StoreError
        If the backup is damaged or without keys, or the database refuses. No store is there then.
    OutputError
        If files cannot be written.
    """
    manifest = _checked(folder, public_key)
    part = keys or keys_beside(folder)
    asked = Restoring(folder, part, manifest, _keys(part, manifest), user, now_us)
    place = place_of(url)
    _check_free(place, files, asked)
    with _beside(place) as target:
        engine = owner_engine(target)
        try:
            with transaction(engine, target, writes=True) as connection:
                _restore_within(connection, target, files, asked)
        finally:
            engine.dispose()
    return manifest


def _restore_within(connection: Connection, place: Place, files: Path, asked: Restoring) -> None:
    fill(connection, place, asked.backup, asked.key_part)
    known = known_of(bytes.fromhex(asked.manifest.public_key), asked.key_part)
    faults = verify_within(connection, place, asked.backup / "evidence", known)
    head = begin_for(connection, MAIN, lock=True)
    if (head.size, head.root) != (asked.manifest.size, asked.manifest.root):
        faults.append(Fault("wrong head", "ledger_head", asked.manifest.root, head.root))
    if faults:
        raise _damaged(asked.backup, faults)
    first = first_entry(connection)
    rehearsal = created_by(first, place).rehearsal if first is not None else None
    unit = writing_unit(connection, Circumstances(MAIN, asked.keys, rehearsal, head))
    act = StoreRestored(asked.manifest.size, asked.manifest.root, asked.manifest.made)
    unit.save([Step(act)], asked.user, asked.now_us)
    unit.finish()
    # Before the commit: a store without its keys could not be opened, keys without a store can be.
    _put_files(files, asked)


def _checked(folder: Path, public_key: bytes | None) -> Manifest:
    faults = check_files(folder, public_key)
    if faults:
        raise _damaged(folder, faults)
    manifest = read_manifest(folder)
    if manifest.version != newest_version():
        raise StoreError(
            "the backup was made by another version of Clearwater",
            where=str(folder),
            expected=newest_version(),
            found=manifest.version[:40],
            next_step="Restore it with that version, then open the store with this one.",
        )
    return manifest


def _keys(source: Path, manifest: Manifest) -> StoreKeys:
    keys = read_keys(source)
    if keys.signing.public.hex() != manifest.public_key:
        raise StoreError(
            "the key is not the one of this backup",
            where=str(source / SIGNING_NAME),
            expected=f"{manifest.public_key[:16]}...",
            found=f"{keys.signing.public.hex()[:16]}...",
        )
    faults = check_key_part(source, manifest)
    if faults:
        raise _damaged(source, faults)
    return keys


def _check_free(place: Place, files: Path, asked: Restoring) -> None:
    if not place.is_sqlite and present_version(place) is not None:
        raise _not_free(place.shown, "the tables of a store")
    try:
        if place.is_sqlite and os.path.lexists(place.file):
            raise _not_free(place.shown, "a file")
        for name, content in asked.keys.files().items():
            # One by one: whoever was interrupted may have left the first only.
            if (files / name).exists() and (files / name).read_bytes() != content:
                raise _not_free(str(files / name), "the key of another store")
    except OSError as error:
        raise OutputError(
            "the store cannot be put there",
            where=str(error.filename),
            found=error.strerror or str(error),
            next_step="Name another place with --store and --files.",
        ) from error


def _not_free(where: str, found: str) -> ParameterError:
    return ParameterError(
        "a store is restored to an empty place only",
        where=where,
        expected="nothing",
        found=found,
        next_step="Name another place; nothing is ever overwritten.",
    )


@contextmanager
def _beside(place: Place) -> Iterator[Place]:
    """Yield where the database is made; on leaving without error it stands at its place."""
    if not place.is_sqlite:
        yield place
        return
    try:
        with staging_folder(place.file) as staging:
            file = staging / place.file.name
            make_file(file)
            yield place_of(file)
            # A link, unlike a rename, never replaces what somebody else has made there meanwhile.
            os.link(file, place.file)
            sync_folder(place.file.parent)
    except OSError as error:
        raise OutputError(
            "the store cannot be moved to its place",
            where=place.shown,
            found=error.strerror or str(error),
        ) from error


def _put_files(files: Path, asked: Restoring) -> None:
    """Put blobs and keys where they belong; what is there already with the same content stays."""
    try:
        files.mkdir(parents=True, exist_ok=True, mode=0o700)
        (files / "evidence").mkdir(exist_ok=True)
        # Keys before what they open: a sealed file without its key is a damaged one.
        for name in sorted(read_manifest(asked.key_part).files):
            if name.startswith(f"{EVIDENCE_KEYS}/") or name == WEBHOOK_NAME:
                _put(asked.key_part / name, files / name)
        for name in sorted(asked.manifest.files):
            if name.startswith("evidence/"):
                _put(asked.backup / name, files / name)
    except OSError as error:
        raise OutputError(
            "evidence cannot be put back", where=str(files), found=str(error)
        ) from error
    for name, content in asked.keys.files().items():
        if not (files / name).exists():
            keep_secret(files / name, content)


def _put(source: Path, target: Path) -> None:
    """Copy a file to its place, whole or not at all."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.parent / f"{UNFINISHED}{secrets.token_hex(8)}"
    copy_file(source, beside)
    beside.rename(target)
    sync_folder(target.parent)


@dataclass(frozen=True)
class Drill:
    """What came of trying a backup."""

    manifest: Manifest
    faults: list[Fault]
    """Nothing where the backup is good."""
    check_s: float
    """Seconds that checking the files took."""
    restore_s: float
    """Seconds that filling a database took."""
    verify_s: float
    """Seconds that verifying it took."""


def drill(folder: Path, *, public_key: bytes | None = None) -> Drill:
    """Restore a backup into a temporary SQLite database, verify it, and say how long that took.

    The root must be the manifest's, and each table must have as many rows as the manifest says. The
    database is removed afterwards. No secret is needed.

    Raises
    ------
    StoreError
        If the folder is no backup, or its files cannot be made into a database at all.
    """
    started = time.monotonic()
    manifest = read_manifest(folder)
    faults = check_files(folder, public_key)
    beside = keys_beside(folder)
    part = beside if beside.is_dir() else None
    if part is not None:
        faults += check_key_part(part, manifest)
    checked = restored = verified = time.monotonic()
    if not faults:
        with staging_folder(Path(tempfile.gettempdir()) / "clearwater-drill") as temporary:
            place = place_of(temporary / "drill.db")
            engine = owner_engine(place)
            try:
                with transaction(engine, place, writes=True) as connection:
                    fill(connection, place, folder, part)
                    restored = time.monotonic()
                    known = known_of(bytes.fromhex(manifest.public_key), part)
                    faults = verify_within(connection, place, folder / "evidence", known)
                    faults += _differences(connection, manifest)
            finally:
                engine.dispose()
        verified = time.monotonic()
    return Drill(manifest, faults, checked - started, restored - checked, verified - restored)


def _differences(connection: Connection, manifest: Manifest) -> Iterator[Fault]:
    head = read_head(connection, lock=False)
    if head.root != manifest.root:
        yield Fault("wrong head", "ledger_head", manifest.root, head.root)
    for table, rows in manifest.rows.items():
        known = metadata.tables.get(table)
        asked = None if known is None else select(func.count()).select_from(known)
        counted = "no such table" if asked is None else connection.execute(asked).scalar_one()
        if counted != rows:
            yield Fault("missing row", table, f"{rows} rows", str(counted))


def _damaged(folder: Path, faults: list[Fault]) -> StoreError:
    first = faults[0]
    return StoreError(
        "the backup is damaged",
        where=str(folder),
        expected=first.expected or "what the ledger says",
        found=f"{first.kind}: {first.where}"
        + (f" and {len(faults) - 1} more" if faults[1:] else ""),
        next_step="Use another backup; nothing was restored.",
    )
