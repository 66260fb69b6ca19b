"""The rules of a body's daily work: categories, people's reports, privacy, publishing, duties.

Sections of `clearwater.cases.measures.policy.Policy`, which see. Shares are whole thousandths,
durations whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from clearwater.cases.measures.policy_fields import (
    DAY_S,
    HOUR_S,
    YEAR_S,
    Limits,
    Name,
    Pattern,
    Words,
)
from clearwater.cases.records.people import Role

DsaCategory = Annotated[
    str, Pattern(r"STATEMENT_CATEGORY_[A-Z_]{3,60}", "a category of EU statements of reasons")
]
DsaKeyword = Annotated[
    str, Pattern(r"KEYWORD_[A-Z_]{3,60}", "a keyword of EU statements of reasons")
]
Technique = Annotated[
    str, Pattern(r"T\d{4}(\.\d{3})?", "the id of a DISARM technique, such as T0049.003")
]


@dataclass(frozen=True)
class Category:
    """A kind of behaviour under which figures are published: never a viewpoint."""

    name: Name
    words: Words
    dsa_category: DsaCategory
    """What statements of reasons under the EU's Digital Services Act call it."""
    dsa_keywords: tuple[DsaKeyword, ...]
    techniques: tuple[Technique, ...]
    """DISARM red framework."""


@dataclass(frozen=True)
class Tier:
    """Creators with so many followers or more, until the next tier begins."""

    name: Name
    followers: Annotated[int, Limits(0, 10_000_000_000)]
    """The fewest."""


@dataclass(frozen=True)
class Intake:
    """How reports of users are counted and weighed. They never cause a measure."""

    window_s: Annotated[int, Limits(DAY_S, 30 * DAY_S)]
    """The same reporter, account and category within one such window is one report."""
    prior_reports_milli: Annotated[int, Limits(1_000, 100_000)]
    """How many decided reports the prior of a reporter's reliability is worth."""
    head_start_s: Annotated[int, Limits(0, 30 * DAY_S)]
    """The most by which reports can move a clue forward in the queue."""


@dataclass(frozen=True)
class Privacy:
    """How long what names people is kept, and how much of it one person may see."""

    keep_s: Annotated[int, Limits(30 * DAY_S, 10 * YEAR_S)]
    """After a case was closed, its last measure has ended and the time for appeals is over."""
    keep_reports_s: Annotated[int, Limits(7 * DAY_S, 5 * YEAR_S)]
    """Who reported, and in which words, after the report was decided or set aside."""
    backups_s: Annotated[int, Limits(DAY_S, YEAR_S)]
    """No backup with keys is kept longer; older ones are removed."""
    reveals: Annotated[int, Limits(1, 1_000_000)]
    """Accounts of which one person may be shown identifiers within `reveals_window_s`."""
    reveals_window_s: Annotated[int, Limits(HOUR_S, 30 * DAY_S)]


@dataclass(frozen=True)
class Publishing:
    """What published figures keep back."""

    smallest: Annotated[int, Limits(2, 1_000)]
    """Counts from 1 to one less than this are not published, nor what they would follow from."""
    offset_min: Annotated[int, Limits(-840, 840)]
    """By how many minutes weeks and months begin before those of UTC: 480 in China. The offset is
    fixed; where clocks change in summer, take that of the winter."""


@dataclass(frozen=True)
class Duties:
    """By when other bodies owe an answer."""

    handover_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """To take a case that was offered, or return it."""
    position_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """To say in a joint case whether they agree."""
    self_report_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """A platform's weekly report, after the week has ended."""


RoleName = Annotated[str, Pattern("|".join(Role), " | ".join(Role))]


@dataclass(frozen=True)
class Identity:
    """How sure it has to be who somebody is, and for how long it then is."""

    second_factor: tuple[RoleName, ...]
    """Roles for which a password is not enough."""
    setup_s: Annotated[int, Limits(HOUR_S, 7 * DAY_S)]
    """Within this time a one-time set-up token has to be used."""
    idle_s: Annotated[int, Limits(60, DAY_S)]
    """A session in which nothing was asked for so long is over."""
    session_s: Annotated[int, Limits(600, 7 * DAY_S)]
    """A session is over after this time, whatever was asked."""
    fresh_s: Annotated[int, Limits(60, HOUR_S)]
    """For what cannot be undone somebody has proved who he is within this time."""
    failures: Annotated[int, Limits(3, 20)]
    """After so many failures in a row a login is locked for a while."""
    first_lock_s: Annotated[int, Limits(10, HOUR_S)]
    """How long; each failure after that doubles it."""
    longest_lock_s: Annotated[int, Limits(60, DAY_S)]
    token_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    """The longest time for which a program's token is given."""

    def lock_s(self, failures: int) -> int:
        """Return for how long a login is locked after so many failures in a row; 0: not at all."""
        beyond = failures - self.failures
        # More doublings than these never matter; without the bound the number itself would grow.
        return 0 if beyond < 0 else min(self.first_lock_s << min(beyond, 20), self.longest_lock_s)
