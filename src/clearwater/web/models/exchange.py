"""What passes between us and partners."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from clearwater.app.exchange.arriving import TakenIn
from clearwater.app.exchange.partners import PARTNERS, PartnerAdded
from clearwater.app.exchange.statements import Statements
from clearwater.cases.records.exchange import Partner
from clearwater.web.models import rows
from clearwater.web.models.base import In, Out, Word
from clearwater.web.models.store import Moment
from clearwater.web.models.tables import rows_model

PartnerName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^/\x00-\x1f]+$")]
Pass = Literal["clues", "receipts", "flags", "stix"]
Passing = Annotated[list[Pass], Field(max_length=4)]
Text = Annotated[str, Field(min_length=1, max_length=500_000)]


class Nothing(In):
    """Nothing more has to be said."""


class AddPartner(In):
    """A partner, and what may pass. Keys that are named take the place of those before."""

    partner: PartnerName
    sends: Passing = Field(default_factory=list)
    gets: Passing = Field(default_factory=list)
    keys: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=10)] = Field(
        default_factory=list
    )
    make_secret: bool = False


class BringIn(In):
    """A message that somebody brings by hand; with headers its signature is checked."""

    body: Text
    headers: Annotated[dict[str, str], Field(max_length=50)] | None = None


class MakeBundle(In):
    """A case as a STIX 2.1 bundle; without a purpose accounts are tokens."""

    finding: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    tlp: Literal["clear", "green", "amber", "red"] = "amber"
    partner: PartnerName | None = None
    purpose: Word | None = None


class MakeFlags(In):
    """A decided case as ActivityStreams flags for a partner."""

    partner: PartnerName
    purpose: Word


class MakeStatements(In):
    """Statements of reasons (EU, Digital Services Act) of what began in a time."""

    since: Moment
    until: Moment


class PartnerAddedOut(Out):
    """A partner as it is now; the secret that was made is shown once."""

    partner: str
    state: str
    sends: list[str]
    gets: list[str]
    keys: list[str]
    secret: str | None


class Bundle(RootModel[dict[str, Any]]):
    """A STIX 2.1 bundle."""


class Flags(Out):
    """Flags, each to be posted by itself."""

    flags: list[dict[str, Any]]


class SkippedMeasures(Out):
    """Measures without a statement, and why."""

    decision: str
    kind: str
    reason: str


class StatementsOut(Out):
    """Statements of reasons."""

    statements: list[dict[str, Any]]
    skipped: list[SkippedMeasures]


class TakenInOut(Out):
    """What came of a message."""

    outcome: str
    clue: str | None
    again: bool


Partners = rows_model("Partners", PARTNERS)
PartnerRow = rows.listed(Partner, "PartnerRow")


def added_of(added: PartnerAdded) -> PartnerAddedOut:
    """Return a partner as it is now."""
    row = added.row
    return PartnerAddedOut(
        partner=row.partner,
        state=row.state,
        sends=row.sends.split(),
        gets=row.gets.split(),
        keys=row.keys.split(),
        secret=None if added.made is None else added.made.text,
    )


def statements_of(made: Statements) -> StatementsOut:
    """Return statements."""
    skipped = [
        SkippedMeasures(decision=one.decision, kind=one.kind, reason=one.reason)
        for one in made.skipped
    ]
    return StatementsOut(statements=list(made.statements), skipped=skipped)


def taken_of(taken: TakenIn) -> TakenInOut:
    """Return what came of a message."""
    return TakenInOut(outcome=taken.row.outcome, clue=taken.row.clue, again=taken.again)
