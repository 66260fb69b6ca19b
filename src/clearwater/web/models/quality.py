"""The quality of reviews: known findings, second judgements, figures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clearwater.app.quality.blind_reviews import Judgement
from clearwater.app.quality.figures import FIGURES, Quality, figures_table
from clearwater.app.quality.known_findings import KnownOf
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.review import BlindReview
from clearwater.web.models.base import In, Out, Word, Words
from clearwater.web.models.cases import FindingName, RunName
from clearwater.web.models.tables import row_model, rows_of

Milli = Annotated[int, Field(ge=0, le=1000)]
FigureRow = row_model("QualityFigure", FIGURES)


class QualityOut(Out):
    """How well an organisation reviews; of everybody together, never of one person."""

    blind_milli: int
    """Share of decisions that a second person judges blindly, thousandths."""
    known: int
    opened: int
    waiting: int
    figures: list[FigureRow]  # type: ignore[valid-type]  # made from a schema


class QualityRules(In):
    """How many decisions are judged twice."""

    blind_milli: Milli


class Seed(In):
    """What is right about a finding of a run."""

    run: RunName
    finding: FindingName
    expected: Literal["measure", "no action"]


class KnownRow(Out):
    """A finding whose truth is known, and what became of it."""

    known: str
    run: str
    """The beginning of the digest of its run."""
    finding: str
    expected: str
    seeded_by: str
    since: str
    case: str | None
    measure: str | None
    right: bool | None
    """Nothing while nobody has decided."""


class KnownRows(Out):
    """Findings whose truth is known."""

    items: list[KnownRow]


class WaitingReview(Out):
    """A decision that waits for a second judgement; it says neither which nor of what case."""

    review: str
    asked: str


class WaitingReviews(Out):
    """What somebody can judge, oldest first."""

    items: list[WaitingReview]


class Judge(In):
    """What the second person would decide."""

    measure: Word | None
    reason_code: Word
    why: Words


class JudgedOut(Out):
    """A judgement was kept."""

    review: str
    state: str


def quality_of(found: Quality) -> QualityOut:
    """Return what is shown of the figures."""
    return QualityOut(
        blind_milli=found.blind_milli,
        known=found.known,
        opened=found.opened,
        waiting=found.waiting,
        figures=[FigureRow(**row) for row in rows_of(figures_table(found))],
    )


def known_row(found: KnownOf) -> KnownRow:
    """Return what a lead is shown of a known finding."""
    row, answer = found.row, found.answer
    return KnownRow(
        known=row.known,
        run=row.run[:16],
        finding=row.finding,
        expected=row.expected,
        seeded_by=row.seeded_by,
        since=shown_time(row.since_us),
        case=found.case,
        measure=None if answer is None else answer.measure or "no action",
        right=found.right,
    )


def waiting_of(row: BlindReview) -> WaitingReview:
    """Return what is shown of a review to who may answer it."""
    return WaitingReview(review=row.review, asked=shown_time(row.asked_us))


def judgement_of(said: Judge) -> Judgement:
    """Return what was said, as the use-case takes it."""
    return Judgement(said.measure, said.reason_code, said.why)
