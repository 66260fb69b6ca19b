"""Logs beside the server, and the beginning of any log."""

from __future__ import annotations

from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.work.logs import server_logs
from clearwater.app.work.previewing import preview
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.models import logs as m
from clearwater.web.operations import operation, router

logs = router("logs")


@logs.get("/logs", **operation(Verb.RUN, "Logs beside the server", m.ServerLogs))
def list_logs(at: Listing) -> Response:
    """What the operator has put there for the organisation, by name."""
    found = server_logs(at.desk, at.served.places(at.organisation))
    rows = [
        m.ServerLog(log=one.name, bytes=one.bytes, changed=shown_time(one.changed_us))
        for one in found
    ]
    return at.listed(m.ServerLogs(logs=rows))


@logs.post(
    "/logs/readings",
    **operation(Verb.RUN, "Look at the beginning of a log", m.LogSeen, shows=True, slow=True),
)
def look_at_log(at: Acting, said: m.LookAtLog) -> Response:
    """Its columns, what they may mean, and the first rows as they will be read; on record."""
    places = at.served.places(at.organisation)

    def do(desk: Desk) -> m.LogSeen:
        return m.seen_in(at.language, preview(desk, places, said.reading(), said.purpose))

    return at.done(
        do,
        said,
        shows_people=True,
        apart=True,
    )
