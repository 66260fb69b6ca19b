"""Jobs: work that takes longer than a request."""

from __future__ import annotations

from typing import Any, Literal, cast

from clearwater.app.work.jobs import JobSeen
from clearwater.cases.ledger.entry import shown_time
from clearwater.web.models.base import In, Out
from clearwater.web.models.logs import ScanIn
from clearwater.web.problem_words.translate import in_language

State = Literal["queued", "running", "done", "failed", "cancelled"]


class AskForScan(ScanIn):
    """A scan, its estimate, or a shadow run."""

    kind: Literal["scan", "shadow", "estimate"]


class Cancel(In):
    """It is not wanted any more."""


class Phase(Out):
    """How far a job is."""

    name: str
    done: int
    total: int
    """0 where it is not known."""


class JobOut(Out):
    """One job."""

    job: str
    kind: str
    state: State
    asked_by: str
    asked: str
    upload: str | None
    log: str | None
    run: str | None
    attempt: int
    began: str | None
    ended: str | None
    phase: Phase | None
    settings: dict[str, Any]
    outcome: dict[str, Any] | None
    error: str | None
    next: str | None


class Jobs(Out):
    """A page of jobs, in the order of their names."""

    jobs: list[JobOut]
    next: str | None


def job_of(one: JobSeen, language: str = "en") -> JobOut:
    """Return what is shown of a job, with what went wrong in a language."""
    row, beat = one.row, one.beat
    return JobOut(
        job=row.job,
        kind=row.kind,
        state=cast("State", str(row.state)),
        asked_by=row.asked_by,
        asked=shown_time(row.asked_us),
        upload=row.upload,
        log=row.log,
        run=row.run,
        attempt=row.attempt,
        began=None if row.began_us is None else shown_time(row.began_us),
        ended=None if row.ended_us is None else shown_time(row.ended_us),
        phase=None if beat is None else Phase(name=beat.phase, done=beat.done, total=beat.total),
        settings=one.settings,
        outcome=_outcome(one.outcome, language),
        error=row.error and in_language(language, row.error),
        next=row.next_step and in_language(language, row.next_step),
    )


def _outcome(outcome: dict[str, Any] | None, language: str) -> dict[str, Any] | None:
    if outcome is None:
        return None
    said = {name: outcome[name] for name in ("expected", "found") if outcome.get(name)}
    return outcome | {name: in_language(language, text) for name, text in said.items()}
