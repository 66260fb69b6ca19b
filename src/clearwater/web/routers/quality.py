"""The quality of reviews: what is known, what is judged twice, how well people agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import found_in_runs
from clearwater.app.quality import blind_reviews, figures, known_findings
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.models import quality as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of

quality = router("quality")
ReviewName = Annotated[Name, Path(description="Name of the second review.")]


@quality.get("/quality", **operation(Verb.READ_QUALITY, "How well we review", m.QualityOut))
def show_quality(at: Listing) -> Response:
    """Of everybody together, each figure with its interval."""
    return at.listed(m.quality_of(figures.quality(at.desk)))


@quality.post(
    "/quality/rules", **operation(Verb.KEEP_QUALITY, "How many are judged twice", m.QualityRules)
)
def change_rules(at: Acting, said: m.QualityRules) -> Response:
    """The share of decisions that a second person judges without being told the first."""

    def do(desk: Desk) -> m.QualityRules:
        figures.change_rules(desk, said.blind_milli)
        return said

    return at.done(do, said)


@quality.get(
    "/known-findings",
    **operation(Verb.READ_QUALITY, "Findings whose truth is known", m.KnownRows),
)
def list_known(at: Listing) -> Response:
    """And what was decided about them. Nobody who decides sees this list."""
    found = known_findings.known_findings(at.desk)
    return at.listed(m.KnownRows(items=[m.known_row(one) for one in found]))


@quality.post(
    "/known-findings", **operation(Verb.KEEP_QUALITY, "Keep what is right", m.KnownRow, status=201)
)
def seed(at: Acting, said: m.Seed) -> Response:
    """About a finding that no case holds yet. Whoever opens one later has an exercise."""
    found = found_in_runs(at.desk, runs_of(at), said.run, said.finding, Verb.KEEP_QUALITY)
    return at.done(
        lambda desk: m.known_row(known_findings.seed(desk, found, said.expected)),
        said,
        made=lambda _shown: f"{at.request.url.path}",
    )


@quality.get(
    "/blind-reviews",
    **operation(Verb.REVIEW_BLINDLY, "Decisions to judge again", m.WaitingReviews),
)
def list_blind_reviews(at: Listing) -> Response:
    """Those in whose case who asks had no part; neither the case nor the decision is named."""
    found = blind_reviews.waiting(at.desk)
    return at.listed(m.WaitingReviews(items=[m.waiting_of(one) for one in found]))


@quality.post(
    "/blind-reviews/{review}/answers",
    **operation(Verb.REVIEW_BLINDLY, "Judge a decision again", m.JudgedOut),
)
def answer_blind_review(at: Acting, review: ReviewName, said: m.Judge) -> Response:
    """What the second person would have decided. Nothing follows for anybody."""

    def do(desk: Desk) -> m.JudgedOut:
        kept = blind_reviews.answer(desk, review, m.judgement_of(said))
        return m.JudgedOut(review=kept.review, state=kept.state)

    return at.done(do, said)
