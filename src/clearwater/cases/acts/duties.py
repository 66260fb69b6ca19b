"""What is done with reports that platforms owe."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class ReportAsked(Act):
    """A platform was asked for its report of a week."""

    NAME = "report asked"
    duty: str
    kind: str
    platform: str
    week: str
    due: str
    """RFC 3339, UTC."""


@dataclass(frozen=True)
class ReportReceived(Act):
    """A document came; the last one is the report."""

    NAME = "report received"
    duty: str
    platform: str
    week: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ReportChecked(Act):
    """It was held against other figures."""

    NAME = "report checked"
    duty: str
    platform: str
    week: str
    document: str
    """SHA-256 of what was checked."""
    faults: int
    found: str
    """SHA-256 of the list of faults in its RFC 8785 form."""
