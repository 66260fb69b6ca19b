"""Everything that can be done, as types: what the ledger can hold, and nothing else.

An act carries what a reader of the ledger needs to understand it: ids, counts, hashes, words of
closed lists. No identifier of an account, no reason in somebody's words: those are commitments.
"""

from clearwater.cases.acts.base import Act
from clearwater.cases.acts.bodies import (
    BodyAdded,
    BodyClosed,
    BodyMoved,
    TreeBegun,
    TreeJoined,
    WorkEnded,
)
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
from clearwater.cases.acts.duties import ReportAsked, ReportChecked, ReportReceived
from clearwater.cases.acts.exchange import (
    Exported,
    PartnerAdded,
    PartnerMessageTaken,
    PartnerRemoved,
)
from clearwater.cases.acts.identity import (
    LoggedIn,
    LoginFailed,
    LoginLinked,
    LoginLocked,
    PasswordSet,
    SessionsEnded,
    SetupIssued,
    TokenIssued,
    TokenRevoked,
    TotpSet,
)
from clearwater.cases.acts.measure import AppealFiled, AppealResolved, MeasuresLifted, NoticesIssued
from clearwater.cases.acts.passing import (
    BodyInvited,
    HandoverAccepted,
    HandoverOffered,
    HandoverReturned,
    HandoverWithdrawn,
    InvitationAnswered,
    JointCaseRead,
    PartEnded,
    PositionGiven,
    SecondFromBody,
)
from clearwater.cases.acts.privacy import (
    BackupKeysRemoved,
    HoldLifted,
    HoldPlaced,
    PersonalDataErased,
)
from clearwater.cases.acts.publishing import FiguresPublished
from clearwater.cases.acts.reading import EvidenceSealed, PersonalDataRead
from clearwater.cases.acts.registers import AgencyChanged, CreatorChanged
from clearwater.cases.acts.reports import (
    ReporterNamed,
    ReportsAnswered,
    ReportsMarked,
    UserReportReceived,
)
from clearwater.cases.acts.request import AnswerKept, AnswersForgotten
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
    "AgencyChanged",
    "AnswerKept",
    "AnswersForgotten",
    "AppealFiled",
    "AppealResolved",
    "BackupKeysRemoved",
    "BackupMade",
    "BodyAdded",
    "BodyClosed",
    "BodyInvited",
    "BodyMoved",
    "CaseAssigned",
    "CaseClosed",
    "CaseOpened",
    "CaseReopened",
    "CheckpointPublished",
    "ClueJoined",
    "ClueReceived",
    "ClueSetAside",
    "CreatorChanged",
    "DecisionApproved",
    "DecisionProposed",
    "DecisionRefused",
    "DecisionWithdrawn",
    "DeliveryBegun",
    "DeliveryFailed",
    "EvidenceFrozen",
    "EvidenceSealed",
    "Exported",
    "FiguresPublished",
    "FindingAdded",
    "HandoverAccepted",
    "HandoverOffered",
    "HandoverReturned",
    "HandoverWithdrawn",
    "HoldLifted",
    "HoldPlaced",
    "InvitationAnswered",
    "JointCaseRead",
    "LoggedIn",
    "LoginFailed",
    "LoginLinked",
    "LoginLocked",
    "MeasuresLifted",
    "MemberExcluded",
    "MemberIncluded",
    "MessageDelivered",
    "MessageVoided",
    "NoticesIssued",
    "PartEnded",
    "PartnerAdded",
    "PartnerMessageTaken",
    "PartnerRemoved",
    "PasswordSet",
    "PersonalDataErased",
    "PersonalDataRead",
    "PolicyChanged",
    "PositionGiven",
    "ReportAsked",
    "ReportChecked",
    "ReportReceived",
    "ReporterNamed",
    "ReportsAnswered",
    "ReportsMarked",
    "RingShared",
    "SecondFromBody",
    "SessionsEnded",
    "SetupIssued",
    "StoreCreated",
    "StoreRestored",
    "TokenIssued",
    "TokenRevoked",
    "TotpSet",
    "TreeBegun",
    "TreeJoined",
    "UserChanged",
    "UserReportReceived",
    "WorkEnded",
]
