"""What is done with reports by users.

No act names a reporter, not by a name of the store either: the same name in two entries would say
that two reports come from one person.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class ReporterNamed(Act):
    """The store has a name for somebody who reported; the entry's rows hold it, once."""

    NAME = "reporter named"


@dataclass(frozen=True)
class UserReportReceived(Act):
    """A user of the platform reported something, for the first time or again."""

    NAME = "user report received"
    report: str
    clue: str
    category: str
    times: int
    """Within the window; 1 where it is a report of its own."""


@dataclass(frozen=True)
class ReportsMarked(Act):
    """Reports were marked as those of a brigade."""

    NAME = "reports marked"
    brigade: str
    kind: str
    run: str
    finding: str
    q_value: str
    reports: int


@dataclass(frozen=True)
class ReportsAnswered(Act):
    """What became of reports was handed to whoever tells the reporters."""

    NAME = "reports answered"
    count: int
