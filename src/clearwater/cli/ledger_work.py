"""What ``clearwater ledger`` does. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import typer

from clearwater.app.case.ledger import ledger_rows, verify_store
from clearwater.app.case.witnessing import Witnessing, published_checkpoint, witnessed
from clearwater.cli.case_work import at_store, store_at
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import OutputError, SourceError

EXIT_ALTERED = 1
FAULTS = pa.schema([(name, pa.string()) for name in ("kind", "where", "expected", "found")])
SHOWN = ("number", "time", "user", "act", "case", "details")


def verify_and_print(where: Where, checkpoints: Sequence[Path], form: str) -> None:
    """Print every fault of a store; exit 1 where there is one."""
    check_form(form)
    notes = [_read(path) for path in checkpoints]
    verified = verify_store(store_at(where), notes)
    rows = [
        {"kind": f.kind, "where": f.where, "expected": f.expected, "found": f.found}
        for f in verified.faults
    ]
    if rows or form != "table":
        write_rows(pa.Table.from_pylist(rows, FAULTS), form)
    if rows:
        say(f"{len(rows):,} fault{'s' * (len(rows) > 1)}: something was altered")
        raise typer.Exit(EXIT_ALTERED)
    say(f"verified: {verified.entries:,} entries, nothing was altered; root {verified.root}")
    for line in verified.erased:
        say(line)


def show_and_print(where: Where, case: str | None, form: str) -> None:
    """Print entries."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = ledger_rows(desk, case)
    if form == "json":
        for row in rows.to_pylist():
            row["details"] = json.loads(row["details"])
            row["time"] = row["time"].isoformat()
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        write_rows(rows, form, shown=SHOWN)


def checkpoint_and_write(where: Where, since: int | None, out: Path) -> None:
    """Write the signed checkpoint, or a request to a witness."""
    with at_store(where) as (_, desk):
        note = published_checkpoint(desk, since)
    _write(note, out)


def by(log_key: str, name: str, key_file: Path, seen: Path) -> Witnessing:
    """Return what a witness goes by, now."""
    return Witnessing(log_key, name, key_file, seen, int(time.time()))


def witness_and_write(request: Path, as_witness: Witnessing, out: Path) -> None:
    """Sign a checkpoint as a witness, and write it."""
    _write(witnessed(_read(request), as_witness), out)


def _write(note: str, out: Path) -> None:
    if str(out) == "-":
        sys.stdout.write(note)
        return
    try:
        out.write_bytes(note.encode())
    except OSError as error:
        raise OutputError(
            "the checkpoint cannot be written", where=str(out), found=error.strerror or str(error)
        ) from error
    say(f"written: {out}")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "the checkpoint cannot be read",
            where=str(path),
            found=getattr(error, "strerror", None) or str(error),
            next_step="Name a file that `clearwater ledger checkpoint --out FILE` wrote.",
        ) from error
