"""Requests about who works on what, and about the quality of reviews: see `web_requests`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clearwater.app.case import at_work
from clearwater.app.quality import blind_reviews
from clearwater.app.quality.figures import change_rules
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers import web_cases as cases
from tests.helpers.web_request import Request
from tests.helpers.web_server import PEOPLE, Server

Prepare = Callable[[Server, str], Request]
NOTICE = {"measure": "mute", "reason_code": "coordinated engagement"}


def _may_work(who: str) -> bool:
    return any(Verb.WORK in RIGHTS[role] for role in PEOPLE.get(who, ("main", ()))[1])


def _worker(who: str) -> str:
    """Return who asks where they may work on cases of ``main``, else somebody who may."""
    here = PEOPLE.get(who, ("", ()))[0] == "main"
    return who if here and _may_work(who) else "ivo"


def _next(server: Server, who: str) -> Request:
    """Let a case wait for whoever asks: at the step that is theirs."""
    roles = PEOPLE.get(who, ("main", ()))[1]
    if Role.INVESTIGATOR in roles or Role.LEAD in roles:
        cases.opened(server)
    elif Role.REVIEWER in roles:
        cases.decided(server, "ban")
    elif Role.APPEALS in roles:
        cases.appealed(server)
    for lease in at_work.at_work(server.desk("ivo")):
        at_work.leave(server.desk(lease.by), lease.held)
    return Request("/work", {})


def _take(server: Server, _who: str) -> Request:
    return Request(f"/cases/{cases.opened(server)}/work", {})


def _leave(server: Server, who: str) -> Request:
    case = cases.opened(server)
    at_work.take(server.desk(_worker(who)), case)
    return Request(f"/cases/{case}/work-endings", {})


def _ask(server: Server, who: str) -> Request:
    case = cases.opened(server)
    at_work.take(server.desk("max" if who != "max" else "ivo"), case)
    return Request(f"/cases/{case}/work-requests", {})


def _give(server: Server, who: str) -> Request:
    case = cases.opened(server)
    holder = _worker(who)
    at_work.take(server.desk(holder), case)
    at_work.ask_for(server.desk("max" if holder != "max" else "ivo"), case)
    return Request(f"/cases/{case}/work-handovers", {})


def a_blind_review(server: Server) -> str:
    """Return a decision that waits to be judged again, by nobody who had a part in it."""
    change_rules(server.desk("lea"), 1000)
    try:
        before = {one.review for one in blind_reviews.waiting(server.desk("rosa"))}
        cases.decided(server)
        after = {one.review for one in blind_reviews.waiting(server.desk("rosa"))}
    finally:
        change_rules(server.desk("lea"), 0)
    (made,) = after - before
    return made


def _judge(server: Server, _who: str) -> Request:
    said = {"measure": "warn", "reason_code": "coordinated engagement", "why": cases.WHY}
    return Request(f"/blind-reviews/{a_blind_review(server)}/answers", said)


def _in_case(make: Callable[[Server], str], tail: str, said: object = None) -> Prepare:
    return lambda server, _who: Request(f"/cases/{make(server)}{tail}", said)


def _always(path: str, said: object = None) -> Prepare:
    return lambda _server, _who: Request(path, said)


REQUESTS: Mapping[str, Prepare] = {
    "GET /case-counts": _always("/case-counts?state=open&overdue=true"),
    "GET /work": _always("/work"),
    "POST /work": _next,
    "POST /cases/{case}/work": _take,
    "POST /cases/{case}/work-endings": _leave,
    "POST /cases/{case}/work-requests": _ask,
    "POST /cases/{case}/work-handovers": _give,
    "GET /cases/{case}/explanations": _in_case(cases.opened, "/explanations"),
    "POST /cases/{case}/notice-previews": _in_case(cases.in_review, "/notice-previews", NOTICE),
    "GET /quality": _always("/quality"),
    "POST /quality/rules": _always("/quality/rules", {"blind_milli": 0}),
    "GET /known-findings": _always("/known-findings"),
    "GET /blind-reviews": _always("/blind-reviews"),
    "POST /blind-reviews/{review}/answers": _judge,
}
