"""Requests about logs that people bring and the work on them: see `web_requests`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from clearwater.app.work import jobs, uploads
from clearwater.app.work.asked import Reading, Scanning
from clearwater.app.work.logs import LogRef
from clearwater.app.work.places import Limits, Places
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers.web_request import Request
from tests.helpers.web_server import PEOPLE, Server

Prepare = Callable[[Server, str], Request]
_numbers = itertools.count(1)


def may_run(who: str) -> str:
    """Return them, or somebody else who may bring a log."""
    return who if any(Verb.RUN in RIGHTS[role] for role in PEOPLE[who][1]) else "ines"


def log_of(number: int) -> bytes:
    """Return a small log."""
    return f"actor,action,object,time\n小红{number},like,p1,2026-03-01T10:00:00Z\n".encode()


def arriving(server: Server, who: str) -> str:
    """Return an upload of which everything has arrived, and nothing was said of it."""
    content, limits = log_of(next(_numbers)), Limits(keep_free=0)
    desk, places = server.desk(may_run(who)), Places(server.store.files, "main")
    name = uploads.begin(desk, places, limits, size=len(content), days=None).row.upload
    uploads.receive(desk, places, name, 0, [content])
    return name


def ready(server: Server, who: str) -> str:
    """Return an upload that can be scanned."""
    name = arriving(server, who)
    places = Places(server.store.files, "main")
    uploads.complete(server.desk(may_run(who)), places, name, None)
    return name


def queued(server: Server, who: str) -> str:
    """Return a job that waits; this server works on none."""
    desk, places = server.desk(may_run(who)), Places(server.store.files, "main")
    asked = Scanning(Reading(LogRef(upload=ready(server, who))))
    name = jobs.ask_for_scan(desk, places, "estimate", asked).row.job
    # So many wait at most, and the tests of rights ask for more.
    jobs.cancel(desk, places, name)
    return jobs.ask_for_scan(desk, places, "estimate", asked).row.job


def _of_upload(prepared: Callable[[Server, str], str], tail: str, said: Any = None) -> Prepare:
    return lambda server, who: Request(f"/uploads/{prepared(server, who)}{tail}", said)


def _ask(server: Server, who: str) -> Request:
    _end_all(server)
    return Request("/jobs", {"kind": "estimate", "upload": ready(server, who)})


def _of_job(tail: str, said: Any = None) -> Prepare:
    def prepare(server: Server, who: str) -> Request:
        _end_all(server)
        return Request(f"/jobs/{queued(server, who)}{tail}", said)

    return prepare


def _end_all(server: Server) -> None:
    places = Places(server.store.files, "main")
    for one in jobs.waiting_jobs(server.desk("ines"), places):
        jobs.cancel(server.desk("ines"), places, one.row.job)


REQUESTS: Mapping[str, Prepare] = {
    "GET /uploads": lambda _server, _who: Request("/uploads"),
    "POST /uploads": lambda _server, _who: Request("/uploads", {"bytes": 10, "days": 1}),
    "GET /uploads/{upload}": _of_upload(ready, ""),
    "POST /uploads/{upload}/completions": _of_upload(arriving, "/completions", {}),
    "DELETE /uploads/{upload}": _of_upload(ready, ""),
    "GET /logs": lambda _server, _who: Request("/logs"),
    "GET /jobs": lambda _server, _who: Request("/jobs?limit=2"),
    "POST /jobs": _ask,
    "GET /jobs/{job}": _of_job(""),
    "POST /jobs/{job}/cancellations": _of_job("/cancellations", {}),
}
