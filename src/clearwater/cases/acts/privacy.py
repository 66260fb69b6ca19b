"""What is done so that people are not named for longer than they have to be."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class PersonalDataErased(Act):
    """Keys were destroyed, and what they sealed is gone. It says how much, and of whom nothing."""

    NAME = "personal data erased"
    cause: str
    """``request``, ``retention`` or ``restore``."""
    subjects: int
    """Accounts and persons that cannot be named any more."""
    texts: int
    """Texts whose keys were destroyed, the identifiers among them."""
    cases: int
    """Cases of which the frozen files are shredded."""
    clues: int
    why: str | None = None
    """Commitment to the reason, where a person gave one."""


@dataclass(frozen=True)
class HoldPlaced(Act):
    """Nothing about an account or a case is erased from now on."""

    NAME = "hold placed"
    hold: str
    what: str
    why: str


@dataclass(frozen=True)
class HoldLifted(Act):
    """It may be erased again."""

    NAME = "hold lifted"
    hold: str
    why: str


@dataclass(frozen=True)
class BackupKeysRemoved(Act):
    """Key parts of backups that were older than the policy allows were removed."""

    NAME = "backup keys removed"
    parts: int
