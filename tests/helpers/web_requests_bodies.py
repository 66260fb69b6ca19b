"""Requests about bodies, users' reports, figures, partners, privacy: see `web_requests`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clearwater.app.case import working
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.exchange.partners import PartnerSaid, add_partner
from clearwater.app.intake.receiving import Reported, receive_report
from clearwater.app.org import duties, handing_over, joint, registers, tree
from clearwater.app.privacy.erasing import Who
from clearwater.app.privacy.holding import hold
from clearwater.cases import acts
from clearwater.cases.organisations.weeks import week_of_us
from clearwater.cases.records.bodies import Membership
from clearwater.cases.records.passing import PartState, Position
from clearwater.cases.records.people import User
from clearwater.cases.workflow.base import Step
from tests.helpers import web_cases as cases
from tests.helpers.web_request import Request
from tests.helpers.web_server import BELOW, PEOPLE, Server

PLATFORM = "短视频"
WEEK_US = 7 * 86_400_000_000
_numbers = itertools.count(1)
Prepare = Callable[[Server, str], Request]


def with_tree(server: Server) -> None:
    """Begin the tree of ``main``, with a body below it and a platform."""
    with server.store.reading("main") as unit:
        if unit.get(Membership, "main") is not None:
            return
    lead = server.desk("lea")
    tree.begin(lead, level="nation", name="全国")
    tree.add(lead, BELOW, parent=None, level="province", name="江苏省", lead="mei")
    tree.add(lead, PLATFORM, parent=None, level="platform", name="短视频平台", lead="pia")
    users = [
        User(BELOW, one, " ".join(sorted(PEOPLE[one][1])), "active", server.clock.us())
        for one in ("mei", "bo")
    ]
    with server.store.writing(BELOW) as unit:
        steps = [Step(acts.UserChanged(one.user, one.roles, one.state), (one,)) for one in users]
        unit.save(steps, "mei", server.clock.us())


def _of_tree(path: str, said: Any = None) -> Prepare:
    def prepare(server: Server, _who: str) -> Request:
        with_tree(server)
        return Request(path, said)

    return prepare


def a_body(server: Server) -> str:
    """Return a body that was just added, and has nothing to do."""
    with_tree(server)
    name = f"市{next(_numbers)}"
    tree.add(server.desk("lea"), name, parent=BELOW, level="city", name=f"{name}局", lead="x")
    return name


def _add_body(server: Server, _who: str) -> Request:
    with_tree(server)
    name = f"新{next(_numbers)}"
    said = {"body": name, "level": "city", "name": f"{name}局", "lead": "x"}
    return Request("/tree/bodies", said)


def offered(server: Server, *, by_us: bool) -> str:
    """Return an offer between ``main`` and the body below it."""
    with_tree(server)
    who, to = ("lea", BELOW) if by_us else ("mei", "main")
    clue = cases.a_clue(server, who)
    return handing_over.hand_over(server.desk(who), clue, to=to, why=cases.WHY).handover


def invited(server: Server, *, taking_part: bool = False, agreeing: bool = False) -> str:
    """Return the part of ``main`` in a case of the body below it."""
    with_tree(server)
    case = cases.in_review(server, "mei")
    row = joint.invite(server.desk("mei"), case, "main", question="同意吗？ Do you agree?")
    if taking_part:
        joint.answer(server.desk("lea"), row.participation, PartState.TAKES_PART)
    if agreeing:
        joint.give_position(server.desk("lea"), row.participation, Position.AGREES, cases.WHY)
        choice = working.Choice("ban", "coordinated engagement", cases.WHY)
        working.decide(server.desk("bo"), case, choice)
    return row.participation


def _end_part(server: Server, _who: str) -> Request:
    """End the part of the body below in a case of ``main``; its time is over."""
    with_tree(server)
    case = cases.in_review(server)
    row = joint.invite(server.desk("lea"), case, BELOW, question="同意吗？ Do you agree?")
    server.clock.now_us = row.due_us + 1
    return Request(f"/parts/{row.participation}/endings", {"why": cases.WHY})


def _part(tail: str, said: Any, **how: bool) -> Prepare:
    return lambda server, _who: Request(f"/parts/{invited(server, **how)}/{tail}", said)


def _invite(server: Server, _who: str) -> Request:
    with_tree(server)
    said = {"body": BELOW, "question": "同意吗？"}
    return Request(f"/cases/{cases.in_review(server)}/invitations", said)


def _next_week(server: Server) -> str:
    server.clock.now_us += WEEK_US
    return week_of_us(server.clock.us() - WEEK_US)


def asked(server: Server, *, received: bool = False) -> str:
    """Return a duty of the platform."""
    with_tree(server)
    duty = duties.ask(server.desk("lea"), PLATFORM, _next_week(server)).duty
    if received:
        path = server.store.files / "document.json"
        path.write_bytes(b"{}")
        duties.receive(server.desk("lea"), server.store.blobs, duty, path)
    return duty


def _ask(server: Server, _who: str) -> Request:
    with_tree(server)
    return Request("/duties", {"platform": PLATFORM, "week": _next_week(server)})


def _creator(server: Server, _who: str) -> Request:
    agency = f"机构{next(_numbers)}"
    registers.change_agency(server.desk("lea"), agency)
    said = {"account": f"主播{next(_numbers)}", "followers": 1_200_000, "agency": agency}
    return Request("/creators", said)


def a_report(server: Server) -> str:
    """Return a report of a user of the platform."""
    number = next(_numbers)
    about = f"被举报{number}"
    reported = Reported(f"举报人{number}", "fake engagement", account=about, words="刷赞")
    return receive_report(server.desk("max"), reported).report.report


def _report(_server: Server, _who: str) -> Request:
    said = {
        "reporter": f"小红{next(_numbers)}", "category": "fake engagement",
        "account": f"刷子{next(_numbers)}", "words": "刷赞刷评论", "time": "2026-03-01T11:00:00Z",
    }  # fmt: skip
    return Request("/user-reports", said)


def _read_report(server: Server, _who: str) -> Request:
    return Request(f"/user-reports/{a_report(server)}/readings", {"purpose": "reports"})


def a_hold(server: Server) -> str:
    """Return a hold that somebody else has placed."""
    (row,) = hold(server.desk("max"), Who(), cases.opened(server), cases.WHY)
    return row.hold


def _erase(server: Server, _who: str) -> Request:
    account = f"要删除的{next(_numbers)}"
    registers.change_agency(server.desk("lea"), f"机构{next(_numbers)}")
    registers.change_creator(server.desk("lea"), registers.CreatorSaid(account, 10))
    return Request("/erasures", {"identifier": account, "why": "本人请求"})


def _foresee(server: Server, who: str) -> Request:
    asked = _erase(server, who).said
    return Request("/erasures/previews", {"identifier": asked["identifier"]})


def a_partner(server: Server) -> str:
    """Return a partner of whom everything may pass."""
    name = f"partner-{next(_numbers)}"
    sends, gets = frozenset({"clues", "flags", "receipts"}), frozenset({"flags", "stix"})
    said = PartnerSaid(name, sends, gets, (), make_secret=True)
    add_partner(server.store, server.desk("lea"), said)
    return name


def _partner(tail: str, said: Any) -> Prepare:
    return lambda server, _who: Request(f"/partners/{a_partner(server)}/{tail}", said)


def _week(server: Server) -> str:
    """Return the last week that is over."""
    return week_of_us(server.clock.us() - WEEK_US)


def _publish(server: Server, _who: str) -> Request:
    return Request("/reports/publications", {"kind": "weekly", "period": _week(server)})


def _flags(server: Server, _who: str) -> Request:
    lead = server.desk("lea")
    policy = policy_in_force(lead)
    if not policy.exchange.flag_actor:
        exchange = replace(
            policy.exchange,
            flag_actor="https://here.example/actor",
            accounts_begin="https://here.example/users/",
        )
        change_policy(lead, replace(policy, exchange=exchange))
    said = {"partner": a_partner(server), "purpose": "case work"}
    case = cases.notified(server, called="user")  # their addresses are in this script
    return Request(f"/cases/{case}/flags", said)


def _after(make: Callable[[Server], object], path: str) -> Prepare:
    """Return a request after something was made that its answer shows."""

    def prepare(server: Server, _who: str) -> Request:
        make(server)
        return Request(path)

    return prepare


def _hand_over(server: Server, _who: str) -> Request:
    with_tree(server)
    said = {"what": cases.a_clue(server), "to": BELOW, "why": cases.WHY}
    return Request("/handovers", said)


def _below(server: Server, _who: str) -> Request:
    with_tree(server)
    return Request(f"/reports/weekly/{_week(server)}/below")


def _check(server: Server, _who: str) -> Request:
    report = server.get("max", f"/reports/weekly/{_week(server)}").json()
    return Request("/reports/checks", {"documents": [report]})


REQUESTS: Mapping[str, Prepare] = {
    "GET /tree": _of_tree("/tree"),
    "POST /tree/bodies": _add_body,
    "POST /tree/bodies/{body}/moves": lambda server, _who: Request(
        f"/tree/bodies/{a_body(server)}/moves", {"parent": "main"}
    ),
    "POST /tree/bodies/{body}/closings": lambda server, _who: Request(
        f"/tree/bodies/{a_body(server)}/closings", {}
    ),
    "GET /rollup": _of_tree("/rollup"),
    "GET /rollup/rates": _of_tree("/rollup/rates"),
    "GET /handovers": _of_tree("/handovers"),
    "POST /handovers/searches": _of_tree("/handovers/searches", {"purpose": "case work"}),
    "POST /handovers": _hand_over,
    "POST /handovers/{handover}/acceptances": lambda server, _who: Request(
        f"/handovers/{offered(server, by_us=False)}/acceptances", {}
    ),
    "POST /handovers/{handover}/returns": lambda server, _who: Request(
        f"/handovers/{offered(server, by_us=False)}/returns", {"why": cases.WHY}
    ),
    "POST /handovers/{handover}/withdrawals": lambda server, _who: Request(
        f"/handovers/{offered(server, by_us=True)}/withdrawals", {"why": cases.WHY}
    ),
    "GET /handovers/{handover}": lambda server, _who: Request(
        f"/handovers/{offered(server, by_us=True)}"
    ),
    "POST /cases/{case}/invitations": _invite,
    "GET /parts/{part}": lambda server, _who: Request(f"/parts/{invited(server)}"),
    "GET /parts": _of_tree("/parts"),
    "POST /parts/{part}/answers": _part("answers", {"state": "takes part"}),
    "POST /parts/{part}/endings": _end_part,
    "POST /parts/{part}/positions": _part(
        "positions", {"position": "agrees", "why": cases.WHY}, taking_part=True
    ),
    "POST /parts/{part}/approvals": _part("approvals", {}, taking_part=True, agreeing=True),
    "POST /parts/{part}/refusals": _part(
        "refusals", {"why": cases.WHY}, taking_part=True, agreeing=True
    ),
    "POST /parts/{part}/readings": _part("readings", {"purpose": "case work"}, taking_part=True),
    "GET /duties": _of_tree("/duties?overdue=true"),
    "POST /duties": _ask,
    "GET /duties/{duty}": lambda server, _who: Request(f"/duties/{asked(server)}"),
    "POST /duties/{duty}/documents": lambda server, _who: Request(
        f"/duties/{asked(server)}/documents", {"document": {"figures": []}}
    ),
    "POST /duties/{duty}/checks": lambda server, _who: Request(
        f"/duties/{asked(server, received=True)}/checks", {"found": []}
    ),
    "GET /agencies": lambda _server, _who: Request("/agencies"),
    "POST /agencies/searches": lambda _server, _who: Request(
        "/agencies/searches", {"purpose": "case work"}
    ),
    "POST /agencies": lambda _server, _who: Request("/agencies", {"name": f"经纪{next(_numbers)}"}),
    "GET /creators": lambda _server, _who: Request("/creators"),
    "POST /creators/searches": lambda _server, _who: Request(
        "/creators/searches", {"purpose": "case work"}
    ),
    "POST /creators": _creator,
    "GET /user-reports": _after(a_report, "/user-reports?outcome=pending"),
    "POST /user-reports": _report,
    "POST /user-reports/{report}/readings": _read_report,
    "POST /reporters/searches": lambda _server, _who: Request(
        "/reporters/searches", {"purpose": "reports", "reveal": True}
    ),
    "POST /brigades/searches": lambda _server, _who: Request(
        "/brigades/searches", {"purpose": "reports"}
    ),
    "POST /brigades/looks": lambda _server, _who: Request("/brigades/looks", {"days": 1}),
    "POST /user-reports/answers": lambda _server, _who: Request("/user-reports/answers", {}),
    "GET /user-reports/rate": lambda _server, _who: Request("/user-reports/rate"),
    "POST /erasures": _erase,
    "POST /erasures/previews": _foresee,
    "POST /retention-runs": lambda _server, _who: Request("/retention-runs", {}),
    "POST /holds": lambda server, _who: Request(
        "/holds", {"case": cases.opened(server), "why": cases.WHY}
    ),
    "POST /holds/{hold}/lifts": lambda server, _who: Request(
        f"/holds/{a_hold(server)}/lifts", {"why": cases.WHY}
    ),
    "POST /holds/searches": lambda _server, _who: Request(
        "/holds/searches", {"purpose": "case work"}
    ),
    "GET /reveals": lambda _server, _who: Request("/reveals"),
    "GET /reports/weekly/{week}": lambda server, _who: Request(f"/reports/weekly/{_week(server)}"),
    "GET /reports/weekly/{week}/below": _below,
    "GET /reports/transparency/{quarter}": lambda _server, _who: Request(
        "/reports/transparency/2025-Q4"
    ),
    "GET /reports/casebook": lambda _server, _who: Request("/reports/casebook"),
    "GET /reports/figures/{figure}": lambda server, _who: Request(
        f"/reports/figures/cases.opened?period={_week(server)}"
    ),
    "POST /reports/publications": _publish,
    "POST /reports/checks": _check,
    "GET /partners": _after(a_partner, "/partners"),
    "POST /partners": lambda _server, _who: Request(
        "/partners", {"partner": f"new-{next(_numbers)}", "sends": ["clues"], "make_secret": True}
    ),
    "POST /partners/{partner}/removals": _partner("removals", {}),
    "POST /partners/{partner}/messages": lambda server, _who: Request(
        f"/partners/{a_partner(server)}/messages",
        {"body": a_flag(next(_numbers))},
    ),
    "POST /cases/{case}/bundles": lambda server, _who: Request(
        f"/cases/{cases.opened(server)}/bundles", {"tlp": "amber"}
    ),
    "POST /cases/{case}/flags": _flags,
    "POST /statements": lambda _server, _who: Request(
        "/statements", {"since": "2026-03-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"}
    ),
}


def a_flag(number: int) -> str:
    """Return an ActivityStreams flag as text."""
    return (
        '{"@context": "https://www.w3.org/ns/activitystreams", "type": "Flag", '
        f'"id": "https://social.example/flags/{number}", '
        '"actor": "https://social.example/actor", "content": "刷赞", '
        f'"object": ["https://here.example/users/{number}"]}}'
    )
