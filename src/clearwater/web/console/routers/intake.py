"""What users of the platform report: grouped, weighed, answered. Who reported stands on no page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.intake import matters
from clearwater.app.intake.matters import FEWEST, MOST_ANSWERS, Asked
from clearwater.cases.measures.policy_work import Category
from clearwater.cases.records.case import ClueState
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewer, Viewing, page, page_router
from clearwater.web.models.base import Name
from clearwater.web.models.user_reports import Outcome

intake = page_router()
A_PAGE = 50
State = Literal["waiting", "joined", "set aside", "offered", "handed on", ""]


@intake.get("/reports", **page(Verb.READ_REPORTS))
def show_reports(
    at: Viewing,
    state: Annotated[State, Query()] = "",
    category: Annotated[str, Query(max_length=80)] = "",
    outcome: Annotated[Outcome | Literal[""], Query()] = "",
    crowd: Annotated[bool, Query()] = False,  # noqa: FBT002 - a question
    part: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """What is reported, the most urgent first, and how the channel does."""
    asked = Asked(state, category, outcome, crowd)
    found = matters.intake(at.desk, asked)
    first = (part - 1) * A_PAGE
    return at.page(
        "reports",
        found=found,
        shown=found.matters[first : first + A_PAGE],
        asked=asked,
        states=tuple(map(str, ClueState)),
        words=_words(at, found.categories),
        fewest=FEWEST,
        most_answers=MOST_ANSWERS,
        before=_address(asked, part - 1) if part > 1 else None,
        following=_address(asked, part + 1) if len(found.matters) > first + A_PAGE else None,
        rights=_rights(at),
    )


@intake.get("/reports/{clue}", **page(Verb.READ_REPORTS))
def show_matter(at: Viewing, clue: Annotated[Name, Path()]) -> Response:
    """The reports about one thing, without who made them."""
    found = matters.matter(at.desk, clue)
    return at.page(
        "report_matter",
        one=found.matter,
        reports=found.reports,
        words=_words(at, found.categories),
        purposes=found.purposes,
        fewest=FEWEST,
        rights=_rights(at),
    )


def _words(at: Viewer, categories: Iterable[Category]) -> dict[str, str]:
    """Return what categories are called, in short: what stands after a colon defines them."""
    language = at.preferences.language
    return {
        one.name: re.split(": |：", one.words.in_language(language), maxsplit=1)[0]
        for one in categories
    }


def _rights(at: Viewer) -> dict[str, bool]:
    """Return what is worth offering to who looks; the use-cases decide."""
    return {
        "cases": at.may(Verb.READ),
        "reporter": at.may(Verb.READ_REPORTER),
        "set_aside": at.may(Verb.SET_ASIDE_CLUE),
        "mark": at.may(Verb.MARK_REPORTS),
        "answer": at.may(Verb.ANSWER_REPORTS),
        "receive": at.may(Verb.RECEIVE_USER_REPORT),
    }


def _address(asked: Asked, part: int) -> str:
    said = {
        "state": asked.state,
        "category": asked.category,
        "outcome": asked.outcome,
        "crowd": "true" if asked.crowd else "",
        "part": str(part) if part > 1 else "",
    }
    given = {name: value for name, value in said.items() if value}
    return f"/reports?{urlencode(given)}" if given else "/reports"
