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


@dataclass(frozen=True)
class Duties:
    """By when other bodies owe an answer."""

    handover_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """To take a case that was offered, or return it."""
    position_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """To say in a joint case whether they agree."""
    self_report_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """A platform's weekly report, after the week has ended."""
