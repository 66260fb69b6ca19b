"""What ``clearwater evidence`` does. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import typer

from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.app.case.seal import SealRequest, seal
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where

EXIT_ALTERED = 1
ROWS = pa.schema([(name, pa.string()) for name in ("check", "outcome", "file", "what", "detail")])


def seal_and_print(
    where: Where, case: str, out: Path, timestamp_url: str | None, form: str
) -> None:
    """Seal a case, and print what the package is."""
    check_form(form)
    with at_store(where) as (store, desk), shown_progress() as on_progress:
        with store.reading(where.organisation) as unit:
            context = desk.context(unit)
        request = SealRequest(case, context.caller, context.now_us, out, timestamp_url)
        blobs = store.blobs
        sealed = seal(store, store.keys.signing, blobs, request, on_progress)
    row = {**asdict(sealed), "folder": str(sealed.folder)}
    write_rows(pa.Table.from_pylist([row]), form)
    say(f"anybody can verify it: python3 {sealed.folder / 'verify.py'}")


def asked(
    package: Path, key: str | None, checkpoint: Path | None, roots: Sequence[Path]
) -> PackageRequest:
    """Return what is to be checked."""
    return PackageRequest(package, key, checkpoint, tuple(roots))


def verify_and_print(request: PackageRequest, language: str, form: str) -> None:
    """Print every check of a package; exit 1 where anything was altered."""
    check_form(form)
    spoken = language.partition("-")[0]
    found = check_package(request)
    if form == "table":
        sys.stdout.write("\n".join(found.lines(spoken)) + "\n")
    else:
        write_rows(pa.Table.from_pylist(found.rows(spoken), ROWS), form)
    if not found.verified:
        raise typer.Exit(EXIT_ALTERED)
