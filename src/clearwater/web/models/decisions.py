"""Decisions, measures, notices, appeals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clearwater.app.case.foreseeing import FORESEEN
from clearwater.app.case.looking import AppealOf
from clearwater.app.case.working import Choice
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Appeal
from clearwater.web.models import rows
from clearwater.web.models.base import In, Name, Out, Word, Words
from clearwater.web.models.tables import row_model

MOST_SUBJECTS = 10_000
Subjects = Annotated[list[Name], Field(max_length=MOST_SUBJECTS)]
Seconds = Annotated[int, Field(ge=0, le=2**40)]


class Preview(In):
    """What somebody thinks of deciding; without a measure only whom it would touch."""

    measure: Word | None = None
    duration_s: Seconds | None = None
    delay_s: Seconds = 0
    stages: Annotated[int, Field(ge=1, le=100)] = 1
    stage_gap_s: Seconds = 0
    exclude: Subjects = Field(default_factory=list)


class Decide(In):
    """What is decided about the members of a case."""

    measure: Word | None
    """Name in the policy's ladder; null for no action."""
    reason_code: Word
    why: Words
    duration_s: Seconds | None = None
    delay_s: Seconds = 0
    stages: Annotated[int, Field(ge=1, le=100)] = 1
    stage_gap_s: Seconds = 0
    previewed: Annotated[str, Field(max_length=64)] | None = None
    exclude: Subjects = Field(default_factory=list)
    considered: Annotated[list[Word], Field(max_length=100)] = Field(default_factory=list)
    """Innocent explanations that were considered: all that the frozen evidence names, where a
    measure is taken."""


class Agree(In):
    """The second person agrees."""


class Disagree(In):
    """The second person does not agree."""

    why: Words


Language = Literal["en", "zh"]


def _every_language() -> list[Language]:
    return ["en", "zh"]


class Notify(In):
    """Everyone concerned is told."""

    languages: Annotated[list[Language], Field(min_length=1, max_length=2)] = Field(
        default_factory=_every_language
    )


class FileAppeal(In):
    """Accounts contest a decision; none named: everyone who can appeal now."""

    statement: Words
    subjects: Subjects = Field(default_factory=list)


class AnswerAppeal(In):
    """How an appeal is answered; overturned for nobody in particular: for all in it."""

    outcome: Literal["upheld", "overturned"]
    why: Words
    subjects: Subjects = Field(default_factory=list)


class GiveUp(In):
    """A notice that reaches nobody is given up, and its measure with it."""

    subject: Name
    why: Words


class PreviewNotice(In):
    """What somebody thinks of deciding, and the languages of the statement of reasons."""

    measure: Word
    reason_code: Word
    duration_s: Seconds | None = None
    delay_s: Seconds = 0
    languages: Annotated[list[Language], Field(min_length=1, max_length=2)] = Field(
        default_factory=_every_language
    )


class NoticeShown(Out):
    """What an account would read."""

    language: str
    text: str


class NoticesShown(Out):
    """Statements of reasons as they would go out now; the name of the decision is left open."""

    items: list[NoticeShown]


class ExplanationRow(Out):
    """An innocent explanation, and how its test came out."""

    explanation: str
    outcome: str


class Explanations(Out):
    """What has to be considered before a measure is taken."""

    items: list[ExplanationRow]


Foreseen = row_model("Foreseen", FORESEEN)
DecisionRow = rows.listed(Decision, "DecisionRow")
MeasureRow = rows.listed(Measure, "MeasureRow")


class AppellantRow(Out):
    """One account in an appeal, by its name in the store."""

    subject: str
    outcome: str | None


AppealRow = rows.listed(Appeal, "AppealRow", appellants=(list[AppellantRow], ...))


class Appeals(Out):
    """The appeals of a case."""

    appeals: list[AppealRow]  # type: ignore[valid-type]


def thought_of(said: Preview) -> Choice:
    """Return what somebody thinks of deciding, as the use-case takes it."""
    return Choice(
        measure=said.measure,
        reason_code="",
        why="",
        duration_s=said.duration_s,
        delay_s=said.delay_s,
        stages=said.stages,
        stage_gap_s=said.stage_gap_s,
        exclude_subjects=tuple(said.exclude),
    )


def choice_of(said: Decide) -> Choice:
    """Return what is decided, as the use-case takes it."""
    return Choice(
        measure=said.measure,
        reason_code=said.reason_code,
        why=said.why,
        duration_s=said.duration_s,
        delay_s=said.delay_s,
        stages=said.stages,
        stage_gap_s=said.stage_gap_s,
        previewed=said.previewed,
        exclude_subjects=tuple(said.exclude),
        considered=tuple(said.considered),
    )


def noticed_of(said: PreviewNotice) -> Choice:
    """Return what somebody thinks of deciding, for the words of its notice."""
    return Choice(said.measure, said.reason_code, "", said.duration_s, said.delay_s)


def appeals_out(appeals: tuple[AppealOf, ...]) -> Appeals:
    """Return what is shown of the appeals of a case."""
    return Appeals(
        appeals=[
            AppealRow.model_validate(rows.row_of(one.appeal) | {"appellants": _appellants(one)})
            for one in appeals
        ]
    )


def _appellants(appeal: AppealOf) -> list[AppellantRow]:
    return [AppellantRow(subject=one.subject, outcome=one.outcome) for one in appeal.appellants]
