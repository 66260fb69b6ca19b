"""Appeals: by one account, several or all; answered by somebody who had no part in it.

No part in any decision of the case, and none in entering the appeal: an account appeals once.
For whom an appeal is won, everything that the case has put on the account is taken back at once,
and no later decision of the case is about the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import AppealFiled, AppealResolved, CaseReopened
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.decision import Decision, DecisionState, Measure, MeasureState
from clearwater.cases.records.notice import Appeal, AppealState, Appellant, Notice
from clearwater.cases.workflow.appeal_times import Contesting
from clearwater.cases.workflow.asking import (
    OVERTURNED,
    UPHELD,
    first_refusal,
    measures_of,
    open_appeals,
    text_refused,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import FileAppeal, ResolveAppeal
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.taking_back import take_back


def file_appeal(file: CaseFile, command: FileAppeal, context: Context) -> Outcome:
    """Return the step that takes an appeal in, and the one that opens a closed case again."""
    if file.get(Decision, command.decision) is None:
        return refuse(Code.NO_SUCH_DECISION, found=repr(command.decision[:80]))
    contesting = Contesting(file, command.decision)
    # All of them: those who can. Named ones: each of them, or the appeal says why not.
    named = tuple(sorted(set(command.subjects)))
    subjects = named or contesting.able(context.now_us)
    refused = text_refused("a statement", command.statement) or first_refusal(
        contesting.refused(subject, context.now_us) for subject in named
    )
    if refused is not None:
        return refused
    if not subjects:
        return contesting.nobody_able(context.now_us)
    case, words = the_case(file), context.disclose(command.statement)
    appeal = Appeal(
        organisation=case.organisation,
        appeal=context.fresh.name("appeal"),
        case=case.case,
        decision=command.decision,
        state=AppealState.OPEN,
        statement=words.commitment,
        filed_by=context.caller.user,
        filed_us=context.now_us,
        due_us=context.now_us + context.policy.deadlines.resolve_s * 1_000_000,
        resolved_by=None,
        resolved_us=None,
        why=None,
    )
    appellants = [
        Appellant(case.organisation, appeal.appeal, case.case, subject, None)
        for subject in subjects
    ]
    act = AppealFiled(case.case, appeal.appeal, command.decision, len(subjects), words.commitment)
    due = min(case.due_us, appeal.due_us) if case.state != CaseState.CLOSED else appeal.due_us
    waiting = replace(case, due_us=due)
    if case.state != CaseState.CLOSED:
        return (Step(act, (appeal, *appellants, waiting, words)),)
    again = replace(waiting, state=CaseState.NOTIFIED, closed_us=None, outcome=None)
    filed = Step(act, (appeal, *appellants, words))
    return (filed, Step(CaseReopened(case.case, appeal.appeal), (again,)))


def resolve(file: CaseFile, command: ResolveAppeal, context: Context) -> Outcome:
    """Return the steps that answer an appeal, and take back what falls."""
    appeal = file.get(Appeal, command.appeal)
    if appeal is None:
        return refuse(Code.NO_SUCH_APPEAL, found=repr(command.appeal[:80]))
    appellants = [a for a in file.all(Appellant) if a.appeal == appeal.appeal]
    refused = first_refusal(_resolve_refusals(file, command, appeal, appellants, context))
    if refused is not None:
        return refused
    fallen = set(command.overturned)
    answered = [
        replace(one, outcome=OVERTURNED if one.subject in fallen else UPHELD) for one in appellants
    ]
    why = context.disclose(command.why)
    done = replace(
        appeal,
        state=_outcome(len(fallen), len(appellants)),
        resolved_by=context.caller.user,
        resolved_us=context.now_us,
        why=why.commitment,
    )
    ending = [measure for measure in file.all(Measure) if measure.subject in fallen]
    taken_back = take_back(file, ending, context, "appeal")
    act = AppealResolved(
        case=appeal.case,
        appeal=appeal.appeal,
        outcome=done.state,
        overturned=len(fallen),
        why=why.commitment,
    )
    puts: list[Record] = [done, *answered, why]
    after = file.after([Step(act, tuple(puts)), *taken_back])
    puts += [*_fallen_decision(after, appeal.decision, fallen), _case_after(after)]
    return (Step(act, tuple(puts)), *taken_back)


def _resolve_refusals(
    file: CaseFile,
    command: ResolveAppeal,
    appeal: Appeal,
    appellants: list[Appellant],
    context: Context,
) -> Iterator[Refusal | None]:
    if appeal.state != AppealState.OPEN:
        yield refuse(Code.APPEAL_RESOLVED, expected=AppealState.OPEN, found=appeal.state)
    part = {user for d in file.all(Decision) for user in (d.decided_by, d.second_by)}
    if context.caller.user in part:
        expected = "somebody who had no part in any decision of the case"
        yield refuse(Code.HAD_PART, expected=expected, found=context.caller.user)
    if context.caller.user == appeal.filed_by:
        # An account appeals once: whoever enters an appeal and answers it has used that up alone.
        expected = "somebody else than who entered the appeal"
        yield refuse(Code.HAD_PART, expected=expected, found=context.caller.user)
    unknown = sorted(set(command.overturned) - {one.subject for one in appellants})
    if unknown:
        yield refuse(Code.NOT_AN_APPELLANT, found=repr(unknown[0][:80]))
    yield text_refused("the reasons of the answer", command.why)


def _outcome(fallen: int, appellants: int) -> AppealState:
    if not fallen:
        return AppealState.UPHELD
    return AppealState.OVERTURNED if fallen == appellants else AppealState.PARTLY


def _fallen_decision(after: CaseFile, named: str, fallen: set[str]) -> Iterator[Decision]:
    """Yield the decision as overturned, once nothing of it is left on anybody."""
    decision = after.get(Decision, named)
    if decision is None or decision.state != DecisionState.STANDING or not fallen:
        return
    left = {m.state for m in measures_of(after, named)} & {
        MeasureState.PLANNED,
        MeasureState.BEGUN,
    }
    if not left:
        yield replace(decision, state=DecisionState.OVERTURNED)


def _case_after(after: CaseFile) -> Case:
    """Return the case, due when the next appeal is, or when the time for appeals ends."""
    case = the_case(after)
    waiting = [appeal.due_us for appeal in open_appeals(after)]
    if waiting or case.state != CaseState.NOTIFIED:
        return replace(case, due_us=min([*waiting, case.due_us]))
    until = max((notice.appeal_until_us for notice in after.all(Notice)), default=case.due_us)
    return replace(case, due_us=until)
