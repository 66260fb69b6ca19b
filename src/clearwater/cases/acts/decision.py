"""What is done to decide: evidence, members, and two people."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class EvidenceFrozen(Act):
    """Files were copied into the evidence store."""

    NAME = "evidence frozen"
    case: str
    files: int
    root: str
    """`clearwater.cases.records.evidence_root.root_of` everything that is frozen for the case."""


@dataclass(frozen=True)
class MemberExcluded(Act):
    """An account of the finding is not decided about."""

    NAME = "member excluded"
    case: str
    subject: str
    why: str


@dataclass(frozen=True)
class MemberIncluded(Act):
    """An excluded account is a member again."""

    NAME = "member included"
    case: str
    subject: str
    why: str


@dataclass(frozen=True)
class DecisionProposed(Act):
    """Somebody decided; a second person may have to agree."""

    NAME = "decision proposed"
    case: str
    decision: str
    measure: str | None
    reason_code: str
    accounts: int
    evidence: str
    why: str
    needs_second: int


@dataclass(frozen=True)
class DecisionApproved(Act):
    """The second person agreed."""

    NAME = "decision approved"
    case: str
    decision: str


@dataclass(frozen=True)
class DecisionRefused(Act):
    """The second person did not agree."""

    NAME = "decision refused"
    case: str
    decision: str
    why: str


@dataclass(frozen=True)
class DecisionWithdrawn(Act):
    """Who proposed it took it back, before a second person said anything."""

    NAME = "decision withdrawn"
    case: str
    decision: str
    why: str
