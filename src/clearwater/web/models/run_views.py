"""Runs in full, side by side, and against old decisions. No account is named."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clearwater.app.work.agreement import Agreement
from clearwater.app.work.comparing import Comparison, Pair
from clearwater.app.work.run_views import RunSummary, RunView
from clearwater.cases.figures.intervals import Share
from clearwater.web.models.base import In, Out, Word
from clearwater.web.models.runs import RunFindingRow


class RunLine(Out):
    """One run in a list."""

    run: str
    started: str | None
    kind: str | None
    asked_by: str | None
    logs: list[str]
    events: int
    accounts: int
    findings: int
    levels: dict[str, int]


class BadRows(Out):
    """Rows that could not be used, for one reason."""

    field: str
    reason: str
    count: int
    line: int


class RunOut(Out):
    """One run."""

    run: RunLine
    manifest: dict[str, Any]
    findings: list[RunFindingRow]
    quarantine: list[BadRows]
    settings: dict[str, Any] | None
    source: dict[str, str | None] | None
    has_report: bool


class FindingPair(Out):
    """What became of a finding."""

    state: str
    before: RunFindingRow | None
    after: RunFindingRow | None
    shared: int


class Difference(Out):
    """One parameter or count of two runs."""

    name: str
    before: str
    after: str


class RunsCompared(Out):
    """Two runs side by side."""

    same_log: bool
    parameters: list[Difference]
    counts: list[Difference]
    findings: list[FindingPair]
    both: int
    only_before: int
    only_after: int


class PartOf(Out):
    """So many of so many, with Wilson's interval of 95 %."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class CaseAgrees(Out):
    """One decided case."""

    case: str
    acted: PartOf
    spared: PartOf


class RunAgreement(Out):
    """A run against the decisions about its log."""

    cases: list[CaseAgrees]
    acted: PartOf
    spared: PartOf
    newly: int
    newly_open: int
    other_logs: int
    runs: int


class OpenReport(In):
    """The report is looked at, for a purpose."""

    purpose: Word


class ReportPlace(Out):
    """Where the report is, for a while."""

    address: str
    accounts: int
    lasts_s: int


def line_of(one: RunSummary) -> RunLine:
    """Return what is shown of a run in a list."""
    return RunLine(**{**asdict(one), "logs": list(one.logs), "levels": dict(one.levels)})


def run_of(one: RunView) -> RunOut:
    """Return what is shown of a run."""
    return RunOut(
        run=line_of(one.summary),
        manifest=dict(one.manifest),
        findings=[RunFindingRow(**asdict(row)) for row in one.findings],
        quarantine=[BadRows(**row) for row in one.quarantine],
        settings=None if one.settings is None else dict(one.settings),
        source=None if one.source is None else dict(one.source),
        has_report=one.has_report,
    )


def compared_of(one: Comparison) -> RunsCompared:
    """Return what is shown of two runs."""
    return RunsCompared(
        same_log=one.same_log,
        parameters=[Difference(name=n, before=b, after=a) for n, b, a in one.parameters],
        counts=[Difference(name=n, before=str(b), after=str(a)) for n, b, a in one.counts],
        findings=[_pair(pair) for pair in one.pairs],
        both=one.both,
        only_before=one.only_before,
        only_after=one.only_after,
    )


def agreement_of(one: Agreement) -> RunAgreement:
    """Return what is shown of a run against decisions."""
    return RunAgreement(
        cases=[
            CaseAgrees(case=row.case, acted=_part(row.acted), spared=_part(row.spared))
            for row in one.cases
        ],
        acted=_part(one.acted),
        spared=_part(one.spared),
        newly=one.newly,
        newly_open=one.newly_open,
        other_logs=one.other_logs,
        runs=one.runs,
    )


def _pair(pair: Pair) -> FindingPair:
    before, after = (
        None if one is None else RunFindingRow(**asdict(one)) for one in (pair.before, pair.after)
    )
    return FindingPair(state=pair.state, before=before, after=after, shared=pair.shared)


def _part(share: Share) -> PartOf:
    low, high = share.interval or (None, None)
    return PartOf(count=share.count, of=share.of, share=share.value, low=low, high=high)
