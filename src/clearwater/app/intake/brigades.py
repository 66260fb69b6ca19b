"""Brigades: reporters who move together, found by the detectors that find everybody else.

The organisation's reports are written as an event log and scanned as any log is. Two things mark
reports. *Moved together*: a finding of the scan; its members' reports about the accounts on which
they met. *At once and alike*: one account had a surge of reports, by the scan, and the crowd of
that moment said the same words and shares places, an age or an earlier target besides
(`clearwater.cases.intake.sameness`); the reports of those who said the words.

A mark is a suspicion about reports. Marked reports count as one reporter in the queue and once an
account in the rate; they stay reports, their clue stays, and nobody is restricted for having
reported.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.run_digest import run_digest
from clearwater.app.intake.brigade_log import ACTION, ReportLog, about, report_log
from clearwater.app.notebook import scan
from clearwater.cases.intake.sameness import crowd_of, sameness
from clearwater.cases.records.reports import Brigade, BrigadeKind, UserReport
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_intake import FoundBrigade, MarkReports
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError
from clearwater.events import read
from clearwater.findings.run import Run
from clearwater.kernels.benjamini_hochberg import q_values

DAY_US = 86_400_000_000
MOST_DAYS = 366
LEAST_REPORTERS = 3
"""Fewer are no crowd."""


@dataclass(frozen=True)
class Looking:
    """What is looked at, and how."""

    days: int = 28
    """Reports of so many days until now, 1 to 366."""
    q: float = 0.01
    """False discovery rate."""
    seed: int = 0
    threads: int | None = None
    keep: Path | None = None
    """A new folder in which the log and the run stay, to be looked at and computed again."""


@dataclass(frozen=True)
class Suspected:
    """Reports that look like those of a brigade, before anybody marked them."""

    kind: BrigadeKind
    finding: str
    q_value: float
    reporters: frozenset[str]
    reports: tuple[UserReport, ...]


@dataclass(frozen=True)
class Looked:
    """What a look for brigades saw."""

    run: str
    """Digest of the run; empty where there was nothing to scan."""
    messages: int
    found: tuple[Suspected, ...]
    marked: tuple[Brigade, ...] = field(default=())


def look_for_brigades(desk: Desk, looking: Looking = Looking()) -> Looked:
    """Scan the organisation's reports for brigades, mark theirs, and return what was seen.

    Raises
    ------
    RefusedError
        If the person may not mark reports.
    ParameterError
        If the folder to keep is there already.
    """
    if not 1 <= looking.days <= MOST_DAYS:
        raise ParameterError(
            "--days is out of range", expected=f"1 to {MOST_DAYS}", found=str(looking.days)
        )
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.MARK_REPORTS)
        _check_free(looking.keep)
        since_us = context.now_us - looking.days * DAY_US
        log = report_log(unit, since_us, context.now_us + 1)
    if not log.lines:
        return Looked("", 0, ())
    digest, run = _scanned(log, looking)
    found = suspected(log, run, looking.q)
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        marked = []
        for one in found:
            brigade = _to_mark(unit, one, digest)
            if brigade is not None:
                steps = desk.without_case(unit, context, MarkReports(brigade))
                marked += [put for step in steps for put in step.puts if isinstance(put, Brigade)]
    return Looked(digest, len(log.lines), found, tuple(marked))


def _to_mark(unit: Unit, found: Suspected, digest: str) -> FoundBrigade | None:
    """Return what is to be marked; nothing where all of it is.

    Rows are read anew: between the scan and this somebody else may have marked some. Where half of
    the reporters were marked before, as one brigade, it is that brigade again: of two looks at the
    same crowd nobody should have two voices.
    """
    now = (unit.get(UserReport, report.report) for report in found.reports)
    free = tuple(report for report in now if report is not None and report.brigade is None)
    if not free:
        return None
    earlier = Counter(
        brigade
        for reporter in sorted(found.reporters)
        for brigade in {one.brigade for one in unit.find(UserReport, reporter=reporter)}
        if brigade is not None
    )
    name, times = min(earlier.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    known = unit.get(Brigade, name) if 2 * times >= len(found.reporters) else None
    before = () if known is None else unit.find(UserReport, brigade=name)
    q_value = shown_q(found.q_value)
    return FoundBrigade(found.kind, digest, found.finding, q_value, free, known, before)


def suspected(log: ReportLog, run: Run, q: float) -> tuple[Suspected, ...]:
    """Return the brigades that a run over a log of reports shows, surest first.

    Each report is in one of them at most: that which moved together goes first.
    """
    found = [*_together(log, run), *_at_once(log, run, q)]
    taken: set[str] = set()
    kept = []
    for one in found:
        free = tuple(report for report in one.reports if report.report not in taken)
        reporters = frozenset(report.reporter for report in free)
        if len(reporters) >= LEAST_REPORTERS:
            taken |= {report.report for report in free}
            kept.append(Suspected(one.kind, one.finding, one.q_value, reporters, free))
    return tuple(kept)


def shown_q(q_value: float) -> str:
    """Return a q-value in decimal, as rows keep it."""
    return f"{q_value:.3g}"


def _scanned(log: ReportLog, looking: Looking) -> tuple[str, Run]:
    with tempfile.TemporaryDirectory(prefix="clearwater-reports-") as temporary:
        folder = Path(temporary) if looking.keep is None else looking.keep
        folder.mkdir(parents=True, exist_ok=True)
        events, accounts = log.write(folder)
        opened = read(str(events), accounts=None if accounts is None else str(accounts))
        run = scan(opened, q=looking.q, seed=looking.seed, threads=looking.threads)
        return run_digest(run.save(folder / "run")), run


def _together(log: ReportLog, run: Run) -> Iterator[Suspected]:
    members: dict[str, set[str]] = {}
    for row in run.members.to_pylist():
        members.setdefault(row["finding"], set()).add(row["account"])
    objects: dict[str, set[str]] = {}
    for row in run.objects.to_pylist():
        if row["finding"] is not None and row["action"] == ACTION:
            objects.setdefault(row["finding"], set()).add(row["object"])
    for row in run.findings.to_pylist():
        name = row["finding"]
        who, what = members.get(name, set()), objects.get(name, set())
        reports = _reports_of(
            one.report
            for one in log.lines
            if one.report.reporter in who and one.report.subject in what
        )
        yield Suspected(BrigadeKind.TOGETHER, name, row["q_value"], frozenset(who), reports)


def _at_once(log: ReportLog, run: Run, q: float) -> Iterator[Suspected]:
    """Yield the surges whose crowd is alike, surest first."""
    # Whole microseconds: a float between would move a moment.
    spans = [run.pushed[name].cast(pa.int64()) for name in ("start", "end")]
    pushed = run.pushed.drop_columns(["start", "end"])
    pushed = pushed.append_column("start", spans[0]).append_column("end", spans[1])
    surges = [
        row
        for row in pushed.to_pylist()
        if row["action"] == ACTION and row["surge_q"] is not None and row["surge_q"] <= q
    ]
    if not surges:
        return
    everybody = [one.trace for one in log.lines]
    there = [about(log, row["object"], (row["start"], row["end"])) for row in surges]
    crowds = [crowd_of([one.trace for one in some], everybody) for some in there]
    accounts = [row["object"] for row in surges]
    alike = [
        sameness(crowd, [c for c, of in zip(crowds, accounts, strict=True) if of != account])
        for crowd, account in zip(crowds, accounts, strict=True)
    ]
    same_q = q_values(np.array([one.p_value for one in alike]), len(alike))
    order = sorted(range(len(surges)), key=lambda n: (same_q[n], surges[n]["object"]))
    for place in order:
        # The weaker of surge and likeness counts, as everywhere.
        q_value = max(float(same_q[place]), float(surges[place]["surge_q"]))
        if q_value <= q:
            who = alike[place].reporters
            reports = _reports_of(one.report for one in there[place] if one.report.reporter in who)
            name = f"S{place + 1:03d}"
            yield Suspected(BrigadeKind.AT_ONCE, name, q_value, who, reports)


def _reports_of(reports: Iterator[UserReport]) -> tuple[UserReport, ...]:
    found = {one.report: one for one in reports if one.brigade is None}
    return tuple(found[name] for name in sorted(found))


def _check_free(folder: Path | None) -> None:
    if folder is not None and folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise ParameterError(
            "there is something in the folder already",
            where=str(folder),
            next_step="Name another folder with --keep.",
        )
