"""Figures and reports that are made of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from clearwater.app.publish.checking import FAULTS, Checked, rules_in
from clearwater.web.models.base import In, Out
from clearwater.web.models.tables import row_model, rows_of
from clearwater.web.problem_words.translate import in_language

Week = Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")]
Quarter = Annotated[str, Field(pattern=r"^\d{4}-Q[1-4]$")]
Period = Annotated[str, Field(pattern=r"^[0-9A-Z-]{4,20}$")]
FigureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,79}$")]
WeeklyForm = Literal["json", "csv", "xlsx", "pdf"]
PublicForm = Literal["json", "csv", "html", "methods"]
BookForm = Literal["json", "html"]
Language = Literal["en", "zh"]


class Publish(In):
    """A report is put on record as published."""

    kind: Literal["weekly", "transparency", "casebook"]
    period: Period
    """Its week or quarter; ``CASEBOOK`` for case studies, which have none."""
    below: bool = False


class PublishedReport(Out):
    """What was put on record."""

    sha256: str
    """Of its JSON."""


class Check(In):
    """Files of figures that should go together, as JSON."""

    documents: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=50)]


class SkippedRule(Out):
    """A rule that could not be asked, and why."""

    rule: str
    says: str
    """The rule itself."""
    why: str


FaultRow = row_model("FaultRow", FAULTS)


class CheckedOut(Out):
    """What does not go together."""

    faults: list[FaultRow]  # type: ignore[valid-type]  # made from a schema
    skipped: list[SkippedRule]


def checked_of(checked: Checked, language: str) -> CheckedOut:
    """Return what a cross-check found, in a language."""
    rows = ({**row, **_told(row, language)} for row in rows_of(checked.table(language)))
    rules = rules_in(language)
    return CheckedOut(
        faults=[FaultRow(**row) for row in rows],
        skipped=[
            SkippedRule(rule=one.rule, says=rules[one.rule], why=in_language(language, one.why))
            for one in checked.skipped
        ],
    )


def _told(row: Mapping[str, Any], language: str) -> dict[str, str]:
    return {name: in_language(language, row[name]) for name in ("expected", "found")}
