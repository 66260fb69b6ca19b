"""A suggested match is judged: of a text and a claim, never of whoever wrote the text.

It changes no row. The newest entry about a text and a claim counts; what was said before stays.
"""

from __future__ import annotations

import re

from clearwater.cases.acts import ClaimMatchJudged
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_claims import JudgeMatch
from clearwater.cases.workflow.refusals import Code, refuse

VERDICTS = ("confirmed", "rejected", "open")
LONGEST_CLAIM = 200
"""Signs of a claim's id."""
_LOG = re.compile("[0-9a-f]{32}")


def judge(command: JudgeMatch, context: Context) -> Outcome:
    """Return the step that writes a judgement down."""
    del context  # Every step is asked in the same way.
    refused = first_refusal(
        (
            _refused(_LOG.fullmatch(command.log), "32 small hex digits", command.log),
            number_refused("the number of the text", command.text, 0, MOST),
            _refused(
                1 <= len(command.claim) <= LONGEST_CLAIM and command.claim.isprintable(),
                f"the id of a claim, at most {LONGEST_CLAIM} signs",
                command.claim,
            ),
            _refused(command.verdict in VERDICTS, " | ".join(VERDICTS), command.verdict),
        )
    )
    if refused is not None:
        return refused
    return (Step(ClaimMatchJudged(command.log, command.text, command.claim, command.verdict)),)


def _refused(holds: object, expected: str, found: str) -> Refusal | None:
    return None if holds else refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(found[:80]))
