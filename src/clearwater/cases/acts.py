"""Everything that can be done, as types: what the ledger can hold, and nothing else.

An act carries what a reader of the ledger needs to understand it: ids, counts, hashes, words of
closed lists. No identifier of an account, no reason in somebody's words: those are commitments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar


@dataclass(frozen=True)
class Act:
    """One thing that was done."""

    NAME: ClassVar[str]
    """What the ledger calls it."""

    def details(self) -> Mapping[str, str | int | None]:
        """Return the fields, as the ledger keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "case"}

    @property
    def of_case(self) -> str | None:
        """The case in which it was done."""
        return getattr(self, "case", None) if "case" in {f.name for f in fields(self)} else None


# The store -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoreCreated(Act):
    """The first entry of every ledger."""

    NAME = "store created"
    public_key: str
    """Ed25519 key that signs checkpoints, 32 bytes in hex."""
    users: str
    """``open``: whoever is named on the command line may act; ``listed``: who was added."""
    rehearsal: str | None
    """The seed, where ids and salts are not random: an exercise, no real case."""


@dataclass(frozen=True)
class UserChanged(Act):
    """Somebody was added, has other roles, or left."""

    NAME = "user changed"
    user_changed: str
    roles: str
    state: str


@dataclass(frozen=True)
class PolicyChanged(Act):
    """The organisation's rules changed."""

    NAME = "policy changed"
    version: int
    sha256: str
    """Of the policy's RFC 8785 JSON."""


@dataclass(frozen=True)
class CheckpointPublished(Act):
    """A signed checkpoint was given to somebody outside."""

    NAME = "checkpoint published"
    size: int
    root: str


@dataclass(frozen=True)
class BackupMade(Act):
    """The store was copied."""

    NAME = "backup made"
    size: int
    root: str


@dataclass(frozen=True)
class StoreRestored(Act):
    """The store was made anew from a backup."""

    NAME = "store restored"
    size: int
    root: str
    made: str
    """When the backup was made, RFC 3339."""


# Clues and cases -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClueReceived(Act):
    """A clue came in, for the first time or again."""

    NAME = "clue received"
    case: str | None
    clue: str
    source: str
    times: int
    note: str | None = None
    """Commitment to what was said this time; the clue itself keeps what was said first."""
    reporter: str | None = None
    """Who said it this time (a subject)."""


@dataclass(frozen=True)
class ClueJoined(Act):
    """A clue was added to a case."""

    NAME = "clue joined"
    case: str
    clue: str


@dataclass(frozen=True)
class ClueSetAside(Act):
    """A clue is not followed."""

    NAME = "clue set aside"
    clue: str
    why: str


@dataclass(frozen=True)
class CaseOpened(Act):
    """A case was opened for a clue."""

    NAME = "case opened"
    case: str
    clue: str
    source: str


@dataclass(frozen=True)
class FindingAdded(Act):
    """A finding belongs to the case."""

    NAME = "finding added"
    case: str
    run: str
    finding: str
    accounts: int


@dataclass(frozen=True)
class RingShared(Act):
    """The case shares a ring with others."""

    NAME = "ring shared"
    case: str
    ring: str
    shared_accounts: int


@dataclass(frozen=True)
class CaseAssigned(Act):
    """Somebody is responsible."""

    NAME = "case assigned"
    case: str
    to: str


@dataclass(frozen=True)
class CaseClosed(Act):
    """The case is done."""

    NAME = "case closed"
    case: str
    outcome: str
    why: str


@dataclass(frozen=True)
class CaseReopened(Act):
    """An appeal in time opened it again."""

    NAME = "case reopened"
    case: str
    appeal: str


# Evidence and decision -------------------------------------------------------------------------


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


# Measures, notices, appeals --------------------------------------------------------------------


@dataclass(frozen=True)
class NoticesIssued(Act):
    """Everyone concerned is told, and the measures begin when the notice says."""

    NAME = "notices issued"
    case: str
    decision: str
    notices: int
    first_start: str
    last_end: str


@dataclass(frozen=True)
class MeasuresLifted(Act):
    """Measures ended before their time."""

    NAME = "measures lifted"
    case: str
    decision: str
    measures: int
    cause: str
    """``appeal``, ``later decision``, ``exclusion`` or ``notice given up``."""


@dataclass(frozen=True)
class AppealFiled(Act):
    """One account, or several together, contest a decision."""

    NAME = "appeal filed"
    case: str
    appeal: str
    decision: str
    appellants: int
    statement: str


@dataclass(frozen=True)
class AppealResolved(Act):
    """Somebody who had no part in the decision looked again."""

    NAME = "appeal resolved"
    case: str
    appeal: str
    outcome: str
    overturned: int
    """For how many appellants the decision falls."""
    why: str


# Delivery --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeliveryBegun(Act):
    """A message is about to be handed to a connector: saved before, so that a kill hides nothing.

    From here on the receiver may have it, whatever is heard of it. So a START that was begun and is
    then taken back is void, but its END must go out; only where none was begun both are void.
    """

    NAME = "delivery begun"
    case: str
    message: str
    kind: str
    attempt: int
    """1, 2, ...: the message's `attempts` after it."""


@dataclass(frozen=True)
class MessageDelivered(Act):
    """A connector took a message."""

    NAME = "message delivered"
    case: str
    message: str
    kind: str
    receipt: str


@dataclass(frozen=True)
class DeliveryFailed(Act):
    """A connector did not take a message; it is tried again."""

    NAME = "delivery failed"
    case: str
    message: str
    attempt: int
    reason: str


@dataclass(frozen=True)
class MessageVoided(Act):
    """A message is not needed any more: its measure ended before it could go out."""

    NAME = "message voided"
    case: str
    message: str
    kind: str
    why: str | None = None
    """Commitment to the reason, where somebody gave a notice up."""


# Reading ---------------------------------------------------------------------------------------


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


ACTS: tuple[type[Act], ...] = (
    *(StoreCreated, UserChanged, PolicyChanged, CheckpointPublished, BackupMade, StoreRestored),
    *(ClueReceived, ClueJoined, ClueSetAside, CaseOpened, FindingAdded, RingShared, CaseAssigned),
    *(CaseClosed, CaseReopened, EvidenceFrozen, MemberExcluded, MemberIncluded),
    *(DecisionProposed, DecisionApproved, DecisionRefused),
    *(NoticesIssued, MeasuresLifted, AppealFiled, AppealResolved),
    *(DeliveryBegun, MessageDelivered, DeliveryFailed, MessageVoided),
    *(PersonalDataRead, EvidenceSealed),
)
"""Every act there is. A test holds that no other subclass exists."""
