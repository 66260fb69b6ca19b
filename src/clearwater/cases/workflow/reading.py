"""Reading is an act: whoever is shown identifiers or words of people says for what."""

from __future__ import annotations

from clearwater.cases.acts import PersonalDataRead
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import near_names

SHOWN = ("case", "evidence", "restrictions", "register")
"""What can be shown."""


def read(case: str | None, command: ReadPersonalData, context: Context) -> Outcome:
    """Return the step that writes down who was shown what, of how many accounts, and why."""
    refused = first_refusal(
        (
            number_refused("accounts", command.count, 0, MOST),
            _word_refused(Code.OUT_OF_RANGE, command.what, list(SHOWN)),
            _word_refused(
                Code.NO_SUCH_PURPOSE,
                command.purpose,
                [purpose.name for purpose in context.policy.purposes],
            ),
        )
    )
    if refused is not None:
        return refused
    return (Step(PersonalDataRead(case, command.what, command.count, command.purpose)),)


def _word_refused(code: Code, said: str, known: list[str]) -> Refusal | None:
    if said in known:
        return None
    near, shown = near_names(said, known), repr(said[:80])
    return refuse(code, expected=" | ".join(known), found=shown, next_step=near)
