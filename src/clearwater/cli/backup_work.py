"""What ``clearwater backup`` and ``restore`` do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import typer

from clearwater.app.case.copying import Restored, backup, rehearsed, restored
from clearwater.app.privacy.erasure_list import NAME as ERASURES
from clearwater.cases.store.backup_files import Manifest
from clearwater.cases.store.backup_keys import keys_beside
from clearwater.cli.case_work import at_store, store_at
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

EXIT_ALTERED = 1


@dataclass(frozen=True)
class Restoring:
    """Options of ``clearwater restore``."""

    folder: Path
    keys: Path | None
    key: str | None
    drill: bool
    erasures: Path | None


def back_up_and_print(where: Where, out: Path, form: str, *, with_keys: bool) -> None:
    """Copy a store, and print what the copy holds."""
    check_form(form)
    with at_store(where) as (store, desk):
        manifest = backup(store, desk, out, with_keys=with_keys)
    _print(manifest, out, form)
    if with_keys:
        say(f"keys: {keys_beside(out)}; keep them elsewhere, and no longer than the policy says")
    say(f"rehearse it: clearwater restore {out} --drill")


def restore_and_print(where: Where, asked: Restoring, form: str) -> None:
    """Restore a store or rehearse it, and print what it holds; exit 1 where it is damaged."""
    check_form(form)
    if where.at is not None:
        raise ParameterError("a restore happens now", expected="no --at", found=f"--at {where.at}")
    if not asked.drill:
        done = restored(
            store_at(where),
            asked.folder,
            keys=asked.keys,
            key=asked.key,
            erasures=asked.erasures,
        )
        _print(done.manifest, asked.folder, form)
        say(f"restored: {where.store}")
        _say_erased(done)
        return
    tried = rehearsed(asked.folder, key=asked.key)
    for fault in tried.faults:
        say(f"{fault.kind}: {fault.where}; expected {fault.expected}; found {fault.found}")
    if tried.faults:
        raise typer.Exit(EXIT_ALTERED)
    _print(tried.manifest, asked.folder, form)
    say(
        f"the drill went well: files checked in {tried.check_s:.1f} s, restored in "
        f"{tried.restore_s:.1f} s, verified in {tried.verify_s:.1f} s"
    )


def _say_erased(done: Restored) -> None:
    if done.erased is None:
        say(
            f"what was erased after {done.manifest.made} is here again: no {ERASURES} stands "
            "beside the backup; find it, and restore anew with --erasures FILE, or erase by hand"
        )
    else:
        say(
            f"erased again: {done.erased.subjects:,} accounts and persons, "
            f"{done.erased.texts:,} texts, files of {done.erased.cases:,} cases"
        )


def _print(manifest: Manifest, folder: Path, form: str) -> None:
    row = {
        "folder": str(folder),
        "made": manifest.made,
        "entries": manifest.size,
        "root": manifest.root,
        "files": len(manifest.files),
        "bytes": sum(one.size for one in manifest.files.values()),
        "version": manifest.version,
    }
    write_rows(pa.Table.from_pylist([row]), form)
