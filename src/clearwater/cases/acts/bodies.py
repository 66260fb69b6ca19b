"""What is done to a tree of bodies. Each act says from which body whoever did it comes."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class TreeBegun(Act):
    """A body stands alone, as the root of a tree."""

    NAME = "tree begun"
    body: str
    level: str


@dataclass(frozen=True)
class BodyAdded(Act):
    """A body stands below another; in the ledger of the root."""

    NAME = "body added"
    body: str
    parent: str
    level: str
    by_body: str


@dataclass(frozen=True)
class BodyMoved(Act):
    """A body, with everything below it, stands below another one; in the ledger of the root."""

    NAME = "body moved"
    body: str
    before: str
    parent: str
    by_body: str


@dataclass(frozen=True)
class BodyClosed(Act):
    """A body takes nothing new; in the ledger of the root."""

    NAME = "body closed"
    body: str
    by_body: str


@dataclass(frozen=True)
class TreeJoined(Act):
    """The first entry of a new body: in whose tree it stands, and who leads it."""

    NAME = "tree joined"
    root: str
    parent: str
    lead: str
    """Login of the first lead."""
    by_body: str


@dataclass(frozen=True)
class WorkEnded(Act):
    """A body takes nothing new; in its own ledger."""

    NAME = "work ended"
    root: str
    by_body: str
