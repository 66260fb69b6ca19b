"""Erasure, holds, and who was shown how much."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from clearwater.app.privacy.erasing import Erasing, Who
from clearwater.app.privacy.foreseeing import Foreseen
from clearwater.app.privacy.holding import HOLDS
from clearwater.app.privacy.retention import Retained
from clearwater.app.privacy.reveals import REVEALS
from clearwater.cases.records.privacy import Hold
from clearwater.web.models import rows
from clearwater.web.models.base import Identifier, In, Name, Out, Word, Words
from clearwater.web.models.tables import rows_model


class Erase(In):
    """Whom an erasure is about: by the platform's identifier, or by the store's name."""

    identifier: Identifier | None = None
    subject: Name | None = None
    why: Words

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.identifier is None) == (self.subject is None):
            raise ValueError("name an identifier or a subject, one of them")
        return self

    def who(self) -> Who:
        """Return whom it is about."""
        return Who(self.identifier, self.subject)


class ForeseeErasure(In):
    """Whom an erasure would be about."""

    identifier: Identifier | None = None
    subject: Name | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.identifier is None) == (self.subject is None):
            raise ValueError("name an identifier or a subject, one of them")
        return self

    def who(self) -> Who:
        """Return whom it would be about."""
        return Who(self.identifier, self.subject)


class PlaceHold(In):
    """What must not be erased: an account, a person, or a case."""

    identifier: Identifier | None = None
    subject: Name | None = None
    case: Name | None = None
    why: Words

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(one is not None for one in (self.identifier, self.subject, self.case)) != 1:
            raise ValueError("name an identifier, a subject or a case, one of them")
        return self


class LiftHold(In):
    """It may be erased again."""

    why: Words


class SearchHolds(In):
    """Holds with their reasons."""

    purpose: Word
    lifted: bool = False


class Retain(In):
    """What is due is erased."""


class Erased(Out):
    """What an erasure did."""

    subjects: int
    texts: int
    cases: int
    lingers: list[str]
    """What could not be taken away at once, and when it goes."""


class ForeseenOut(Out):
    """What an erasure would do; nobody is named."""

    subjects: int
    texts: int
    cases: int
    refused: str | None
    """Code of the refusal, where it would not be done."""


class StoppedBy(Out):
    """Something that is due and is kept."""

    what: str
    name: str
    by: str


class RetainedOut(Out):
    """What was erased because it was due, and what a hold stopped."""

    erased: Erased
    stopped: list[StoppedBy]
    uploads: int


HoldRow = rows.listed(Hold, "HoldRow")
Holds = rows_model("Holds", HOLDS)
Reveals = rows_model("Reveals", REVEALS)


class HoldsPlaced(Out):
    """What was placed."""

    holds: list[HoldRow]  # type: ignore[valid-type]  # made from a record


def foreseen_of(foreseen: Foreseen) -> ForeseenOut:
    """Return what an erasure would do."""
    return ForeseenOut(
        subjects=foreseen.subjects,
        texts=foreseen.texts,
        cases=foreseen.cases,
        refused=foreseen.refused,
    )


def erased_of(erasing: Erasing) -> Erased:
    """Return what an erasure did."""
    return Erased(
        subjects=erasing.subjects,
        texts=erasing.texts,
        cases=erasing.cases,
        lingers=list(erasing.lingers),
    )


def retained_of(retained: Retained) -> RetainedOut:
    """Return what was erased, and what was not."""
    return RetainedOut(
        erased=erased_of(retained.erasing),
        stopped=[StoppedBy(what=one.what, name=one.name, by=one.by) for one in retained.stopped],
        uploads=retained.uploads,
    )
