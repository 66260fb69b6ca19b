"""Decisions that a second person judges anew: who can, what they are shown, what they say.

A list names reviews and never cases, and what a second person is shown is what the case rests on,
not what was decided. Whoever had a part in the case cannot judge it; whoever looks it up all the
same has only deceived a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.cases.records.case import Case
from clearwater.cases.records.decision import Decision, Evidence
from clearwater.cases.records.notice import Appeal
from clearwater.cases.records.review import BlindReview, BlindState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands_review import AnswerBlindReview
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class Judgement:
    """What a second person would decide."""

    measure: str | None
    reason_code: str
    why: str


def waiting(desk: Desk) -> tuple[BlindReview, ...]:
    """Return the reviews that this person can answer, oldest first."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.REVIEW_BLINDLY)
        rows = unit.find(BlindReview, state=str(BlindState.WAITING))
        user = context.caller.user
        mine = [one for one in rows if user not in _had_part(_file_of(desk, unit, one))]
    return tuple(sorted(mine, key=lambda one: (one.asked_us, one.review)))


def case_of(desk: Desk, review: str) -> str:
    """Return the case of a review that this person can answer, for the page that shows it.

    Raises
    ------
    RefusedError
        If there is no such review, it was answered, or the person had a part in the case.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.REVIEW_BLINDLY)
        row = _the_review(unit, review)
        file = _file_of(desk, unit, row)
        if row.state != BlindState.WAITING:
            raise RefusedError(
                refuse(Code.WRONG_STATE, expected=BlindState.WAITING, found=row.state)
            )
        if context.caller.user in _had_part(file):
            raise RefusedError(refuse(Code.HAD_PART, found=context.caller.user))
        return file.all(Case)[0].case


def answer(desk: Desk, review: str, judged: Judgement) -> BlindReview:
    """Keep what a second person would decide; nothing follows for anybody.

    Raises
    ------
    RefusedError
        If there is no such review, it was answered, the person had a part in the case, or the
        policy has no such measure or reason.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.REVIEW_BLINDLY)
        row = _the_review(unit, review)
        had_part = _had_part(_file_of(desk, unit, row))
        command = AnswerBlindReview(row, had_part, judged.measure, judged.reason_code, judged.why)
        steps = desk.without_case(unit, context, command)
        (kept,) = (put for step in steps for put in step.puts if isinstance(put, BlindReview))
        return kept


def _the_review(unit: Unit, review: str) -> BlindReview:
    found = unit.get(BlindReview, review)
    if found is None:
        raise RefusedError(refuse(Code.NO_SUCH_REVIEW, found=repr(review[:80])))
    return found


def _file_of(desk: Desk, unit: Unit, row: BlindReview) -> CaseFile:
    decision = unit.get(Decision, row.decision)
    return desk.file_of(unit, "" if decision is None else decision.case)


def _had_part(file: CaseFile) -> frozenset[str]:
    """Return who had a hand in a case: they know what was decided, or brought it there."""
    people: set[str | None] = set()
    for case in file.all(Case):
        people |= {case.assignee, case.opened_by}
    for decision in file.all(Decision):
        people |= {decision.decided_by, decision.second_by}
    people |= {one.frozen_by for one in file.all(Evidence)}
    for appeal in file.all(Appeal):
        people |= {appeal.filed_by, appeal.resolved_by}
    return frozenset(one for one in people if one is not None)
