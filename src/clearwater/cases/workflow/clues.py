"""Clues: received, added to a case, set aside. Duplicates stay one clue; nothing said is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clearwater.cases.acts import ClueJoined, ClueReceived, ClueSetAside, ReporterNamed
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Clue, ClueState, Source
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.workflow.asking import first_refusal, text_refused, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import JoinClue, Named, ReceiveClue, SetAsideClue
from clearwater.cases.workflow.refusals import Code, refuse

ACCOUNT, REPORTER, AGENCY = "account", "reporter", "agency"
"""`Subject.kind`."""
TAKEN = frozenset({ClueState.JOINED, ClueState.OFFERED, ClueState.HANDED_ON})
"""States of a clue in which it is, or may soon be, somebody else's to follow."""


def receive(command: ReceiveClue, context: Context) -> Outcome:
    """Return the steps that take a clue in, or count it again.

    The same clue again raises its `times`. What was said this time, and by whom, stands in the
    entry; a clue that was set aside stays so: saying it often is no reason.

    The entry of a clue may stand in a case's chain of custody, which is handed out. So it holds a
    commitment to the reporter's name in the store, never the name, and a new reporter's row is
    written by an entry of its own, which belongs to no case.
    """
    refused = first_refusal(
        [
            None if command.note is None else text_refused("a note", command.note),
            *(_named_refused(one) for one in (command.account, command.reporter) if one),
        ]
    )
    if refused is not None:
        return refused
    if command.source not in set(Source):
        expected = " | ".join(Source)
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.source[:40]))
    note = None if command.note is None else context.disclose(command.note)
    reporter, reporter_rows = _optional(REPORTER, command.reporter, context)
    named = (Step(ReporterNamed(), reporter_rows),) if reporter_rows else ()
    by = None if reporter is None else context.disclose(reporter)
    if command.known is not None:
        again = _again(command, command.known, context, _Told(note, reporter, by))
        return again if isinstance(again, Refusal) else (*named, *again)
    account, account_rows = _optional(ACCOUNT, command.account, context)
    clue = Clue(
        organisation=context.caller.organisation,
        clue=context.fresh.name("clue"),
        source=command.source,
        fingerprint=command.fingerprint,
        state=ClueState.WAITING,
        case=None,
        subject=account,
        reporter=reporter,
        note=None if note is None else note.commitment,
        times=1,
        first_us=context.now_us,
        last_us=context.now_us,
    )
    told = _Told(note, reporter, by)
    act = ClueReceived(None, clue.clue, clue.source, 1, clue.note, told.by_commitment)
    return (*named, Step(act, (clue, *account_rows, *told.texts)))


@dataclass(frozen=True)
class _Told:
    """What was said this time, and by whom."""

    note: Disclosure | None
    reporter: str | None
    by: Disclosure | None
    """Of the reporter's name in the store."""

    @property
    def by_commitment(self) -> str | None:
        return None if self.by is None else self.by.commitment

    @property
    def texts(self) -> tuple[Disclosure, ...]:
        return tuple(one for one in (self.note, self.by) if one is not None)


def _again(
    command: ReceiveClue,
    known: Clue,
    context: Context,
    told: _Told,
) -> Outcome:
    if known.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if known.fingerprint != command.fingerprint:
        return refuse(Code.OUT_OF_RANGE, expected="the clue of this fingerprint", found=known.clue)
    said = None if told.note is None else told.note.commitment
    clue = replace(
        known,
        times=known.times + 1,
        last_us=max(known.last_us, context.now_us),
        note=known.note if known.note is not None else said,
        reporter=known.reporter if known.reporter is not None else told.reporter,
    )
    # The source of this time: a patrol that finds what a report said is a second witness.
    act = ClueReceived(clue.case, clue.clue, command.source, clue.times, said, told.by_commitment)
    return (Step(act, (clue, *told.texts)),)


def join(file: CaseFile, command: JoinClue, context: Context) -> Outcome:
    """Return the step that adds a waiting clue to the case."""
    case = the_case(file)
    clue = command.clue
    if clue.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if clue.state in TAKEN:
        return refuse(Code.CLUE_TAKEN, expected=ClueState.WAITING, found=clue.state)
    joined = replace(clue, state=ClueState.JOINED, case=case.case)
    return (Step(ClueJoined(case.case, clue.clue), (joined,)),)


def set_aside(command: SetAsideClue, context: Context) -> Outcome:
    """Return the step that ends a clue that nobody follows, with the reason."""
    clue = command.clue
    if clue.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if clue.state != ClueState.WAITING:
        return refuse(Code.CLUE_TAKEN, expected=ClueState.WAITING, found=clue.state)
    refused = text_refused("why it is not followed", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    aside = replace(clue, state=ClueState.SET_ASIDE)
    return (Step(ClueSetAside(clue.clue, why.commitment), (aside, why)),)


def subject_rows(kind: str, named: Named, context: Context) -> tuple[str, tuple[Record, ...]]:
    """Return the store's name for an account or reporter, and the rows that a new one needs."""
    if named.subject is not None:
        return named.subject, ()
    said = context.disclose(named.identifier)
    subject = Subject(
        organisation=context.caller.organisation,
        subject=context.fresh.name("subject"),
        kind=kind,
        identifier=said.commitment,
        token=named.token,
    )
    return subject.subject, (subject, said)


def _optional(
    kind: str, named: Named | None, context: Context
) -> tuple[str | None, tuple[Record, ...]]:
    return (None, ()) if named is None else subject_rows(kind, named, context)


def _named_refused(named: Named) -> Refusal | None:
    return text_refused("an identifier", named.identifier)
