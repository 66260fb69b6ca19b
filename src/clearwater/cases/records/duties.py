"""What bodies owe by a day: the weekly reports of platforms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class DutyKind(StrEnum):
    """What is owed."""

    SELF_REPORT = "self-report"
    """A platform's figures of one week, by itself."""


class DutyState(StrEnum):
    """Where it is. Whether it is overdue follows from this and the time alone."""

    ASKED = "asked"
    RECEIVED = "received"
    CHECKED = "checked"
    """Somebody held it against other figures; what was found wrong stands in it."""


@dataclass(frozen=True)
class Duty(Record):
    """Something that a platform owes to a body above it."""

    TABLE = "duties"
    KEY = ("organisation", "duty")

    duty: str
    kind: str
    """A `DutyKind`."""
    platform: str
    """The body that owes it."""
    week: str
    """ISO 8601, such as ``2026-W10``; weeks begin on Monday, 00:00 UTC."""
    state: str
    """A `DutyState`."""
    asked_by: str
    asked_us: int
    due_us: int
    document: str | None
    """SHA-256 of what was received last, in hex."""
    received_us: int | None
    """When the first document came: a correction does not make a late report timely, nor a timely
    one late."""
    faults: int | None
    """How many were found."""
    found: str | None
    """What was found wrong: RFC 8785 JSON, a list of objects."""
    checked_by: str | None
    checked_us: int | None


@dataclass(frozen=True)
class DutyDocument(Record):
    """One document that was received, kept beside the evidence under the hash of its content."""

    TABLE = "duty_documents"
    KEY = ("organisation", "duty", "sha256")

    duty: str
    sha256: str
    size: int
    """Bytes."""
    received_us: int
    received_by: str
