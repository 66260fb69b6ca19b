"""What several steps ask of a case file, and of what somebody wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.decision import Decision, DecisionState, Measure
from clearwater.cases.records.notice import Appeal, AppealState, Appellant
from clearwater.cases.workflow.base import CaseFile, Refusal
from clearwater.cases.workflow.refusals import Code, refuse

LONGEST_TEXT = 20_000
"""Signs of a reason, a statement, a note."""
_LOGIN = re.compile(r"[\w.@+-]{1,64}")
A_LOGIN = "a login of 1 to 64 letters, digits or . @ + - _, in their usual width"
"""Of a user."""
MOST = 2**53 - 1
"""Largest whole number that RFC 8785 JSON holds."""
MEMBER, EXCLUDED = "member", "excluded"
"""`Member.standing`."""
UPHELD, OVERTURNED = "upheld", "overturned"
"""`Appellant.outcome`."""


def the_case(file: CaseFile) -> Case:
    """Return the one row of the case; the dispatch has seen that it is there."""
    (case,) = file.all(Case)
    return case


def decided_about(file: CaseFile) -> tuple[Member, ...]:
    """Return the members that a decision taken now is about.

    Not the excluded ones, and none for whom an appeal in this case was won: the same finding is no
    ground to accuse somebody twice.
    """
    cleared = overturned_accounts(file)
    return tuple(
        member
        for member in file.all(Member)
        if member.standing == MEMBER and member.subject not in cleared
    )


def overturned_accounts(file: CaseFile) -> frozenset[str]:
    """Return the accounts for whom an appeal in this case was won."""
    return frozenset(a.subject for a in file.all(Appellant) if a.outcome == OVERTURNED)


def standing(file: CaseFile) -> tuple[Decision, ...]:
    """Return the decisions that stand: one, or a second one whose notices are not out yet."""
    return tuple(d for d in file.all(Decision) if d.state == DecisionState.STANDING)


def newest_standing(file: CaseFile) -> Decision | None:
    """Return the standing decision that a new one would have to replace, if there is one."""
    stand = standing(file)
    older = {decision.supersedes for decision in stand}
    newest = [decision for decision in stand if decision.decision not in older]
    return newest[0] if newest else None


def measures_of(file: CaseFile, decision: str) -> tuple[Measure, ...]:
    """Return the measures of a decision."""
    return tuple(m for m in file.all(Measure) if m.decision == decision)


def open_appeals(file: CaseFile, decision: str | None = None) -> tuple[Appeal, ...]:
    """Return the appeals that are not answered, against one decision or against any."""
    return tuple(
        appeal
        for appeal in file.all(Appeal)
        if appeal.state == AppealState.OPEN and decision in {None, appeal.decision}
    )


def text_refused(what: str, text: str) -> Refusal | None:
    """Return why a text cannot be kept, if it cannot."""
    if not text.strip():
        return refuse(Code.REASON_NEEDED, expected=f"{what} in words", found="none")
    if len(text) > LONGEST_TEXT:
        expected = f"{what} of at most {LONGEST_TEXT} signs"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=str(len(text)))
    try:
        text.encode()
    except UnicodeEncodeError:
        return refuse(Code.OUT_OF_RANGE, expected=f"{what} in Unicode", found="half a sign")
    return None


def is_login(text: str) -> bool:
    """Return whether somebody can be called that.

    No blanks, no signs that are not seen, no second width of a letter: a name that looks like
    another one in the ledger would be the second person of its own decisions.
    """
    return bool(_LOGIN.fullmatch(text)) and unicodedata.normalize("NFKC", text) == text


def number_refused(what: str, value: int, lowest: int, highest: int) -> Refusal | None:
    """Return why a number cannot be used, if it cannot."""
    if type(value) is int and lowest <= value <= highest:
        return None
    expected = f"{what} from {lowest} to {highest}"
    return refuse(Code.OUT_OF_RANGE, expected=expected, found=str(value)[:40])


def first_refusal(refusals: Iterable[Refusal | None]) -> Refusal | None:
    """Return the first one that is a refusal."""
    return next((refusal for refusal in refusals if refusal is not None), None)
