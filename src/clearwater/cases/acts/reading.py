"""What is shown or handed out."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class PersonalDataRead(Act):
    """Somebody was shown identifiers or words of people."""

    NAME = "personal data read"
    case: str | None
    what: str
    """What was shown: ``case``, ``evidence``, ``restrictions``."""
    count: int
    """How many accounts."""
    purpose: str
    """Word of the policy's list of purposes."""


@dataclass(frozen=True)
class EvidenceSealed(Act):
    """A package of evidence was made."""

    NAME = "evidence sealed"
    case: str
    manifest: str
    """SHA-256 of the package's payload manifest."""
    files: int
    verifier: str
    """SHA-256 of the verifier inside the package."""
