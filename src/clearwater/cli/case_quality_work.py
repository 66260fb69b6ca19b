"""What ``case quality`` and ``case known`` do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.run_digest import run_digest
from clearwater.app.case.run_finding import read_finding
from clearwater.app.quality.figures import change_rules, figures_table, quality
from clearwater.app.quality.known_findings import KnownOf, known_findings, seed
from clearwater.cli.case_work import at_store
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError
from clearwater.events.schema import TIME_TYPE
from clearwater.units import share

KNOWN = pa.schema(
    [
        ("known", pa.string()),
        ("finding", pa.string()),
        ("run", pa.string()),
        ("right_is", pa.string()),
        ("kept", TIME_TYPE),
        ("case", pa.string()),
        ("decided", pa.string()),
        ("right", pa.bool_()),
    ]
)
"""``right``: whether what was decided is right; empty while nobody has."""


@dataclass(frozen=True)
class Keeping:
    """Options of ``clearwater case known``."""

    run: Path | None
    finding: str | None
    right: str | None


def quality_and_print(where: Where, judge_twice: str | None, form: str) -> None:
    """Print the figures; change the share of decisions that are judged twice first, if asked."""
    check_form(form)
    milli = None if judge_twice is None else round(share(judge_twice) * 1000)
    with at_store(where) as (_, desk):
        if milli is not None:
            change_rules(desk, milli)
        found = quality(desk)
    write_rows(figures_table(found), form)


def known_and_print(where: Where, asked: Keeping, form: str) -> None:
    """Keep what is right about a finding and print it, or print everything that is kept."""
    check_form(form)
    with at_store(where) as (_, desk):
        if asked.run is None:
            rows = known_findings(desk)
        elif asked.finding is None or asked.right is None:
            raise ParameterError(
                "it is not said what is right about which finding",
                expected="--finding and --right beside a run",
                found=str(asked.run),
            )
        else:
            found = read_finding(asked.run, asked.finding, run_digest(asked.run))
            rows = (seed(desk, found, asked.right),)
    write_rows(_table(rows), form)


def _table(rows: Iterable[KnownOf]) -> pa.Table:
    shown = [
        {
            "known": one.row.known,
            "finding": one.row.finding,
            "run": one.row.run[:16],
            "right_is": one.row.expected,
            "kept": one.row.since_us,
            "case": one.case,
            "decided": one.answer and (one.answer.measure or "no action"),
            "right": one.right,
        }
        for one in rows
    ]
    return pa.Table.from_pylist(shown, KNOWN)
