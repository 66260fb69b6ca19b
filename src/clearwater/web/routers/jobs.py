"""Jobs: asked for, watched, cancelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.work import jobs as work
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.models import jobs as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.served import PREFIX

jobs = router("jobs")
JobName = Annotated[Name, Path(description="Name of the job.")]


@jobs.get("/jobs", **operation(Verb.READ, "Jobs", m.Jobs))
def list_jobs(at: Listing, page: Paged) -> Response:
    """All of them, in the order of their names."""
    cursors = at.cursors("jobs")
    place = page.after(cursors)
    found = work.jobs_page(
        at.desk,
        at.served.places(at.organisation),
        limit=page.limit,
        after=None if place is None else (str(place[0]),),
    )
    following = cursors.write([found[-1].row.job]) if len(found) == page.limit else None
    return at.listed(m.Jobs(jobs=[m.job_of(one) for one in found], next=following))


@jobs.post("/jobs", **operation(Verb.RUN, "Ask for a job", m.JobOut, status=201))
def ask_for_job(at: Acting, said: m.AskForScan) -> Response:
    """A scan, a shadow run, or what they would cost; a worker of the server takes it up."""
    places = at.served.places(at.organisation)
    answer = at.done(
        lambda desk: m.job_of(work.ask_for_scan(desk, places, said.kind, said.scanning())),
        said,
        made=lambda job: f"{PREFIX}/jobs/{job.job}",
    )
    at.served.wake.set()
    return answer


@jobs.get("/jobs/{job}", **operation(Verb.READ, "One job", m.JobOut, conditional=True))
def show_job(at: Looking, job: JobName) -> Response:
    """Where it stands, and how far it is."""
    found = work.the_job(at.desk, at.served.places(at.organisation), job)
    return at.single(m.job_of(found, at.language))


@jobs.post("/jobs/{job}/cancellations", **operation(Verb.RUN, "Cancel a job", m.JobOut))
def cancel_job(at: Acting, job: JobName, said: m.Cancel) -> Response:
    """It ends before its time, and leaves nothing."""
    places = at.served.places(at.organisation)
    answer = at.done(lambda desk: m.job_of(work.cancel(desk, places, job)), said)
    at.served.wake.set()
    return answer
