"""What can be asked for about reports by users. None of it leads to a decision."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.case import Clue
from clearwater.cases.records.reports import Brigade, ReportAnswer, UserReport
from clearwater.cases.workflow.commands import Command, Named, ReadPersonalData


@dataclass(frozen=True)
class Traces:
    """What a report came with besides its words, as far as the platform says it."""

    text: str | None = None
    """Keyed token of the words."""
    place: str | None = None
    device: str | None = None
    joined_us: int | None = None
    """When the reporter's account was made."""


@dataclass(frozen=True)
class ReceiveUserReport(Command):
    """A user of the platform reported an account or an object."""

    reporter: Named
    about: Named
    """The account, or the object where no account is named."""
    is_account: bool
    category: str
    """Name in the policy's list."""
    received_us: int
    """When the reporter sent it; not after now."""
    arrival: str | None
    """Keyed token of the sender's id of it; None: the sender gave none, and one is made."""
    fingerprint: str
    """Of the clue that it makes or joins."""
    clue: Clue | None
    """The clue about this account and category that waits or whose case is open."""
    known: UserReport | None
    """The report of the same reporter, account, category and window, where there is one."""
    sender: str | None = None
    """The sender's id."""
    words: str | None = None
    """What the reporter said; kept from case staff."""
    note: str | None = None
    """What case staff may read, in the words of whoever took it in."""
    traces: Traces = Traces()


@dataclass(frozen=True)
class FoundBrigade:
    """Reporters whom a scan found to have moved together."""

    kind: str
    """A `BrigadeKind`."""
    run: str
    finding: str
    q_value: str
    reports: tuple[UserReport, ...]
    """Theirs, about the accounts that it is about, that belong to no brigade yet."""
    known: Brigade | None = None
    """The brigade that it is again, where half of its reporters were marked before."""
    before: tuple[UserReport, ...] = ()
    """What belongs to that one already."""


@dataclass(frozen=True)
class MarkReports(Command):
    """Reports are marked as those of a brigade; what another brigade has stays with it."""

    found: FoundBrigade


@dataclass(frozen=True)
class Telling:
    """What a reporter is told about one report."""

    report: UserReport
    told: str
    """A `Told`."""
    before: ReportAnswer | None
    """What was told last."""


@dataclass(frozen=True)
class AnswerReports(Command):
    """What became of reports is handed to whoever tells the reporters."""

    tellings: tuple[Telling, ...]


@dataclass(frozen=True)
class ReadReporters(ReadPersonalData):
    """Somebody is shown who reported, by the platform's identifiers or by names of the store."""


@dataclass(frozen=True)
class ReadTargets(ReadPersonalData):
    """Somebody is shown which accounts were reported, and not by whom."""
