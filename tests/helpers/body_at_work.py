"""A body with everything that its pages show: reports and a crowd, bodies, weeks, partners, rules.

Every name is made up, and none of the platform's identifiers may stand in a page: `CANARY` is part
of each.
"""

from __future__ import annotations

from dataclasses import replace

from clearwater.app.case.opening import set_aside_clue
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.case.witnessing import published_checkpoint
from clearwater.app.exchange.partners import PartnerSaid, add_partner
from clearwater.app.intake.receiving import Reported, receive_report
from clearwater.app.org import duties, handing_over, joint, registers
from clearwater.app.org.registers import CreatorSaid
from clearwater.app.privacy.erasing import Who
from clearwater.app.privacy.holding import hold
from clearwater.app.publish.published import keep_and_put_on_record
from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import weekly
from clearwater.app.publish.writing import put_on_record
from clearwater.cases.organisations.weeks import week_of_us
from clearwater.cases.records.people import Role
from clearwater.cases.records.reports import BrigadeKind, UserReport
from clearwater.cases.workflow.commands_intake import FoundBrigade, MarkReports
from tests.helpers import web_cases as cases
from tests.helpers.case_desk import DAY_US
from tests.helpers.report_life import ReportLife
from tests.helpers.web_requests_bodies import PLATFORM, WEEK_US, with_tree
from tests.helpers.web_server import BELOW, BY_ROLE, Server

CANARY = "金丝雀"
INTAKE = BY_ROLE[Role.INTAKE]
QUARTER = "2026-Q1"


def at_work(server: Server) -> None:
    """Let a body work through its reports, cases and deadlines until the quarter is over."""
    with_tree(server)
    _reports(server)
    _followed(server)
    _between(server)
    _registers(server)
    _owed(server)
    for measure in ("mute", None, "mute"):
        cases.decided(server, measure)
    cases.appealed(server)
    _kept(server)
    server.clock.now_us += 100 * DAY_US
    _published(server)


def _reports(server: Server) -> None:
    """Reports about several accounts, one of them by a crowd."""
    for number in range(9):
        for reporter in range(1 + number % 4):
            _report(
                server,
                f"{CANARY}_举报人{number}_{reporter}",
                f"{CANARY}_账号{number}",
                "刷赞太多了",
            )
    crowd = [
        _report(server, f"{CANARY}_群{n}", f"{CANARY}_主播", "是假的，封了他") for n in range(14)
    ]
    desk = server.desk(INTAKE)
    with server.store.writing("main") as unit:
        theirs = tuple(row for one in crowd if (row := unit.get(UserReport, one)) is not None)
        found = FoundBrigade(str(BrigadeKind.AT_ONCE), "ab" * 32, "S001", "0.0004", theirs)
        desk.without_case(unit, desk.context(unit), MarkReports(found))


def _followed(server: Server) -> None:
    """Act on what some reported, and set aside what others did: both became of their reports."""
    with server.store.reading("main") as unit:
        clue_of = {
            account: unit.find(UserReport, subject=subject)[0].clue
            for account, subject in unit.subjects_by_identifier(
                "account", [f"{CANARY}_账号{n}" for n in range(9)]
            ).items()
        }
    for name in ("run.json", "findings/F1/members.parquet"):
        # What `files` names as frozen: a verification looks for it.
        server.store.blobs.put(name.encode())
    life = ReportLife(server.store, server.clock.now_us)
    for number in (2, 3, 7):
        account = f"{CANARY}_账号{number}"
        case = life.wait(30).opened(clue_of[account], account, f"{CANARY}_同伙{number}")
        life.decided(case)
    server.clock.now_us = life.now_us + 60_000_000
    for number in (1, 6):
        set_aside_clue(server.desk("lea"), clue_of[f"{CANARY}_账号{number}"], cases.WHY)


def _report(server: Server, reporter: str, account: str, words: str) -> str:
    server.clock.now_us += 60_000_000
    said = Reported(reporter, "fake engagement", account, words=words)
    return receive_report(server.desk(INTAKE), said).report.report


def _between(server: Server) -> None:
    handing_over.hand_over(
        server.desk("mei"), cases.a_clue(server, "mei"), to="main", why=cases.WHY
    )
    handing_over.hand_over(server.desk("lea"), cases.a_clue(server, "lea"), to=BELOW, why=cases.WHY)
    case = cases.in_review(server, "mei")
    joint.invite(server.desk("mei"), case, "main", question="是否同意？ Do you agree?")


def _registers(server: Server) -> None:
    lead = server.desk("lea")
    registers.change_agency(lead, f"{CANARY}_机构")
    for number, followers in enumerate((900, 45_000, 1_300_000)):
        said = CreatorSaid(f"{CANARY}_主播{number}", followers, f"{CANARY}_机构")
        registers.change_creator(lead, said)


def _owed(server: Server) -> None:
    """Three weeks: one checked with faults, one late, one that never came."""
    lead = server.desk("lea")
    for found in ('[{"says": "measures.begun: 12, in the statements 9"}]', None, None):
        server.clock.now_us += WEEK_US
        duty = duties.ask(lead, PLATFORM, week_of_us(server.clock.us() - WEEK_US)).duty
        if found is not None:
            path = server.store.files / "document.json"
            path.write_bytes(b"{}")
            duties.receive(lead, server.store.blobs, duty, path)
            duties.check(lead, duty, found)


def _kept(server: Server) -> None:
    lead = server.desk("lea")
    policy = policy_in_force(lead)
    publishing = replace(policy.publishing, smallest=6)
    change_policy(lead, replace(policy, publishing=publishing))
    hold(server.desk("max"), Who(), cases.opened(server), cases.WHY)
    sends, gets = frozenset({"clues", "receipts"}), frozenset({"stix"})
    add_partner(
        server.store, lead, PartnerSaid("platforms-together", sends, gets, (), make_secret=True)
    )
    published_checkpoint(lead)


def _published(server: Server) -> None:
    lead = server.desk("lea")
    put_on_record(lead, weekly(lead, a_week(server)))
    keep_and_put_on_record(lead, server.store.blobs, transparency(lead, QUARTER))


def a_week(server: Server) -> str:
    """Return a week of which there is something to report."""
    del server  # Its clock begins with this week, whatever was done since.
    return "2026-W14"
