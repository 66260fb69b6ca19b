"""What can be asked for so that people are not named for longer than they have to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.privacy import Cause, DataKey, Hold
from clearwater.cases.records.reports import ReportArrival
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class ClueMatter:
    """A clue, and since when nothing is to be done about it."""

    clue: Clue
    done_us: int | None
    """When it was set aside, or its case closed; nothing while it waits or is worked on."""


@dataclass(frozen=True)
class ErasePersonalData(Command):
    """Nobody can be named from these any more. What the caller gathered is judged in the step."""

    cause: Cause
    subjects: tuple[Subject, ...] = ()
    """Accounts and persons of whom the store forgets the identifier."""
    cases: tuple[CaseFile, ...] = ()
    """Cases whose frozen files are shredded."""
    whole_cases: bool = False
    """Their words are erased too: everything that belongs to them was gathered."""
    clues: tuple[ClueMatter, ...] = ()
    arrivals: tuple[ReportArrival, ...] = ()
    """Messages of reporters; their tokens of words, places and devices are forgotten."""
    keys: tuple[DataKey, ...] = ()
    """Keys that are destroyed."""
    in_clear: tuple[Disclosure, ...] = ()
    """Texts of an older version, which have no key: they are emptied themselves."""
    named_in: tuple[CaseFile, ...] = ()
    """Other cases of which a text is erased, because it names one of the subjects."""
    holds: tuple[Hold, ...] = ()
    """Those that stand in the organisation."""
    identifiers: tuple[str, ...] = field(default=(), repr=False)
    why: str | None = None


@dataclass(frozen=True)
class EraseDue(ErasePersonalData):
    """The same, because its time by the policy is over: asked for by the clock."""


@dataclass(frozen=True)
class PlaceHold(Command):
    """Nothing about an account, a person or a case is erased from now on."""

    what: str
    """``subject`` or ``case``."""
    about: str
    """Its name in the store."""
    why: str
    holds: tuple[Hold, ...] = ()
    """Those that stand."""


@dataclass(frozen=True)
class LiftHold(Command):
    """It may be erased again."""

    hold: Hold | None
    """Nothing where there is no such hold."""
    why: str


@dataclass(frozen=True)
class PruneBackups(Command):
    """Key parts of backups are removed that are older than the policy allows."""

    parts: int
    """How many are."""
