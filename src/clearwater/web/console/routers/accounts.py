"""Accounts: those of a run by their rows, and those of a case by their names in the store."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.investigate.account_in_group import Course
from clearwater.app.investigate.accounts import (
    LISTED,
    AccountPage,
    account_list,
    case_subject,
    run_account,
)
from clearwater.cases.workflow.rights import Verb
from clearwater.report.texts import catalogue
from clearwater.web.console.page import Viewer, Viewing, page, page_router
from clearwater.web.console.routers.groups import REPORT_LANGUAGE
from clearwater.web.models.base import Name
from clearwater.web.models.cases import RunName
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

accounts = page_router()
Run = Annotated[RunName, Path()]
Row = Annotated[int, Path(ge=0, le=2**31 - 1)]
First = Annotated[int, Query(alias="from", ge=0, le=2**31 - 1)]
Subject = Annotated[Name, Path()]
CaseName = Annotated[Name, Path()]


@accounts.get("/runs/{run}/accounts", **page(Verb.READ))
def show_accounts(at: Viewing, run: Run, first: First = 0) -> Response:
    """Accounts with any evidence, most of it first."""
    listed, many = account_list(at.desk, runs_of(at), run, first)
    return at.page(
        "run_accounts",
        run=run,
        listed=listed,
        many=many,
        first=first,
        size=LISTED,
        purposes=at.purposes,
    )


@accounts.get("/runs/{run}/accounts/{row}", **page(Verb.READ, slow=True))
def show_account(at: Viewing, run: Run, row: Row) -> Response:
    """What a run says of an account, by its row."""
    one = run_account(at.desk, runs_of(at), run, row)
    return _account(
        at, one, run=run, case=None, history=f"{PREFIX}/runs/{run}/accounts/{row}/histories"
    )


@accounts.get("/cases/{case}/subjects/{subject}", **page(Verb.READ, slow=True))
def show_subject(at: Viewing, case: CaseName, subject: Subject) -> Response:
    """What the frozen evidence of a case says of one of its accounts."""
    one = case_subject(at.desk, at.served.store.blobs, case, subject)
    history = f"{PREFIX}/cases/{case}/subjects/{subject}/histories"
    return _account(at, one, run=None, case=case, history=history)


def _account(at: Viewer, one: AccountPage, **said: Any) -> Response:
    language = REPORT_LANGUAGE[at.preferences.language]
    return at.page(
        "account",
        one=one,
        purposes=at.purposes,
        words=defaultdict(str, catalogue(language)),
        course_times=_times,
        **said,
    )


def _times(course: Course) -> list[int]:
    """Return where each step of a course begins, microseconds."""
    return [course.start_us + place * course.step_us for place in range(len(course.met))]
