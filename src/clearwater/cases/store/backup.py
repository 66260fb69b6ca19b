"""Copying a store into a folder that any database can be filled from again."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path

import rfc8785

from clearwater.cases.acts import BackupMade
from clearwater.cases.ledger.check_entries import LEDGER_FORM
from clearwater.cases.ledger.check_head import HEAD_FORM, NODES_FORM
from clearwater.cases.ledger.check_rows import FILES_OF
from clearwater.cases.ledger.content import Content, TableForm, UnreadableError
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.ledger.keys import sync_folder
from clearwater.cases.records.privacy import FILES_GONE, Erasure
from clearwater.cases.store.backup_files import Listed, Manifest, copy_file, seal, write_lines
from clearwater.cases.store.backup_keys import KEY_FORMS, copy_secrets, keys_beside, split
from clearwater.cases.store.forms import RECORD_FORMS
from clearwater.cases.store.migrating import newest_version
from clearwater.cases.store.opening import MAIN
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.staging import staging_folder
from clearwater.cases.store.verifying import content_of
from clearwater.cases.workflow.base import Step
from clearwater.errors import OutputError, ParameterError, StoreError

FORMS: tuple[TableForm, ...] = (*RECORD_FORMS, LEDGER_FORM, NODES_FORM, HEAD_FORM)
"""Tables of a backup, those that others refer to first."""


def back_up(
    store: SqlStore, folder: Path, *, user: str, now_us: int, with_keys: bool = False
) -> Manifest:
    """Copy a store into a new folder, and return what it holds.

    The copy is one state: of one read-only transaction, while others may go on writing. It is made
    beside its place and moved there when it is whole and on the disk; what killed processes left
    there and among the evidence is removed. The entry that says so is written afterwards, so it is
    not in the copy.

    Parameters
    ----------
    store
        What is copied.
    folder
        Where to; it must not be there.
    user, now_us
        Who does it, and when.
    with_keys
        Make the key part too, beside `folder` (`keys_beside`). Whoever has it can sign in the
        ledger's name and read every name and reason in the backup; without it nobody can, and
        nothing can be restored.

    Raises
    ------
    ParameterError
        If the folder is there.
    StoreError
        If the store is damaged, so that what would be copied is not what was signed.
    OutputError
        If the copy cannot be written.
    """
    for place in (folder, keys_beside(folder)):
        if place.exists():
            raise ParameterError(
                "the backup's folder is there already",
                where=str(place),
                next_step="Name a folder that does not exist.",
            )
    store.blobs.sweep()
    try:
        with staging_folder(folder) as staging, staging_folder(keys_beside(folder)) as staged_keys:
            copied = _copy(store, staging, staged_keys if with_keys else None, now_us)
            manifest, of_keys = split(copied)
            seal(staging, manifest, store.keys.signing)
            if with_keys:
                seal(staged_keys, of_keys, store.keys.signing)
                staged_keys.rename(keys_beside(folder))
            staging.rename(folder)
            sync_folder(folder.parent)
    except OSError as error:
        raise OutputError(
            "the backup cannot be written",
            where=str(folder),
            found=error.strerror or str(error),
            next_step="Name another folder with --out, or make room.",
        ) from error
    with store.writing(MAIN) as unit:
        unit.save([Step(BackupMade(manifest.size, manifest.root))], user, now_us)
    return manifest


def _copy(store: SqlStore, staging: Path, staged_keys: Path | None, now_us: int) -> Manifest:
    """Copy a backup and, where it is to have one, its key part; return what lists both."""
    folders = {form: staged_keys if form in KEY_FORMS else staging for form in FORMS}
    files: dict[str, Listed] = {}
    with content_of(store.place) as content:
        try:
            for form, folder in folders.items():
                name = f"tables/{form.name}.jsonl"
                if folder is not None:
                    with closing(_rows(content, form)) as rows:
                        files[name] = write_lines(folder / name, rows)
            heads = list(_rows(content, HEAD_FORM))
            blobs = sorted(_blobs_of(content))
        except (UnreadableError, rfc8785.CanonicalizationError) as error:
            raise _damaged(store, str(error)) from error
    if len(heads) != 1:
        raise _damaged(store, f"{len(heads)} heads of the ledger")
    head = heads[0]
    for sha256 in blobs:
        name = f"evidence/{sha256[:2]}/{sha256}"
        files[name] = _blob(store, sha256, staging / name)
    if staged_keys is not None:
        files |= copy_secrets(store.files, store.blobs, staged_keys)
    return Manifest(
        made=shown_time(now_us),
        version=newest_version(),
        public_key=store.created.public_key.hex(),
        size=int(str(head["size"])),
        root=str(head["root"]),
        checkpoint=str(head["checkpoint"]),
        files=files,
    )


_FILES = tuple(form for form in RECORD_FORMS if form.name in FILES_OF)


def _blobs_of(content: Content) -> set[str]:
    """Return the files that rows name, but for those that were erased."""
    erasures = next(form for form in RECORD_FORMS if form.name == Erasure.TABLE)
    gone = {row["about"] for row in _rows(content, erasures) if row["what"] in FILES_GONE}
    rows = (row for form in _FILES for row in _rows(content, form))
    return {str(row["sha256"]) for row in rows if row.get("case") not in gone}


def _rows(content: Content, form: TableForm) -> Generator[Mapping[str, object], None, None]:
    for row in content.rows(form):
        yield dict(zip(form.columns, row, strict=True))


def _blob(store: SqlStore, sha256: str, target: Path) -> Listed:
    """Copy a blob as it lies there, sealed; its name says what it must hold when it is opened."""
    fault = store.blobs.check(sha256)
    if fault:
        raise _damaged(store, f"blob {sha256} is {fault}")
    return copy_file(store.evidence_folder / sha256[:2] / sha256, target)


def _damaged(store: SqlStore, found: str) -> StoreError:
    return StoreError(
        "the store is damaged, and a damaged store is not copied",
        where=store.place.shown,
        found=found,
        next_step="Verify the ledger: it names what was altered.",
    )
