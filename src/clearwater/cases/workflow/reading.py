"""Reading is an act: whoever is shown identifiers or words of people says for what."""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.cases.acts import PersonalDataRead
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.statement import shown_minute
from clearwater.errors import near_names

_MINUTE_US = 60_000_000
"""Times are said to the minute; the one after is surely late enough."""
SHOWN = ("case", "evidence", "restrictions", "register", "exchange", "holds", "log", "run")
"""What can be shown."""
OF_REPORTS = ("reporters", "reports")
"""What can be shown of reports by users: who reported, or what was reported."""


def read(
    case: str | None,
    command: ReadPersonalData,
    context: Context,
    *,
    shown: tuple[str, ...] = SHOWN,
) -> Outcome:
    """Return the step that writes down who was shown what, of how many accounts, and why."""
    refused = first_refusal(
        (
            number_refused("accounts", command.count, 0, MOST),
            _word_refused(Code.OUT_OF_RANGE, command.what, list(shown)),
            _word_refused(
                Code.NO_SUCH_PURPOSE,
                command.purpose,
                [purpose.name for purpose in context.policy.purposes],
            ),
        )
    )
    if refused is None:
        refused = too_many(command.count, command.recent, context)
    if refused is not None:
        return refused
    return (Step(PersonalDataRead(case, command.what, command.count, command.purpose)),)


def too_many(count: int, recent: Iterable[tuple[int, int]], context: Context) -> Refusal | None:
    """Return that the person was shown enough for now, and when it is possible again.

    Parameters
    ----------
    count
        Accounts that are asked for.
    recent
        What this person was shown of late: time in microseconds, accounts.
    """
    privacy = context.policy.privacy
    quota, window_us = privacy.reveals, privacy.reveals_window_s * 1_000_000
    left = [one for one in sorted(recent) if one[0] > context.now_us - window_us]
    shown = sum(accounts for _, accounts in left)
    if not count or shown + count <= quota:
        return None
    expected = f"{quota} accounts within {privacy.reveals_window_s} s"
    found = f"{shown} shown and {count} more"
    if count > quota:
        next_step = "Look at fewer, or let a lead raise `privacy.reveals` in the policy."
        return refuse(Code.TOO_MANY_REVEALED, expected=expected, found=found, next_step=next_step)
    again_us = context.now_us
    for time_us, accounts in left:
        again_us, shown = time_us + window_us, shown - accounts
        if shown + count <= quota:
            break
    next_step = f"Possible again from {shown_minute(again_us + _MINUTE_US)}."
    return refuse(Code.TOO_MANY_REVEALED, expected=expected, found=found, next_step=next_step)


def _word_refused(code: Code, said: str, known: list[str]) -> Refusal | None:
    if said in known:
        return None
    near, shown = near_names(said, known), repr(said[:80])
    return refuse(code, expected=" | ".join(known), found=shown, next_step=near)
