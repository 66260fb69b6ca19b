"""Everything that somebody can ask for, as types. What comes of it is in the step of its name.

A command carries what its caller found out and the workflow cannot: rows of other cases, counts,
tokens. It never carries a state: that is the workflow's to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.measures.blast_radius import BlastRadius
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Role
from clearwater.cases.records.policy import PolicyRow


@dataclass(frozen=True)
class Command:
    """Something that is asked for."""


@dataclass(frozen=True)
class Named:
    """An account or a reporter, by the platform's identifier."""

    identifier: str
    token: str
    """``Unit.token`` of the identifier."""
    subject: str | None = None
    """Its name in the store, where the store knows it (``Unit.subjects_by_identifier``)."""


@dataclass(frozen=True)
class FoundMember:
    """One member of a finding, as the run says it."""

    account: Named
    role: str
    """``core`` or ``edge``."""
    score_millibits: int
    q_value: str
    events: int


@dataclass(frozen=True)
class Found:
    """A finding of a run with its members. The fields are those of `CaseFinding`."""

    run: str
    finding: str
    level: str
    headline: str
    score_millibits: int
    q_value: str
    objects: int
    detector: str
    seed: int
    members: tuple[FoundMember, ...]


@dataclass(frozen=True)
class Overlap:
    """How many members this case has in common with an earlier one."""

    case: str
    ring: str
    members: int
    """Of the earlier case."""
    shared: int


@dataclass(frozen=True)
class FrozenFile:
    """A file that stands in the evidence store."""

    name: str
    """Path inside the package, such as ``findings/F1/events.parquet``."""
    sha256: str
    size: int


# Clues -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReceiveClue(Command):
    """A clue came in."""

    source: str
    """A `Source`."""
    fingerprint: str
    """Equal for duplicates; hashed with the store's key."""
    known: Clue | None = None
    """The clue of this fingerprint, where there is one."""
    account: Named | None = None
    reporter: Named | None = None
    note: str | None = None
    """What was said."""


@dataclass(frozen=True)
class SetAsideClue(Command):
    """A clue is not followed."""

    clue: Clue
    why: str


@dataclass(frozen=True)
class JoinClue(Command):
    """A clue belongs to this case."""

    clue: Clue


# The case --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenCase(Command):
    """A case is opened for a clue; without findings for one that no scan has looked into yet."""

    clue: Clue
    title: str
    severity: int
    """1 (nuisance) to 5 (harm to people)."""
    findings: tuple[Found, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    """Earlier cases of the organisation that share an account with the findings."""
    head_start_us: int = 0
    """By how much users' reports move it forward (`clearwater.cases.intake.priority`)."""
    about: tuple[str, ...] = ()
    """Whom the clue is about, by their identifiers, and who reported it where the caller may know
    that: no title names them."""


@dataclass(frozen=True)
class AddFinding(Command):
    """Another finding belongs to the case."""

    found: Found


@dataclass(frozen=True)
class ShareRing(Command):
    """The case is compared with earlier ones and shares their ring where they overlap."""

    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True)
class AssignCase(Command):
    """Somebody becomes responsible: anyone by a lead, oneself by an investigator."""

    to: str


@dataclass(frozen=True)
class ExcludeMember(Command):
    """A member is not decided about; what it already has is taken back."""

    subject: str
    why: str


@dataclass(frozen=True)
class IncludeMember(Command):
    """An excluded account is a member again."""

    subject: str
    why: str


@dataclass(frozen=True)
class FreezeEvidence(Command):
    """Files were put into the evidence store for this case."""

    files: tuple[FrozenFile, ...]


@dataclass(frozen=True)
class CloseCase(Command):
    """The case is done. The outcome follows from what stands."""

    why: str


# Decisions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tested:
    """An innocent explanation that was tested, as the frozen evidence says."""

    explanation: str
    outcome: str


@dataclass(frozen=True)
class Decide(Command):
    """One measure for every member of the case, or no action."""

    measure: str | None
    """Name in the policy's ladder; None for no action."""
    reason_code: str
    why: str
    """The reasons in the decider's words."""
    blast_radius: BlastRadius
    """What was shown before; of exactly these members."""
    alone_recently: int
    """Accounts about which this user decided alone within ``second_person.window_s``."""
    duration_s: int | None = None
    """How long; None for the ladder's usual time."""
    delay_s: int = 0
    stages: int = 1
    stage_gap_s: int = 0
    supersedes: str | None = None
    """The standing decision that this one replaces; must be named where there is one."""
    explanations: tuple[Tested, ...] = ()
    """What could be innocent about it, by the frozen evidence."""
    considered: tuple[str, ...] = ()
    """Of these, what the decider says to have considered: all, where a measure is taken."""
    blind_milli: int = 0
    """Share of decisions that a second person judges blindly, thousandths."""


@dataclass(frozen=True)
class ApproveDecision(Command):
    """The second person agrees."""

    decision: str


@dataclass(frozen=True)
class RefuseDecision(Command):
    """The second person does not agree."""

    decision: str
    why: str


@dataclass(frozen=True)
class WithdrawDecision(Command):
    """Who proposed a decision takes it back, while it waits for the second person."""

    decision: str
    why: str


@dataclass(frozen=True)
class IssueNotices(Command):
    """Everyone concerned is told, and the measures get their times."""

    decision: str
    begun_recently: int
    """Accounts of the organisation that got measures within ``breaker.window_s``."""
    languages: tuple[str, ...] = ("en", "zh")
    """``en``, ``zh`` or both: each account is told in each of them."""


# Appeals ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileAppeal(Command):
    """One account, several, or all of them contest a decision."""

    decision: str
    statement: str
    subjects: tuple[str, ...] = ()
    """The appellants; none named: every account that can appeal now."""


@dataclass(frozen=True)
class ResolveAppeal(Command):
    """An appeal is answered, for each appellant."""

    appeal: str
    overturned: tuple[str, ...]
    """Appellants for whom the decision falls; it is upheld for the others."""
    why: str


# Delivery and reading --------------------------------------------------------------------------


@dataclass(frozen=True)
class BeginDelivery(Command):
    """A message is about to be handed to a connector; saved before it is, see `DeliveryBegun`.

    ``attempts`` goes up by one here and nowhere else, ``next_us`` to now and `patience_s`, so that
    nobody else hands it over meanwhile.
    """

    message: str
    patience_s: int
    """The longest that the connector takes, in seconds."""


@dataclass(frozen=True)
class RecordDelivered(Command):
    """A connector took a message."""

    message: str
    receipt: str


@dataclass(frozen=True)
class RecordFailed(Command):
    """A connector did not take a message."""

    message: str
    reason: str
    """Such as ``HTTP 503``; anything that is no plain word is kept as ``other``."""
    pause_us: int
    """Until the next attempt, microseconds (`clearwater.cases.delivery.retries`)."""


@dataclass(frozen=True)
class VoidMessage(Command):
    """A message is not needed any more (`clearwater.cases.workflow.delivering.standing_of`)."""

    message: str


@dataclass(frozen=True)
class GiveUpNotice(Command):
    """A notice can reach nobody; the measure, of which nobody was told, is taken back."""

    message: str
    why: str


@dataclass(frozen=True)
class ReadPersonalData(Command):
    """Somebody is shown identifiers or words of people."""

    what: str
    """``case``, ``evidence`` or ``restrictions``."""
    count: int
    """How many accounts."""
    purpose: str
    """Name in the policy's list of purposes."""
    recent: tuple[tuple[int, int], ...] = ()
    """What this person was shown of late: time in microseconds, accounts."""


# The organisation ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangePolicy(Command):
    """The organisation decides by other rules from now on."""

    policy: Policy
    before: PolicyRow | None
    """What is in force; None where the default policy is."""


@dataclass(frozen=True)
class ChangeUser(Command):
    """Somebody is added, gets other roles, or leaves."""

    user: str
    roles: frozenset[Role]
    active: bool = True
