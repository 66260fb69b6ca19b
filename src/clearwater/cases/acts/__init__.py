"""Everything that can be done, as types: what the ledger can hold, and nothing else.

An act carries what a reader of the ledger needs to understand it: ids, counts, hashes, words of
closed lists. No identifier of an account, no reason in somebody's words: those are commitments.
"""

from clearwater.cases.acts.base import Act
from clearwater.cases.acts.case import (
    CaseAssigned,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ClueJoined,
    ClueReceived,
    ClueSetAside,
    FindingAdded,
    RingShared,
)
from clearwater.cases.acts.decision import (
    DecisionApproved,
    DecisionProposed,
    DecisionRefused,
    DecisionWithdrawn,
    EvidenceFrozen,
    MemberExcluded,
    MemberIncluded,
)
from clearwater.cases.acts.delivery import (
    DeliveryBegun,
    DeliveryFailed,
    MessageDelivered,
    MessageVoided,
)
from clearwater.cases.acts.measure import AppealFiled, AppealResolved, MeasuresLifted, NoticesIssued
from clearwater.cases.acts.reading import EvidenceSealed, PersonalDataRead
from clearwater.cases.acts.store import (
    BackupMade,
    CheckpointPublished,
    PolicyChanged,
    StoreCreated,
    StoreRestored,
    UserChanged,
)

__all__ = [
    "Act",
    "AppealFiled",
    "AppealResolved",
    "BackupMade",
    "CaseAssigned",
    "CaseClosed",
    "CaseOpened",
    "CaseReopened",
    "CheckpointPublished",
    "ClueJoined",
    "ClueReceived",
    "ClueSetAside",
    "DecisionApproved",
    "DecisionProposed",
    "DecisionRefused",
    "DecisionWithdrawn",
    "DeliveryBegun",
    "DeliveryFailed",
    "EvidenceFrozen",
    "EvidenceSealed",
    "FindingAdded",
    "MeasuresLifted",
    "MemberExcluded",
    "MemberIncluded",
    "MessageDelivered",
    "MessageVoided",
    "NoticesIssued",
    "PersonalDataRead",
    "PolicyChanged",
    "RingShared",
    "StoreCreated",
    "StoreRestored",
    "UserChanged",
]
