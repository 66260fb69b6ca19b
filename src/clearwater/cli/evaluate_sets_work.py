"""What ``clearwater evaluate sets`` and ``fetch`` do once their options are understood."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from clearwater.app.methods import methods_named
from clearwater.app.real_sets_job import PROTOCOLS, Ready, ready, run_sets, summary
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError
from clearwater.evaluate.real_sets import REAL_SETS, Fetched, RealSet, notice, real_set
from clearwater.evaluate.real_sets import fetch as take_over
from clearwater.evaluate.real_sets.folder import sha256_of

NOTHING_DOWNLOADED = (
    "Clearwater downloads nothing and ships none of it: hand over what you have with --from"
)


def measure_and_print(
    folder: Path, named: list[str], methods: list[str], draws: int, seed: int, form: str
) -> None:
    """Run the protocols of the sets in `folder`, and print each set's figures beside its traps."""
    check_form(form)
    chosen, found = methods_named(methods), ready(folder, named)
    with shown_progress() as on_progress:
        figures = run_sets(folder, found.sets, chosen, seed, draws, on_progress)
    for set_id in found.sets:
        _say_traps(real_set(set_id))
        if form == "table":
            write_rows(summary(figures, set_id), form)
            sys.stdout.write("\n")
            # Both streams on one terminal: the next set's traps must not come before the line.
            sys.stdout.flush()
    if form != "table":
        write_rows(figures, form)
    _say_missing(found, folder)


def fetch_and_print(set_id: str | None, source: Path | None, target: Path, form: str) -> None:
    """List the sets, or show one set's notice and what of it is there, or take it over.

    Raises
    ------
    ParameterError
        If there is no such set, or files are handed over without saying of which.
    SourceError, InputError
        If nothing of the set is at `source`, or a file is another one.
    OutputError
        If the target cannot be written.
    """
    check_form(form)
    if set_id is None:
        if source is not None:
            raise ParameterError(
                "--from needs the name of the set",
                expected="SET, one of " + ", ".join(REAL_SETS),
            )
        write_rows(_known_sets(), form)
        say(NOTHING_DOWNLOADED)
        return
    fetched = None if source is None else take_over(set_id, source, target)
    for line in notice(set_id).splitlines():
        say(line)
    write_rows(_files(real_set(set_id), target, fetched), form)
    if fetched is not None and fetched.missing:
        say(f"still missing: {', '.join(fetched.missing)}")
    elif fetched is not None and set_id in PROTOCOLS:
        say(f"next: clearwater evaluate sets {target} --set {set_id}")


def _known_sets() -> pa.Table:
    """Return one row a registered set; ``protocol`` is null where nothing can be measured."""
    return pa.Table.from_pylist(
        [
            {
                "set": each.id,
                "what": each.what,
                "protocol": PROTOCOLS[each.id].name if each.id in PROTOCOLS else None,
                "licence": each.licence,
                "files": len(each.files),
                "rows": sum(file.rows for file in each.files),
                "origin": each.origin,
            }
            for each in REAL_SETS.values()
        ]
    )


def _files(wanted: RealSet, target: Path, fetched: Fetched | None) -> pa.Table:
    taken = () if fetched is None else fetched.taken
    rows = []
    for file in wanted.files:
        path = target / wanted.id / file.name
        state = "not there"
        if file.name in taken:
            state = "taken over"
        elif path.is_file():
            state = "there, unchanged" if sha256_of(path) == file.sha256 else "another file"
        rows.append({"file": str(path), "state": state, "rows": file.rows, "sha256": file.sha256})
    return pa.Table.from_pylist(rows)


def _say_traps(measured: RealSet) -> None:
    say(f"{measured.id}: {measured.what}")
    say(f"  licence: {measured.licence} {measured.redistribution}")
    for trap in measured.traps:
        say(f"  trap: {trap}")


def _say_missing(found: Ready, folder: Path) -> None:
    for set_id, error in found.missing.items():
        say(f"not measured: {set_id}: {error.what} ({error.where})")
        say(f"  source: {real_set(set_id).origin}")
        say(f"  then: clearwater evaluate fetch {set_id} --from PATH --to {folder}")
