"""Personal data is erased: refused as long as anybody needs it, else in one act.

Keys are destroyed and rows that could name somebody emptied. Nothing is taken out of the ledger,
and every digest still fits: what was sealed, when and by whom is all that is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clearwater.cases.acts import PersonalDataErased
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Clue, Member
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.privacy import Cause, Erased, Erasure, Hold
from clearwater.cases.workflow.asking import first_refusal, text_refused, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_privacy import ClueMatter, ErasePersonalData
from clearwater.cases.workflow.matters import over, waits_for_messages
from clearwater.cases.workflow.mentions import WORDS, Mentions
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.statement import shown_minute

FORGOTTEN = "forgotten"
"""Begins what stands in the place of a clue's fingerprint, which would know the account again."""


def erase(command: ErasePersonalData, context: Context) -> Outcome:
    """Return the step that erases what a command names, or why it is kept."""
    refused = first_refusal(_refusals(command, context))
    if refused is not None:
        return refused
    if not (command.subjects or command.cases or command.clues or command.keys):
        return ()
    erased = tuple(_emptied(command, context))
    why = None if command.why is None else context.disclose(command.why)
    rows = tuple(_erasures(command, None if why is None else why.commitment, context))
    act = PersonalDataErased(
        cause=command.cause,
        subjects=len(command.subjects),
        texts=len(command.keys) + len(command.in_clear),
        cases=len(command.cases),
        clues=len(command.clues),
        why=None if why is None else why.commitment,
    )
    said: tuple[Disclosure, ...] = () if why is None else (why,)
    return (Step(act, (*rows, *erased, *said)),)


def _refusals(command: ErasePersonalData, context: Context) -> Iterator[Refusal | None]:
    if command.cause == Cause.RESTORE:
        return  # It was judged when it was done the first time.
    keep_s = keep_reports_s = 0
    if command.cause == Cause.RETENTION:
        keep_s, keep_reports_s = (
            context.policy.privacy.keep_s,
            context.policy.privacy.keep_reports_s,
        )
    else:
        yield text_refused("why it is erased", command.why or "")
        if Mentions(command.identifiers).stand_in(command.why or ""):
            yield refuse(Code.REASON_NAMES, next_step="Say it without the name.")
    yield _held(command)
    for file in (*command.cases, *command.named_in):
        yield _case_refused(file, context.now_us, keep_s)
    for matter in command.clues:
        yield _clue_refused(matter, context.now_us, keep_reports_s)


def _case_refused(file: CaseFile, now_us: int, keep_s: int) -> Refusal | None:
    case, ended = the_case(file).case, over(file)
    if ended.since_us is None:
        return refuse(
            Code.STILL_OPEN, expected="a case that is over", found=f"{case}: {ended.because}"
        )
    due_us = ended.since_us + keep_s * 1_000_000
    if due_us > now_us:
        expected = f"a case that was over {shown_minute(due_us)}"
        return refuse(Code.STILL_OPEN, expected=expected, found=f"{case}: {ended.because}")
    if waits_for_messages(file):
        next_step = "Run `clearwater case deliver`, and erase then."
        found = f"{case}: a message has not gone out"
        return refuse(Code.STILL_OPEN, expected="nothing to send", found=found, next_step=next_step)
    return None


def _clue_refused(matter: ClueMatter, now_us: int, keep_s: int) -> Refusal | None:
    name = matter.clue.clue
    if matter.done_us is None:
        expected = "a clue that was set aside, or whose case is closed"
        found = f"{name}: {matter.clue.state}"
        return refuse(Code.STILL_OPEN, expected=expected, found=found)
    due_us = matter.done_us + keep_s * 1_000_000
    if due_us > now_us:
        expected = f"a clue that was done with {shown_minute(due_us)}"
        return refuse(Code.STILL_OPEN, expected=expected, found=name)
    return None


def _held(command: ErasePersonalData) -> Refusal | None:
    """Return that a hold stands on anything of which something would be gone.

    The files of a case are about all its members, so a hold on one of them keeps the case.
    """
    concerned = {one.subject for one in command.subjects}
    for file in (*command.cases, *command.named_in):
        concerned.add(the_case(file).case)
        concerned |= {member.subject for member in file.all(Member)}
    for matter in command.clues:
        clue = matter.clue
        concerned |= {one for one in (clue.case, clue.subject, clue.reporter) if one is not None}
    return held(concerned, command.holds)


def held(names: Iterable[str], holds: Iterable[Hold]) -> Refusal | None:
    """Return that one of these names is held, if one is."""
    about = {hold.about: hold for hold in holds if hold.lifted_us is None}
    for name in sorted(set(names) & about.keys()):
        hold = about[name]
        found = f"{hold.hold} on {name}, since {shown_minute(hold.placed_us)}"
        next_step = f"Another lead may lift it: `clearwater privacy lift {hold.hold}`."
        return refuse(Code.HELD, expected="no hold", found=found, next_step=next_step)
    return None


def _emptied(command: ErasePersonalData, context: Context) -> Iterator[Record]:
    for key in command.keys:
        yield replace(key, wrapped=None, erased_us=context.now_us)
    for text in command.in_clear:
        yield replace(text, salt=None, text=None, erased_us=context.now_us)
    for subject in command.subjects:
        if subject.token is not None:
            yield replace(subject, token=None)
    yield from _forgotten(command)
    mentions = Mentions(command.identifiers)
    for file in command.cases if mentions else ():
        for row in (row for kind in WORDS for row in file.all(kind)):
            without = mentions.without(row)
            if without is not row:
                yield without


def _forgotten(command: ErasePersonalData) -> Iterator[Record]:
    """Yield rows without the tokens by which an account, words or a device would be known again."""
    for clue in _clues(command):
        if not clue.fingerprint.startswith(FORGOTTEN):
            yield replace(clue, fingerprint=f"{FORGOTTEN} {clue.clue}")
    for arrival in command.arrivals:
        forgotten = replace(arrival, text=None, place=None, device=None)
        if forgotten != arrival:
            yield forgotten


def _clues(command: ErasePersonalData) -> tuple[Clue, ...]:
    """Return clues whose fingerprint would know the accounts again: each once."""
    found = {clue.clue: clue for file in command.cases for clue in file.all(Clue)}
    found |= {matter.clue.clue: matter.clue for matter in command.clues}
    return tuple(found[name] for name in sorted(found))


def _erasures(command: ErasePersonalData, why: str | None, context: Context) -> Iterator[Erasure]:
    of_case = Erased.CASE if command.whole_cases else Erased.EVIDENCE
    about = [
        *((Erased.SUBJECT, one.subject) for one in command.subjects),
        *((of_case, the_case(file).case) for file in command.cases),
        *((Erased.CLUE, matter.clue.clue) for matter in command.clues),
    ]
    for what, name in about:
        organisation = context.caller.organisation
        yield Erasure(organisation, what, name, command.cause, why, context.now_us)
