"""Checked claims beside what was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from clearwater.app.investigate.claims import Beside, Imported
from clearwater.web.models.base import In, Out
from clearwater.web.models.events import Code

MOST_DOCUMENT = 1_000_000
"""Signs of a document."""


class KeepChecks(In):
    """A file of published checks."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """What it is called: ``json``, ``jsonl`` or ``csv`` at its end."""
    document: Annotated[str, StringConstraints(min_length=1, max_length=MOST_DOCUMENT)]


class ChecksTold(Out):
    """What became of some records."""

    what: str
    records: int
    remark: str | None


class ChecksKept(Out):
    """What an import did."""

    checks: int
    told: list[ChecksTold]


class MatchClaims(In):
    """Lay the texts of a run beside the checks."""


class ClaimSuggestion(Out):
    """A text that may tell a claim again; the text by its token."""

    text: int
    token: str
    claim: str
    claim_text: str
    title: str | None
    rating: str | None
    contradicted: bool
    publisher: str | None
    published_us: int | None
    url: str | None
    score: float
    proof: float
    cover: float
    denies: bool
    left_out: str | None
    before: int
    after: int
    accounts: int
    verdict: str
    by: str | None


class ClaimSuggestions(Out):
    """Suggestions for a log, those of most posts first."""

    suggestions: list[ClaimSuggestion]
    total: int
    checks: int
    texts: int
    looked_at: int


class JudgeClaim(In):
    """Whether a text is a claim."""

    text: Code
    claim: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    verdict: Literal["confirmed", "rejected", "open"]


class ClaimJudged(Out):
    """What is on record now."""

    text: int
    claim: str
    verdict: str
    by: str = Field(description="Who said so.")


def kept_of(found: Imported) -> ChecksKept:
    """Return what an import did."""
    told = [ChecksTold(what=what, records=n, remark=why) for what, n, why in found.told]
    return ChecksKept(checks=found.checks, told=told)


def suggestions_of(found: Beside) -> ClaimSuggestions:
    """Return suggestions as they are sent."""
    return ClaimSuggestions(
        suggestions=[ClaimSuggestion(**asdict(one)) for one in found.suggestions],
        total=found.total,
        checks=found.checks,
        texts=found.texts,
        looked_at=found.looked_at,
    )
