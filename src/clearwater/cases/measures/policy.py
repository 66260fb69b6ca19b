"""The rules by which an organisation decides: the ladder of measures, reasons, limits, deadlines.

A policy is data. It is written by people as JSON, read back by `policy_form`, checked by
`policy_checks`, and kept in RFC 8785 form, so that its SHA-256 in the ledger says which rules were
in force. Durations are whole seconds, shares whole thousandths: a float has no one form.

Three limits can be moved but not switched off, whoever writes the file: every measure ends, every
severe or bulk measure needs a second person (the gravest restriction always), every decision can be
appealed for at least a week.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Self, TypeVar

import rfc8785

from clearwater.cases.measures.policy_checks import check
from clearwater.cases.measures.policy_exchange import DsaDecision, Exchange
from clearwater.cases.measures.policy_fields import (
    DAY_S,
    HOUR_S,
    LEAST_APPEAL_S,
    YEAR_S,
    Address,
    Limits,
    Name,
    Words,
)
from clearwater.cases.measures.policy_form import plain, read
from clearwater.cases.measures.policy_work import (
    Category,
    Duties,
    Identity,
    Intake,
    Privacy,
    Publishing,
    Tier,
)
from clearwater.errors import ParameterError, near_names

T = TypeVar("T")


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: a measure that can be taken."""

    name: Name
    severity: Annotated[int, Limits(1, 8)]
    """1 the mildest, 8 the gravest. No two rungs have the same."""
    words: Words
    """What the account's owner reads: "The account is muted"."""
    inverse: Name
    """What takes it back."""
    default_s: Annotated[int, Limits(HOUR_S, 2 * YEAR_S)]
    """How long it lasts where the decision says nothing."""
    longest_s: Annotated[int, Limits(HOUR_S, 2 * YEAR_S)]
    """How long it may last at most; after that it must be decided anew."""
    restricts: bool
    """Whether the account can do less, or is seen less, while it is in force."""
    needs_second: bool
    """Whether a second person must agree, however few the accounts."""
    strikes_milli: Annotated[int, Limits(0, 100_000)]
    """Strikes that it counts for when it begins, in thousandths."""
    dsa: DsaDecision
    """What EU statements of reasons call it; nothing where it is no restriction there."""


@dataclass(frozen=True)
class Rule:
    """One rule for those who use the platform, as they can read it."""

    name: Name
    text: Words


@dataclass(frozen=True)
class Reason:
    """Why a decision may be taken: a kind of behaviour, never an opinion."""

    code: Name
    rule: Name
    """The `Rule` that such behaviour breaks."""
    category: Name
    """The `Category` under which it is counted."""
    observed: Words
    """What was seen, in a sentence that could be false."""
    grounds: bool
    """Whether a measure may rest on it; false for reasons to take no action."""


@dataclass(frozen=True)
class Purpose:
    """For what somebody may be shown identifiers or words of people."""

    name: Name
    words: Words


@dataclass(frozen=True)
class SecondPerson:
    """When one person is not enough."""

    accounts: Annotated[int, Limits(1, 10_000)]
    """From so many accounts on, in one decision or in several of one person within `window_s`."""
    severity: Annotated[int, Limits(1, 8)]
    """From this severity on."""
    window_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]
    """Time over which the decisions of one person are added up: a bulk cut in pieces is a bulk."""


@dataclass(frozen=True)
class Deadlines:
    """By when each step is due. Nothing happens by itself when it is missed; the queue shows it."""

    assign_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    review_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    approve_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    notify_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    resolve_s: Annotated[int, Limits(HOUR_S, YEAR_S)]
    """Of an appeal, from its filing."""


@dataclass(frozen=True)
class Breaker:
    """Stops a runaway: at most so many accounts may get measures within the window."""

    accounts: Annotated[int, Limits(1, 10_000_000)]
    window_s: Annotated[int, Limits(HOUR_S, 90 * DAY_S)]


@dataclass(frozen=True)
class Retry:
    """When a message that was not taken is sent again. It is never given up."""

    first_s: Annotated[int, Limits(1, DAY_S)]
    """After the first failure."""
    factor_milli: Annotated[int, Limits(1_000, 10_000)]
    """Each wait is so many thousandths of the one before."""
    longest_s: Annotated[int, Limits(1, 7 * DAY_S)]
    jitter_milli: Annotated[int, Limits(0, 1_000)]
    """A wait is made longer by up to this share of itself, so that retries do not come at once."""

    def wait_s(self, attempt: int) -> int:
        """Return the wait in seconds after failure `attempt` (1, 2, ...), without jitter."""
        wait = self.first_s
        for _ in range(attempt - 1):
            if wait >= self.longest_s:
                break
            wait = wait * self.factor_milli // 1000
            # A factor of 1 never reaches the longest wait; nothing more would change.
            if self.factor_milli == 1000:
                break
        return min(wait, self.longest_s)


@dataclass(frozen=True)
class Staging:
    """How measures may be delayed and begun in steps: a mistake shows before all have it."""

    longest_s: Annotated[int, Limits(0, 90 * DAY_S)]
    """From the notice to the last account's start, at most."""
    most_stages: Annotated[int, Limits(1, 100)]
    jitter_s: Annotated[int, Limits(0, DAY_S)]
    """Each account starts later by up to this, by a hash of the case and the account."""


@dataclass(frozen=True)
class Queue:
    """How harm, confidence and effort place a case in the queue."""

    head_start_s: Annotated[int, Limits(0, 30 * DAY_S)]
    """For each step of severity, at full confidence."""
    effort_milli: Annotated[int, Limits(0, 1_000)] = 0
    """Thousandths of that head start that are divided by the effort; 0: effort moves none. Policies
    that were written before efforts were weighed do not say it, and go on as they were."""


@dataclass(frozen=True)
class Policy:
    """The rules by which an organisation decides."""

    ladder: tuple[Rung, ...]
    """From the mildest to the gravest."""
    rules: tuple[Rule, ...]
    reasons: tuple[Reason, ...]
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]
    second_person: SecondPerson
    deadlines: Deadlines
    appeal_window_s: Annotated[int, Limits(LEAST_APPEAL_S, 2 * YEAR_S)]
    """How long a decision can be contested, from when its notice was delivered."""
    strikes_half_life_s: Annotated[int, Limits(DAY_S, 10 * YEAR_S)]
    """After this time a strike counts half."""
    breaker: Breaker
    retry: Retry
    staging: Staging
    queue: Queue
    intake: Intake
    privacy: Privacy
    publishing: Publishing
    duties: Duties
    identity: Identity
    exchange: Exchange
    tiers: tuple[Tier, ...]
    """Of creators, from the fewest followers to the most; the first begins at 0."""
    webhook: Address
    """Where notices and measures are sent; nothing: into files of the store."""

    def __post_init__(self) -> None:
        """Check everything that one field alone cannot say.

        Raises
        ------
        ParameterError
            Naming the field, what was expected and what was found.
        """
        check(self)

    @classmethod
    def of_json(cls, text: str | bytes) -> Self:
        """Return the policy that a JSON text says.

        Raises
        ------
        ParameterError
            If it is no JSON, a field is missing, unknown, of another type or out of range, or two
            fields contradict each other. The error names the field, and near names of a wrong one.
        """
        return read(cls, text)

    def canonical(self) -> bytes:
        """Return the RFC 8785 JSON: equal policies have equal bytes."""
        return rfc8785.dumps(plain(self))

    @property
    def sha256(self) -> str:
        """The hash of `canonical`, in hex: what the ledger keeps of a policy."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def rung(self, measure: str) -> Rung:
        """Return the rung of this name.

        Raises
        ------
        ParameterError
            If the ladder has none; near names are offered.
        """
        return _named("the ladder", "name", measure, {rung.name: rung for rung in self.ladder})

    def reason(self, code: str) -> Reason:
        """Return the reason of this code, or raise a ParameterError as `rung` does."""
        return _named("the reasons", "code", code, {reason.code: reason for reason in self.reasons})

    def rule(self, called: str) -> Rule:
        """Return the rule of this name, or raise a ParameterError as `rung` does."""
        return _named("the rules", "name", called, {rule.name: rule for rule in self.rules})

    def category(self, called: str) -> Category:
        """Return the category of this name, or raise a ParameterError as `rung` does."""
        known = {category.name: category for category in self.categories}
        return _named("the categories", "name", called, known)

    def purpose(self, called: str) -> Purpose:
        """Return the purpose of this name, or raise a ParameterError as `rung` does."""
        known = {purpose.name: purpose for purpose in self.purposes}
        return _named("the purposes", "name", called, known)

    def needs_second(self, measure: str | None, accounts: int) -> bool:
        """Return whether a second person must agree.

        Parameters
        ----------
        measure
            Name in the ladder; None where no action is taken, which nobody has to agree to.
        accounts
            How many the person has decided about alone within the window, this decision included.
        """
        if measure is None:
            return False
        rung = self.rung(measure)
        return (
            rung.needs_second
            or rung.severity >= self.second_person.severity
            or accounts >= self.second_person.accounts
        )


def _named(where: str, what: str, wanted: str, known: dict[str, T]) -> T:
    found = known.get(wanted)
    if found is None:
        raise ParameterError(
            f"{where} of the policy have no such {what}",
            expected=" | ".join(known),
            found=repr(wanted),
            next_step=near_names(wanted, known),
        )
    return found
