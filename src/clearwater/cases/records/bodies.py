"""The bodies that share a store: a tree, and who stands in which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class Level(StrEnum):
    """What a body is in its tree; `clearwater.cases.organisations.levels` says what goes where."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    COMPANY = "company"
    REGION = "region"
    TEAM = "team"
    PLATFORM = "platform"
    """Owes reports to the bodies above it."""


class BodyState(StrEnum):
    """Whether a body works."""

    ACTIVE = "active"
    CLOSED = "closed"
    """It takes nothing new. What it decided lapses, and appeals are answered, as ever."""


@dataclass(frozen=True)
class Body(Record):
    """One body of a tree. All rows of a tree belong to the body at its root."""

    TABLE = "bodies"
    KEY = ("organisation", "body")

    body: str
    """The organisation that it is in the store."""
    parent: str | None
    """The body right above; none for the root."""
    level: str
    """A `Level`."""
    name: str
    """As the public knows it, in Chinese or English."""
    state: str
    """A `BodyState`."""
    since_us: int
    """When this row was last changed."""


@dataclass(frozen=True)
class Membership(Record):
    """In whose tree a body stands: its own row, so that it finds the tree by itself."""

    TABLE = "memberships"
    KEY = ("organisation",)

    root: str
    """The body whose rows the tree is."""
    state: str
    """A `BodyState`, as in the tree."""
    since_us: int
