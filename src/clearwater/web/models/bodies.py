"""Bodies and what passes between them: the tree, hand-overs, joint cases, duties, registers."""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from clearwater.app.org.duties import DUTIES
from clearwater.app.org.handing_over import HANDOVERS
from clearwater.app.org.joint import PARTS
from clearwater.app.org.rates import RATES
from clearwater.app.org.registers import AGENCIES, CREATORS
from clearwater.app.org.rollup import ROLLUP
from clearwater.app.org.tree import TREE
from clearwater.cases.records.bodies import Level
from clearwater.cases.records.passing import PartState, Position
from clearwater.web.models.base import Identifier, In, Login, Name, Out, Word, Words
from clearwater.web.models.tables import row_model, rows_model

BodyName = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+$")
]
"""The organisation that a body is."""
Shown = Annotated[str, Field(min_length=1, max_length=200)]
LevelName = Annotated[
    str, Field(min_length=1, max_length=80, json_schema_extra={"enum": [str(one) for one in Level]})
]
"""One of `Level`; the use-case looks."""
Week = Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")]


class BeginTree(In):
    """The organisation becomes the root of a tree."""

    level: LevelName
    name: Shown


class AddBody(In):
    """A body is added, with somebody who leads it."""

    body: BodyName
    parent: BodyName | None = None
    level: LevelName
    name: Shown
    lead: Login


class MoveBody(In):
    """A body goes below another."""

    parent: BodyName


class Nothing(In):
    """Nothing more has to be said."""


class Because(In):
    """For a reason."""

    why: Words


class HandOver(In):
    """A case, or a clue that waits, is offered to another body."""

    what: Name
    to: BodyName
    why: Words


class ForPurpose(In):
    """For what words and identifiers are shown: a word of the policy's list."""

    purpose: Word


class Invite(In):
    """A body is asked to take part in a case."""

    body: BodyName
    question: Words


class AnswerInvitation(In):
    """Whether one's body takes part; it leaves as it came."""

    state: Literal["takes part", "declined", "left"]
    why: Words | None = None


class GivePosition(In):
    """Whether one's body agrees."""

    position: Literal["agrees", "disagrees"]
    why: Words


class LookAtPart(In):
    """For what accounts are named; without it they are named as the lead body's store does."""

    purpose: Word | None = None


class AskReport(In):
    """A platform is asked for its report of a week."""

    platform: BodyName
    week: Week


def _of_base64(said: str) -> str:
    base64.b64decode(said, validate=True)
    return said


Base64 = Annotated[
    str,
    StringConstraints(min_length=4, pattern=r"^[A-Za-z0-9+/]+={0,2}$"),
    AfterValidator(_of_base64),
]


class Document(In):
    """What a platform sent: a JSON document, or the bytes of a file, kept as they are."""

    document: dict[str, Any] | None = None
    content: Base64 | None = None
    """Base64. The SHA-256 that is kept is that of the file, which the platform has too."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Document:
        if (self.document is None) == (self.content is None):
            raise ValueError("either document or content")
        return self

    def as_file(self) -> bytes:
        """Return the bytes that are kept."""
        if self.content is not None:
            return base64.b64decode(self.content)
        return json.dumps(self.document, ensure_ascii=True, indent=1).encode()


class CheckReport(In):
    """What was found wrong with it; nothing: an empty list."""

    found: Annotated[list[dict[str, Any]], Field(max_length=10_000)]


class ChangeAgency(In):
    """An agency of creators."""

    name: Identifier
    active: bool = True


class ChangeCreator(In):
    """A creator, or what is new about one."""

    account: Identifier
    followers: Annotated[int, Field(ge=0, le=2**53 - 1)]
    agency: Identifier | None = None
    active: bool = True


class SearchCreators(In):
    """Which creators, by account."""

    purpose: Word
    tier: Word | None = None
    agency: Identifier | None = None


class Taken(Out):
    """What came of an offer that was accepted."""

    case: str | None
    clue: str | None


Tree = rows_model("Tree", TREE)
RollUp = rows_model("RollUp", ROLLUP)
Rates = rows_model("Rates", RATES)
Handovers = rows_model("Handovers", HANDOVERS)
Parts = rows_model("Parts", PARTS)
Duties = rows_model("Duties", DUTIES)
Agencies = rows_model("Agencies", AGENCIES)
Creators = rows_model("Creators", CREATORS)
Handover = row_model("Handover", HANDOVERS)
Part = row_model("Part", PARTS)
Duty = row_model("Duty", DUTIES)
STATES = {str(one): one for one in PartState}
POSITIONS = {str(one): one for one in Position}
