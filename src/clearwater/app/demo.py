"""The demo: a log whose truth is known, scanned like any other, and planted held against found."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.parts import Parts, SimulatedLog
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.scan_job import open_log, scan_job
from clearwater.app.scan_request import Destination, Method, Sources
from clearwater.errors import OutputError, ParameterError
from clearwater.findings.run import Run

RUN_NAME, STORE_NAME = "run", "store"
TABLE_NAMES = ("events", "objects", "truth")
STORE_MARK = "README.txt"
"""Stands in the store of a demo, and says that the next demo replaces it."""
DEMO_FILES = frozenset({RUN_NAME, STORE_NAME, *(f"{name}.parquet" for name in TABLE_NAMES)})

# What the simulator calls accounts that belong to no campaign and to no crowd.
ORDINARY = "honest"

COMPARISON = pa.schema(
    [
        ("what", pa.string()),
        ("name", pa.string()),
        ("accounts", pa.int64()),
        ("in_findings", pa.int64()),
        ("wrongly_with_them", pa.int64()),
    ]
)
"""One row a population. ``what``: "campaign", "honest look-alike" or "honest". Of a campaign,
``in_findings`` counts the members that were found and ``wrongly_with_them`` the innocent accounts
in its findings; of the honest, ``in_findings`` counts those who were wrongly suspected.
"""


@dataclass(frozen=True)
class Demo:
    """What the demo made and how the scan did on it."""

    run: Run
    """The scan of the simulated log."""
    run_folder: Path
    """Where it was saved."""
    comparison: pa.Table = field(repr=False)
    """Planted against found; columns of `COMPARISON`."""


def demo(
    parts: Parts, folder: Path, method: Method, on_progress: ProgressListener = no_progress
) -> Demo:
    """Write a log with planted campaigns to `folder`, scan it into ``folder/run``, and compare.

    The scan reads the files like any other log and never sees the truth. A demo that is already
    in `folder` is replaced.

    Raises
    ------
    ParameterError
        If `folder` holds anything that is not a demo's.
    OutputError
        If it cannot be written.
    """
    _check_free(folder)
    on_progress(Progress("simulate a log", 0, 1))
    # A store of the demo before tells of a run that is about to be replaced.
    shutil.rmtree(folder / STORE_NAME, ignore_errors=True)
    simulated = parts.demo_log(method.seed)
    _write_tables(simulated, folder)
    on_progress(Progress("simulate a log", 1, 1))
    # Whole paths: the console of the demo reads the log again, from wherever it is started.
    whole = folder.resolve()
    sources = Sources(source=str(whole / "events.parquet"), objects=str(whole / "objects.parquet"))
    destination = Destination(folder / RUN_NAME, overwrite=True)
    log = open_log(parts, sources)
    run = scan_job(parts, log, sources, method, destination, on_progress)
    return Demo(run, destination.folder, compare(simulated.truth, run.members))


def compare(truth: pa.Table, members: pa.Table) -> pa.Table:
    """Return planted against found, one row a population, with the columns of `COMPARISON`.

    Parameters
    ----------
    truth
        account, population, campaign (null for the honest).
    members
        Members of the findings: finding, account.
    """
    campaign_of = _by_account(truth, "campaign")
    population_of = _by_account(truth, "population")
    findings: dict[str, set[str]] = defaultdict(set)
    for finding, account in zip(*_texts(members, "finding", "account"), strict=True):
        findings[finding].add(account)
    suspected = set().union(*findings.values())
    blamed = _innocents_by_campaign(findings, campaign_of)

    rows: list[tuple[str, str, int, int, int | None]] = []
    for name, size in sorted(Counter(c for c in campaign_of.values() if c).items()):
        found = sum(campaign_of.get(account) == name for account in suspected)
        rows.append(("campaign", name, size, found, len(blamed[name])))
    honest = Counter(p for a, p in population_of.items() if not campaign_of[a])
    for name, size in sorted(honest.items(), key=lambda item: (item[0] == ORDINARY, item[0])):
        wrong = sum(population_of.get(a) == name and not campaign_of.get(a) for a in suspected)
        kind = "honest" if name == ORDINARY else "honest look-alike"
        rows.append((kind, "everyone else" if name == ORDINARY else name, size, wrong, None))
    return pa.Table.from_pylist(
        [dict(zip(COMPARISON.names, row, strict=True)) for row in rows], schema=COMPARISON
    )


def _innocents_by_campaign(
    findings: Mapping[str, set[str]], campaign_of: Mapping[str, str]
) -> dict[str, set[str]]:
    """Return for each campaign the innocent accounts in findings that are mostly about it."""
    blamed: dict[str, set[str]] = defaultdict(set)
    for accounts in findings.values():
        campaigns = Counter(c for c in map(campaign_of.get, accounts) if c)
        if campaigns:
            main = min(campaigns, key=lambda name: (-campaigns[name], name))
            blamed[main] |= {account for account in accounts if not campaign_of.get(account)}
    return blamed


def _by_account(truth: pa.Table, column: str) -> dict[str, str]:
    return dict(zip(*_texts(truth, "account", column), strict=True))


def _texts(table: pa.Table, *columns: str) -> list[list[str]]:
    return [table[column].to_pylist() for column in columns]


def _check_free(folder: Path) -> None:
    if not folder.exists():
        return
    foreign = sorted({entry.name for entry in folder.iterdir()} - DEMO_FILES)
    store = folder / STORE_NAME
    if store.exists() and not (store / STORE_MARK).is_file():
        foreign.append(f"{STORE_NAME}/, without {STORE_MARK}")
    if foreign:
        raise ParameterError(
            "the demo's folder holds files that are not a demo's",
            where=str(folder),
            found=", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else ""),
            next_step="Name another folder with --out.",
        )


def _write_tables(simulated: SimulatedLog, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLE_NAMES:
            pq.write_table(getattr(simulated, name), folder / f"{name}.parquet", compression="zstd")
    except OSError as error:
        raise OutputError(
            "the demo cannot be written",
            where=str(folder),
            found=error.strerror or str(error),
            next_step="Name another folder with --out, or make room.",
        ) from error
