"""What the accounts would read, before a decision is taken: the statement of reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.working import Choice, alone_recently
from clearwater.cases.measures.policy import Policy, Rung
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.decision_checks import named_in
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.statement import Said

UNNAMED = "decision-…"
"""Stands for the name that a decision gets when it is taken."""


@dataclass(frozen=True)
class NoticeText:
    """A statement of reasons in one language."""

    language: str
    text: str


def foreseen_notices(
    desk: Desk, case: str, choice: Choice, languages: Iterable[str]
) -> tuple[NoticeText, ...]:
    """Return what an account would read if this were decided and told now; nothing is kept.

    Where measures begin in stages or later by chance, the times are those of the first account.

    Raises
    ------
    RefusedError
        If there is no such case, or the policy has no such measure or reason, or no action is
        taken: then nobody is told anything.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        accounts = len(decided_about(desk.file_of(unit, case)))
        alone = accounts + alone_recently(unit, context)
    policy = context.policy
    named = named_in(policy, choice.measure, choice.reason_code)
    if isinstance(named, Refusal):
        raise RefusedError(named)
    reason, rung = named
    if rung is None:
        raise RefusedError(refuse(Code.NO_NOTICES_NEEDED, found="no action"))
    starts_us = context.now_us + choice.delay_s * 1_000_000
    said = Said(
        decision=UNNAMED,
        observed=reason.observed,
        rule=policy.rule(reason.rule).text,
        measure=rung.words,
        starts_us=starts_us,
        ends_us=starts_us + _lasts_s(choice, rung) * 1_000_000,
        appeal_until_us=context.now_us + policy.appeal_window_s * 1_000_000,
        two_people=_two(policy, rung, alone),
    )
    return tuple(NoticeText(one, said.text(one)) for one in languages)


def _lasts_s(choice: Choice, rung: Rung) -> int:
    return rung.default_s if choice.duration_s is None else choice.duration_s


def _two(policy: Policy, rung: Rung, alone: int) -> bool:
    return policy.needs_second(rung.name, alone)
