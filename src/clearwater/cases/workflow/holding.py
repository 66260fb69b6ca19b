"""Holds: what a court, an authority or a dispute needs is not erased, whatever its time.

A lead places one and says why. Another lead lifts it: nobody alone can open the way to an erasure
that was stopped. Key parts of backups are pruned here too, by the same policy.
"""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import BackupKeysRemoved, HoldLifted, HoldPlaced
from clearwater.cases.records.privacy import Erased, Hold
from clearwater.cases.workflow.asking import MOST, number_refused, text_refused
from clearwater.cases.workflow.base import Context, Outcome, Step
from clearwater.cases.workflow.commands_privacy import LiftHold, PlaceHold, PruneBackups
from clearwater.cases.workflow.refusals import Code, refuse

HELD = (str(Erased.SUBJECT), str(Erased.CASE))
"""What can be held."""


def place(command: PlaceHold, context: Context) -> Outcome:
    """Return the step that places a hold; a second one on the same thing is allowed.

    Two courts may ask for one case, and each hold is lifted by itself.
    """
    if command.what not in HELD:
        return refuse(Code.OUT_OF_RANGE, expected=" | ".join(HELD), found=command.what[:40])
    refused = text_refused("why it is held", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    hold = Hold(
        organisation=context.caller.organisation,
        hold=context.fresh.name("hold"),
        what=command.what,
        about=command.about,
        why=why.commitment,
        placed_by=context.caller.user,
        placed_us=context.now_us,
        lifted_by=None,
        lifted_us=None,
        lifted_why=None,
    )
    return (Step(HoldPlaced(hold.hold, hold.what, why.commitment), (hold, why)),)


def lift(command: LiftHold, context: Context) -> Outcome:
    """Return the step that lifts a hold: not by who placed it."""
    hold = command.hold
    if hold is None or hold.organisation != context.caller.organisation:
        return refuse(Code.NO_SUCH_HOLD)
    if hold.lifted_us is not None:
        return refuse(
            Code.NO_SUCH_HOLD, expected="a hold that stands", found=f"{hold.hold}: lifted"
        )
    if hold.placed_by == context.caller.user:
        return refuse(Code.SAME_PERSON, found=hold.placed_by, next_step="Ask another lead.")
    refused = text_refused("why it is lifted", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    lifted = replace(
        hold,
        lifted_by=context.caller.user,
        lifted_us=context.now_us,
        lifted_why=why.commitment,
    )
    return (Step(HoldLifted(hold.hold, why.commitment), (lifted, why)),)


def prune(command: PruneBackups, context: Context) -> Outcome:
    """Return the step that says how many key parts of backups are removed."""
    del context  # Every step is asked in the same way.
    refused = number_refused("parts", command.parts, 1, MOST)
    return (Step(BackupKeysRemoved(command.parts)),) if refused is None else refused
