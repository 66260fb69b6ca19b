"""What stands at the right of a case: where it stands, what can be done now, and by which rules.

Nothing here decides what is allowed: `clearwater.app.case.at_hand` has asked the workflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from clearwater.app.case.at_hand import AtHand, at_hand
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.refusals import WORDS, Code
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewer

DAY_S: Final = 86_400
HOUR_S: Final = 3_600
_IDLE: Final = frozenset({Code.WRONG_STATE, Code.NOT_ALLOWED, Code.NO_CASE})
"""Refusals that only say that it is another's turn: nothing is shown of such an act."""


@dataclass(frozen=True)
class MeasureAt:
    """A step of the ladder, in the language of the page."""

    name: str
    words: str
    severity: int
    days: int
    """How long it lasts usually."""
    longest_days: int


@dataclass(frozen=True)
class ReasonAt:
    """A reason of the policy, in the language of the page."""

    code: str
    observed: str
    rule: str
    grounds: bool


@dataclass(frozen=True)
class Rail:
    """Everything beside one case."""

    hand: AtHand
    measures: tuple[MeasureAt, ...]
    reasons: tuple[ReasonAt, ...]
    refusals: Mapping[str, str]
    """Verb -> why it is not offered now, where that is worth saying."""
    rule_of: Mapping[str, str]
    """Decision -> the rule that it names, as it read when it was taken."""

    def offers(self, verb: str) -> bool:
        """Return whether something can be done now by who looks."""
        return Verb(verb) in self.hand.offers and self.hand.offers[Verb(verb)] is None

    @property
    def held_by_other(self) -> bool:
        """Whether somebody else works on the case now."""
        lease = self.hand.lease
        return lease is not None and lease.by != self.hand.user

    @property
    def held_by_me(self) -> bool:
        """Whether who looks works on the case now."""
        lease = self.hand.lease
        return lease is not None and lease.by == self.hand.user

    @property
    def overdue(self) -> bool:
        """Whether the present step should have been done."""
        case = self.hand.case
        return case.state != CaseState.CLOSED and case.due_us < self.hand.now_us

    @property
    def newest(self) -> Decision | None:
        """The decision that was taken last."""
        return next(iter(self.hand.decisions), None)

    @property
    def most_stages(self) -> int:
        """In how many steps measures may begin."""
        return self.hand.policy.staging.most_stages

    @property
    def longest_hours(self) -> int:
        """How long a beginning may be put off."""
        return self.hand.policy.staging.longest_s // HOUR_S

    @property
    def second_from(self) -> int:
        """From so many accounts on a second person is needed."""
        return self.hand.policy.second_person.accounts


def rail_of(at: Viewer, case: str) -> Rail:
    """Return what stands beside a case for who looks.

    Raises
    ------
    RefusedError
        If there is no such case, or they may not read.
    """
    hand, language = at_hand(at.desk, case), at.preferences.language
    return Rail(
        hand=hand,
        measures=measures_in(hand.policy, language),
        reasons=reasons_in(hand.policy, language),
        refusals={str(verb): words_of(one, language) for verb, one in _said(hand.offers)},
        rule_of={one.decision: _rule(one, language) for one in hand.decisions},
    )


def measures_in(policy: Policy, language: str) -> tuple[MeasureAt, ...]:
    """Return the ladder, the mildest first."""
    return tuple(
        MeasureAt(
            name=rung.name,
            words=rung.words.in_language(language),
            severity=rung.severity,
            days=max(1, rung.default_s // DAY_S),
            longest_days=max(1, rung.longest_s // DAY_S),
        )
        for rung in policy.ladder
    )


def reasons_in(policy: Policy, language: str) -> tuple[ReasonAt, ...]:
    """Return the reasons with the rules that they touch."""
    return tuple(
        ReasonAt(
            code=one.code,
            observed=one.observed.in_language(language),
            rule=policy.rule(one.rule).text.in_language(language),
            grounds=one.grounds,
        )
        for one in policy.reasons
    )


def words_of(refusal: Refusal, language: str) -> str:
    """Return what a refusal says in a language."""
    return WORDS[Code(refusal.code)].in_language(language)


def _said(offers: Mapping[Verb, Refusal | None]) -> list[tuple[Verb, Refusal]]:
    return [
        (verb, one) for verb, one in offers.items() if one is not None and one.code not in _IDLE
    ]


def _rule(decision: Decision, language: str) -> str:
    en, _, zh = decision.policy_text.partition("\n")
    return zh if language == "zh" and zh else en
