"""Figures are published: which, of when, by how long a ledger. Another one is another entry."""

from __future__ import annotations

import re

from clearwater.cases.acts import FiguresPublished
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_figures import PublishFigures
from clearwater.cases.workflow.refusals import Code, refuse

KINDS = ("weekly report", "transparency report", "casebook")
CASEBOOK = "CASEBOOK"
"""Stands for the period of case studies, in which no date is."""
_PERIOD = re.compile(rf"\d{{4}}-(W\d{{2}}|Q[1-4])|{CASEBOOK}", re.ASCII)
_SHA256 = re.compile("[0-9a-f]{64}")


def publish(command: PublishFigures, context: Context) -> Outcome:
    """Return the step that writes a publication down; it changes no row."""
    del context  # Every step is asked in the same way.
    refused = first_refusal(
        (
            _refused(command.kind in KINDS, " | ".join(KINDS), command.kind),
            _refused(_PERIOD.fullmatch(command.period), "a week or a quarter", command.period),
            _refused(_SHA256.fullmatch(command.sha256), "64 small hex digits", command.sha256),
            number_refused("the size of the ledger", command.ledger_size, 0, MOST),
        )
    )
    if refused is not None:
        return refused
    act = FiguresPublished(command.kind, command.period, command.sha256, command.ledger_size)
    return (Step(act),)


def _refused(holds: object, expected: str, found: str) -> Refusal | None:
    return None if holds else refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(found[:80]))
