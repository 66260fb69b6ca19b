"""Clues come in, and cases are opened for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from clearwater.app.case.desk import Desk, taken
from clearwater.app.case.found import found_in, named_accounts, overlaps_of
from clearwater.app.case.run_finding import RunFinding
from clearwater.app.intake.priority import forward
from clearwater.cases.records.bodies import BodyState, Membership
from clearwater.cases.records.case import Case, Clue, Source
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Step
from clearwater.cases.workflow.clues import REPORTER
from clearwater.cases.workflow.commands import (
    AddFinding,
    Found,
    FreezeEvidence,
    FrozenFile,
    JoinClue,
    Named,
    OpenCase,
    ReceiveClue,
    SetAsideClue,
    ShareRing,
)
from clearwater.cases.workflow.dispatch import decide_on, decide_without_case
from clearwater.cases.workflow.opening import shared_ring
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb, may
from clearwater.errors import NothingThereError, ParameterError

USUAL_SEVERITY = 3
"""Of 1 (nuisance) to 5 (harm to people), where nobody said."""


@dataclass(frozen=True)
class Told:
    """What somebody said who is not of the team, or who looked around."""

    source: str
    """``report``, ``partner`` or ``patrol``."""
    account: str | None
    """Whom it is about, by the platform's identifier."""
    reporter: str | None
    note: str | None


@dataclass(frozen=True)
class Heading:
    """What somebody says of a case that is opened."""

    title: str | None = None
    """A sentence about behaviour that names no account; without one the finding's headline."""
    severity: int | None = None
    """1 (nuisance) to 5 (harm to people)."""


def open_for_finding(
    desk: Desk,
    read: RunFinding,
    freeze: Callable[[], tuple[FrozenFile, ...]] | None,
    heading: Heading = Heading(),
) -> CaseFile:
    """Open a case for a finding of a run and return its file; the finding comes in as a clue.

    Parameters
    ----------
    read
        The finding, as it was read from its run.
    freeze
        Puts what it rests on into the evidence store; None for evidence that is frozen later. It is
        called once it is known that nothing else speaks against the case: it reads a whole log.

    Raises
    ------
    RefusedError
        If a case was opened for these accounts before; it is named.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        _require_working(unit)
        found = found_in(unit, read)
        command = _known(unit, _clue_of(unit, found))
        clue = _the_clue(taken(decide_without_case(command, context)))
        taken(decide_on(CaseFile(), _wanted(unit, clue, found, heading), context))
    frozen = () if freeze is None else freeze()
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _require_working(unit)
        # Named anew: in between somebody else may have opened a case about the same accounts.
        found = found_in(unit, read)
        clue = _received(desk, unit, context, _clue_of(unit, found))
        evidence = (FreezeEvidence(frozen),) if frozen else ()
        wanted = _wanted(unit, clue, found, heading)
        return desk.done(unit, context, CaseFile(), wanted, *evidence)


def open_for_clue(desk: Desk, clue: str, *, title: str, severity: int | None = None) -> CaseFile:
    """Open a case for a clue that no scan has looked into yet, and return its file."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _require_working(unit)
        waiting = _clue(unit, clue)
        _require_free(waiting)
        severity = USUAL_SEVERITY if severity is None else severity
        moved = forward(unit, context, (waiting,)).get(clue)
        wanted = OpenCase(
            waiting,
            title,
            severity,
            about=_named_by(unit, waiting, context.caller),
            head_start_us=0 if moved is None else moved.head_start_us,
        )
        return desk.done(unit, context, CaseFile(), wanted)


def receive_clue(desk: Desk, told: Told) -> Clue:
    """Take a clue in and return it; the same clue again is counted, not kept twice.

    Clues about one account are one clue, whoever they come from; a clue about no account is the
    same again if it says the same.

    Raises
    ------
    ParameterError
        If it says nothing, or its source is none that a person can be.
    """
    if told.source not in {Source.REPORT, Source.PARTNER, Source.PATROL}:
        raise ParameterError(
            "a clue comes from somebody",
            expected="report, partner or patrol; a finding comes in with `case open RUN`",
            found=repr(told.source),
        )
    if not (told.account or (told.note or "").strip()):
        raise ParameterError(
            "the clue says nothing", expected="an account with --account, or words with --note"
        )
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        about = f"account {told.account}" if told.account else f"words {told.note}"
        account = named_accounts(unit, [told.account])[told.account] if told.account else None
        command = ReceiveClue(
            source=told.source,
            fingerprint=unit.token("clue", about),
            account=account,
            reporter=_reporter(unit, told.reporter),
            note=told.note,
        )
        return _received(desk, unit, context, command)


def add_finding(
    desk: Desk, case: str, added: RunFinding, frozen: tuple[FrozenFile, ...]
) -> CaseFile:
    """Add a finding of a run to a case, share its ring where it overlaps an earlier case."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        found = found_in(unit, added)
        evidence = (FreezeEvidence(frozen),) if frozen else ()
        file = desk.done(unit, context, desk.file_of(unit, case), AddFinding(found), *evidence)
        overlaps = overlaps_of(unit, found)
        shared = shared_ring(len(found.members), [one for one in overlaps if one.case != case])
        ring = file.all(Case)[0].ring
        if shared is not None and shared.ring != ring:
            file = desk.done(unit, context, file, ShareRing(overlaps))
        return file


def join_clue(desk: Desk, case: str, clue: str) -> CaseFile:
    """Add a waiting clue to a case."""
    return desk.on_case(case, lambda unit, _file: JoinClue(_clue(unit, clue)))


def set_aside_clue(desk: Desk, clue: str, why: str) -> Clue:
    """End a clue that nobody follows, and return it."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        return _the_clue(desk.without_case(unit, context, SetAsideClue(_clue(unit, clue), why)))


def _clue_of(unit: Unit, found: Found) -> ReceiveClue:
    """Return the clue that a finding is: the same accounts again are the same clue."""
    tokens = sorted(member.account.token for member in found.members)
    digest = hashlib.sha256("\n".join(tokens).encode()).hexdigest()
    return ReceiveClue(source=Source.FINDING, fingerprint=unit.token("clue", f"members {digest}"))


def _wanted(unit: Unit, clue: Clue, found: Found, heading: Heading) -> OpenCase:
    _require_free(clue)
    return OpenCase(
        clue=clue,
        title=found.headline if heading.title is None else heading.title,
        severity=USUAL_SEVERITY if heading.severity is None else heading.severity,
        findings=(found,),
        overlaps=overlaps_of(unit, found),
    )


def _received(desk: Desk, unit: Unit, context: Context, command: ReceiveClue) -> Clue:
    return _the_clue(desk.without_case(unit, context, _known(unit, command)))


def _known(unit: Unit, command: ReceiveClue) -> ReceiveClue:
    """Return the command with the clue that it repeats, if there is one."""
    known = unit.find(Clue, fingerprint=command.fingerprint)
    return replace(command, known=known[0] if known else None)


def _the_clue(steps: tuple[Step, ...]) -> Clue:
    (clue,) = (put for step in steps for put in step.puts if isinstance(put, Clue))
    return clue


def _require_working(unit: Unit) -> None:
    """Return unless the organisation is a body that was closed: that opens nothing new.

    What it decided goes on to lapse, and appeals are answered.
    """
    stands = unit.get(Membership, unit.organisation)
    if stands is not None and stands.state == BodyState.CLOSED:
        raise RefusedError(refuse(Code.BODY_CLOSED, found=unit.organisation))


def _require_free(clue: Clue) -> None:
    if clue.case is None:
        return
    refusal = refuse(
        Code.CLUE_TAKEN,
        expected="accounts that no case is about yet",
        found=f"{clue.case}, opened for the same accounts",
        next_step=f"See `clearwater case show {clue.case}`.",
    )
    raise RefusedError(refusal)


def _clue(unit: Unit, clue: str) -> Clue:
    found = unit.get(Clue, clue)
    if found is None:
        raise NothingThereError(
            "there is no such clue", found=repr(clue), next_step="See `clearwater case clues`."
        )
    return found


def _named_by(unit: Unit, clue: Clue, caller: Caller) -> tuple[str, ...]:
    """Return the identifiers of whom a clue is about, and of who reported it.

    The reporter's only for who may see it: a title that is refused for it would tell anybody else
    that a guess was right.
    """
    reporter = clue.reporter if may(caller, Verb.READ_REPORTER) else None
    subjects = [unit.get(Subject, one) for one in (clue.subject, reporter) if one is not None]
    kept = [unit.get(Disclosure, one.identifier) for one in subjects if one is not None]
    return tuple(one.text for one in kept if one is not None and one.text is not None)


def _reporter(unit: Unit, reporter: str | None) -> Named | None:
    if reporter is None:
        return None
    known = unit.subjects_by_identifier(REPORTER, [reporter])
    return Named(reporter, unit.token(REPORTER, reporter), known.get(reporter))
