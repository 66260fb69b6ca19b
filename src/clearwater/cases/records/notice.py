"""What goes out to people and systems, and what comes back: notices, appeals, messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class AppealState(StrEnum):
    """How an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    """The decision stays."""
    OVERTURNED = "overturned"
    """The decision falls for everyone in the appeal."""
    PARTLY = "partly overturned"
    """It falls for some of them."""


class MessageKind(StrEnum):
    """What a message asks a connector to do."""

    NOTICE = "notice"
    """Tell the account: what, why, until when, how to appeal."""
    START = "start"
    """Put the measure into effect."""
    END = "end"
    """Take it back: it lapsed or was lifted."""


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    VOID = "void"
    """No longer needed: its measure was taken back before it went out."""


@dataclass(frozen=True)
class Notice(Record):
    """The statement of reasons for one account."""

    TABLE = "notices"
    KEY = ("notice",)

    notice: str
    case: str
    decision: str
    measure: str
    subject: str
    language: str
    """``en`` or ``zh``."""
    text: str
    """Commitment to the words."""
    issued_us: int
    appeal_until_us: int
    """Until when it can be contested."""


@dataclass(frozen=True)
class Appeal(Record):
    """A demand to look again, by one account or by several together."""

    TABLE = "appeals"
    KEY = ("appeal",)

    appeal: str
    case: str
    decision: str
    state: str
    """An `AppealState`."""
    statement: str
    """Commitment to what the appellants say."""
    filed_by: str
    """The user who entered it."""
    filed_us: int
    due_us: int
    resolved_by: str | None
    resolved_us: int | None
    why: str | None
    """Commitment to the reasons of the outcome."""


@dataclass(frozen=True)
class Appellant(Record):
    """One account in an appeal, and what came of it for this account."""

    TABLE = "appellants"
    KEY = ("appeal", "subject")

    appeal: str
    case: str
    subject: str
    outcome: str | None
    """``upheld`` or ``overturned``; nothing while the appeal is open."""


@dataclass(frozen=True)
class Message(Record):
    """One message in the outbox. Its number is its idempotency key."""

    TABLE = "messages"
    KEY = ("message",)

    message: str
    kind: str
    """A `MessageKind`."""
    case: str
    measure: str
    subject: str
    state: str
    """A `MessageState`."""
    not_before_us: int
    """It waits until then: delayed and staged measures, lapses."""
    attempts: int
    """How often it was handed to a connector, counted (`DeliveryBegun`) before it is handed over.
    Above 0 the receiver may have it, whatever came back; at 0 it surely has not."""
    next_us: int
    """When to try next; while a connector has it, when to stop waiting for the connector."""
    delivered_us: int | None
    receipt: str | None
    """What the connector gave back: a file's name, a status."""
