"""What can be asked for about partners, what comes from them and what is made for others."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.exchange import Arrived, Partner
from clearwater.cases.records.notice import Message
from clearwater.cases.workflow.commands import Command, ReceiveClue
from clearwater.cases.workflow.commands_intake import ReceiveUserReport


@dataclass(frozen=True)
class AddPartner(Command):
    """A partner is added, or what may pass is changed; its keys are in their files already."""

    partner: str
    sends: frozenset[str]
    gets: frozenset[str]
    keys: frozenset[str]
    """Fingerprints."""
    known: Partner | None = None


@dataclass(frozen=True)
class RemovePartner(Command):
    """Nothing passes any more."""

    known: Partner


@dataclass(frozen=True)
class Came:
    """A message of a partner, apart from what it says."""

    partner: Partner
    arrived: str
    """`Arrived.arrived`."""
    sha256: str
    """Of the body as it came."""
    signed_by: str | None
    """Fingerprint of the key that had signed it; None where somebody brought it by hand."""
    before: Arrived | None = None
    """The same message, where it came before."""


@dataclass(frozen=True)
class TakeClue(Command):
    """A partner says what is a reason to look."""

    came: Came
    clue: ReceiveClue


@dataclass(frozen=True)
class TakeFlag(Command):
    """A user of a federated server reported accounts of ours."""

    came: Came
    reports: tuple[ReceiveUserReport, ...]
    """One for each account; all of one reporter."""


@dataclass(frozen=True)
class TakeReceipt(Command):
    """A receiver says what became of a message of ours."""

    came: Came
    message: Message
    applied: bool


@dataclass(frozen=True)
class KeepExport(Command):
    """Something was made for others; saved before it leaves."""

    what: str
    count: int
    sha256: str
    case: str | None = None
    partner: Partner | None = None
