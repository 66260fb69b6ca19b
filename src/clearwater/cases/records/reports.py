"""Reports by users of a platform, brigades among them, and what reporters were told.

No field here is called ``case``: such rows go with a case, and who reported never does. Where a row
names the reporter it holds a random ``blind`` besides. Entries of the ledger hold digests of rows,
and without it whoever reads entries could try every reporter until the digest fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class BrigadeKind(StrEnum):
    """How a brigade was recognised."""

    TOGETHER = "moved together"
    """Its reporters reported the same accounts within moments of each other, again and again."""
    AT_ONCE = "at once and alike"
    """One account was reported at once by many, in the same words from the same place, say."""


class Told(StrEnum):
    """What a reporter is told became of the report."""

    RECEIVED = "received"
    LOOKED_AT = "being looked at"
    MEASURES = "decided: measures taken"
    NO_MEASURE = "decided: no measure"


@dataclass(frozen=True)
class UserReport(Record):
    """One reporter, one account, one category, one window: the same again is not another report."""

    TABLE = "user_reports"
    KEY = ("report",)

    report: str
    clue: str
    """The clue that it made or joined."""
    reporter: str
    """Who reported (a subject); only some may see it."""
    subject: str
    """The account reported, or the object where the report names no account."""
    category: str
    """Name in the policy's list."""
    window_us: int
    """Start of the window in which it lies (`clearwater.cases.intake.windows`)."""
    times: int
    """How often it was said within the window."""
    first_us: int
    """When the message that came in first was sent."""
    last_us: int
    brigade: str | None
    """The brigade that it belongs to; set once, by a later act."""
    blind: str
    """32 random bytes in hex, see above."""


@dataclass(frozen=True)
class ReportArrival(Record):
    """One message by which a report came in.

    Its name follows from the sender's own id, so that the same again is known to be the same.
    """

    TABLE = "report_arrivals"
    KEY = ("organisation", "arrival")

    arrival: str
    report: str
    received_us: int
    """When the reporter sent it."""
    sender: str | None
    """Commitment to the sender's id of it."""
    words: str | None
    """Commitment to what was said."""
    text: str | None
    """Keyed token of the words: equal for equal words, and nothing else can be read from it."""
    place: str | None
    """Keyed token of an address or a line."""
    device: str | None
    """Keyed token."""
    joined_us: int | None
    """When the reporter's account was made."""


@dataclass(frozen=True)
class Brigade(Record):
    """Reporters who moved together, as a scan found them. It is a suspicion about reports."""

    TABLE = "brigades"
    KEY = ("brigade",)

    brigade: str
    kind: str
    """A `BrigadeKind`."""
    run: str
    """SHA-256 of the run's data files (see `clearwater.app.case.run_digest`)."""
    finding: str
    """The finding of the run, or the number of the surge, such as ``S002``."""
    q_value: str
    """In decimal: how likely such a thing is by chance, after all that were looked at."""
    reporters: int
    targets: int
    """Accounts reported."""
    reports: int
    first_us: int
    last_us: int
    marked_us: int


@dataclass(frozen=True)
class ReportAnswer(Record):
    """What a reporter was told last about one report."""

    TABLE = "report_answers"
    KEY = ("report",)

    report: str
    told: str
    """A `Told`."""
    told_us: int
