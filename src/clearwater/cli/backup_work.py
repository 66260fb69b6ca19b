"""What ``clearwater backup`` and ``restore`` do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import typer

from clearwater.app.case.copying import backup, rehearsed, restored
from clearwater.cases.store.backup_files import Manifest
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


def back_up_and_print(where: Where, out: Path, form: str, *, with_keys: bool) -> None:
    """Copy a store, and print what the copy holds."""
    check_form(form)
    with at_store(where) as (store, desk):
        manifest = backup(store, desk, out, with_keys=with_keys)
    _print(manifest, out, form)
    say(f"rehearse it: clearwater restore {out} --drill")


def restore_and_print(where: Where, asked: Restoring, form: str) -> None:
    """Restore a store or rehearse it, and print what it holds; exit 1 where it is damaged."""
    check_form(form)
    if where.at is not None:
        raise ParameterError("a restore happens now", expected="no --at", found=f"--at {where.at}")
    if not asked.drill:
        manifest = restored(store_at(where), asked.folder, keys=asked.keys, key=asked.key)
        _print(manifest, asked.folder, form)
        say(f"restored: {where.store}")
        return
    done = rehearsed(asked.folder, key=asked.key)
    for fault in done.faults:
        say(f"{fault.kind}: {fault.where}; expected {fault.expected}; found {fault.found}")
    if done.faults:
        raise typer.Exit(EXIT_ALTERED)
    _print(done.manifest, asked.folder, form)
    say(
        f"the drill went well: files checked in {done.check_s:.1f} s, restored in "
        f"{done.restore_s:.1f} s, verified in {done.verify_s:.1f} s"
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
