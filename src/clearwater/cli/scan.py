"""``clearwater scan``: from event logs to findings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.app.scan_request import Destination, Method, Sources
from clearwater.app.settings import windows_s
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse, parse_mapping, parse_or_default, setting_option
from clearwater.cli.session import session_of

EXIT_FINDINGS = 1

SHORT = "Find accounts that moved together in a log."
EXAMPLES = """Examples:

\b
  clearwater scan events.parquet
  clearwater scan 'logs/*.csv.gz' --map actor=user_id --map object=post --time-zone Asia/Shanghai
  clearwater scan tweets.jsonl --format-in x_v2 --out run-tweets/
  zcat day.jsonl.gz | clearwater scan - --format csv > findings.csv
  clearwater scan 'postgresql://host/db?table=likes' --explain
  clearwater scan events.parquet --window 10s --window 10min --q 5% --overwrite

An event is one act of one account on one object at one time: columns actor, action, object, time.
Findings go to standard output; the run folder holds everything, report.html among it."""

Text = str | None


def scan(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    source: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="Files, globs or database URLs; - is standard input. "
            "Parquet, CSV, JSONL (also .gz, .zst), Arrow, DuckDB, any SQLAlchemy URL.",
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the run folder goes.")
    ] = Path("run"),
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="OURS=THEIRS",
            help="Name a column: actor=user_id, or action==like for a constant. Repeat.",
        ),
    ] = None,
    format_in: Annotated[Text, setting_option("format_in")] = None,
    time_zone: Annotated[Text, setting_option("time_zone")] = None,
    time_unit: Annotated[Text, setting_option("time_unit")] = None,
    objects: Annotated[
        Text,
        typer.Option(
            metavar="FILE",
            help="Table of objects with their creation times (object, created). Where it is "
            "missing they are estimated, and the run says so.",
        ),
    ] = None,
    accounts: Annotated[
        Text, typer.Option(metavar="FILE", help="Table of accounts (actor, created, followers...).")
    ] = None,
    window: Annotated[list[str] | None, setting_option("window")] = None,
    q: Annotated[Text, setting_option("q")] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    threads: Annotated[Text, setting_option("threads")] = None,
    max_bad_share: Annotated[Text, setting_option("max_bad_share")] = None,
    form: Annotated[Text, setting_option("format")] = None,
    language: Annotated[Text, setting_option("language")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what would run and what it costs, and stop.")
    ] = False,
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings", help="End with exit code 1 if anything is found.")
    ] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="Write no report.html.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a run that is already in DIR.")
    ] = False,
) -> None:
    """Find accounts that moved together in a log of events, and say how likely that is by chance.

    Every finding carries the odds, the events that tie its members, and what would refute it. It
    is a suspicion for a person to judge, not a verdict.
    """
    sources = Sources(
        source=source[0] if len(source) == 1 else source,
        format_in=parse("format_in", format_in),
        mapping=parse_mapping(mapping),
        time_zone=parse("time_zone", time_zone),
        time_unit=parse_or_default("time_unit", time_unit),
        max_bad_share=parse_or_default("max_bad_share", max_bad_share),
        objects=objects,
        accounts=accounts,
    )
    method = Method(
        windows_s=windows_s(window),
        q=parse_or_default("q", q),
        seed=parse_or_default("seed", seed),
        threads=parse("threads", threads),
    )
    destination = Destination(
        folder=out,
        overwrite=overwrite,
        report=not no_report,
        language=parse_or_default("language", language),
    )
    shown_form = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli.scan_work import print_plan, scan_and_print  # noqa: PLC0415 - fast --help

    load_parts = session_of(context).load_parts
    if explain:
        print_plan(load_parts, sources, method, shown_form)
        return
    run = scan_and_print(load_parts, sources, method, destination, shown_form)
    if fail_on_findings and run.findings.num_rows:
        raise typer.Exit(EXIT_FINDINGS)
