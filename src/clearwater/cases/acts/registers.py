"""What is done with the registers of agencies and creators: the history of each row."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class AgencyChanged(Act):
    """An agency came, or left."""

    NAME = "agency changed"
    agency: str
    state: str


@dataclass(frozen=True)
class CreatorChanged(Act):
    """A creator came, changed agency or followers, or left."""

    NAME = "creator changed"
    creator: str
    agency: str | None
    followers: int
    tier: str
    state: str
