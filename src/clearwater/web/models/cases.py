"""Cases: the queue, where one stands, everything of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import to_json

from clearwater.app.case.listing import QueuePage
from clearwater.app.case.showing import SECTIONS
from clearwater.app.case.summary import summary
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.base import CaseFile
from clearwater.web.models import rows
from clearwater.web.models.base import In, Login, Name, Out, Word, Words

State = Literal["open", "in review", "proposed", "decided", "notified", "closed"]
Origin = Literal["finding", "report", "partner", "patrol"]
Severity = Annotated[int, Field(ge=1, le=5)]
Title = Annotated[str, Field(min_length=1, max_length=2_000)]
RunName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
FindingName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


class QueuedCase(Out):
    """One case in the queue."""

    case: str
    state: str
    origin: str
    title: str
    ring: str | None
    severity: int
    confidence: float
    due: str
    assignee: str | None
    opened_by: str
    opened: str
    closed: str | None
    outcome: str | None
    overdue: bool


class Queue(Out):
    """A page of the queue: what harms most and is surest first, and nothing starves."""

    cases: list[QueuedCase]
    next: str | None
    """Cursor of the next page."""


class CaseCount(Out):
    """How many cases are in a state."""

    state: str
    cases: int
    or_more: bool
    """Whether counting stopped there."""


class CaseCounts(Out):
    """How many cases of a part of the queue there are."""

    items: list[CaseCount]


class CaseStanding(Out):
    """Where a case stands. It names no account."""

    case: str
    state: str
    title: str
    ring: str | None
    severity: int
    confidence: float
    members: int
    decided_about: int
    evidence_files: int
    decision: str | None
    decision_state: str | None
    measure: str | None
    needs_second: bool | None
    notices: int
    open_appeals: int
    assignee: str | None
    due: str
    outcome: str | None


class OpenForFinding(In):
    """A case is opened for a finding of a run; its evidence is frozen besides."""

    run: RunName
    finding: FindingName
    title: Title | None = None
    severity: Severity | None = None
    freeze: bool = True


class OpenForClue(In):
    """A case is opened for a clue that no scan has looked into yet."""

    clue: Name
    title: Title
    severity: Severity | None = None


class Assign(In):
    """Somebody becomes responsible."""

    to: Login


class AddFinding(In):
    """A finding of a run is added."""

    run: RunName
    finding: FindingName


class Join(In):
    """A waiting clue is added."""

    clue: Name


class LeaveOut(In):
    """An account is left out of what is decided, or taken back in."""

    subject: Name
    why: Words


class Freeze(In):
    """What the findings rest on is copied into the evidence store."""

    runs: Annotated[list[RunName], Field(min_length=1, max_length=20)]


class Close(In):
    """The case is done."""

    why: Words


class Reading(In):
    """For what identifiers and words are shown: a word of the policy's list."""

    purpose: Word


MemberRow = rows.listed(Member, "MemberRow")
EvidenceRow = rows.listed(Evidence, "EvidenceRow")


class AppellantShown(Out):
    """One account in an appeal."""

    account: str
    subject: str
    outcome: str | None


_MORE: Mapping[str, dict[str, Any]] = {
    "members": {"strikes": (float, ...)},
    "measures": {"in_force": (bool, ...)},
    "appeals": {"accounts": (list[AppellantShown], ...)},
}
"""What a section shows besides the fields of its record."""
_KINDS = (("clues", Clue), ("members", Member), *SECTIONS)
_SECTIONS = {
    name: rows.read(kind, f"{kind.__name__}Shown", **_MORE.get(name, {})) for name, kind in _KINDS
}
CaseShown = rows.read(
    Case,
    "CaseShown",
    overdue=(bool, ...),
    ring_strikes=(float | None, ...),
    **{name: (list[model], ...) for name, model in _SECTIONS.items()},  # type: ignore[valid-type]
)
"""Everything that is known of a case, accounts named and words said."""


def queue_bytes(page: QueuePage, following: str | None) -> bytes:
    """Return a page of the queue as it is sent: a `Queue`.

    It is the answer that is asked for most. What the store holds was checked on its way in, so the
    model is not asked again; a test holds that it would agree.
    """
    shown = {"cases": [_queued(page, one) for one in page.cases], "next": following}
    return to_json(shown)


def _queued(page: QueuePage, case: Case) -> dict[str, object]:
    return {
        "case": case.case,
        "state": case.state,
        "origin": case.origin,
        "title": case.title,
        "ring": case.ring,
        "severity": case.severity,
        "confidence": case.confidence_milli / 1000,
        "due": shown_time(case.due_us),
        "assignee": case.assignee,
        "opened_by": case.opened_by,
        "opened": shown_time(case.opened_us),
        "closed": None if case.closed_us is None else shown_time(case.closed_us),
        "outcome": case.outcome,
        "overdue": page.overdue(case),
    }


def standing_of(file: CaseFile) -> CaseStanding:
    """Return where a case stands."""
    (row,) = summary(file).to_pylist()
    (case,) = file.all(Case)
    return CaseStanding(**(row | {"due": shown_time(case.due_us)}))
