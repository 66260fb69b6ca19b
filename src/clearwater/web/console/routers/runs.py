"""Runs: the list, a new one, one at work, one that is finished; two side by side; its report."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.detector_list import specs
from clearwater.app.settings import SETTINGS
from clearwater.app.work import jobs as work
from clearwater.app.work.agreement import agreement
from clearwater.app.work.comparing import compared
from clearwater.app.work.logs import LogRef, found_log, server_logs
from clearwater.app.work.report_ticket import report_by_ticket
from clearwater.app.work.run_views import RunView, summaries, view
from clearwater.app.work.uploads import CHUNK, uploads
from clearwater.cases.records.runs import JobState
from clearwater.cases.workflow.rights import Verb
from clearwater.events.schema import OPTIONAL, REQUIRED
from clearwater.web.console.page import Viewer, Viewing, page, page_router
from clearwater.web.console.rendering import HTML
from clearwater.web.models.base import Name
from clearwater.web.models.cases import RunName
from clearwater.web.models.jobs import job_of
from clearwater.web.models.logs import LogName
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

run_pages = page_router()
Run = Annotated[RunName, Path()]
SHOWN = 200
"""Runs on the list."""
OF_LATE_US = 14 * 86_400_000_000
"""How far back jobs that came to nothing are listed."""
TROUBLE = (JobState.FAILED, JobState.CANCELLED)
WINDOWS = ("10s", "60s", "10min", "1h", "6h")
ZONES = (
    "Asia/Shanghai",
    "UTC",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
)
_SCRIPT = re.compile(rb"script-src '(sha256-[A-Za-z0-9+/=]{44})'")


@run_pages.get("/runs", **page(Verb.READ))
def list_runs(at: Viewing) -> Response:
    """What each run found, what is being worked on, and the logs that were brought."""
    places, settings = at.served.places(at.organisation), at.served.settings
    found, many = (
        summaries(at.desk, runs_of(at), limit=SHOWN) if settings.runs is not None else ((), 0)
    )
    since_us = settings.clock_us() - OF_LATE_US
    return at.page(
        "runs",
        runs=found,
        many=many,
        shown=SHOWN,
        waiting=[job_of(one) for one in work.waiting_jobs(at.desk, places)],
        trouble=[job_of(one) for one in work.ended_of_late(at.desk, places, since_us, TROUBLE)][
            :10
        ],
        uploads=uploads(at.desk, places) if at.may(Verb.RUN) else (),
        has_runs=settings.runs is not None,
        may_run=at.may(Verb.RUN),
    )


@run_pages.get("/runs/new", **page(Verb.RUN))
def new_run(
    at: Viewing,
    upload: Annotated[Name | None, Query()] = None,
    log: Annotated[LogName | None, Query()] = None,
    again: Annotated[RunName | None, Query()] = None,
    shadow: Annotated[bool, Query()] = False,  # noqa: FBT002 - of an address, by name
) -> Response:
    """Choose a log, say what its columns mean, see the cost, start."""
    places = at.served.places(at.organisation)
    asked: dict[str, Any] | None = None
    if again is not None:
        before = view(at.desk, runs_of(at), again)
        asked = dict(before.settings) if before.settings is not None else None
        if before.source is not None and upload is None and log is None:
            upload, log = before.source["upload"], before.source["log"]
    ref = LogRef(upload, log)
    chosen = found_log(at.desk, places, ref) if (upload, log) != (None, None) else None
    return at.page(
        "run_new",
        chosen=chosen,
        again=again,
        asked=asked,
        shadow=shadow,
        logs=server_logs(at.desk, places),
        uploads=uploads(at.desk, places),
        columns={**REQUIRED, **OPTIONAL},
        required=list(REQUIRED),
        windows=WINDOWS,
        zones=ZONES,
        defaults={name: SETTINGS[name].shown_default for name in ("q", "seed", "max_bad_share")},
        limits=at.served.settings.limits,
        chunk=CHUNK,
        api=PREFIX,
        purposes=at.purposes,
        families={one.id: one.family for one in specs()},
    )


@run_pages.get("/runs/jobs/{job}", **page(Verb.READ))
def show_job(at: Viewing, job: Annotated[Name, Path()]) -> Response:
    """How far a job is; its script asks again until it is over."""
    found = work.the_job(at.desk, at.served.places(at.organisation), job)
    return at.page("job", job=job_of(found), may_run=at.may(Verb.RUN))


@run_pages.get("/runs/{run}", **page(Verb.READ))
def show_run(at: Viewing, run: Run) -> Response:
    """What a run was made from and how, and what it found."""
    runs = runs_of(at)
    one = view(at.desk, runs, run)
    others = [name for name in runs.names() if name != run]
    return at.page(
        "run",
        run=run,
        one=one,
        others=others[-SHOWN:],
        purposes=at.purposes,
        can_again=_can_again(at, one),
        may_run=at.may(Verb.RUN),
    )


@run_pages.get("/runs/{run}/compared", **page(Verb.READ, slow=True))
def compare_runs(at: Viewing, run: Run, to: Annotated[RunName, Query()]) -> Response:
    """Findings gained, lost and changed; parameters and counts side by side."""
    return at.page("runs_compared", run=run, to=to, one=compared(at.desk, runs_of(at), run, to))


@run_pages.get("/runs/{run}/agreement", **page(Verb.READ, slow=True))
def hold_against_decisions(at: Viewing, run: Run) -> Response:
    """Of what people decided, what this run would still find; nothing is changed."""
    return at.page("run_agreement", run=run, one=agreement(at.desk, runs_of(at), run))


@run_pages.get("/runs/{run}/report/{ticket}", **page(Verb.READ))
def show_report(
    at: Viewing, run: Run, ticket: Annotated[str, Path(pattern=r"^[0-9]{1,12}-[0-9a-f]{40}$")]
) -> Response:
    """The report of a run, in a box of its own: it has a script, and no part in the console."""
    body = report_by_ticket(at.desk, runs_of(at), run, ticket)
    return Response(body, 200, {"Content-Security-Policy": report_policy(body)}, HTML)


def report_policy(report: bytes) -> str:
    """Return the rules of a report: its own script and no other, and nobody's cookies.

    In a sandbox without ``allow-same-origin`` it is a stranger to this server, whatever an account
    in it is called. Its bars are drawn by style attributes, so styles of its own are let in.
    """
    found = _SCRIPT.search(report[:4_000])
    script = "'none'" if found is None else f"'{found[1].decode()}'"
    return "; ".join(
        (
            "sandbox allow-scripts allow-downloads",
            "default-src 'none'",
            f"script-src {script}",
            "style-src 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _can_again(at: Viewer, one: RunView) -> bool:
    """Return whether the log of a run is still there, and known by a name."""
    return one.source is not None and one.settings is not None and at.may(Verb.RUN)
