"""For every operation of the HTTP interface one minimal request that is valid.

``METHOD /path`` -> a function that prepares what the request needs and returns it. An operation
that is not here fails the tests of rights.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any

import pyotp
from pyotp.totp import TOTP

from clearwater.app.case import working
from clearwater.app.case.desk import taken
from clearwater.app.case.organisation import change_user, policy_in_force
from clearwater.app.identity.base import Gate, Present, desk_of
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.setup import confirm_totp, enrol_totp, issue_setup, use_setup
from clearwater.app.identity.tokens import issue_token
from clearwater.cases.records.notice import Message, MessageKind
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.base import Caller
from clearwater.cases.workflow.commands import BeginDelivery, RecordFailed
from clearwater.cases.workflow.dispatch import decide_on
from clearwater.cases.workflow.rights import RIGHTS, SYSTEM
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from tests.helpers import web_cases as cases
from tests.helpers import web_requests_bodies, web_requests_review, web_requests_runs
from tests.helpers.web_request import Request
from tests.helpers.web_server import PEOPLE, Server, session_of

PASSWORD = "纸鹤-lantern-2291-苔藓"  # noqa: S105 - of nobody
CHEAP = Hashing(1, 64, 1)
_numbers = itertools.count(1)


Prepare = Callable[[Server, str], Request]
"""(server, who will ask) -> the request."""


def _in_case(make: Callable[[Server], str], tail: str, said: Any = None) -> Prepare:
    return lambda server, _who: Request(f"/cases/{make(server)}{tail}", said)


def _always(path: str, said: Any = None) -> Prepare:
    return lambda _server, _who: Request(path, said)


def _account(tail: str) -> Prepare:
    def prepare(server: Server, _who: str) -> Request:
        case = cases.in_review(server)
        subject = cases.subjects_of(server, case)[0]
        if tail == "inclusions":
            working.exclude_subject(server.desk("ivo"), case, subject, cases.WHY)
        return Request(f"/cases/{case}/{tail}", {"subject": subject, "why": cases.WHY})

    return prepare


def _history(server: Server, _who: str) -> Request:
    case = cases.in_review(server)
    subject = cases.subjects_of(server, case)[0]
    return Request(f"/cases/{case}/subjects/{subject}/histories", {"purpose": "case work"})


def _join(server: Server, _who: str) -> Request:
    return Request(f"/cases/{cases.in_review(server)}/clues", {"clue": cases.a_clue(server)})


def _answer(server: Server, _who: str) -> Request:
    case, appeal = cases.appealed(server)
    said = {"outcome": "upheld", "why": cases.WHY}
    return Request(f"/cases/{case}/appeals/{appeal}/answers", said)


def _close(server: Server, _who: str) -> Request:
    case = cases.decided(server, None)
    return Request(f"/cases/{case}/closings", {"why": cases.WHY})


def _policy(server: Server, _who: str) -> Request:
    etag = server.get("max", "/policy").headers["etag"]
    said = json.loads(policy_in_force(server.desk("max")).canonical())
    said["appeal_window_s"] = 30 * 86_400 + next(_numbers)
    return Request("/policy", said, {"If-Match": etag})


def _new_user(_server: Server, _who: str) -> Request:
    said = {"roles": ["reviewer"]}
    return Request(f"/users/小王{next(_numbers)}", said, {"If-None-Match": "*"})


def added(server: Server, by: str = "lea") -> str:
    """Return somebody new."""
    user = f"new{next(_numbers)}"
    change_user(server.desk(by), user, ("reviewer",))
    return user


def gate_of(server: Server) -> Gate:
    """Return a gate at which passwords are hashed quickly."""
    return Gate(server.store, server.clock.us, CHEAP)


def with_password(server: Server, user: str) -> None:
    """Give somebody `PASSWORD`."""
    gate, organisation = gate_of(server), PEOPLE[user][0]
    lead = "mia" if organisation != "main" else "max" if user == "lea" else "lea"
    token = issue_setup(gate, server.desk(lead), user).token
    use_setup(gate, organisation, user, token, PASSWORD)


def present(server: Server, user: str) -> Present:
    """Return somebody who has just logged in."""
    organisation, roles = PEOPLE[user]
    session = session_of(gate_of(server), user)
    return Present(Caller(user, organisation, frozenset(roles)), session)


def with_device(server: Server, user: str) -> TOTP:
    """Give somebody a device for codes, and return it."""
    with_password(server, user)
    gate, who = gate_of(server), present(server, user)
    enrolling = enrol_totp(gate, who)
    device = pyotp.parse_uri(enrolling.address)
    assert isinstance(device, TOTP)
    confirm_totp(gate, who, enrolling.ticket, device.at(server.clock.us() // 1_000_000))
    server.clock.now_us += 60_000_000
    return device


def _password(path: str, **more: str) -> Prepare:
    def prepare(server: Server, who: str) -> Request:
        with_password(server, who)
        return Request(path, {"password": PASSWORD, **more})

    return prepare


def _log_out(server: Server, who: str) -> Request:
    with_password(server, who)
    return Request("/sessions/current")


def _show_code(server: Server, who: str) -> Request:
    device = with_device(server, who)
    return Request("/sessions/current/codes", {"code": device.at(server.clock.us() // 1_000_000)})


def _confirm(server: Server, who: str) -> Request:
    with_password(server, who)
    enrolling = enrol_totp(gate_of(server), present(server, who))
    device = pyotp.parse_uri(enrolling.address)
    assert isinstance(device, TOTP)
    said = {"ticket": enrolling.ticket, "code": device.at(server.clock.us() // 1_000_000)}
    return Request("/me/devices/confirmations", said)


def _of_user(tail: str, said: Any = None, *, password: bool = False) -> Prepare:
    def prepare(server: Server, _who: str) -> Request:
        user = added(server)
        if password:
            gate = gate_of(server)
            token = issue_setup(gate, server.desk("lea"), user).token
            use_setup(gate, "main", user, token, PASSWORD)
        return Request(f"/users/{user}/{tail}", said)

    return prepare


def _own_sessions(server: Server, who: str) -> Request:
    with_password(server, who)
    return Request(f"/users/{who}/session-ends", {})


def _a_scope(who: str) -> str:
    """Return what a token of somebody can be for."""
    verbs = {verb for role in PEOPLE[who][1] for verb in RIGHTS[role]}
    return min(verbs & FOR_PROGRAMS)


def _own_token(server: Server, who: str) -> Request:
    desk = desk_of(gate_of(server), present(server, who))
    return Request(f"/tokens/{issue_token(desk, [_a_scope(who)], 3).row.token}")


def _delivered(server: Server, _who: str) -> Request:
    cases.notified(server)
    return Request("/deliveries", {})


def _link(server: Server, _who: str) -> Request:
    said = {"issuer": "https://login.example.org", "subject": f"2482897{next(_numbers)}"}
    return Request(f"/users/{added(server)}/links", said)


def _give_up(server: Server, _who: str) -> Request:
    case = cases.notified(server)
    said = {"subject": _tried_in_vain(server, case), "why": cases.WHY}
    return Request(f"/cases/{case}/given-up-notices", said)


def _tried_in_vain(server: Server, case: str) -> str:
    """Let a notice fail once, and return to whom it was."""
    with server.store.writing("main") as unit:
        file = unit.case_file(case)
        assert file is not None
        notice = next(one for one in file.all(Message) if one.kind == MessageKind.NOTICE)
        context = gate_of(server).system(unit)
        for command in (
            BeginDelivery(notice.message, 60),
            RecordFailed(notice.message, "HTTP 503", 1_000_000),
        ):
            steps = taken(decide_on(file, command, context))
            unit.save(steps, SYSTEM, context.now_us)
            file = file.after(steps)
    return notice.subject


def _withdraw(server: Server, who: str) -> Request:
    by = who if Role.INVESTIGATOR in PEOPLE[who][1] else "ivo"
    return Request(f"/cases/{cases.decided(server, 'ban', by)}/withdrawals", {"why": cases.WHY})


DECISION = {"measure": "mute", "reason_code": "coordinated engagement", "why": cases.WHY}

REQUESTS: Mapping[str, Prepare] = {
    **web_requests_bodies.REQUESTS,
    **web_requests_review.REQUESTS,
    **web_requests_runs.REQUESTS,
    "POST /cases/{case}/subjects/{subject}/histories": _history,
    "GET /health": _always("/health"),
    "GET /openapi.json": _always("/openapi.json"),
    "GET /cases": _always("/cases?state=open&limit=1"),
    "POST /cases": lambda server, _who: Request(
        "/cases", {"clue": cases.a_clue(server), "title": "一起点赞 · liked together"}
    ),
    "GET /cases/{case}": _in_case(cases.opened, ""),
    "POST /cases/{case}/readings": _in_case(cases.opened, "/readings", {"purpose": "case work"}),
    "POST /cases/{case}/assignments": lambda server, who: Request(
        f"/cases/{cases.opened(server)}/assignments", {"to": who}
    ),
    "POST /cases/{case}/exclusions": _account("exclusions"),
    "POST /cases/{case}/inclusions": _account("inclusions"),
    "POST /cases/{case}/clues": _join,
    "GET /cases/{case}/members": _in_case(cases.opened, "/members"),
    "GET /cases/{case}/evidence": _in_case(cases.opened, "/evidence"),
    "GET /cases/{case}/decisions": _in_case(cases.decided, "/decisions"),
    "GET /cases/{case}/measures": _in_case(cases.notified, "/measures"),
    "GET /cases/{case}/appeals": lambda server, _who: Request(
        f"/cases/{cases.appealed(server)[0]}/appeals"
    ),
    "POST /cases/{case}/packages": _in_case(cases.opened, "/packages", {}),
    "POST /cases/{case}/previews": _in_case(cases.in_review, "/previews", {"measure": "mute"}),
    "POST /cases/{case}/given-up-notices": _give_up,
    "POST /cases/{case}/decisions": _in_case(cases.in_review, "/decisions", DECISION),
    "POST /cases/{case}/approvals": _in_case(
        lambda server: cases.decided(server, "ban"), "/approvals", {}
    ),
    "POST /cases/{case}/refusals": _in_case(
        lambda server: cases.decided(server, "ban"), "/refusals", {"why": cases.WHY}
    ),
    "POST /cases/{case}/withdrawals": _withdraw,
    "POST /cases/{case}/notices": _in_case(cases.decided, "/notices", {}),
    "POST /cases/{case}/appeals": _in_case(
        cases.notified, "/appeals", {"statement": "我们是同学 · classmates"}
    ),
    "POST /cases/{case}/appeals/{appeal}/answers": _answer,
    "POST /cases/{case}/closings": _close,
    "GET /clues": _always("/clues"),
    "POST /clues": lambda _server, _who: Request(
        "/clues", {"source": "report", "account": f"小红_{next(_numbers)}", "note": "刷单"}
    ),
    "GET /clues/{clue}": lambda server, _who: Request(f"/clues/{cases.a_clue(server)}"),
    "POST /clues/{clue}/settings-aside": lambda server, _who: Request(
        f"/clues/{cases.a_clue(server)}/settings-aside", {"why": cases.WHY}
    ),
    "GET /policy": _always("/policy"),
    "PUT /policy": _policy,
    "POST /restrictions/searches": _always("/restrictions/searches", {"purpose": "enforcement"}),
    "POST /deliveries": _delivered,
    "GET /ledger": _always("/ledger"),
    "GET /ledger/entries": _always("/ledger/entries?limit=2"),
    "GET /ledger/entries/{number}/proof": _always("/ledger/entries/1/proof"),
    "GET /ledger/consistency": _always("/ledger/consistency?earlier=2"),
    "POST /ledger/checkpoints": _always("/ledger/checkpoints", {}),
    "POST /ledger/verifications": _always("/ledger/verifications", {}),
    "GET /me": _always("/me"),
    "GET /users": _always("/users"),
    "GET /users/{user}": _always("/users/ines"),
    "PUT /users/{user}": _new_user,
    "GET /sessions/current": _always("/sessions/current"),
    "DELETE /sessions/current": _log_out,
    "POST /sessions/current/proofs": _password("/sessions/current/proofs"),
    "POST /sessions/current/codes": _show_code,
    "POST /me/passwords": _password("/me/passwords", new="另一只-kettle-8830-雨伞"),
    "POST /me/devices": _always("/me/devices", {}),
    "POST /me/devices/confirmations": _confirm,
    "GET /logins": _always("/logins"),
    "POST /users/{user}/set-ups": _of_user("set-ups", {}),
    "POST /users/{user}/session-ends": _own_sessions,
    "POST /users/{user}/links": _link,
    "DELETE /users/{user}/links": _of_user("links", password=True),
    "GET /tokens": _always("/tokens"),
    "POST /tokens": lambda _server, who: Request("/tokens", {"scopes": [_a_scope(who)], "days": 3}),
    "DELETE /tokens/{token}": _own_token,
}
