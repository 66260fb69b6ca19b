"""What passes between us and other organisations, and the public."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class PartnerAdded(Act):
    """A partner was added, or what may pass was changed."""

    NAME = "partner added"
    partner: str
    sends: str
    gets: str
    keys: str
    """Fingerprints, never the keys."""


@dataclass(frozen=True)
class PartnerRemoved(Act):
    """Nothing passes any more."""

    NAME = "partner removed"
    partner: str


@dataclass(frozen=True)
class PartnerMessageTaken(Act):
    """A message of a partner was taken in; what came of it stands in an entry of its own."""

    NAME = "partner message taken"
    partner: str
    kind: str
    arrived: str
    sha256: str
    """Commitment to that of the body as it came: names of accounts could be tried against it."""
    signed_by: str | None
    """Fingerprint of the key; nothing where somebody brought it by hand."""
    outcome: str
    clue: str | None = None
    message: str | None = None
    case: str | None = None


@dataclass(frozen=True)
class Exported(Act):
    """Something was made for others, in a standard of theirs."""

    NAME = "exported"
    case: str | None
    what: str
    """``statements``, ``stix`` or ``flag``."""
    count: int
    """How many statements, or accounts."""
    sha256: str
    """Of what was made."""
    partner: str | None = None
    """For whom; nothing where it is for no partner of the register."""
