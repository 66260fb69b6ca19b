"""What ``clearwater scan`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from clearwater.app.parts import Parts, Plan
from clearwater.app.run_folder import QUARANTINE_NAME, REPORT_NAME, check_free
from clearwater.app.scan_job import explain_job, open_log, scan_job
from clearwater.app.scan_request import Destination, Method, Sources
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.findings.run import Run

SHOWN_COLUMNS = ("finding", "level", "accounts", "objects", "score_bits", "q_value", "headline")

PLAN_SCHEMA = pa.schema(
    [
        ("step", pa.string()),
        ("detail", pa.string()),
        ("estimated_seconds", pa.float64()),
        ("estimated_mb", pa.float64()),
    ]
)


def print_plan(
    load_parts: Callable[[], Parts], sources: Sources, method: Method, form: str
) -> None:
    """Print what a scan would do and cost: one row a step, in the order of work."""
    check_form(form)
    plan = explain_job(load_parts(), sources, method)
    write_rows(_plan_table(plan), form)


def scan_and_print(
    load_parts: Callable[[], Parts],
    sources: Sources,
    method: Method,
    destination: Destination,
    form: str,
) -> Run:
    """Scan, print the findings, say where the rest is, and return the run."""
    # Both are asked before the engine is imported: a mistake is answered at once.
    check_form(form)
    check_free(destination.folder, overwrite=destination.overwrite)
    parts = load_parts()
    log = open_log(parts, sources)
    for note in log.notes:
        say(note)
    with shown_progress() as on_progress:
        run = scan_job(parts, log, sources, method, destination, on_progress)
    write_rows(run.findings, form, shown=SHOWN_COLUMNS)
    _say_outcome(run, destination)
    return run


def _plan_table(plan: Plan) -> pa.Table:
    rows = [dict(zip(PLAN_SCHEMA.names, step, strict=True)) for step in plan.steps]
    return pa.Table.from_pylist(rows, schema=PLAN_SCHEMA)


def _say_outcome(run: Run, destination: Destination) -> None:
    found, named = run.findings.num_rows, len(set(run.members["account"].to_pylist()))
    say(f"{found:,} findings, {named:,} accounts in them")
    alone = run.pairs["finding"].null_count
    if alone:
        say(f"{alone:,} pairs beyond chance that are in no group: pairs.parquet")
    if run.quarantine.num_rows:
        kept: Path = destination.folder / QUARANTINE_NAME
        say(f"{run.quarantine.num_rows:,} rows could not be used: {kept}")
    say(f"run folder: {destination.folder}")
    if destination.report:
        say(f"report: {destination.folder / REPORT_NAME}")
