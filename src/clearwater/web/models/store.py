"""The ledger, the policy, people, what goes out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Any

from pydantic import Field, RootModel

from clearwater.app.case.connecting import Sent
from clearwater.app.case.ledger import HeadOf, ProofOf, Verified
from clearwater.app.case.looking import Me
from clearwater.cases.ledger.entry import Entry, shown_time
from clearwater.cases.ledger.tree import leaf_hash
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.people import Role, User
from clearwater.web.models.base import Identifier, In, Out, Word

RoleName = Annotated[
    str, Field(min_length=1, max_length=80, json_schema_extra={"enum": [str(one) for one in Role]})
]
"""One of `Role`; the use-case looks."""
Moment = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")
]


class MeOut(Out):
    """Who asks, and what they may."""

    user: str
    organisation: str
    roles: list[str]
    verbs: list[str]
    purposes: list[str]
    """Words for ``purpose``."""
    categories: list[str]
    """Words for ``category``."""


class UserOut(Out):
    """Somebody who was added."""

    user: str
    roles: list[str]
    state: str
    since: str


class Users(Out):
    """A page of who was added, in the order of their logins."""

    users: list[UserOut]
    next: str | None


class ReplaceUser(In):
    """The roles that somebody has from now on; who left has none."""

    roles: Annotated[list[RoleName], Field(max_length=20)]
    active: bool = True


class EntryOut(Out):
    """One entry of the ledger."""

    number: int
    time: str
    user: str
    act: str
    case: str | None
    details: dict[str, str | int | None]
    rows: int
    hash: str


class Entries(Out):
    """A page of the ledger, oldest first."""

    entries: list[EntryOut]
    next: str | None


class Head(Out):
    """How far the ledger goes, signed."""

    size: int
    root: str
    key: str
    checkpoint: str


class Proof(Out):
    """Hashes that prove something under the checkpoint that comes with them."""

    number: int
    hashes: list[str]
    checkpoint: str


class Publish(In):
    """A checkpoint is given away; with `since` as a request to a witness that saw that size."""

    since: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None


class Published(Out):
    """What is given away."""

    note: str


class Verify(In):
    """The whole store is verified; checkpoints that somebody kept outside make it prove more."""

    checkpoints: Annotated[list[Annotated[str, Field(max_length=10_000)]], Field(max_length=20)] = (
        Field(default_factory=list)
    )


class FaultsOfKind(Out):
    """How many faults there are of a kind; which, `clearwater ledger verify` says."""

    kind: str
    count: int


class VerifiedOut(Out):
    """What a verification found."""

    verified: bool
    entries: int
    root: str
    faults: list[FaultsOfKind]


class Search(In):
    """What is in force, for one account or all."""

    purpose: Word
    account: Identifier | None = None
    at: Moment | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1_000)] | None = None


class Restriction(Out):
    """One measure in force."""

    account: str | None
    measure: str
    severity: int
    restricts: bool
    starts: str | None
    ends: str | None
    reason_code: str | None
    case: str
    decision: str
    strikes: float
    ring_strikes: float


class Restrictions(Out):
    """A page of what is in force, gravest first."""

    restrictions: list[Restriction]
    next: str | None


class Deliver(In):
    """What is due goes out."""


class Delivered(Out):
    """What became of what was due."""

    delivered: int
    voided: int
    failed: int
    refused: int
    held: int
    stopped: str | None


class ReplacePolicy(RootModel[dict[str, Any]]):
    """The whole policy; its reader refuses every field that it does not know, by name."""


class PolicyOut(RootModel[dict[str, Any]]):
    """The policy in force, as `clearwater case policy` prints it."""


def me_of(me: Me) -> MeOut:
    """Return what is shown of who asks."""
    return MeOut(
        user=me.user,
        organisation=me.organisation,
        roles=[str(role) for role in me.roles],
        verbs=[str(verb) for verb in me.verbs],
        purposes=list(me.purposes),
        categories=list(me.categories),
    )


def user_of(user: User) -> UserOut:
    """Return what is shown of somebody who was added."""
    return UserOut(
        user=user.user, roles=user.roles.split(), state=user.state, since=shown_time(user.since_us)
    )


def entry_of(entry: Entry) -> EntryOut:
    """Return what is shown of an entry."""
    return EntryOut(
        number=entry.number,
        time=shown_time(entry.time_us),
        user=entry.user,
        act=entry.act,
        case=entry.case,
        details=dict(entry.details),
        rows=len(entry.writes),
        hash=leaf_hash(entry.canonical()).hex(),
    )


def head_of(head: HeadOf) -> Head:
    """Return what is shown of the end of the ledger."""
    return Head(size=head.size, root=head.root, key=head.key, checkpoint=head.checkpoint)


def delivered_of(sent: Sent) -> Delivered:
    """Return what became of what was due; where it went is not said."""
    done = sent.done
    return Delivered(
        delivered=done.delivered,
        voided=done.voided,
        failed=done.failed,
        refused=done.refused,
        held=done.held,
        stopped=None if done.stopped is None else "the receiver does not answer",
    )


def policy_out(policy: Policy) -> PolicyOut:
    """Return a policy as it is kept."""
    return PolicyOut(json.loads(policy.canonical()))


def proof_of(proof: ProofOf) -> Proof:
    """Return what is shown of a proof."""
    return Proof(number=proof.number, hashes=list(proof.hashes), checkpoint=proof.checkpoint)


def verified_of(found: Verified) -> VerifiedOut:
    """Return what a verification found, without names of rows: some may be another's."""
    kinds = Counter(fault.kind for fault in found.faults)
    faults = [FaultsOfKind(kind=kind, count=count) for kind, count in sorted(kinds.items())]
    return VerifiedOut(verified=not faults, entries=found.entries, root=found.root, faults=faults)
