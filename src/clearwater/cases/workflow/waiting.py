"""A proposed decision waits for the second person: agreed to, refused, or taken back.

Three ways out, for different people. Who proposed it takes it back and can neither agree to it nor
refuse it; who did not can do both. So whatever the ledger says of a second person, there was one.
"""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import DecisionApproved, DecisionRefused, DecisionWithdrawn
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.decision import Decision, DecisionState, Measure, MeasureState
from clearwater.cases.workflow import joint
from clearwater.cases.workflow.asking import decided_about, text_refused, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import ApproveDecision, RefuseDecision, WithdrawDecision
from clearwater.cases.workflow.deciding import at_step, decision_puts
from clearwater.cases.workflow.refusals import Code, refuse


def approve(file: CaseFile, command: ApproveDecision, context: Context) -> Outcome:
    """Return the steps by which a second person makes a proposed decision stand."""
    found = _proposed_one(file, command.decision)
    if isinstance(found, Refusal):
        return found
    if found.decided_by == context.caller.user:
        return _same_person(found)
    refused = joint.second_refused(file, context)
    if refused is not None:
        return refused
    if found.measure not in {rung.name for rung in context.policy.ladder}:
        return refuse(Code.POLICY_CHANGED, found=str(found.measure), next_step="Refuse it.")
    # An appeal against the decision before may have been won since this one was proposed.
    about = decided_about(file)
    if not about:
        return refuse(Code.NO_MEMBERS, next_step="Refuse the proposal.")
    approved = replace(
        found,
        state=DecisionState.STANDING,
        accounts=len(about),
        second_by=context.caller.user,
        second_us=context.now_us,
    )
    puts, taken_back = decision_puts(file, the_case(file), approved, context)
    second = joint.second_steps(file, approved, context)
    return (Step(DecisionApproved(found.case, found.decision), puts), *second, *taken_back)


def refuse_decision(file: CaseFile, command: RefuseDecision, context: Context) -> Outcome:
    """Return the step by which a second person does not agree; the case goes on without it."""
    found = _proposed_one(file, command.decision)
    if isinstance(found, Refusal):
        return found
    if found.decided_by == context.caller.user:
        # It would say that a second person looked, and nobody did.
        return _same_person(found, "Take it back: `clearwater case withdraw`.")
    refused = text_refused("why not", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    case = _without_it(file, context)
    declined = replace(
        found,
        state=DecisionState.REFUSED,
        second_by=context.caller.user,
        second_us=context.now_us,
    )
    act = DecisionRefused(case.case, found.decision, why.commitment)
    return (Step(act, (declined, case, why)),)


def withdraw(file: CaseFile, command: WithdrawDecision, context: Context) -> Outcome:
    """Return the step by which who proposed a decision takes it back, before anybody agreed."""
    found = _proposed_one(file, command.decision)
    if isinstance(found, Refusal):
        return found
    if found.decided_by != context.caller.user:
        return refuse(
            Code.NOT_THE_PROPOSER,
            expected=found.decided_by,
            found=context.caller.user,
            next_step="A second person refuses it: `clearwater case approve --refuse`.",
        )
    refused = text_refused("why it is taken back", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    case = _without_it(file, context)
    withdrawn = replace(found, state=DecisionState.WITHDRAWN)
    act = DecisionWithdrawn(case.case, found.decision, why.commitment)
    return (Step(act, (withdrawn, case, why)),)


def _proposed_one(file: CaseFile, named: str) -> Decision | Refusal:
    found = file.get(Decision, named)
    if found is None:
        return refuse(Code.NO_SUCH_DECISION, found=repr(named[:80]))
    if found.state != DecisionState.PROPOSED:
        return refuse(Code.WRONG_STATE, expected=DecisionState.PROPOSED, found=found.state)
    return found


def _same_person(decision: Decision, next_step: str = "") -> Refusal:
    return refuse(
        Code.SAME_PERSON,
        expected=f"somebody else than {decision.decided_by}",
        found=decision.decided_by,
        next_step=next_step,
    )


def _without_it(file: CaseFile, context: Context) -> Case:
    """Return the case without its proposal: in review, or decided where that was to replace one.

    A decision that stands and was not told to anybody can be told then, as before the proposal.
    Were the case only in review, what two people agreed to would have to be decided anew.
    """
    untold = any(measure.state == MeasureState.PLANNED for measure in file.all(Measure))
    return at_step(the_case(file), CaseState.DECIDED if untold else CaseState.IN_REVIEW, context)
