"""Decisions, the measures that follow from them, and the evidence that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class DecisionState(StrEnum):
    """Where a decision is."""

    PROPOSED = "proposed"
    """Waits for the second person."""
    STANDING = "standing"
    """In force, as far as its measures have begun and not ended."""
    REFUSED = "refused"
    """The second person did not agree."""
    WITHDRAWN = "withdrawn"
    """Who proposed it took it back."""
    OVERTURNED = "overturned"
    """Set aside as a whole on appeal."""
    REPLACED = "replaced"
    """A later decision of the case took its place."""


NEVER_STOOD = frozenset({DecisionState.PROPOSED, DecisionState.REFUSED, DecisionState.WITHDRAWN})
"""States of a decision on which nobody was ever told anything and no case ended."""


class MeasureState(StrEnum):
    """What was done with a measure. Whether it is in force follows from this and the time alone."""

    PLANNED = "planned"
    """Decided; its notice has not gone out, so it restricts nobody."""
    BEGUN = "begun"
    """Its notice has gone out: in force from `starts_us` until `ends_us`."""
    LIFTED = "lifted"
    """Ended before its time, on appeal or by a later decision."""
    VOID = "void"
    """It never began."""


@dataclass(frozen=True)
class Evidence(Record):
    """One file that was frozen for a case, kept under the hash of its content."""

    TABLE = "evidence"
    KEY = ("case", "name")

    case: str
    name: str
    """Path inside the package, such as ``findings/F1/events.parquet``."""
    sha256: str
    """Name of the blob, in hex."""
    size: int
    """Bytes."""
    frozen_us: int
    frozen_by: str


@dataclass(frozen=True)
class Decision(Record):
    """What a person decided about the members of a case, and why."""

    TABLE = "decisions"
    KEY = ("decision",)

    decision: str
    case: str
    state: str
    """A `DecisionState`."""
    measure: str | None
    """Name in the policy's ladder; nothing where no action is taken."""
    reason_code: str
    policy_text: str
    """The rule that was broken, in the words that the policy has at this moment."""
    why: str
    """Commitment to the reasons in the decider's words."""
    evidence: str
    """`evidence_root` of what was frozen for it."""
    accounts: int
    """How many members it is about."""
    duration_s: int | None
    """How long each measure lasts."""
    delay_s: int
    """How long after the notice the first measure begins."""
    stages: int
    """In how many steps measures begin, so that a mistake shows before everyone has it."""
    stage_gap_s: int
    """Between two stages."""
    blast_radius: str
    """What was shown before: RFC 8785 JSON of `clearwater.cases.measures.BlastRadius`."""
    needs_second: int
    """1 where a second person must agree, else 0."""
    decided_by: str
    decided_us: int
    second_by: str | None
    second_us: int | None
    supersedes: str | None
    """An earlier decision of the case that this one replaces."""


@dataclass(frozen=True)
class Measure(Record):
    """One measure on one account."""

    TABLE = "measures"
    KEY = ("measure",)

    measure: str
    decision: str
    case: str
    subject: str
    kind: str
    """Name in the ladder."""
    severity: int
    """Its step in the ladder, 1 the mildest."""
    state: str
    """A `MeasureState`."""
    starts_us: int | None
    """Known once its notice is out."""
    ends_us: int | None
    """It lapses by itself at this moment."""
    lifted_us: int | None
    inverse: str
    """What takes it back, such as ``unmute``."""
