"""The report of a run, which names accounts: shown for a purpose, by an address that lasts a while.

Looking is an act, so the report is asked for. What is answered is an address for this person, this
run and a quarter of an hour: a page of its own, in a tab of its own, with rules of its own.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.work.comparing import accounts_of
from clearwater.app.work.run_views import REPORT
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError

LASTS_S = 900


@dataclass(frozen=True)
class Ticket:
    """What an address ends with."""

    token: str
    accounts: int
    """How many the report names."""


def report_ticket(desk: Desk, runs: Runs, run: str, purpose: str) -> Ticket:
    """Return a ticket for a report, after the reading of it was saved.

    Raises
    ------
    NothingThereError
        If there is no such run, or it was written without a report.
    RefusedError
        If the person may not, was shown too much of late, or the purpose is none.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
    folder = runs.folder_of(run)
    if not (folder / REPORT).is_file():
        raise NothingThereError("the run was written without a report")
    count = len(frozenset().union(*accounts_of(folder).values()))
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.without_case(unit, context, ReadPersonalData("run", count, purpose))
        until = context.now_us // 1_000_000 + LASTS_S
        return Ticket(f"{until}-{unit.token('report', _said(desk, run, until))[:40]}", count)


def report_by_ticket(desk: Desk, runs: Runs, run: str, token: str) -> bytes:
    """Return the report that a ticket is for.

    Raises
    ------
    NothingThereError
        If the ticket is another's, of another run, or its time is over.
    """
    until, _, mark = token.partition("-")
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        fits = (
            until.isdecimal()
            and len(until) < 12
            and hmac.compare_digest(
                mark.encode(), unit.token("report", _said(desk, run, int(until)))[:40].encode()
            )
        )
    if not fits or int(until) * 1_000_000 < context.now_us:
        raise NothingThereError(
            "this address is no longer good", next_step="Open the report from the run's page."
        )
    return (runs.folder_of(run) / REPORT).read_bytes()


def _said(desk: Desk, run: str, until: int) -> str:
    return f"{desk.user} {run} {until}"
