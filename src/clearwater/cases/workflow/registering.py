"""Registers of agencies and creators: what is known of them now; what was, is in the ledger."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import AgencyChanged, CreatorChanged
from clearwater.cases.organisations.tiers import tier_of
from clearwater.cases.records.registers import Agency, Creator
from clearwater.cases.workflow.asking import first_refusal, number_refused, text_refused
from clearwater.cases.workflow.base import Context, Outcome, Step
from clearwater.cases.workflow.clues import ACCOUNT, AGENCY, subject_rows
from clearwater.cases.workflow.commands_organisations import ChangeAgency, ChangeCreator
from clearwater.cases.workflow.organisation import ACTIVE, LEFT
from clearwater.cases.workflow.refusals import Code, refuse

MOST_FOLLOWERS = 10_000_000_000


def change_agency(command: ChangeAgency, context: Context) -> Outcome:
    """Return the step that enters an agency, or says that it left."""
    refused = text_refused("an agency's name", command.agency.identifier)
    if refused is not None:
        return refused
    subject, rows = subject_rows(AGENCY, command.agency, context)
    state = ACTIVE if command.active else LEFT
    if command.known is not None and command.known.state == state:
        return refuse(Code.STANDING_SAME, found=state)
    row = Agency(context.caller.organisation, subject, state, context.now_us)
    return (Step(AgencyChanged(subject, state), (*rows, row)),)


def change_creator(command: ChangeCreator, context: Context) -> Outcome:
    """Return the step that enters a creator, changes what is known, or says that they left."""
    refused = first_refusal(
        (
            text_refused("an account", command.creator.identifier),
            number_refused("followers", command.followers, 0, MOST_FOLLOWERS),
        )
    )
    if refused is not None:
        return refused
    subject, rows = subject_rows(ACCOUNT, command.creator, context)
    row = Creator(
        organisation=context.caller.organisation,
        subject=subject,
        agency=command.agency,
        followers=command.followers,
        tier=tier_of(command.followers, context.policy.tiers),
        state=ACTIVE if command.active else LEFT,
        since_us=context.now_us,
    )
    known = command.known
    if known is not None and replace(known, since_us=row.since_us) == row:
        return refuse(Code.STANDING_SAME, found=f"{row.followers} followers, {row.tier}")
    act = CreatorChanged(subject, row.agency, row.followers, row.tier, row.state)
    return (Step(act, (*rows, row)),)
