"""The quality of reviews: for leads the figures, for reviewers the decisions to judge again."""

from __future__ import annotations

from starlette.responses import Response

from clearwater.app.case.looking import case_file
from clearwater.app.case.organisation import policy_in_force
from clearwater.app.group import showing
from clearwater.app.quality import blind_reviews, figures, known_findings
from clearwater.cases.records.case import Case
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.report.texts import catalogue
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.console.rail import measures_in, reasons_in
from clearwater.web.console.routers.groups import REPORT_LANGUAGE
from clearwater.web.routers.groups import of_case
from clearwater.web.routers.quality import ReviewName

quality = page_router()


@quality.get("/quality", **page(Verb.READ_QUALITY))
def show_quality(at: Viewing) -> Response:
    """How often what is decided is right, and how often two people agree."""
    found = figures.quality(at.desk)
    return at.page(
        "quality",
        found=found,
        known=known_findings.known_findings(at.desk),
        may_keep=at.may(Verb.KEEP_QUALITY),
    )


@quality.get("/blind", **page(Verb.REVIEW_BLINDLY))
def list_blind(at: Viewing) -> Response:
    """Decisions that who looks can judge anew; neither the cases nor the decisions are named."""
    return at.page("blind", waiting=blind_reviews.waiting(at.desk))


@quality.get("/blind/{review}", **page(Verb.REVIEW_BLINDLY))
def show_blind(at: Viewing, review: ReviewName) -> Response:
    """What a decision rested on, and a form for what somebody else would have decided."""
    case = blind_reviews.case_of(at.desk, review)
    language = at.preferences.language
    policy = policy_in_force(at.desk)
    try:
        view = of_case(at, case, 1)
    except NothingThereError:
        view = None
    return at.page(
        "blind_review",
        review=review,
        facts=None if view is None else view.facts,
        title=case_file(at.desk, case).all(Case)[0].title,
        words=catalogue(REPORT_LANGUAGE[language]),
        measures=measures_in(policy, language),
        reasons=reasons_in(policy, language),
        purposes=showing.purposes_of(at.desk, language),
    )
